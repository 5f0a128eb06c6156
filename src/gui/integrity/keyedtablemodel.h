#pragma once

#include <QAbstractTableModel>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace Orderflow {

/// A table of values that are replaced as a whole, and mostly stay: views hear of those alone that
/// came, went or changed, so that selection and place stay where they are. `Row::key()` rises from
/// row to row and tells each from the others.
template <typename Row>
class KeyedTableModel : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_rows.size());
    }

    const Row &row(int place) const { return m_rows.at(std::size_t(place)); }
    const std::vector<Row> &rows() const { return m_rows; }

protected:
    /// By rising key.
    void setRows(std::vector<Row> wanted)
    {
        removeMissing(wanted);
        for (std::size_t i = 0; i < wanted.size();) {
            if (i < m_rows.size() && m_rows[i].key() == wanted[i].key()) {
                change(i, wanted[i]);
                ++i;
            } else {
                i = insertFrom(i, wanted);
            }
        }
    }

private:
    void removeMissing(const std::vector<Row> &wanted)
    {
        const auto isWanted = [&wanted](const Row &row) {
            const auto found = std::ranges::lower_bound(wanted, row.key(), {}, &Row::key);
            return found != wanted.end() && found->key() == row.key();
        };
        for (std::size_t end = m_rows.size(); end > 0;) {
            std::size_t begin = end;
            while (begin > 0 && !isWanted(m_rows[begin - 1]))
                --begin;
            if (begin == end) {
                --end;
                continue;
            }
            beginRemoveRows({}, int(begin), int(end) - 1);
            m_rows.erase(m_rows.begin() + std::ptrdiff_t(begin),
                         m_rows.begin() + std::ptrdiff_t(end));
            endRemoveRows();
            end = begin;
        }
    }

    void change(std::size_t place, Row &wanted)
    {
        if (m_rows[place] == wanted)
            return;
        m_rows[place] = std::move(wanted);
        emit dataChanged(index(int(place), 0), index(int(place), columnCount() - 1));
    }

    /// Those that are not there yet, up to the next one that is; where that is.
    std::size_t insertFrom(std::size_t place, std::vector<Row> &wanted)
    {
        std::size_t end = wanted.size();
        if (place < m_rows.size()) {
            const auto next = std::ranges::lower_bound(wanted, m_rows[place].key(), {}, &Row::key);
            end = std::size_t(next - wanted.begin());
        }
        beginInsertRows({}, int(place), int(end) - 1);
        m_rows.insert(m_rows.begin() + std::ptrdiff_t(place),
                      std::make_move_iterator(wanted.begin() + std::ptrdiff_t(place)),
                      std::make_move_iterator(wanted.begin() + std::ptrdiff_t(end)));
        endInsertRows();
        return end;
    }

    std::vector<Row> m_rows;
};

} // namespace Orderflow
