#pragma once

#include <QString>
#include <QStringList>

namespace Orderflow {

/// How a benchmark was called: `bench_NAME [URL] [NUMBER…] [--quick] [--json FILE]`.
class BenchArguments
{
public:
    /// Of QCoreApplication::arguments(), the program's name among them. Ends the program with
    /// `usage` where an option is none of these.
    BenchArguments(const QStringList &arguments, const QString &usage);

    /// The first argument, which names a PostgreSQL server's database; ends the program with the
    /// usage where it does not.
    QString takePostgresUrl();
    /// The next argument, a number above 0; where there is none, `otherwise`, or `quick` in a
    /// quick run. Ends the program with the usage where it is something else.
    int takeNumber(int otherwise, int quick);
    int takeNumber(int otherwise) { return takeNumber(otherwise, otherwise); }
    /// The next argument, or `otherwise`.
    QString takeText(const QString &otherwise);
    /// The same, which has to be one of `known`, of which the first is for where there is none.
    QString takeOneOf(const QStringList &known);
    /// Ends the program with the usage where there are more arguments.
    void end() const;

    /// Shorter, for a look at whether all works; its figures say little.
    bool isQuick() const { return m_isQuick; }
    /// Where the figures go besides the terminal; empty for nowhere.
    const QString &jsonFile() const { return m_jsonFile; }

private:
    [[noreturn]] void refuse() const;

    QString m_usage;
    QStringList m_rest;
    QString m_jsonFile;
    bool m_isQuick = false;
};

} // namespace Orderflow
