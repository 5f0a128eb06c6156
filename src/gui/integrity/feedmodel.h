#pragma once

#include "gui/integrity/keyedtablemodel.h"
#include "gui/source/statussource.h"

#include <QStringList>

namespace Orderflow {

/// A feed as it is shown.
struct FeedRow
{
    /// Its place in the status.
    std::int64_t place = 0;
    QStringList texts;
    Health health = Health::Good;

    std::int64_t key() const { return place; }
    bool operator==(const FeedRow &) const = default;
};

/// The connections of now, in the order of the status: a feed a row.
class FeedModel final : public KeyedTableModel<FeedRow>
{
    Q_OBJECT

public:
    enum Column {
        State,
        RouteName,
        Shard,
        Side,
        Age,
        Silence,
        Streams,
        Mute,
        Frames,
        Bytes,
        Reconnects,
        Rotations,
        Problem,
        ColumnCount
    };

    using KeyedTableModel::KeyedTableModel;

    void setStatus(const RecorderStatus &status);

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static FeedRow rowOf(const FeedStatus &feed, const RecorderStatus &status);
    static QString stateOf(const FeedStatus &feed);
};

} // namespace Orderflow
