#pragma once

#include "core/storage/spool/spooltesting.h"
#include "fakes/failingstore.h"
#include "fakes/manualclock.h"
#include "storage/writer/storagethread.h"

#include <QFile>
#include <QTest>

#include <numeric>

/// What the tests of a writer with a spool share: a store that does what a script says, and the
/// thread that writes into it.
namespace SpooledWriterTesting {

using namespace Orderflow;
using namespace SpoolTesting;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using State = WriterStatus::State;

inline const StoreError Away{StoreError::Kind::Unavailable, u"away"_s, u"57P01"_s};
inline const StoreError Refused{StoreError::Kind::Rejected, u"refused"_s, u"23514"_s};
inline const StoreError Wrong{StoreError::Kind::Misconfigured, u"wrong"_s, u"42P01"_s};

inline std::vector<std::int64_t> range(std::int64_t from, std::int64_t to)
{
    std::vector<std::int64_t> ids(std::size_t(to - from + 1));
    std::iota(ids.begin(), ids.end(), from);
    return ids;
}

class SpooledWriterFixture
{
public:
    void setUp()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"spool.db"_s);
        m_script = std::make_shared<StoreScript>();
        m_queue = std::make_unique<BatchQueue>(1'000'000);
    }

    void tearDown()
    {
        m_queue.reset();
        m_folder.reset();
    }

    StorageWriterOptions options() const
    {
        StorageWriterOptions options;
        options.session = StoreTesting::makeSession();
        options.firstRetryDelay = 1ms;
        options.longestRetryDelay = 2ms;
        options.stopGrace = 60s;
        options.spool.filePath = m_path;
        options.spool.feedInterval = 5ms;
        return options;
    }

    std::unique_ptr<StorageThread> startWriter(const StorageWriterOptions &options)
    {
        auto writer = std::make_unique<StorageThread>(
            [script = m_script] { return std::make_unique<FailingStore>(script); }, *m_queue,
            m_clock, options);
        writer->start();
        const bool hasStarted = QTest::qWaitFor(
            [&writer] { return writer->status().read().state != State::Starting; }, 10'000);
        if (!hasStarted)
            qFatal("the writer does not start");
        return writer;
    }

    std::unique_ptr<StorageThread> startWriter() { return startWriter(options()); }

    static void stop(StorageThread &writer, std::int64_t eventsReceived = 0)
    {
        writer.stop({.received = eventsReceived});
        QTRY_COMPARE_WITH_TIMEOUT(writer.status().read().state, State::Stopped, 20'000);
    }

    void push(int from, int to)
    {
        for (int id = from; id <= to; ++id)
            QVERIFY(m_queue->push(pairBatch(id)));
    }

    /// Until the script recovers.
    void goAway()
    {
        m_script->failOpens(1'000'000, Away);
        m_script->failWrites(1, Away);
    }

    void copySpool(const QString &to) const
    {
        for (const QString &part : {u""_s, u"-wal"_s}) {
            if (QFile::exists(m_path + part))
                QVERIFY(QFile::copy(m_path + part, to + part));
        }
    }

protected:
    ManualClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::shared_ptr<StoreScript> m_script;
    std::unique_ptr<BatchQueue> m_queue;
};

} // namespace SpooledWriterTesting
