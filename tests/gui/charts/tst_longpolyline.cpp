#include "gui/charts/longpolyline.h"

#include <QImage>
#include <QPainter>
#include <QTest>

#include <cmath>

using namespace Orderflow;

class TestLongPolyline : public QObject
{
    Q_OBJECT

private slots:
    void testLooksLikeOneLine_data();
    void testLooksLikeOneLine();
};

void TestLongPolyline::testLooksLikeOneLine_data()
{
    QTest::addColumn<Qt::PenStyle>("style");
    QTest::addColumn<int>("points");
    QTest::newRow("solid") << Qt::SolidLine << 300;
    QTest::newRow("dashed") << Qt::DashLine << 300;
    QTest::newRow("as long as a piece") << Qt::DashLine << 9;
    QTest::newRow("a little longer than a piece") << Qt::DashLine << 10;
    QTest::newRow("two points") << Qt::SolidLine << 2;
    QTest::newRow("one point") << Qt::SolidLine << 1;
    QTest::newRow("none") << Qt::SolidLine << 0;
}

void TestLongPolyline::testLooksLikeOneLine()
{
    QFETCH(Qt::PenStyle, style);
    QFETCH(int, points);
    QPolygonF line;
    for (int i = 0; i < points; ++i)
        line.append(QPointF(5 + i * 3, 50 + 30 * std::sin(i * 0.9)));
    const auto picture = [&](auto draw) {
        QImage image(920, 100, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(Qt::black, 1.6, style, Qt::FlatCap, Qt::BevelJoin));
        draw(painter);
        return image;
    };
    const QImage whole = picture([&](QPainter &painter) { painter.drawPolyline(line); });
    const QImage pieces = picture([&](QPainter &painter) { drawLongPolyline(painter, line); });
    int ink = 0;
    int different = 0;
    for (int y = 0; y < whole.height(); ++y) {
        for (int x = 0; x < whole.width(); ++x) {
            ink += qGray(whole.pixel(x, y)) < 128 ? 1 : 0;
            different +=
                std::abs(qGray(whole.pixel(x, y)) - qGray(pieces.pixel(x, y))) > 64 ? 1 : 0;
        }
    }
    QVERIFY(points < 2 || ink > 0);
    // Where segments that belong to two pieces are smoothed twice.
    QVERIFY2(different <= ink / 50, qPrintable(QString::number(different)));
}

QTEST_MAIN(TestLongPolyline)
#include "tst_longpolyline.moc"
