#include "commitwatch.h"

#include "benchtools.h"
#include "clock.h"
#include "storage/sql/sqlconnection.h"

#include <QSqlError>
#include <QStringList>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

CommitWatch::CommitWatch(QString databaseUrl, std::chrono::milliseconds interval, QObject *parent)
    : WorkerThread(u"commits"_s, parent)
    , m_databaseUrl(std::move(databaseUrl))
    , m_interval(interval)
    , m_lastEnd(SystemClock().now().utc)
{
    start();
    waitForAnswer(1);
}

CommitWatch::~CommitWatch()
{
    m_isStopped = true;
    join();
}

std::map<std::int64_t, UtcMicroseconds> CommitWatch::ends() const
{
    waitForAnswer(m_asked + 1);
    const std::lock_guard lock(m_mutex);
    return m_ends;
}

UtcMicroseconds CommitWatch::lastEnd() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastEnd;
}

void CommitWatch::waitForAnswer(std::uint64_t question) const
{
    while (m_answered < question)
        QThread::msleep(1);
}

void CommitWatch::work()
{
    const auto connection = createConnection(*DatabaseUrl::parse(m_databaseUrl), SqlAccess::Read);
    require(connection->open());
    const SystemClock clock;
    while (!m_isStopped) {
        ++m_asked;
        QSqlQuery query(connection->database());
        if (!query.exec(u"SELECT pg_current_snapshot()::text"_s) || !query.next())
            qFatal("%s", qPrintable(query.lastError().text()));
        take(query.value(0).toString(), clock.now().utc);
        ++m_answered;
        QThread::msleep(static_cast<unsigned long>(m_interval.count()));
    }
}

/// `snapshot` is `first open:first not begun:open,open,…`.
void CommitWatch::take(const QString &snapshot, UtcMicroseconds at)
{
    const QStringList parts = snapshot.split(u':');
    std::set<std::int64_t> open;
    for (const QString &id : parts.value(2).split(u',', Qt::SkipEmptyParts))
        open.insert(id.toLongLong());
    const std::int64_t nextToBegin = parts.value(1).toLongLong();
    if (m_nextToBegin == 0)
        m_nextToBegin = nextToBegin;
    for (std::int64_t id = m_nextToBegin; id < nextToBegin; ++id)
        m_open.insert(id);
    m_nextToBegin = nextToBegin;
    const std::lock_guard lock(m_mutex);
    for (const std::int64_t id : m_open) {
        if (open.contains(id))
            continue;
        m_ends.emplace(id, at);
        m_lastEnd = at;
    }
    m_open = std::move(open);
}

} // namespace Orderflow
