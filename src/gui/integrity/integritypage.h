#pragma once

#include "gui/page.h"
#include "gui/source/ledgersource.h"

#include <QTimer>

#include <chrono>
#include <memory>

class QComboBox;
class QLabel;
class QLineEdit;
class QSplitter;
class QTabWidget;

namespace Orderflow {

class ConnectionsPanel;
class GapPanel;
class LogFeed;
class LogPanel;
class StreamTimeline;

/// What was captured of each stream and what is missing, the connections, and the log.
class IntegrityPage final : public Page
{
    Q_OBJECT

public:
    /// How often the ledger is read while the page can be seen.
    static constexpr std::chrono::seconds ReadInterval{10};

    explicit IntegrityPage(QWidget *parent = nullptr);
    ~IntegrityPage() override;

    /// Where the ledger is from; it outlives the page. To be called once.
    void setLedger(LedgerSource &source);

    /// Whose lines the log shows; `feed` outlives the page. `isOfRecorder`: whether the recorder is
    /// in this program. To be called once.
    void setLog(LogFeed &feed, bool isOfRecorder);

    void showStatus(const ShownStatus &shown) override;

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *makeBar();
    QWidget *makeTimeline();
    void requestLedger();
    void showLedger();
    void applyFilter();
    QString summary(const LedgerSpan &span) const;

    LedgerSource *m_source = nullptr;
    std::shared_ptr<const LedgerSpan> m_span;
    QLineEdit *m_text = nullptr;
    QComboBox *m_which = nullptr;
    QComboBox *m_hours = nullptr;
    QLabel *m_summary = nullptr;
    QLabel *m_trouble = nullptr;
    QLabel *m_hovered = nullptr;
    StreamTimeline *m_timeline = nullptr;
    QTabWidget *m_tabs;
    GapPanel *m_gaps;
    ConnectionsPanel *m_connections;
    LogPanel *m_log;
    QTimer m_read;
};

} // namespace Orderflow
