#pragma once

#include "clirunner.h"
#include "core/storage/storetesting.h"
#include "core/verify/verifytesting.h"

namespace Orderflow {

/// A program to run, and a small record on a database of its own that it is told of: trades 1 to 30
/// of BTCUSDT without 11 to 15, and updates 100 to 150, of which nothing is missing.
class RecordedCli
{
public:
    /// Fails or skips the test at hand where there is no database.
    void setUp(SqlDialect dialect)
    {
        fixture.setUp(dialect);
        if (!fixture.store)
            return;
        EventBatch batch;
        for (std::int64_t id = 1; id <= 30; ++id) {
            if (id < 11 || id > 15)
                batch.add(VerifyTesting::tradeRow(id).trade);
        }
        for (std::int64_t id = 100; id <= 150; id += 10)
            batch.add(VerifyTesting::depthRow(id - 10, id).update);
        CaptureGap gap = VerifyTesting::gapRow(0, 11, 15, 5).gap;
        gap.stream = "aggTrade";
        gap.reason = GapReason::Disconnect;
        gap.toTime += std::chrono::milliseconds(1500);
        batch.add(gap);
        CaptureGap proof = VerifyTesting::gapRow(0, {}, {}, 0).gap;
        proof.stream = "depth5@100ms";
        proof.reason = GapReason::Silence;
        proof.status = GapStatus::Filled;
        proof.fromTime += std::chrono::milliseconds(3);
        proof.toTime = proof.fromTime;
        batch.add(proof);
        fixture.write(batch);
        cli.environment.insert(QStringLiteral("DB_URL"), fixture.database->url().masked());
    }

    TestDatabase &database() { return *fixture.database; }

    StoreTesting::StoreFixture fixture;
    CliRunner cli;
};

} // namespace Orderflow
