#include "fakes/testdatabase.h"
#include "storage/storefactory.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

/// Holds docs/database.md to the schema: it names every table and column, and its queries run.
class TestDatabaseDocs : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data();
    void initTestCase();
    void init();
    void cleanup();

    void testEveryColumnIsDescribed();
    void testQueriesRun();

private:
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

void TestDatabaseDocs::testEveryColumnIsDescribed()
{
    const QString tables =
        m_database->dialect() == SqlDialect::Sqlite
            ? u"SELECT name FROM sqlite_master WHERE type = 'table'"_s
            : u"SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
              "AND relnamespace = current_schema()::regnamespace"_s;
    const QString columns =
        m_database->dialect() == SqlDialect::Sqlite
            ? u"SELECT name FROM pragma_table_info('%1')"_s
            : u"SELECT attname FROM pg_attribute WHERE attrelid = '%1'::regclass AND attnum > 0"_s;
    const QList<QStringList> tableRows = m_database->rows(tables);
    QCOMPARE(tableRows.size(), 7);
    for (const QStringList &table : tableRows) {
        const QString heading = u"\n## "_s + table.first() + u'\n';
        QVERIFY2(m_text.contains(heading), qPrintable(table.first()));
        const QString section = m_text.section(heading, 1, 1).section(u"\n## "_s, 0, 0);
        QStringList described;
        static const QRegularExpression row(u"^\\| `(\\w+)` \\|"_s,
                                            QRegularExpression::MultilineOption);
        for (const QRegularExpressionMatch &match : row.globalMatch(section))
            described.append(match.captured(1));
        QStringList actual;
        for (const QStringList &column : m_database->rows(columns.arg(table.first())))
            actual.append(column.first());
        QCOMPARE(described, actual);
    }
}

void TestDatabaseDocs::testQueriesRun()
{
    static const QRegularExpression block(u"```sql\\n(.*?)```"_s,
                                          QRegularExpression::DotMatchesEverythingOption);
    int count = 0;
    for (const QRegularExpressionMatch &match : block.globalMatch(m_text)) {
        m_database->execute(match.captured(1));
        ++count;
    }
    QVERIFY(count >= 5);
}

QTEST_GUILESS_MAIN(TestDatabaseDocs)
#include "tst_databasedocs.moc"
