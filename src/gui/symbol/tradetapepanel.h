#pragma once

#include "gui/symbol/tradetapemodel.h"

#include <QWidget>

#include <array>

class QTableView;
class QToolButton;

namespace Orderflow {

class TradeTapeDelegate;

/// Time and sales with what the user reads it with: it follows the newest trade, and stands still
/// while the user has scrolled down.
class TradeTapePanel final : public QWidget
{
    Q_OBJECT

public:
    explicit TradeTapePanel(QWidget *parent = nullptr);

    void addTrades(const std::vector<AggTrade> &trades);

    const TradeTapeModel &model() const { return *m_model; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;

private:
    void showWaiting();
    void setTheme();
    void growColumns(const std::vector<AggTrade> &trades);

    TradeTapeModel *const m_model;
    TradeTapeDelegate *const m_delegate;
    QTableView *const m_view;
    QToolButton *const m_follow;
    /// The longest texts so far, in characters: columns only grow.
    std::array<qsizetype, 2> m_longest{};
};

} // namespace Orderflow
