#include "gui/control/databasework.h"

#include "storage/databaseurl.h"

#include <QFileInfo>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// Of a file that does not exist.
StoreResult<DatabaseState> stateOfNothing()
{
    const auto migrations = loadMigrations(migrationFolder(SqlDialect::Sqlite));
    if (!migrations)
        return tl::unexpected(StoreError{StoreError::Kind::Misconfigured, migrations.error(), {}});
    DatabaseState state;
    state.newestVersion = migrations->back().version;
    return state;
}

} // namespace

DatabaseWork::DatabaseWork(Task task, Settings settings, QObject *parent)
    : WorkerThread(u"database-work"_s, parent)
    , m_task(task)
    , m_settings(std::move(settings))
{}

DatabaseWork::~DatabaseWork()
{
    stop();
    join();
}

void DatabaseWork::stop()
{
    requestInterruption();
}

void DatabaseWork::work()
{
    const StoreResult<DatabaseState> state = doTask();
    m_status.update([this, &state](Status &status) {
        status.progress.reset();
        status.isDone = true;
        if (state)
            status.state = *state;
        else
            status.error = state.error().message;
        status.wasStopped = m_task == Task::SetUp && state && state->isUpgradePending();
    });
    emit progressed();
}

StoreResult<DatabaseState> DatabaseWork::doTask()
{
    const auto url = DatabaseUrl::parse(m_settings.databaseUrl);
    if (!url)
        return tl::unexpected(StoreError{StoreError::Kind::Misconfigured, url.error(), {}});
    const bool isFile = url->kind() == DatabaseUrl::Kind::Sqlite;
    if (m_task == Task::Look && isFile && !QFileInfo::exists(url->filePath()))
        return stateOfNothing();
    // A file is not made by looking at it.
    const auto connection =
        createConnection(*url, m_task == Task::Look ? SqlAccess::Read : SqlAccess::Write);
    if (const auto opened = connection->open(); !opened)
        return tl::unexpected(opened.error());
    return doTaskOn(*connection);
}

StoreResult<DatabaseState> DatabaseWork::doTaskOn(SqlConnection &connection)
{
    switch (m_task) {
    case Task::Look:
        break;
    case Task::DropLegacy:
        if (const auto dropped = LegacyUpgrade(connection).drop(); !dropped)
            return tl::unexpected(dropped.error());
        break;
    case Task::SetUp:
        return setUpDatabase(connection, {m_settings.store, m_settings.depthKind,
                                          [this](const std::vector<LegacyTableProgress> &tables) {
                                              const auto now = UpgradeMeter::Clock::now();
                                              m_status.update([this, &tables, now](Status &status) {
                                                  status.progress = m_meter.look(tables, now);
                                              });
                                              emit progressed();
                                              return !isInterruptionRequested();
                                          }});
    }
    return readDatabaseState(connection);
}

} // namespace Orderflow
