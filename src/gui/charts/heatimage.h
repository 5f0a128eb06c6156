#pragma once

#include "gui/charts/depthcolumns.h"
#include "gui/charts/heatscale.h"
#include "gui/charts/valueaxis.h"

#include <QImage>
#include <QRectF>

#include <cstdint>
#include <vector>

class QPainter;

namespace Orderflow {

struct Theme;

/// The picture of a DepthColumns: a column of pixels for each stretch of time. It is a ring, so
/// that with time only what is new is drawn.
class HeatImage
{
public:
    /// What the picture shows. Where it changes, all is drawn again.
    struct Frame
    {
        /// In device pixels, not empty.
        QSize size;
        std::chrono::microseconds span{};
        ValueAxis::Range prices;
        /// The least height of a cell, in device pixels.
        int leastHeight = 1;

        bool operator==(const Frame &) const = default;
    };

    explicit HeatImage(const Theme &theme);

    void setTheme(const Theme &theme);
    /// Amounts from `least` to `most` get the colours.
    void setBounds(double least, double most);
    const HeatScale &scale() const { return m_scale; }

    /// Draws what `columns` have up to `to` and is not in the picture yet.
    void update(const DepthColumns &columns, const Frame &frame, UtcMicroseconds to);

    /// `to` is at the right edge of `place`.
    void draw(QPainter &painter, const QRectF &place) const;

    /// How many columns of pixels were drawn.
    std::int64_t drawnColumns() const { return m_drawnColumns; }

private:
    std::int64_t placeOf(std::int64_t bin) const;
    void drawBin(const DepthColumns &columns, std::int64_t bin);
    void fill(const DepthColumn &column, const ValueAxis &axis, double cellHeight);
    void drawLine(std::vector<int> &rows, std::int64_t bin, float price, const ValueAxis &axis,
                  QRgb colour);

    HeatScale m_scale;
    QRgb m_background = 0;
    /// Of the pattern where nothing was seen.
    QRgb m_unknown = 0;
    QRgb m_bid = 0;
    QRgb m_ask = 0;
    Frame m_frame;
    QImage m_image;
    bool m_isEmpty = true;
    /// A column of pixels is this long; columns are numbered from 1970.
    std::chrono::microseconds m_binWidth{1};
    std::int64_t m_lastBin = 0;
    /// Where the best prices are in each column of pixels, -1 where they are not.
    std::vector<int> m_bidRows;
    std::vector<int> m_askRows;
    /// The amounts in the rows of the column that is being drawn.
    std::vector<float> m_amounts;
    std::int64_t m_drawnColumns = 0;
};

} // namespace Orderflow
