#pragma once

#include "fakes/testdatabase.h"
#include "storage/store.h"
#include "storage/stores/storefactory.h"

#include <QTest>

#include <cstdint>
#include <limits>
#include <memory>

/// What the tests of Store share: sample values, and a store with a session begun on a fresh
/// database.
namespace StoreTesting {

// 2024-07-18 23:57:02.504 UTC
inline constexpr Orderflow::UtcMilliseconds Time{std::chrono::milliseconds(1721347022504)};
inline constexpr std::int64_t MaxId = std::numeric_limits<std::int64_t>::max();

inline Orderflow::AggTrade makeTrade(std::int64_t id)
{
    Orderflow::AggTrade trade;
    trade.symbol = *Orderflow::Symbol::parse(u"BTCUSDT");
    trade.aggTradeId = id;
    trade.firstTradeId = id * 10;
    trade.lastTradeId = id * 10 + 3;
    trade.price = *Orderflow::Decimal::parse("63943.90");
    trade.quantity = *Orderflow::Decimal::parse("0.100");
    trade.eventTime = Time;
    trade.tradeTime = Time - std::chrono::milliseconds(3);
    trade.receiveTime.utc = Time + std::chrono::microseconds(77'123);
    return trade;
}

inline Orderflow::DepthUpdate makeDepth(std::int64_t id)
{
    Orderflow::DepthUpdate update;
    update.symbol = *Orderflow::Symbol::parse(u"ETHUSDT");
    update.depthKind = "depth5@100ms";
    update.firstUpdateId = id - 20;
    update.finalUpdateId = id;
    update.prevFinalUpdateId = id - 30;
    update.eventTime = Time;
    update.transactionTime = Time - std::chrono::milliseconds(7);
    update.receiveTime.utc = Time + std::chrono::microseconds(1);
    update.bids = {{*Orderflow::Decimal::parse("3411.10"), *Orderflow::Decimal::parse("0.000")},
                   {*Orderflow::Decimal::parse("3411.09"), *Orderflow::Decimal::parse("12")}};
    update.asks = {{*Orderflow::Decimal::parse("3411.11"), *Orderflow::Decimal::parse("7.50")}};
    return update;
}

inline Orderflow::CaptureGap makeGap()
{
    Orderflow::CaptureGap gap;
    gap.symbol = *Orderflow::Symbol::parse(u"BTCUSDT");
    gap.stream = "aggTrade";
    gap.firstMissingId = 5;
    gap.lastMissingId = 9;
    gap.missingEvents = 5;
    gap.fromTime = Time;
    gap.toTime = Time + std::chrono::microseconds(1);
    return gap;
}

inline Orderflow::CaptureConnection makeConnection()
{
    Orderflow::CaptureConnection connection;
    connection.number = 1;
    connection.route = QStringLiteral("public");
    connection.url = QStringLiteral("wss://fstream.binance.com/public/stream");
    connection.attemptedAt = Time - std::chrono::milliseconds(120);
    connection.openedAt = Time;
    return connection;
}

inline Orderflow::ClockSample makeClockSample()
{
    return {Time, std::chrono::microseconds(-1'500), std::chrono::microseconds(84'001)};
}

inline Orderflow::CaptureSession makeSession()
{
    Orderflow::CaptureSession session;
    session.host = QStringLiteral("höst");
    session.processId = 4'000'000'000;
    session.version = QStringLiteral("0.1.0");
    session.streams = QStringLiteral("btcusdt@aggTrade ethusdt@depth5@100ms");
    session.startedAt = Time;
    return session;
}

inline Orderflow::EventBatch makeBatch(const auto &...items)
{
    Orderflow::EventBatch batch;
    (batch.add(items), ...);
    return batch;
}

class StoreFixture
{
public:
    /// Fails or skips the test at hand where there is no database.
    void setUp(Orderflow::SqlDialect dialect)
    {
        std::unique_ptr<TestDatabase> made = TestDatabase::make(dialect);
        if (!made)
            QSKIP(TestDatabase::skipReason());
        setUp(std::move(made));
    }

    void setUp(std::unique_ptr<TestDatabase> made)
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".")));
        database = std::move(made);
        store = Orderflow::createStore(database->url());
        const Orderflow::StoreResult<void> opened = store->open();
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
        const Orderflow::StoreResult<void> migrated = store->migrate();
        QVERIFY2(migrated, migrated ? "" : qPrintable(migrated.error().message));
        const Orderflow::StoreResult<std::int64_t> begun = store->beginSession(makeSession());
        QVERIFY2(begun, begun ? "" : qPrintable(begun.error().message));
        sessionId = *begun;
    }

    void tearDown()
    {
        store.reset();
        database.reset();
    }

    Orderflow::WriteCount write(const Orderflow::EventBatch &batch)
    {
        const Orderflow::StoreResult<Orderflow::WriteCount> count = store->write(batch);
        if (!count) {
            QTest::qFail(qPrintable(count.error().message), __FILE__, __LINE__);
            return {-1, -1, -1};
        }
        return *count;
    }

    std::unique_ptr<TestDatabase> database;
    std::unique_ptr<Orderflow::Store> store;
    std::int64_t sessionId = 0;
};

} // namespace StoreTesting
