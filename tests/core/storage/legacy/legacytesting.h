#pragma once

#include "core/storage/storetesting.h"
#include "fakes/predecessordatabase.h"
#include "storage/legacy/legacyupgrade.h"

#include <QTest>

#include <array>
#include <set>

/// What the tests of an upgrade from the predecessor share.
namespace LegacyTesting {

using namespace Orderflow;
using namespace StoreTesting;
using namespace Qt::StringLiterals;
using Stage = LegacyUpgrade::Stage;

class LegacyFixture
{
public:
    /// Skips the test at hand where there is no server.
    void setUp(SqlDialect dialect)
    {
        QTest::failOnWarning(QRegularExpression(u"."_s));
        m_database = TestDatabase::make(dialect);
        if (!m_database)
            QSKIP(TestDatabase::skipReason());
    }

    void tearDown() { m_database.reset(); }

    std::unique_ptr<SqlConnection> openConnection() const
    {
        auto connection = createConnection(m_database->url(), SqlAccess::Write);
        if (const StoreResult<void> opened = connection->open(); !opened)
            qFatal("%s", qPrintable(opened.error().message));
        return connection;
    }

    Stage stage() const
    {
        const auto connection = openConnection();
        const StoreResult<Stage> stage = LegacyUpgrade(*connection).stage();
        if (!stage)
            QTest::qFail(qPrintable(stage.error().message), __FILE__, __LINE__);
        return stage.value_or(Stage::NoTables);
    }

    /// From wherever it is to the end; the number of chunks.
    int upgrade(int rowsPerChunk = 300)
    {
        const auto connection = openConnection();
        LegacyUpgrade upgrade(*connection, rowsPerChunk);
        StoreResult<bool> more = true;
        if (const StoreResult<void> begun = upgrade.begin({}); !begun)
            more = tl::unexpected(begun.error());
        int chunks = 0;
        while (more && *more) {
            more = upgrade.copyNext();
            ++chunks;
        }
        if (!more)
            QTest::qFail(qPrintable(more.error().message), __FILE__, __LINE__);
        return chunks;
    }

    void verify(int rows)
    {
        const auto connection = openConnection();
        const auto progress = LegacyUpgrade(*connection).progress();
        QVERIFY(progress);
        QCOMPARE(progress->size(), std::size_t(2));
        const std::array outcomes{
            Predecessor::verifyTrades(*m_database),
            Predecessor::verifyDepthUpdates(*m_database, LegacyUpgrade::defaultDepthKind())};
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            const LegacyTableProgress &table = (*progress)[i];
            QVERIFY(table.isFinished);
            QCOMPARE(table.oldRows, rows);
            QCOMPARE(table.rowsDone(), rows);
            QCOMPARE(table.rowsCopied, outcomes[i].copied);
            QCOMPARE(table.rowsMerged, outcomes[i].merged);
            QCOMPARE(table.rowsSetAside, std::int64_t(outcomes[i].setAside.size()));
            std::set<std::int64_t> setAside;
            for (const QStringList &row : m_database->rows(
                     u"SELECT id FROM legacy_rows WHERE table_name = '%1'"_s.arg(table.table)))
                setAside.insert(row[0].toLongLong());
            QVERIFY(setAside == outcomes[i].setAside);
        }
    }

    QString count(const QString &what)
    {
        return m_database->value(u"SELECT count(*) FROM "_s + what);
    }

protected:
    std::unique_ptr<TestDatabase> m_database;
};

} // namespace LegacyTesting
