#pragma once

#include <QJsonObject>
#include <QString>

#include <optional>
#include <vector>

namespace Orderflow {

/// A column of figures: how it is headed, what JSON calls it, and how many decimals it has.
struct BenchColumn
{
    QString heading;
    QString key;
    int decimals = 0;
};

/// A table of figures with a name for each row.
class BenchTable
{
public:
    /// `key` is what JSON calls it.
    BenchTable(QString key, QString title, std::vector<BenchColumn> columns);

    /// As many values as there are columns; nothing for one that the row does not have.
    void add(const QString &name, std::vector<std::optional<double>> values);
    /// A line below the table, such as what a target asks for.
    void addNote(const QString &note) { m_notes << note; }

    const QString &key() const { return m_key; }
    QString toText() const;
    QJsonObject toJson() const;

private:
    struct Row
    {
        QString name;
        std::vector<std::optional<double>> values;
    };

    QString m_key;
    QString m_title;
    std::vector<BenchColumn> m_columns;
    std::vector<Row> m_rows;
    QStringList m_notes;
};

/// What a benchmark found. Its tables are printed as they come, and are in the file of --json when
/// it ends.
class BenchReport
{
public:
    /// `jsonFile` may be empty.
    explicit BenchReport(QString jsonFile);
    /// Ends the program where the file cannot be written.
    ~BenchReport();
    Q_DISABLE_COPY_MOVE(BenchReport)

    void add(const BenchTable &table);
    /// A fact that has no table: for JSON alone.
    void add(const QString &key, const QJsonValue &value) { m_json.insert(key, value); }

private:
    const QString m_jsonFile;
    QJsonObject m_json;
};

} // namespace Orderflow
