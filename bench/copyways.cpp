#include "copyways.h"

#include "benchtools.h"
#include "preparedinsert.h"
#include "storage/sql/postgresconnection.h"
#include "storage/sql/sqltransaction.h"
#include "storage/stores/pgbinaryrows.h"
#include "storage/stores/pgcopy.h"
#include "storage/stores/pgeventtable.h"
#include "storage/stores/storefactory.h"
#include "textrows.h"

#include <QFile>
#include <QProcess>
#include <QSqlDriver>
#include <QTemporaryDir>

#include <functional>
#include <optional>
#include <span>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

enum class Format { Text, Binary };

template <typename T>
void requireCopied(const CopyResult<T> &result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().reason));
}

template <typename Event>
std::string encoded(std::span<const Event> events, Format format)
{
    if (format == Format::Text) {
        std::string rows;
        for (const Event &event : events)
            appendTextRow(rows, event);
        return rows;
    }
    PgBinaryRows rows;
    rows.appendHeader();
    for (const Event &event : events)
        appendRow(rows, event);
    rows.appendTrailer();
    return std::string(rows.bytes());
}

/// What the ways of one kind of event share.
template <typename Event>
class Ways
{
public:
    Ways(const DatabaseUrl &url, QString urlText, const std::vector<Event> &events,
         std::size_t batchEvents)
        : m_url(url)
        , m_urlText(std::move(urlText))
        , m_events(events)
        , m_batchEvents(batchEvents)
        , m_table(pgTableOf(events.front()))
        , m_connection(url, SqlAccess::Write)
        , m_store(createStore(url))
        , m_hastyStore(createStore(url, {.synchronousCommit = SynchronousCommit::Off}))
    {
        require(m_connection.open());
        require(m_store->open());
        require(m_hastyStore->open());
    }

    void needNothing() {}
    void needFile(Format format)
    {
        QFile file(fileOf(format));
        if (file.exists())
            return;
        const std::string bytes = encoded(std::span(m_events), format);
        if (!file.open(QIODevice::WriteOnly) ||
            file.write(bytes.data(), qint64(bytes.size())) != qint64(bytes.size()))
            qFatal("%s", qPrintable(file.errorString()));
    }
    void needInsert()
    {
        if (!m_insert)
            m_insert.emplace(std::span(m_events), m_table.name, m_table.columns, m_batchEvents);
    }
    void needBatches()
    {
        if (m_eventBatches.empty())
            m_eventBatches = makeBatches(false);
    }
    void needBatchesWithDuplicates()
    {
        if (m_batchesWithDuplicates.empty())
            m_batchesWithDuplicates = makeBatches(true);
    }

    void leave() {}
    void empty() { execute(u"TRUNCATE "_s + m_table.name); }
    /// With a store for duplicates that has met none yet, as a store remembers them.
    void emptyForDuplicates()
    {
        empty();
        m_duplicatesStore = createStore(m_url);
        require(m_duplicatesStore->open());
    }
    void fillForDuplicates()
    {
        emptyForDuplicates();
        copyAll(Format::Binary);
    }

    void encodeAll(Format format)
    {
        for (const std::span<const Event> batch : batches())
            m_encodedBytes += encoded(batch, format).size();
    }

    void psql(Format format)
    {
        const QString command = u"\\copy %1 (%2) FROM '%3'%4"_s.arg(
            m_table.name, m_table.columns, fileOf(format),
            format == Format::Binary ? u" WITH (FORMAT binary)"_s : QString());
        const QStringList arguments{m_urlText, u"-Xq"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s,
                                    u"-c"_s,   command};
        if (QProcess::execute(u"psql"_s, arguments) != 0)
            qFatal("psql failed");
    }

    void copyAll(Format format)
    {
        for (const std::span<const Event> batch : batches())
            inTransaction([&] { copy(batch, format, m_table.name); });
    }

    /// By way of a temporary table that is made anew in each transaction, or once.
    void sortOut(bool makesAnew, bool inOrder)
    {
        const QString make =
            u"CREATE TEMPORARY TABLE IF NOT EXISTS %1 ON COMMIT %2 AS SELECT %3 FROM %4 WITH NO DATA"_s
                .arg(m_table.incomingName, makesAnew ? u"DROP"_s : u"DELETE ROWS"_s,
                     m_table.columns, m_table.name);
        const QString insert =
            u"INSERT INTO %1 (%2) SELECT %2 FROM pg_temp.%3 %4 ON CONFLICT DO NOTHING"_s.arg(
                m_table.name, m_table.columns, m_table.incomingName,
                inOrder ? u"ORDER BY "_s + m_table.order : QString());
        for (const std::span<const Event> batch : batches()) {
            inTransaction([&] {
                execute(make);
                copy(batch, Format::Binary, m_table.incomingName);
                execute(insert);
            });
        }
        execute(u"DROP TABLE IF EXISTS pg_temp."_s + m_table.incomingName);
    }

    void insert() { m_insert->run(m_connection); }

    /// As the recorder does.
    void write() { writeInto(*m_store, m_eventBatches); }
    void writeWithDuplicates() { writeInto(*m_duplicatesStore, m_batchesWithDuplicates); }
    void writeDuplicates() { writeInto(*m_duplicatesStore, m_eventBatches); }
    void writeWithoutWaiting() { writeInto(*m_hastyStore, m_eventBatches); }

private:
    std::vector<EventBatch> makeBatches(bool hasDuplicates) const
    {
        std::vector<EventBatch> made;
        for (const std::span<const Event> events : batches()) {
            EventBatch &batch = made.emplace_back();
            for (const Event &event : events)
                batch.add(event);
            if (hasDuplicates)
                batch.add(events[events.size() / 2]);
        }
        return made;
    }

    static void writeInto(Store &store, const std::vector<EventBatch> &batches)
    {
        for (const EventBatch &batch : batches)
            require(store.write(batch));
    }

    std::vector<std::span<const Event>> batches() const
    {
        std::vector<std::span<const Event>> all;
        for (std::span<const Event> rest(m_events); !rest.empty();
             rest = rest.subspan(all.back().size()))
            all.push_back(rest.first(std::min(m_batchEvents, rest.size())));
        return all;
    }

    void copy(std::span<const Event> batch, Format format, QLatin1StringView into)
    {
        const QVariant handle = m_connection.database().driver()->handle();
        PgCopy copy(*static_cast<pg_conn *const *>(handle.constData()));
        const QString statement = u"COPY %1 (%2) FROM STDIN%3"_s.arg(
            into, m_table.columns, format == Format::Binary ? u" (FORMAT binary)"_s : QString());
        requireCopied(copy.begin(statement.toUtf8()));
        requireCopied(copy.send(encoded(batch, format)));
        requireCopied(copy.finish());
    }

    template <typename Work>
    void inTransaction(const Work &work)
    {
        SqlTransaction transaction(m_connection.database());
        if (!transaction.begin())
            qFatal("BEGIN failed");
        work();
        if (!transaction.commit())
            qFatal("COMMIT failed");
    }

    void execute(const QString &statement)
    {
        require(m_connection.execute(statement, u"cannot prepare"_s));
    }

    QString fileOf(Format format) const
    {
        return m_folder.filePath(format == Format::Text ? u"rows.txt"_s : u"rows.bin"_s);
    }

    const DatabaseUrl m_url;
    QString m_urlText;
    const std::vector<Event> &m_events;
    std::size_t m_batchEvents;
    const PgEventTable &m_table;
    PostgresConnection m_connection;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<Store> m_hastyStore;
    std::unique_ptr<Store> m_duplicatesStore;
    std::optional<PreparedInsert> m_insert;
    std::vector<EventBatch> m_eventBatches;
    std::vector<EventBatch> m_batchesWithDuplicates;
    QTemporaryDir m_folder;
    std::size_t m_encodedBytes = 0;
};

template <typename Event>
std::vector<CopyWay> makeWays(const DatabaseUrl &url, const QString &urlText,
                              const std::vector<Event> &events, std::size_t batchEvents)
{
    using W = Ways<Event>;
    const auto ways = std::make_shared<W>(url, urlText, events, batchEvents);
    const auto way = [ways](const QString &name, auto makeReady, auto empty, auto run) -> CopyWay {
        return {name, [=] { std::invoke(makeReady, *ways); }, [=] { std::invoke(empty, *ways); },
                [=] {
                    std::invoke(run, *ways);
                }};
    };
    return {
        way(
            u"psql \\copy, text"_s, [](W &w) { w.needFile(Format::Text); }, &W::empty,
            [](W &w) { w.psql(Format::Text); }),
        way(u"Store::write()"_s, &W::needBatches, &W::empty, &W::write),
        way(u"prepared INSERT"_s, &W::needInsert, &W::empty, &W::insert),
        way(
            u"psql \\copy, binary"_s, [](W &w) { w.needFile(Format::Binary); }, &W::empty,
            [](W &w) { w.psql(Format::Binary); }),
        way(u"Store::write(), synchronous_commit off"_s, &W::needBatches, &W::empty,
            &W::writeWithoutWaiting),
        way(u"Store::write(), a duplicate in each batch"_s, &W::needBatchesWithDuplicates,
            &W::emptyForDuplicates, &W::writeWithDuplicates),
        way(u"Store::write(), all duplicates"_s, &W::needBatches, &W::fillForDuplicates,
            &W::writeDuplicates),
        way(u"COPY, text"_s, &W::needNothing, &W::empty, [](W &w) { w.copyAll(Format::Text); }),
        way(u"COPY, binary"_s, &W::needNothing, &W::empty, [](W &w) { w.copyAll(Format::Binary); }),
        way(u"temporary table, anew, in order"_s, &W::needNothing, &W::empty,
            [](W &w) { w.sortOut(true, true); }),
        way(u"temporary table, anew"_s, &W::needNothing, &W::empty,
            [](W &w) { w.sortOut(true, false); }),
        way(u"temporary table, kept, in order"_s, &W::needNothing, &W::empty,
            [](W &w) { w.sortOut(false, true); }),
        way(u"encoding alone, text"_s, &W::needNothing, &W::leave,
            [](W &w) { w.encodeAll(Format::Text); }),
        way(u"encoding alone, binary"_s, &W::needNothing, &W::leave,
            [](W &w) { w.encodeAll(Format::Binary); }),
    };
}

} // namespace

std::vector<CopyWay> waysInto(const DatabaseUrl &url, const QString &urlText,
                              const std::vector<AggTrade> &events, std::size_t batchEvents)
{
    return makeWays(url, urlText, events, batchEvents);
}

std::vector<CopyWay> waysInto(const DatabaseUrl &url, const QString &urlText,
                              const std::vector<DepthUpdate> &events, std::size_t batchEvents)
{
    return makeWays(url, urlText, events, batchEvents);
}

} // namespace Orderflow
