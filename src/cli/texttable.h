#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace Orderflow {

/// Text in columns that are as wide as their widest cell, for terminals.
class TextTable
{
public:
    enum class Align { Left, Right };

    struct Column
    {
        QString title;
        Align align = Align::Left;
    };

    explicit TextTable(QList<Column> columns);

    /// One cell for each column.
    void addRow(const QStringList &cells);

    bool isEmpty() const { return m_rows.isEmpty(); }

    /// Titles and rows, a line each; no blanks at the ends of lines.
    QString toString() const;

private:
    QList<Column> m_columns;
    QList<QStringList> m_rows;
};

} // namespace Orderflow
