#include "gui/integrity/gaptablefilter.h"

#include <QStringList>

namespace Orderflow {

GapTableFilter::GapTableFilter(QObject *parent)
    : QSortFilterProxyModel(parent)
{}

void GapTableFilter::setWanted(const Wanted &wanted)
{
    if (wanted == m_wanted)
        return;
    m_wanted = wanted;
    invalidateFilter();
}

const GapTableModel &GapTableFilter::gaps() const
{
    return *static_cast<const GapTableModel *>(sourceModel());
}

const LedgerGap &GapTableFilter::gap(int row) const
{
    return gaps().row(mapToSource(index(row, 0)).row()).gap;
}

/// Of the values themselves: by way of QVariant 20,000 rows would take long enough to be felt.
bool GapTableFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    return GapTableModel::isLess(gaps().row(left.row()).gap, gaps().row(right.row()).gap,
                                 left.column());
}

bool GapTableFilter::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    const CaptureGap &gap = gaps().row(sourceRow).gap.gap;
    const GapState state = stateOf(gap);
    if (m_wanted.state ? state != *m_wanted.state
                       : state == GapState::Seamless && !m_wanted.withSeamless)
        return false;
    if (m_wanted.reason && gap.reason != *m_wanted.reason)
        return false;
    if (m_wanted.text.isEmpty())
        return true;
    const QStringList searched{GapWords::stream(gap), GapWords::reason(gap.reason), gap.note};
    const QString all = searched.join(u'\n');
    return std::ranges::all_of(
        m_wanted.text.split(u' ', Qt::SkipEmptyParts),
        [&all](const QString &word) { return all.contains(word, Qt::CaseInsensitive); });
}

} // namespace Orderflow
