#include "fakes/testdatabase.h"
#include "storage/stores/storefactory.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

/// Holds docs/database.md to the schema: it names every table, view, function and column, and its
/// queries run.
class TestDatabaseDocs : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data();
    void initTestCase();
    void init();
    void cleanup();

    void testEveryColumnIsDescribed_data();
    void testEveryColumnIsDescribed();
    void testEveryFunctionIsDescribed();
    void testQueriesRun();

private:
    /// Of the table under the heading `name`.
    QStringList describedColumns(const QString &name) const;

    QString m_text;
    std::unique_ptr<TestDatabase> m_database;
};

void TestDatabaseDocs::initTestCase_data()
{
    TestDatabase::addKinds();
}

void TestDatabaseDocs::initTestCase()
{
    QFile file(QStringLiteral(ORDERFLOW_DATABASE_DOCS));
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_text = QString::fromUtf8(file.readAll());
}

void TestDatabaseDocs::init()
{
    QFETCH_GLOBAL(SqlDialect, dialect);
    m_database = TestDatabase::make(dialect);
    if (!m_database)
        QSKIP(TestDatabase::skipReason());
    const auto store = createStore(m_database->url());
    QVERIFY(store->open());
    QVERIFY(store->migrate());
}

void TestDatabaseDocs::cleanup()
{
    m_database.reset();
}

QStringList TestDatabaseDocs::describedColumns(const QString &name) const
{
    const QString section = m_text.section(u"\n## %1\n"_s.arg(name), 1, 1)
                                .section(u"\n## "_s, 0, 0)
                                .section(u"\n# "_s, 0, 0);
    static const QRegularExpression row(u"^\\| `(\\w+)` \\|"_s,
                                        QRegularExpression::MultilineOption);
    QStringList columns;
    for (const QRegularExpressionMatch &match : row.globalMatch(section))
        columns.append(match.captured(1));
    return columns;
}

void TestDatabaseDocs::testEveryColumnIsDescribed_data()
{
    QTest::addColumn<QString>("namesOnSqlite");
    QTest::addColumn<QString>("namesOnPostgres");
    QTest::addColumn<int>("count");
    QTest::newRow("tables")
        << u"SELECT name FROM sqlite_master WHERE type = 'table'"_s
        << u"SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
           "AND relnamespace = current_schema()::regnamespace"_s
        << 10;
    QTest::newRow("views") << u"SELECT name FROM sqlite_master WHERE type = 'view'"_s
                           << u"SELECT relname FROM pg_class WHERE relkind = 'v' "
                              "AND relnamespace = current_schema()::regnamespace"_s
                           << 3;
}

void TestDatabaseDocs::testEveryColumnIsDescribed()
{
    QFETCH(QString, namesOnSqlite);
    QFETCH(QString, namesOnPostgres);
    QFETCH(int, count);
    const bool isSqlite = m_database->dialect() == SqlDialect::Sqlite;
    const QString columns =
        isSqlite
            ? u"SELECT name FROM pragma_table_info('%1')"_s
            : u"SELECT attname FROM pg_attribute WHERE attrelid = '%1'::regclass AND attnum > 0"_s;
    const QList<QStringList> names = m_database->rows(isSqlite ? namesOnSqlite : namesOnPostgres);
    QCOMPARE(names.size(), count);
    for (const QStringList &name : names) {
        QVERIFY2(m_text.contains(u"\n## %1\n"_s.arg(name.first())), qPrintable(name.first()));
        QStringList actual;
        for (const QStringList &column : m_database->rows(columns.arg(name.first())))
            actual.append(column.first());
        QCOMPARE(describedColumns(name.first()), actual);
    }
}

void TestDatabaseDocs::testEveryFunctionIsDescribed()
{
    if (m_database->dialect() == SqlDialect::Sqlite)
        return;
    const QList<QStringList> functions =
        m_database->rows(u"SELECT oid, proname, pg_get_function_arguments(oid) FROM pg_proc "
                         "WHERE pronamespace = current_schema()::regnamespace"_s);
    QCOMPARE(functions.size(), 2);
    for (const QStringList &function : functions) {
        QStringList columns;
        for (const QStringList &column : m_database->rows(
                 u"SELECT a.name FROM pg_proc CROSS JOIN LATERAL "
                 "unnest(proargnames, proargmodes) WITH ORDINALITY AS a (name, mode, place) "
                 "WHERE pg_proc.oid = %1 AND a.mode = 't' ORDER BY a.place"_s.arg(function[0])))
            columns.append(column.first());
        QCOMPARE(describedColumns(function[1]), columns);
        QString call = u"`%1(%2)`"_s.arg(function[1], function[2]);
        call.replace(u"timestamp with time zone"_s, u"timestamptz"_s).remove(u"::text"_s);
        QVERIFY2(m_text.contains(call), qPrintable(call));
    }
}

void TestDatabaseDocs::testQueriesRun()
{
    const QString own = m_database->dialect() == SqlDialect::Sqlite ? u"sqlite"_s : u"postgresql"_s;
    static const QRegularExpression block(u"```(\\w+)\\n(.*?)```"_s,
                                          QRegularExpression::DotMatchesEverythingOption);
    int common = 0;
    int ofOne = 0;
    for (const QRegularExpressionMatch &match : block.globalMatch(m_text)) {
        const QString language = match.captured(1);
        QVERIFY2(QStringList({u"sql"_s, u"postgresql"_s, u"sqlite"_s}).contains(language),
                 qPrintable(language));
        if (language != "sql"_L1 && language != own)
            continue;
        m_database->execute(match.captured(2));
        ++(language == own ? ofOne : common);
    }
    QVERIFY(common >= 5);
    QVERIFY(ofOne >= 2);
}

QTEST_GUILESS_MAIN(TestDatabaseDocs)
#include "tst_databasedocs.moc"
