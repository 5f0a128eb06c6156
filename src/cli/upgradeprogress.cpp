#include "upgradeprogress.h"

#include <QLocale>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QString grouped(std::int64_t number)
{
    return QLocale(QLocale::English, QLocale::UnitedStates).toString(qint64(number));
}

QString durationText(std::int64_t seconds)
{
    if (seconds < 60)
        return u"%1 s"_s.arg(seconds);
    if (seconds < 3600)
        return u"%1 min %2 s"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QChar(u'0'));
    return u"%1 h %2 min"_s.arg(seconds / 3600).arg(seconds / 60 % 60, 2, 10, QChar(u'0'));
}

QString bar(int percent)
{
    // With the text of some millions of rows behind it, the line fits into 80 columns.
    constexpr int Width = 10;
    const int filled = percent * Width / 100;
    return u'[' + QString(filled, u'#') + QString(Width - filled, u'.') + u"] "_s;
}

} // namespace

QString upgradeProgressText(const UpgradeProgress &progress)
{
    const QString text =
        u"%1 of %2 rows · %3 %"_s.arg(grouped(progress.rowsDone), grouped(progress.rows))
            .arg(progress.percent());
    const auto speed = progress.rowsPerSecond();
    const auto left = progress.timeLeft();
    if (!speed || !left)
        return text;
    return text + u" · %1 rows/s · %2 left"_s.arg(grouped(std::int64_t(*speed)),
                                                  durationText(left->count()));
}

UpgradeProgressView::UpgradeProgressView(CommandContext &context)
    : m_context(context)
{}

UpgradeProgressView::~UpgradeProgressView()
{
    if (m_isBarShown)
        m_context.err << Qt::endl;
}

void UpgradeProgressView::show(const std::vector<LegacyTableProgress> &tables)
{
    constexpr auto LineInterval = 10s;
    // What wraps would not be written over.
    constexpr qsizetype MostColumns = 79;
    const auto now = UpgradeMeter::Clock::now();
    const UpgradeProgress progress = m_meter.look(tables, now);
    const QString text = upgradeProgressText(progress);
    if (m_context.errIsTerminal) {
        const QString line = bar(progress.percent()) + text;
        // Clears what a longer text has left of the line.
        m_context.err << u'\r' << line.left(MostColumns) << u"\x1b[K"_s << Qt::flush;
        m_isBarShown = true;
    } else if (!m_lastLine || now - *m_lastLine >= LineInterval) {
        m_lastLine = now;
        m_context.err << text << Qt::endl;
    }
}

} // namespace Orderflow
