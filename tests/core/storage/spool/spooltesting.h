#pragma once

#include "core/storage/storetesting.h"
#include "storage/spool/spoolsessions.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <cstdint>
#include <memory>
#include <vector>

/// What the tests of the spool share.
namespace SpoolTesting {

inline constexpr Orderflow::UtcMicroseconds Now = StoreTesting::Time;

/// The value of a result that must be one.
template <typename T>
T valueOf(Orderflow::StoreResult<T> result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
    return std::move(*result);
}

inline void verify(const Orderflow::StoreResult<void> &result)
{
    QVERIFY2(result, result ? "" : qPrintable(result.error().message));
}

/// A batch with the trade `id` and the depth update 1000 + 10 * id, received `id` ms after Now.
inline Orderflow::EventBatch pairBatch(std::int64_t id)
{
    Orderflow::AggTrade trade = StoreTesting::makeTrade(id);
    trade.receiveTime.utc = Now + std::chrono::milliseconds(id);
    Orderflow::DepthUpdate update = StoreTesting::makeDepth(1000 + 10 * id);
    update.prevFinalUpdateId = update.finalUpdateId - 10;
    update.firstUpdateId = update.finalUpdateId - 5;
    update.transactionTime += std::chrono::milliseconds(id);
    trade.tradeTime += std::chrono::milliseconds(id);
    update.receiveTime.utc = trade.receiveTime.utc;
    return StoreTesting::makeBatch(trade, update);
}

/// A batch that zstd cannot make much smaller: some 100 KB.
inline Orderflow::EventBatch largeBatch()
{
    QRandomGenerator random(1);
    Orderflow::EventBatch batch;
    for (int id = 1; id <= 5'000; ++id) {
        Orderflow::AggTrade trade = StoreTesting::makeTrade(id);
        trade.price = Orderflow::Decimal(std::int64_t(random.generate64() >> 1), 8);
        trade.quantity = Orderflow::Decimal(std::int64_t(random.generate64() >> 1), 8);
        batch.add(trade);
    }
    return batch;
}

inline std::vector<std::int64_t> tradeIds(const std::vector<Orderflow::EventBatch> &batches)
{
    std::vector<std::int64_t> ids;
    for (const Orderflow::EventBatch &batch : batches) {
        for (const Orderflow::AggTrade &trade : batch.trades)
            ids.push_back(trade.aggTradeId);
    }
    return ids;
}

inline std::vector<std::int64_t> depthIds(const std::vector<Orderflow::EventBatch> &batches)
{
    std::vector<std::int64_t> ids;
    for (const Orderflow::EventBatch &batch : batches) {
        for (const Orderflow::DepthUpdate &update : batch.depthUpdates)
            ids.push_back(update.finalUpdateId);
    }
    return ids;
}

inline std::vector<Orderflow::CaptureGap> gapsOf(const std::vector<Orderflow::EventBatch> &batches)
{
    std::vector<Orderflow::CaptureGap> gaps;
    for (const Orderflow::EventBatch &batch : batches)
        gaps.insert(gaps.end(), batch.gaps.begin(), batch.gaps.end());
    return gaps;
}

/// A spool in a folder of its own, with one run in it.
struct SpoolFixture
{
    void setUp()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".")));
        folder = std::make_unique<QTemporaryDir>();
        path = folder->filePath(QStringLiteral("spool.db"));
        spool = std::make_unique<Orderflow::Spool>(path, Orderflow::SqlAccess::Write);
        verify(spool->open());
        Orderflow::SpoolSession session;
        session.session = StoreTesting::makeSession();
        sessionKey = valueOf(Orderflow::SpoolSessions(*spool).add(session));
    }

    void append(const std::vector<Orderflow::EventBatch> &batches)
    {
        verify(spool->append(sessionKey, batches, Now));
    }

    /// All batches, which are taken out.
    std::vector<Orderflow::EventBatch> drain()
    {
        std::vector<Orderflow::EventBatch> batches;
        for (;;) {
            auto oldest = valueOf(spool->oldest());
            if (!oldest)
                return batches;
            batches.push_back(*oldest->batch);
            verify(spool->remove(*oldest, 0));
        }
    }

    std::unique_ptr<QTemporaryDir> folder;
    QString path;
    std::unique_ptr<Orderflow::Spool> spool;
    std::int64_t sessionKey = 0;
};

} // namespace SpoolTesting
