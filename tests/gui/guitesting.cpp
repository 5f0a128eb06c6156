#include "gui/guitesting.h"

#include <QApplication>
#include <QDir>
#include <QImage>
#include <QPixmap>
#include <QSet>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QPalette paletteOf(QColor window, QColor base, QColor text, QColor accent)
{
    QPalette palette(window);
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::Base, base);
    palette.setColor(QPalette::AlternateBase, window);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::Highlight, accent);
    palette.setColor(QPalette::HighlightedText, Qt::white);
    return palette;
}

int coloursOf(const QImage &image)
{
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            colours.insert(image.pixel(x, y));
    }
    return int(colours.size());
}

} // namespace

QPalette GuiTesting::lightPalette()
{
    return paletteOf(QColor(0xf0, 0xf0, 0xf0), Qt::white, QColor(0x20, 0x20, 0x20),
                     QColor(0x2f, 0x6f, 0xc0));
}

QPalette GuiTesting::darkPalette()
{
    return paletteOf(QColor(0x2b, 0x2d, 0x30), QColor(0x1e, 0x1f, 0x22), QColor(0xdf, 0xe1, 0xe5),
                     QColor(0x35, 0x6f, 0xb8));
}

int GuiTesting::savePictures(QWidget &widget, const QString &name)
{
    const QDir folder(QStringLiteral(ORDERFLOW_PICTURE_FOLDER));
    if (!folder.mkpath(u"."_s))
        qFatal("%s cannot be made", qPrintable(folder.path()));
    const QPalette before = QApplication::palette();
    int fewest = std::numeric_limits<int>::max();
    for (const bool isDark : {false, true}) {
        QApplication::setPalette(isDark ? darkPalette() : lightPalette());
        QApplication::processEvents();
        const QPixmap picture = widget.grab();
        const QString file = name + (isDark ? u"-dark.png"_s : u"-light.png"_s);
        if (!picture.save(folder.filePath(file)))
            qFatal("%s cannot be written", qPrintable(file));
        fewest = std::min(fewest, coloursOf(picture.toImage()));
    }
    QApplication::setPalette(before);
    return fewest;
}

Symbol GuiTesting::symbol(const char *name)
{
    return *Symbol::parse(std::string_view(name));
}

} // namespace Orderflow
