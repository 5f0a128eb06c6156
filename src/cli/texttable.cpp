#include "texttable.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

TextTable::TextTable(QList<Column> columns)
    : m_columns(std::move(columns))
{}

void TextTable::addRow(const QStringList &cells)
{
    Q_ASSERT(cells.size() == m_columns.size());
    m_rows.append(cells);
}

QString TextTable::toString() const
{
    QStringList titles;
    QList<qsizetype> widths;
    for (const Column &column : m_columns) {
        titles << column.title;
        widths << column.title.size();
    }
    for (const QStringList &row : m_rows) {
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    }

    QString text;
    const auto addLine = [&](const QStringList &cells) {
        QString line;
        for (qsizetype i = 0; i < cells.size(); ++i) {
            if (i > 0)
                line += QLatin1StringView("  ");
            line += m_columns[i].align == Align::Right ? cells[i].rightJustified(widths[i])
                                                       : cells[i].leftJustified(widths[i]);
        }
        while (line.endsWith(u' '))
            line.chop(1);
        text += line + u'\n';
    };
    addLine(titles);
    for (const QStringList &row : m_rows)
        addLine(row);
    return text;
}

} // namespace Orderflow
