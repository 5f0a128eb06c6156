#include "gui/integrity/logpanel.h"

#include "gui/integrity/rowtable.h"
#include "gui/style/format.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

LogPanel::LogPanel(QWidget *parent)
    : QWidget(parent)
    , m_table(makeTable())
    , m_note(new QLabel(this))
{
    m_note->setObjectName(u"logNote"_s);
    m_note->setWordWrap(true);
    m_note->hide();
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(makeBar());
    layout->addWidget(m_note);
    layout->addWidget(m_table, 1);
    connect(&m_look, &QTimer::timeout, this, &LogPanel::look);
    m_look.setInterval(100ms);
}

QLayout *LogPanel::makeBar()
{
    auto *level = new QComboBox(this);
    level->setObjectName(u"logLevel"_s);
    level->setAccessibleName(tr("Levels that are shown"));
    level->addItem(tr("All lines"), int(LogLevel::Debug));
    level->addItem(tr("Info and above"), int(LogLevel::Info));
    level->addItem(tr("Warnings and errors"), int(LogLevel::Warning));
    level->addItem(tr("Errors"), int(LogLevel::Error));
    auto *text = new QLineEdit(this);
    text->setObjectName(u"logText"_s);
    text->setPlaceholderText(tr("Filter: message or category"));
    text->setAccessibleName(tr("Filter of the log"));
    text->setClearButtonEnabled(true);
    text->setMaximumWidth(fontMetrics().averageCharWidth() * 40);
    m_dropped = new QLabel(this);
    m_dropped->setObjectName(u"logDropped"_s);
    m_pause = new QToolButton(this);
    m_pause->setObjectName(u"logPause"_s);
    m_pause->setText(tr("&Pause"));
    m_pause->setCheckable(true);
    m_pause->setToolTip(tr("New lines wait until you go on."));
    auto *copyButton = new QToolButton(this);
    copyButton->setObjectName(u"logCopy"_s);
    copyButton->setText(tr("&Copy"));
    copyButton->setToolTip(tr("Copies the chosen lines, or all that are shown."));

    auto *bar = new QHBoxLayout;
    bar->addWidget(level);
    bar->addWidget(text, 1);
    bar->addWidget(m_dropped);
    bar->addStretch(1);
    bar->addWidget(m_pause);
    bar->addWidget(copyButton);
    connect(level, &QComboBox::currentIndexChanged, &m_filter,
            [this, level] { m_filter.setLevel(LogLevel(level->currentData().toInt())); });
    connect(text, &QLineEdit::textChanged, &m_filter, &LogFilter::setText);
    connect(m_pause, &QToolButton::toggled, this, &LogPanel::look);
    connect(copyButton, &QToolButton::clicked, this, &LogPanel::copy);
    return bar;
}

QTableView *LogPanel::makeTable()
{
    m_filter.setSourceModel(&m_model);
    QTableView *table = makeRowTable(m_filter, tr("Lines of the log"), u"logTable"_s, this);
    setColumnWidths(*table, {14, 12, 26});
    return table;
}

void LogPanel::setLog(LogFeed &feed, bool isOfRecorder)
{
    m_feed = &feed;
    m_note->setVisible(!isOfRecorder);
    if (!isOfRecorder) {
        m_note->setText(
            tr("This is the log of the dashboard. That of the recorder is on its machine: where it "
               "was started, or, as a service, with `journalctl -u orderflow-recorder`."));
    }
    look();
}

void LogPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    look();
    m_look.start();
}

void LogPanel::hideEvent(QHideEvent *event)
{
    m_look.stop();
    QWidget::hideEvent(event);
}

void LogPanel::look()
{
    if (!m_feed || m_pause->isChecked())
        return;
    // Whoever has scrolled up to read is not taken away from there.
    const QScrollBar *bar = m_table->verticalScrollBar();
    const bool isAtEnd = bar->value() == bar->maximum();
    m_model.append(m_feed->take());
    m_dropped->setText(
        m_model.dropped() == 0
            ? QString()
            : tr("%1 older lines are not kept here").arg(Format::count(m_model.dropped())));
    if (isAtEnd)
        m_table->scrollToBottom();
}

void LogPanel::copy()
{
    std::vector<int> rows;
    const QModelIndexList selected = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &index : selected)
        rows.push_back(index.row());
    for (int row = 0; selected.isEmpty() && row < m_filter.rowCount(); ++row)
        rows.push_back(row);
    std::ranges::sort(rows);
    QStringList lines;
    for (const int row : rows)
        lines << m_filter.line(row).toString();
    QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

} // namespace Orderflow
