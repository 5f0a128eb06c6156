#pragma once

#include "latestvalue.h"
#include "recordersettings.h"
#include "storage/legacy/databasesetup.h"
#include "storage/legacy/upgradeprogress.h"
#include "workerthread.h"

#include <optional>

namespace Orderflow {

/// Work on a database that takes its time, on a thread of its own.
class DatabaseWork final : public WorkerThread
{
    Q_OBJECT

public:
    enum class Task {
        /// Looks at it, and changes nothing.
        Look,
        /// Makes the tables, or brings those that there are up to date.
        SetUp,
        /// Removes the tables of the predecessor, whose rows are copied.
        DropLegacy
    };

    struct Settings
    {
        QString databaseUrl;
        StoreOptions store;
        /// What the predecessor recorded depth from.
        std::optional<QString> depthKind;
    };

    struct Status
    {
        /// While rows are copied.
        std::optional<UpgradeProgress> progress;
        /// What the database has, once that was read; the file of a SQLite database that does not
        /// exist yet has nothing.
        std::optional<DatabaseState> state;
        /// Why it did not work; a sentence without its full stop.
        QString error;
        bool isDone = false;
        bool wasStopped = false;
    };

    DatabaseWork(Task task, Settings settings, QObject *parent = nullptr);
    /// Stops in order and waits: for the rows in hand, or for a database that does not answer.
    ~DatabaseWork() override;

    Task task() const { return m_task; }
    Status status() const { return m_status.read(); }

    /// Ends after the rows in hand; what is copied stays, and the next SetUp goes on.
    void stop();

signals:
    /// There is another status(). Comes from the thread of the work.
    void progressed();

protected:
    void work() override;

private:
    StoreResult<DatabaseState> doTask();
    StoreResult<DatabaseState> doTaskOn(SqlConnection &connection);

    const Task m_task;
    const Settings m_settings;
    UpgradeMeter m_meter;
    LatestValue<Status> m_status;
};

} // namespace Orderflow
