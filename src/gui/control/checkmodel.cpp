#include "gui/control/checkmodel.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

void CheckModel::show(const CheckupProgress &progress, bool isRunning)
{
    if (progress.names != m_progress.names) {
        beginResetModel();
        m_progress = progress;
        m_isRunning = isRunning;
        endResetModel();
        return;
    }
    const int known = int(std::min(m_progress.results.size(), progress.results.size()));
    m_progress = progress;
    m_isRunning = isRunning;
    if (const int rows = rowCount(); known < rows)
        emit dataChanged(index(known, 0), index(rows - 1, ColumnCount - 1));
}

void CheckModel::setTheme(const Theme &theme)
{
    m_theme = theme;
    if (const int rows = rowCount(); rows > 0)
        emit dataChanged(index(0, 0), index(rows - 1, ColumnCount - 1), {Qt::ForegroundRole});
}

int CheckModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_progress.names.size());
}

int CheckModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

CheckModel::State CheckModel::stateOf(int row) const
{
    const auto index = std::size_t(row);
    if (index >= m_progress.results.size())
        return m_isRunning && index == m_progress.results.size() ? State::Running : State::Waiting;
    switch (m_progress.results[index].outcome) {
    case CheckResult::Outcome::Pass:
        return State::Pass;
    case CheckResult::Outcome::Warn:
        return State::Warn;
    case CheckResult::Outcome::Fail:
        return State::Fail;
    case CheckResult::Outcome::Skipped:
        return State::Skipped;
    }
    return State::Waiting;
}

QString CheckModel::wordsOf(State state)
{
    switch (state) {
    case State::Waiting:
        return tr("… Waits");
    case State::Running:
        return tr("◌ Running");
    case State::Pass:
        return tr("✓ Good");
    case State::Warn:
        return tr("! Look");
    case State::Fail:
        return tr("✗ Fails");
    case State::Skipped:
        return tr("– Skipped");
    }
    return {};
}

QColor CheckModel::colourOf(State state) const
{
    switch (state) {
    case State::Pass:
        return m_theme.good;
    case State::Warn:
        return m_theme.attention;
    case State::Fail:
        return m_theme.bad;
    case State::Waiting:
    case State::Running:
    case State::Skipped:
        break;
    }
    return m_theme.dimText;
}

QString CheckModel::foundText(int row) const
{
    if (std::size_t(row) >= m_progress.results.size())
        return {};
    const CheckResult &result = m_progress.results[std::size_t(row)];
    if (result.advice.isEmpty())
        return result.found;
    return result.found + u'\n' + tr("→ %1").arg(result.advice);
}

QVariant CheckModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const State state = stateOf(index.row());
    if (role == Qt::ForegroundRole && index.column() == StateColumn)
        return colourOf(state);
    if (role == Qt::ForegroundRole && (state == State::Waiting || state == State::Skipped))
        return m_theme.dimText;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignTop));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case StateColumn:
        return wordsOf(state);
    case NameColumn:
        return m_progress.names.at(index.row());
    case FoundColumn:
        return foundText(index.row());
    default:
        return {};
    }
}

QVariant CheckModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StateColumn:
        return tr("State");
    case NameColumn:
        return tr("What");
    case FoundColumn:
        return tr("Found, and what to do");
    default:
        return {};
    }
}

QString CheckModel::text() const
{
    QStringList lines;
    for (int row = 0; row < rowCount(); ++row) {
        lines.append(
            tr("%1: %2: %3").arg(wordsOf(stateOf(row)), m_progress.names.at(row), foundText(row)));
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace Orderflow
