#pragma once

#include <QPolygonF>
#include <QWidget>

#include <vector>

namespace Orderflow {

/// A small line of how a value went, without axes; from 0 up. What is not known, NaN, is a break.
class TrendLine final : public QWidget
{
    Q_OBJECT

public:
    explicit TrendLine(QWidget *parent = nullptr);

    /// Oldest first, at even distances. `most` is how many there can be: fewer take the right side
    /// of the width.
    void setValues(std::vector<float> values, std::size_t most);

    /// The line of such values in `place`, for those who paint many of them.
    static void paint(QPainter &painter, const QRectF &place, const std::vector<float> &values,
                      std::size_t most, const QColor &colour);

    /// Where it has its points, in pixels of a place of `size`; a list for each unbroken part.
    /// Where several values share a pixel the largest counts, so that no peak is lost.
    static std::vector<QPolygonF> lines(const std::vector<float> &values, std::size_t most,
                                        QSizeF size);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<float> m_values;
    std::size_t m_most = 1;
};

} // namespace Orderflow
