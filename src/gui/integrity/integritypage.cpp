#include "gui/integrity/integritypage.h"

#include "gui/integrity/connectionspanel.h"
#include "gui/integrity/gappanel.h"
#include "gui/integrity/logpanel.h"
#include "gui/integrity/streamtimeline.h"
#include "gui/integrity/timelinelegend.h"
#include "gui/style/format.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QShortcut>
#include <QSplitter>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

struct NamedSpan
{
    int hours;
    const char *name;
};

constexpr std::array Spans{
    NamedSpan{1, QT_TRANSLATE_NOOP("Orderflow::IntegrityPage", "Last hour")},
    NamedSpan{6, QT_TRANSLATE_NOOP("Orderflow::IntegrityPage", "Last 6 hours")},
    NamedSpan{24, QT_TRANSLATE_NOOP("Orderflow::IntegrityPage", "Last 24 hours")},
    NamedSpan{72, QT_TRANSLATE_NOOP("Orderflow::IntegrityPage", "Last 3 days")},
    NamedSpan{168, QT_TRANSLATE_NOOP("Orderflow::IntegrityPage", "Last 7 days")}};

} // namespace

IntegrityPage::IntegrityPage(QWidget *parent)
    : Page(parent)
    , m_tabs(new QTabWidget(this))
    , m_gaps(new GapPanel(this))
    , m_connections(new ConnectionsPanel(this))
    , m_log(new LogPanel(this))
{
    m_tabs->setObjectName(u"integrityTabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_gaps, tr("&Gaps"));
    m_tabs->addTab(m_connections, tr("Co&nnections"));
    m_tabs->addTab(m_log, tr("&Log"));
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(u"integritySplitter"_s);
    splitter->addWidget(makeTimeline());
    splitter->addWidget(m_tabs);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    m_trouble = new QLabel(this);
    m_trouble->setObjectName(u"ledgerTrouble"_s);
    m_trouble->setWordWrap(true);
    m_trouble->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_trouble->hide();
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(makeBar());
    layout->addWidget(m_trouble);
    layout->addWidget(splitter, 1);

    connect(m_timeline, &StreamTimeline::gapSelected, m_gaps, &GapPanel::selectGap);
    connect(m_timeline, &StreamTimeline::gapSelected, this, [this](qint64 id) {
        if (id != 0)
            m_tabs->setCurrentWidget(m_gaps);
    });
    connect(m_gaps, &GapPanel::gapSelected, m_timeline, &StreamTimeline::selectGap);
    connect(m_timeline, &StreamTimeline::hovered, m_hovered, &QLabel::setText);
    connect(&m_read, &QTimer::timeout, this, &IntegrityPage::requestLedger);
    m_read.setInterval(ReadInterval);
}

IntegrityPage::~IntegrityPage() = default;

QWidget *IntegrityPage::makeBar()
{
    auto *bar = new QWidget(this);
    m_text = new QLineEdit(bar);
    m_text->setObjectName(u"streamFilter"_s);
    m_text->setPlaceholderText(tr("Filter: symbol, stream, reason"));
    m_text->setAccessibleName(tr("Filter of streams and gaps"));
    m_text->setClearButtonEnabled(true);
    m_text->setMaximumWidth(fontMetrics().averageCharWidth() * 40);
    m_which = new QComboBox(bar);
    m_which->setObjectName(u"streamChoice"_s);
    m_which->setAccessibleName(tr("Streams that are shown"));
    m_which->addItem(tr("All streams"), int(TimelineFilter::Which::All));
    m_which->addItem(tr("With gaps"), int(TimelineFilter::Which::WithGaps));
    m_which->addItem(tr("With open gaps"), int(TimelineFilter::Which::WithOpenGaps));
    m_hours = new QComboBox(bar);
    m_hours->setObjectName(u"ledgerHours"_s);
    m_hours->setAccessibleName(tr("Span of time"));
    for (const NamedSpan &span : Spans)
        m_hours->addItem(tr(span.name), span.hours);
    m_hours->setCurrentIndex(m_hours->findData(int(DefaultLedgerSpan.count())));
    m_summary = new QLabel(bar);
    m_summary->setObjectName(u"ledgerSummary"_s);
    m_summary->setWordWrap(true);
    m_summary->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *read = new QToolButton(bar);
    read->setObjectName(u"readLedger"_s);
    read->setText(tr("Read again"));
    read->setShortcut(QKeySequence::Refresh);

    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins({});
    layout->addWidget(m_text, 1);
    layout->addWidget(m_which);
    layout->addWidget(m_hours);
    layout->addWidget(m_summary, 2);
    layout->addWidget(read);
    connect(m_text, &QLineEdit::textChanged, this, &IntegrityPage::applyFilter);
    connect(m_which, &QComboBox::currentIndexChanged, this, &IntegrityPage::applyFilter);
    connect(m_hours, &QComboBox::currentIndexChanged, this, &IntegrityPage::requestLedger);
    connect(read, &QToolButton::clicked, this, &IntegrityPage::requestLedger);
    return bar;
}

QWidget *IntegrityPage::makeTimeline()
{
    auto *part = new QWidget(this);
    m_timeline = new StreamTimeline(part);
    m_timeline->setObjectName(u"streamTimeline"_s);
    m_hovered = new QLabel(part);
    m_hovered->setObjectName(u"timelineHovered"_s);
    // As long as it may be, it moves nothing.
    m_hovered->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins({});
    layout->addWidget(m_timeline, 1);
    layout->addWidget(m_hovered);
    layout->addWidget(new TimelineLegend(part));
    return part;
}

void IntegrityPage::setLedger(LedgerSource &source)
{
    m_source = &source;
    m_gaps->setLedger(source);
    connect(&source, &LedgerSource::ledgerChanged, this, &IntegrityPage::showLedger);
    // What was filled is to be seen at once.
    connect(&source, &LedgerSource::fillingChanged, this, [this] {
        if (!m_source->filling().isRunning)
            requestLedger();
    });
    if (isVisible())
        requestLedger();
    showLedger();
}

void IntegrityPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_read.start();
    requestLedger();
}

void IntegrityPage::hideEvent(QHideEvent *event)
{
    m_read.stop();
    Page::hideEvent(event);
}

void IntegrityPage::requestLedger()
{
    if (m_source && isVisible() && !window()->isMinimized())
        m_source->request(std::chrono::hours(m_hours->currentData().toInt()));
}

void IntegrityPage::showLedger()
{
    const LedgerAnswer &answer = m_source->answer();
    m_trouble->setVisible(!answer.error.isEmpty());
    if (!answer.error.isEmpty())
        m_trouble->setText(
            tr("The ledger cannot be read: %1. It is tried again every %n second(s).", nullptr,
               int(ReadInterval.count()))
                .arg(answer.error));
    if (answer.span == m_span)
        return;
    m_span = answer.span;
    m_timeline->setSpan(m_span);
    m_gaps->setSpan(m_span);
    m_connections->setSpan(m_span);
    m_summary->setText(m_span ? summary(*m_span) : QString());
}

QString IntegrityPage::summary(const LedgerSpan &span) const
{
    std::array<std::int64_t, 4> counts{};
    for (const LedgerGap &row : span.gaps)
        ++counts.at(std::size_t(stateOf(row.gap)));
    const auto count = [&counts](GapState state) {
        return Format::count(counts.at(std::size_t(state)));
    };
    QString text =
        tr("%1 open · %2 unfillable · %3 filled · %4 seamless · as of %5 UTC")
            .arg(count(GapState::Open), count(GapState::Unfillable), count(GapState::Filled),
                 count(GapState::Seamless), Format::timeOfDay(span.to));
    if (span.areGapsCut || span.areStreamsCut || span.areConnectionsCut)
        text = tr("Too much for one page, the newest is shown: %1").arg(text);
    return text;
}

void IntegrityPage::applyFilter()
{
    m_timeline->setFilter({m_text->text(), TimelineFilter::Which(m_which->currentData().toInt())});
    m_gaps->setText(m_text->text());
}

void IntegrityPage::setLog(LogFeed &feed, bool isOfRecorder)
{
    m_log->setLog(feed, isOfRecorder);
}

void IntegrityPage::showStatus(const ShownStatus &shown)
{
    m_connections->showStatus(shown.status);
}

} // namespace Orderflow
