#pragma once

#include "gui/source/logfeed.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include <deque>

namespace Orderflow {

/// The newest lines of the log, oldest first.
class LogModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr std::size_t MaxLines = 5000;
    enum Column { Time, Level, Category, Text, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void append(LogFeed::Batch batch);
    const LogLine &line(int row) const { return m_lines.at(std::size_t(row)); }
    /// Lines that there were and are not kept.
    std::int64_t dropped() const { return m_dropped; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void makeRoom(std::size_t count);

    std::deque<LogLine> m_lines;
    std::int64_t m_dropped = 0;
};

/// Lines of a level and above that have a text in them.
class LogFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setLevel(LogLevel level);
    /// In any case; empty lets all through.
    void setText(const QString &text);

    /// Of a row of this model.
    const LogLine &line(int row) const;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;

private:
    const LogModel &log() const;

    LogLevel m_level = LogLevel::Debug;
    QString m_text;
};

} // namespace Orderflow
