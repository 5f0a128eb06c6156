#pragma once

#include "gui/integrity/connectionhistory.h"
#include "gui/integrity/feedmodel.h"

#include <QSortFilterProxyModel>
#include <QWidget>

#include <memory>

namespace Orderflow {

/// The connections to the exchange: those of now, and those that there were.
class ConnectionsPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit ConnectionsPanel(QWidget *parent = nullptr);

    void showStatus(const RecorderStatus &status) { m_feeds.setStatus(status); }
    void setSpan(const std::shared_ptr<const LedgerSpan> &span) { m_history.setSpan(span); }

private:
    FeedModel m_feeds;
    ConnectionHistory m_history;
    QSortFilterProxyModel m_sorted;
};

} // namespace Orderflow
