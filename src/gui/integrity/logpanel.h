#pragma once

#include "gui/integrity/logmodel.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QTableView;
class QToolButton;

namespace Orderflow {

/// The log of this program, with filters. It looks for new lines a few times a second, and only
/// while it can be seen.
class LogPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit LogPanel(QWidget *parent = nullptr);

    /// `feed` outlives it. `isOfRecorder`: whether the recorder is in this program. To be called
    /// once.
    void setLog(LogFeed &feed, bool isOfRecorder);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QLayout *makeBar();
    QTableView *makeTable();
    void look();
    void copy();

    LogFeed *m_feed = nullptr;
    LogModel m_model;
    LogFilter m_filter;
    QTableView *m_table = nullptr;
    QToolButton *m_pause = nullptr;
    QLabel *m_dropped = nullptr;
    QLabel *m_note = nullptr;
    QTimer m_look;
};

} // namespace Orderflow
