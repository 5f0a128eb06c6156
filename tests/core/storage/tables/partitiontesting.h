#pragma once

#include "core/storage/storetesting.h"
#include "fakes/manualclock.h"

#include <QRegularExpression>
#include <QTest>

#include <memory>

/// What the tests of partitions share: a store on PostgreSQL, kept up at noon of a day, and rows of
/// chosen days.
namespace PartitionTesting {

// 2026-07-20 12:00 UTC
inline constexpr Orderflow::UtcMilliseconds Noon(std::chrono::milliseconds(1'784'548'800'000));

inline void expectWarning(const QString &pattern)
{
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(pattern));
}

class PartitionFixture
{
public:
    /// Skips the test at hand where there is no server.
    void setUp()
    {
        m_fixture.setUp(Orderflow::SqlDialect::PostgreSql);
        reset();
    }
    void setUp(std::unique_ptr<TestDatabase> made)
    {
        m_fixture.setUp(std::move(made));
        reset();
    }
    void reset()
    {
        m_clock = std::make_unique<Orderflow::ManualClock>(Noon.time_since_epoch());
        m_nextId = 1;
    }
    void tearDown() { m_fixture.tearDown(); }

    TestDatabase &database() const { return *m_fixture.database; }
    Orderflow::Store &store() const { return *m_fixture.store; }
    Orderflow::ManualClock &clock() const { return *m_clock; }

    Orderflow::WriteCount write(const Orderflow::EventBatch &batch)
    {
        return m_fixture.write(batch);
    }

    Orderflow::UpkeepState keepUp(const Orderflow::RetentionLimits &limits = {})
    {
        const auto state = m_fixture.store->keepUp(m_clock->now().utc, limits);
        if (!state)
            QTest::qFail(qPrintable(state.error().message), __FILE__, __LINE__);
        return state.value_or(Orderflow::UpkeepState::Done);
    }

    /// Until nothing is left to do.
    void keepUpFully(const Orderflow::RetentionLimits &limits = {})
    {
        constexpr int Most = 50;
        for (int round = 0; round < Most; ++round) {
            if (keepUp(limits) == Orderflow::UpkeepState::Done)
                return;
        }
        QFAIL("the upkeep has no end");
    }

    /// A trade each millisecond from `from` on.
    void writeTrades(Orderflow::UtcMilliseconds from, int count)
    {
        Orderflow::EventBatch batch;
        for (int i = 0; i < count; ++i) {
            Orderflow::AggTrade trade = StoreTesting::makeTrade(m_nextId++);
            trade.tradeTime = from + std::chrono::milliseconds(i);
            trade.eventTime = trade.tradeTime + std::chrono::milliseconds(2);
            batch.add(trade);
        }
        QCOMPARE(m_fixture.write(batch).tradesInserted, count);
    }

    void writeDepth(Orderflow::UtcMilliseconds time)
    {
        Orderflow::DepthUpdate update = StoreTesting::makeDepth(m_nextId++);
        update.transactionTime = time;
        QCOMPARE(m_fixture.write(StoreTesting::makeBatch(update)).depthUpdatesInserted, 1);
    }

    /// Sorted.
    QStringList partitionsOf(const QString &table) const
    {
        QStringList names;
        for (const QStringList &row :
             database().rows(QStringLiteral("SELECT inhrelid::regclass FROM pg_inherits "
                                            "WHERE inhparent = '%1'::regclass")
                                 .arg(table)))
            names << row.first();
        names.sort();
        return names;
    }

    /// The partitions of trades, without the table's name.
    QStringList tradeDays() const
    {
        QStringList names = partitionsOf(QStringLiteral("futures_trades"));
        names.replaceInStrings(QStringLiteral("futures_trades_"), QString());
        return names;
    }

    QList<QStringList> allTrades() const
    {
        return database().rows(QStringLiteral("SELECT * FROM futures_trades ORDER BY id"));
    }

private:
    StoreTesting::StoreFixture m_fixture;
    std::unique_ptr<Orderflow::ManualClock> m_clock;
    std::int64_t m_nextId = 1;
};

} // namespace PartitionTesting
