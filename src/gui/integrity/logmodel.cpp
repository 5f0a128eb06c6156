#include "gui/integrity/logmodel.h"

#include "gui/style/format.h"
#include "gui/style/theme.h"

#include <QGuiApplication>

namespace Orderflow {

void LogModel::append(LogFeed::Batch batch)
{
    m_dropped += batch.dropped;
    if (batch.lines.empty())
        return;
    if (batch.lines.size() > MaxLines) {
        const auto tooMany = std::ptrdiff_t(batch.lines.size() - MaxLines);
        batch.lines.erase(batch.lines.begin(), batch.lines.begin() + tooMany);
        m_dropped += tooMany;
    }
    makeRoom(batch.lines.size());
    const int first = rowCount();
    beginInsertRows({}, first, first + int(batch.lines.size()) - 1);
    m_lines.insert(m_lines.end(), std::make_move_iterator(batch.lines.begin()),
                   std::make_move_iterator(batch.lines.end()));
    endInsertRows();
}

void LogModel::makeRoom(std::size_t count)
{
    if (m_lines.size() + count <= MaxLines)
        return;
    const std::size_t tooMany = m_lines.size() + count - MaxLines;
    beginRemoveRows({}, 0, int(tooMany) - 1);
    m_lines.erase(m_lines.begin(), m_lines.begin() + std::ptrdiff_t(tooMany));
    endRemoveRows();
    m_dropped += std::int64_t(tooMany);
}

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_lines.size());
}

int LogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const LogLine &line = m_lines[std::size_t(index.row())];
    if (role == Qt::ForegroundRole && line.level >= LogLevel::Warning) {
        const Theme theme = Theme::of(QGuiApplication::palette());
        return line.level == LogLevel::Warning ? theme.attention : theme.bad;
    }
    if (role == Qt::ToolTipRole)
        return line.toString();
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Time:
        return Format::timeOfDay(line.time);
    case Level:
        // As the log itself spells it, so that a line can be found there.
        return QString(toString(line.level));
    case Category:
        return line.category;
    default:
        // A table has one line for each.
        return QString(line.text).replace(u'\n', u' ');
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
        return tr("Time (UTC)");
    case Level:
        return tr("Level");
    case Category:
        return tr("Category");
    default:
        return tr("Message");
    }
}

void LogFilter::setLevel(LogLevel level)
{
    m_level = level;
    invalidateFilter();
}

void LogFilter::setText(const QString &text)
{
    m_text = text;
    invalidateFilter();
}

const LogModel &LogFilter::log() const
{
    return *static_cast<const LogModel *>(sourceModel());
}

const LogLine &LogFilter::line(int row) const
{
    return log().line(mapToSource(index(row, 0)).row());
}

bool LogFilter::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    const LogLine &line = log().line(sourceRow);
    return line.level >= m_level &&
           (m_text.isEmpty() || line.text.contains(m_text, Qt::CaseInsensitive) ||
            line.category.contains(m_text, Qt::CaseInsensitive));
}

} // namespace Orderflow
