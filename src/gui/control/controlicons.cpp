#include "gui/control/controlicons.h"

#include "gui/style/theme.h"

#include <QApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

namespace Orderflow {

namespace {

using ControlIcons::Glyph;

/// All are drawn into a square of 16 by 16.
constexpr double Side = 16;

void paintDatabase(QPainter &painter)
{
    painter.drawEllipse(QRectF(3, 1.5, 10, 4));
    painter.drawLine(QPointF(3, 3.5), QPointF(3, 12.5));
    painter.drawLine(QPointF(13, 3.5), QPointF(13, 12.5));
    // The lower halves, in sixteenths of a degree.
    painter.drawArc(QRectF(3, 6, 10, 4), 180 * 16, 180 * 16);
    painter.drawArc(QRectF(3, 10.5, 10, 4), 180 * 16, 180 * 16);
}

void paintSliders(QPainter &painter)
{
    constexpr double Knobs[] = {10.5, 5, 9};
    for (int i = 0; i < 3; ++i) {
        const double y = 3.5 + 4.5 * i;
        painter.drawLine(QPointF(2, y), QPointF(14, y));
        painter.drawEllipse(QPointF(Knobs[i], y), 1.7, 1.7);
    }
}

void paintGlyph(QPainter &painter, Glyph glyph)
{
    switch (glyph) {
    case Glyph::Start:
        painter.drawPolygon(QPolygonF({{4, 2.5}, {13, 8}, {4, 13.5}}));
        break;
    case Glyph::Stop:
        painter.drawRect(QRectF(3.5, 3.5, 9, 9));
        break;
    case Glyph::Settings:
        paintSliders(painter);
        break;
    case Glyph::Test:
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(
            QPolygonF({{1, 9}, {4.5, 9}, {6.5, 3}, {9.5, 13.5}, {11.5, 7}, {15, 7}}));
        break;
    case Glyph::Database:
        painter.setBrush(Qt::NoBrush);
        paintDatabase(painter);
        break;
    }
}

void paintSign(QPainter &painter, Health health, const QColor &background)
{
    QPen pen(background, 2.2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    painter.setPen(pen);
    switch (health) {
    case Health::Off:
    case Health::Changing:
        break;
    case Health::Good:
        painter.drawPolyline(QPolygonF({{4.6, 8.4}, {7, 11}, {11.6, 5.4}}));
        break;
    case Health::Attention:
        painter.drawLine(QPointF(8, 4), QPointF(8, 8.6));
        painter.drawPoint(QPointF(8, 11.8));
        break;
    case Health::Bad:
        painter.drawLine(QPointF(5.3, 5.3), QPointF(10.7, 10.7));
        painter.drawLine(QPointF(10.7, 5.3), QPointF(5.3, 10.7));
        break;
    }
}

class GlyphEngine final : public QIconEngine
{
public:
    explicit GlyphEngine(Glyph glyph)
        : m_glyph(glyph)
    {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const QPalette palette = QApplication::palette();
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        QColor colour = palette.color(group, QPalette::ButtonText);
        if (mode == QIcon::Disabled)
            colour = tinted(palette.color(QPalette::Button), colour, 0.45);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->translate(rect.topLeft());
        painter->scale(rect.width() / Side, rect.height() / Side);
        painter->setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->setBrush(colour);
        paintGlyph(*painter, m_glyph);
        painter->restore();
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap picture(size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return picture;
    }

    QIconEngine *clone() const override { return new GlyphEngine(*this); }

private:
    const Glyph m_glyph;
};

} // namespace

QIcon ControlIcons::of(Glyph glyph)
{
    return QIcon(new GlyphEngine(glyph));
}

QIcon ControlIcons::of(Health health, const QPalette &palette)
{
    const Theme theme = Theme::of(palette);
    const QColor colour = theme.of(health);
    QIcon icon;
    for (const int size : {16, 22, 24, 32, 48, 64}) {
        QPixmap picture(size, size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(size / Side, size / Side);
        if (health == Health::Off || health == Health::Changing) {
            const auto line = health == Health::Off ? Qt::SolidLine : Qt::DotLine;
            painter.setPen(QPen(colour, 2.4, line));
            painter.drawEllipse(QPointF(8, 8), 6, 6);
        } else {
            painter.setPen(Qt::NoPen);
            painter.setBrush(colour);
            painter.drawEllipse(QPointF(8, 8), 7.6, 7.6);
            paintSign(painter, health, theme.background);
        }
        icon.addPixmap(picture);
    }
    return icon;
}

} // namespace Orderflow
