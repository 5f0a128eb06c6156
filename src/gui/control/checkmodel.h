#pragma once

#include "checkup/checkup.h"
#include "gui/style/theme.h"

#include <QAbstractTableModel>

namespace Orderflow {

/// A checkup as a table: a row for each result, those that are still to come included.
class CheckModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { StateColumn, NameColumn, FoundColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// `isRunning` is whether the next result is on its way.
    void show(const CheckupProgress &progress, bool isRunning);
    void setTheme(const Theme &theme);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// All of it, a paragraph a row, for a message to somebody who helps.
    QString text() const;

private:
    enum class State { Waiting, Running, Pass, Warn, Fail, Skipped };

    State stateOf(int row) const;
    static QString wordsOf(State state);
    QColor colourOf(State state) const;
    QString foundText(int row) const;

    CheckupProgress m_progress;
    bool m_isRunning = false;
    Theme m_theme;
};

} // namespace Orderflow
