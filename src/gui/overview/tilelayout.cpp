#include "gui/overview/tilelayout.h"

#include <algorithm>

namespace Orderflow {

TileLayout::TileLayout(QWidget *parent)
    : QLayout(parent)
{
    setContentsMargins(0, 0, 0, 0);
}

TileLayout::~TileLayout() = default;

void TileLayout::addItem(QLayoutItem *item)
{
    m_items.emplace_back(item);
}

int TileLayout::count() const
{
    return int(m_items.size());
}

QLayoutItem *TileLayout::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items[std::size_t(index)].get() : nullptr;
}

QLayoutItem *TileLayout::takeAt(int index)
{
    if (index < 0 || index >= count())
        return nullptr;
    QLayoutItem *item = m_items[std::size_t(index)].release();
    m_items.erase(m_items.begin() + index);
    return item;
}

QSize TileLayout::tileSize() const
{
    QSize size;
    for (const auto &item : m_items)
        size = size.expandedTo(item->minimumSize());
    return size;
}

int TileLayout::columnsFor(int width) const
{
    const int fitting = (width + spacing()) / std::max(tileSize().width() + spacing(), 1);
    const int most = std::clamp(fitting, 1, std::max(count(), 1));
    const int rows = (count() + most - 1) / most;
    return rows == 0 ? 1 : (count() + rows - 1) / rows;
}

int TileLayout::heightForWidth(int width) const
{
    const int columns = columnsFor(width);
    const int rows = (count() + columns - 1) / columns;
    return rows * tileSize().height() + std::max(rows - 1, 0) * spacing();
}

QSize TileLayout::sizeHint() const
{
    const QSize tile = tileSize();
    return {count() * tile.width() + std::max(count() - 1, 0) * spacing(), tile.height()};
}

QSize TileLayout::minimumSize() const
{
    return tileSize();
}

void TileLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    const int columns = columnsFor(rect.width());
    const int height = tileSize().height();
    const int step = rect.width() + spacing();
    for (int i = 0; i < count(); ++i) {
        const int column = i % columns;
        const int left = rect.left() + step * column / columns;
        const int right = rect.left() + step * (column + 1) / columns - spacing();
        const int top = rect.top() + i / columns * (height + spacing());
        m_items[std::size_t(i)]->setGeometry(QRect(left, top, right - left, height));
    }
}

} // namespace Orderflow
