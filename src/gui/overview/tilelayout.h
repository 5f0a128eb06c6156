#pragma once

#include <QLayout>

#include <memory>
#include <vector>

namespace Orderflow {

/// Puts widgets of one size in as many columns as fit, all equally wide, and as even as possible:
/// eight are in rows of eight, four, or two, before there is a row with less than the others.
class TileLayout final : public QLayout
{
    Q_OBJECT

public:
    explicit TileLayout(QWidget *parent = nullptr);
    ~TileLayout() override;

    void addItem(QLayoutItem *item) override;
    int count() const override;
    QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;

    Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

    /// In how many columns they are where there are `width` pixels.
    int columnsFor(int width) const;

private:
    QSize tileSize() const;

    std::vector<std::unique_ptr<QLayoutItem>> m_items;
};

} // namespace Orderflow
