#include "sqliteways.h"

#include "benchtools.h"
#include "preparedinsert.h"
#include "storage/sql/sqlconnection.h"
#include "storage/stores/pgeventtable.h"
#include "storage/stores/storefactory.h"

#include <QDir>
#include <QTemporaryDir>

#include <span>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// What the ways of one kind of event share.
template <typename Event>
class SqliteFile
{
public:
    SqliteFile(const std::vector<Event> &events, std::size_t batchEvents)
        : m_insert(std::span(events), pgTableOf(events.front()).name,
                   pgTableOf(events.front()).columns, batchEvents)
    {
        for (std::size_t i = 0; i < events.size(); i += batchEvents) {
            EventBatch &batch = m_batches.emplace_back();
            for (std::size_t j = i; j < std::min(i + batchEvents, events.size()); ++j)
                batch.add(events[j]);
        }
    }

    void make()
    {
        m_connection.reset();
        m_store.reset();
        const QDir folder(m_folder.path());
        for (const QString &name : folder.entryList(QDir::Files)) {
            if (!QFile::remove(folder.filePath(name)))
                qFatal("%s cannot be removed", qPrintable(name));
        }
        const DatabaseUrl url =
            *DatabaseUrl::parse(u"sqlite:///"_s + folder.filePath(u"bench.db"_s));
        m_store = createStore(url);
        require(m_store->open());
        require(m_store->migrate());
        require(m_store->beginSession({}));
        m_connection = createConnection(url, SqlAccess::Write);
        require(m_connection->open());
    }

    void insert() { m_insert.run(*m_connection); }

    void write()
    {
        for (const EventBatch &batch : m_batches)
            require(m_store->write(batch));
    }

private:
    QTemporaryDir m_folder;
    const PreparedInsert m_insert;
    std::vector<EventBatch> m_batches;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<SqlConnection> m_connection;
};

template <typename Event>
std::vector<CopyWay> makeWays(const std::vector<Event> &events, std::size_t batchEvents)
{
    const auto file = std::make_shared<SqliteFile<Event>>(events, batchEvents);
    const auto nothing = [] {
    };
    const auto make = [file] {
        file->make();
    };
    return {{u"prepared INSERT"_s, nothing, make,
             [file] {
                 file->insert();
             }},
            {u"Store::write()"_s, nothing, make, [file] {
                 file->write();
             }}};
}

} // namespace

std::vector<CopyWay> sqliteWays(const std::vector<AggTrade> &events, std::size_t batchEvents)
{
    return makeWays(events, batchEvents);
}

std::vector<CopyWay> sqliteWays(const std::vector<DepthUpdate> &events, std::size_t batchEvents)
{
    return makeWays(events, batchEvents);
}

} // namespace Orderflow
