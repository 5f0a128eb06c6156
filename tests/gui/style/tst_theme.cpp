#include "gui/style/theme.h"

#include "gui/guitesting.h"

#include <QTest>

#include <cmath>

using namespace Orderflow;

namespace {

double luminance(const QColor &colour)
{
    const auto part = [](float value) {
        return value <= 0.03928F ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * part(colour.redF()) + 0.7152 * part(colour.greenF()) +
           0.0722 * part(colour.blueF());
}

/// By WCAG 2.1, from 1 to 21.
double contrast(const QColor &a, const QColor &b)
{
    const double lighter = std::max(luminance(a), luminance(b));
    const double darker = std::min(luminance(a), luminance(b));
    return (lighter + 0.05) / (darker + 0.05);
}

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT

private slots:
    void testContrast_data();
    void testContrast();
    void testSignsNeedNoColour();
    void testTinted();
};

void TestTheme::testContrast_data()
{
    QTest::addColumn<QPalette>("palette");
    QTest::addColumn<bool>("isDark");
    QTest::newRow("light") << GuiTesting::lightPalette() << false;
    QTest::newRow("dark") << GuiTesting::darkPalette() << true;
}

void TestTheme::testContrast()
{
    QFETCH(QPalette, palette);
    const Theme theme = Theme::of(palette);
    QTEST(theme.isDark, "isDark");
    for (const QColor &colour :
         {theme.text, theme.dimText, theme.good, theme.attention, theme.bad, theme.neutral,
          theme.bid, theme.ask, theme.line, theme.secondLine}) {
        // What WCAG asks of text.
        QVERIFY2(contrast(colour, theme.background) >= 4.5,
                 qPrintable(colour.name() + QStringLiteral(" on ") + theme.background.name()));
    }
}

void TestTheme::testSignsNeedNoColour()
{
    QStringList signs;
    for (const Health health :
         {Health::Off, Health::Changing, Health::Good, Health::Attention, Health::Bad})
        signs.append(symbolOf(health));
    QCOMPARE(signs.removeDuplicates(), qsizetype(0));
    QVERIFY(!signs.contains(QString()));
}

void TestTheme::testTinted()
{
    QCOMPARE(tinted(Qt::black, Qt::white, 0), QColor(Qt::black));
    QCOMPARE(tinted(Qt::black, Qt::white, 1), QColor(Qt::white));
    QCOMPARE(tinted(Qt::black, Qt::white, 0.5).red(), 128);
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
