#include "benchreport.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTextStream>

#include <algorithm>
#include <cmath>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString textOf(const std::optional<double> &value, int decimals)
{
    return value ? QString::number(*value, 'f', decimals) : u"-"_s;
}

} // namespace

BenchTable::BenchTable(QString key, QString title, std::vector<BenchColumn> columns)
    : m_key(std::move(key))
    , m_title(std::move(title))
    , m_columns(std::move(columns))
{}

void BenchTable::add(const QString &name, std::vector<std::optional<double>> values)
{
    Q_ASSERT(values.size() == m_columns.size());
    m_rows.push_back({name, std::move(values)});
}

QString BenchTable::toText() const
{
    qsizetype nameWidth = 0;
    for (const Row &row : m_rows)
        nameWidth = std::max(nameWidth, row.name.size());
    QString text = u'\n' + m_title + u'\n' + QString(nameWidth, u' ');
    std::vector<qsizetype> widths;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        qsizetype width = m_columns[i].heading.size();
        for (const Row &row : m_rows)
            width = std::max(width, textOf(row.values[i], m_columns[i].decimals).size());
        widths.push_back(width);
        text += u"  "_s + m_columns[i].heading.rightJustified(width);
    }
    text += u'\n';
    for (const Row &row : m_rows) {
        text += row.name.leftJustified(nameWidth);
        for (std::size_t i = 0; i < m_columns.size(); ++i)
            text +=
                u"  "_s + textOf(row.values[i], m_columns[i].decimals).rightJustified(widths[i]);
        text += u'\n';
    }
    for (const QString &note : m_notes)
        text += u"  "_s + note + u'\n';
    return text;
}

QJsonObject BenchTable::toJson() const
{
    QJsonArray rows;
    for (const Row &row : m_rows) {
        QJsonObject object{{u"name"_s, row.name}};
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            if (!row.values[i])
                continue;
            const double scale = std::pow(10, m_columns[i].decimals);
            object.insert(m_columns[i].key, std::round(*row.values[i] * scale) / scale);
        }
        rows.append(object);
    }
    return {{u"title"_s, m_title}, {u"rows"_s, rows}};
}

BenchReport::BenchReport(QString jsonFile)
    : m_jsonFile(std::move(jsonFile))
{}

BenchReport::~BenchReport()
{
    if (m_jsonFile.isEmpty())
        return;
    QFile file(m_jsonFile);
    const QByteArray text = QJsonDocument(m_json).toJson();
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.flush())
        qFatal("%s: %s", qPrintable(m_jsonFile), qPrintable(file.errorString()));
}

void BenchReport::add(const BenchTable &table)
{
    QTextStream(stdout) << table.toText() << Qt::flush;
    m_json.insert(table.key(), table.toJson());
}

} // namespace Orderflow
