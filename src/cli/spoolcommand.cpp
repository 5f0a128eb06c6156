#include "spoolcommand.h"

#include "rowjson.h"
#include "spooltext.h"
#include "storage/databaseurl.h"
#include "storage/spool/deadletters.h"
#include "storage/stores/storefactory.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>

#include <functional>
#include <limits>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t BeforeAll = std::numeric_limits<std::int64_t>::min();
/// So that a spool of any size takes little memory.
constexpr std::size_t EntriesAtATime = 100;

using ReadEntries = StoreResult<std::vector<SpoolEntry>> (Spool::*)(std::int64_t, std::size_t);

/// Calls `use` for each entry, until it says false.
StoreResult<void> forEach(Spool &spool, ReadEntries read,
                          const std::function<bool(const SpoolEntry &entry)> &use)
{
    std::int64_t last = BeforeAll;
    for (;;) {
        const StoreResult<std::vector<SpoolEntry>> entries = (spool.*read)(last, EntriesAtATime);
        if (!entries)
            return tl::unexpected(entries.error());
        if (entries->empty())
            return {};
        for (const SpoolEntry &entry : *entries) {
            if (!use(entry))
                return {};
        }
        last = entries->back().id;
    }
}

ExitCode list(Spool &spool, const CommandCall &call)
{
    constexpr std::size_t MostForPeople = 20;
    const bool isJson = call.options.isSet(u"json"_s);
    const std::size_t most = isJson ? std::numeric_limits<std::int64_t>::max() : MostForPeople;
    const StoreResult<SpoolTotals> totals = spool.totals();
    const StoreResult<std::vector<SpoolSession>> sessions = SpoolSessions(spool).all();
    const StoreResult<std::vector<SpoolEntry>> batches = spool.batches(BeforeAll, most);
    const StoreResult<std::vector<SpoolEntry>> deadLetters =
        spool.deadLetters(BeforeAll, std::numeric_limits<std::int64_t>::max());
    for (const StoreError *error :
         {totals ? nullptr : &totals.error(), sessions ? nullptr : &sessions.error(),
          batches ? nullptr : &batches.error(), deadLetters ? nullptr : &deadLetters.error()}) {
        if (error)
            return call.fail(ExitCode::Failure, error->message);
    }
    const SpoolReport report{spool.filePath(), *totals, *sessions, *batches, *deadLetters};
    if (isJson)
        call.context.out << QString::fromUtf8(QJsonDocument(spoolJson(report)).toJson());
    else
        call.context.out << spoolText(report);
    call.context.out.flush();
    return ExitCode::Success;
}

/// Names the run that the next batch is of.
StoreResult<void> turnTo(Store &store, Spool &spool, std::int64_t sessionKey)
{
    const StoreResult<std::optional<SpoolSession>> session = SpoolSessions(spool).find(sessionKey);
    if (!session)
        return tl::unexpected(session.error());
    if (!*session) {
        return tl::unexpected(StoreError{
            StoreError::Kind::Rejected, u"the spool does not know the run any more"_s, {}});
    }
    if ((*session)->captureSessionId && (*session)->databaseName == store.displayName()) {
        store.useSession(*(*session)->captureSessionId);
        return {};
    }
    const StoreResult<std::int64_t> begun = store.beginSession((*session)->session);
    if (!begun)
        return tl::unexpected(begun.error());
    return {};
}

StoreResult<void> retryOne(Store &store, Spool &spool, const SpoolEntry &entry)
{
    const auto content = spool.deadLetter(entry.id);
    if (!content)
        return tl::unexpected(content.error());
    if (!*content)
        return {};
    if (!**content) {
        return tl::unexpected(StoreError{
            StoreError::Kind::Rejected, u"it cannot be read: "_s + (*content)->error(), {}});
    }
    if (StoreResult<void> turned = turnTo(store, spool, entry.sessionKey); !turned)
        return turned;
    if (const auto written = store.write(toRetry(***content)); !written)
        return tl::unexpected(written.error());
    return spool.removeDeadLetter(entry.id);
}

ExitCode retry(Spool &spool, const CommandCall &call)
{
    const auto url = DatabaseUrl::parse(call.settings.recorder.databaseUrl);
    if (!url)
        return call.fail(ExitCode::BadSetting, url.error());
    const std::unique_ptr<Store> store = createStore(*url, call.settings.recorder.storeOptions);
    StoreResult<void> ready = store->open();
    if (ready)
        ready = store->migrate();
    if (!ready)
        return call.fail(ExitCode::DatabaseError, ready.error().message);

    int written = 0;
    int refused = 0;
    std::optional<StoreError> away;
    const StoreResult<void> done =
        forEach(spool, &Spool::deadLetters, [&](const SpoolEntry &entry) {
            const StoreResult<void> result = retryOne(*store, spool, entry);
            if (result) {
                ++written;
                return true;
            }
            if (result.error().kind == StoreError::Kind::Unavailable) {
                away = result.error();
                return false;
            }
            ++refused;
            call.context.err << u"dead letter %1: %2"_s.arg(QString::number(entry.id),
                                                            result.error().message)
                             << Qt::endl;
            return true;
        });
    call.context.out << u"written %1 · refused again %2"_s.arg(written).arg(refused) << Qt::endl;
    if (!done || away) {
        return call.fail(ExitCode::DatabaseError, away ? away->message : done.error().message);
    }
    return refused == 0 ? ExitCode::Success : ExitCode::DatabaseError;
}

/// The rows of a batch as lines; `entry` is what it is in the spool.
QByteArray exportLines(const StoreResult<std::optional<tl::expected<EventBatch, QString>>> &content,
                       const QJsonObject &entry)
{
    QByteArray lines;
    const auto addLine = [&lines, &entry](QJsonObject object) {
        for (auto one = entry.begin(); one != entry.end(); ++one)
            object.insert(one.key(), one.value());
        lines += QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
    };
    if (!*content)
        return lines;
    if (!**content) {
        addLine({{u"type"_s, u"unreadable"_s}, {u"problem"_s, (*content)->error()}});
        return lines;
    }
    for (const QJsonObject &row : rowsAsJson(***content))
        addLine(row);
    return lines;
}

/// Takes lines, and says why it could not.
using Sink = std::function<QString(const QByteArray &lines)>;

StoreResult<void> exportAll(Spool &spool, bool isWithWaiting, const Sink &sink)
{
    std::optional<StoreError> failure;
    const auto write = [&](const auto &content, const QJsonObject &entry) {
        if (!content) {
            failure = content.error();
            return false;
        }
        const QString problem = sink(exportLines(content, entry));
        if (!problem.isEmpty())
            failure = StoreError{StoreError::Kind::Rejected, problem, {}};
        return problem.isEmpty();
    };
    StoreResult<void> done = forEach(spool, &Spool::deadLetters, [&](const SpoolEntry &entry) {
        return write(spool.deadLetter(entry.id), {{u"dead_letter"_s, qint64(entry.id)},
                                                  {u"sqlstate"_s, entry.sqlState},
                                                  {u"error"_s, entry.error}});
    });
    if (done && !failure && isWithWaiting) {
        done = forEach(spool, &Spool::batches, [&](const SpoolEntry &entry) {
            return write(spool.batch(entry.id), {{u"batch"_s, qint64(entry.id)}});
        });
    }
    if (failure)
        return tl::unexpected(*failure);
    return done;
}

ExitCode exportTo(const QString &path, Spool &spool, const CommandCall &call)
{
    const bool isWithWaiting = call.options.isSet(u"waiting"_s);
    if (path.isEmpty() || path == "-"_L1) {
        const StoreResult<void> done =
            exportAll(spool, isWithWaiting, [&call](const QByteArray &lines) {
                call.context.out << QString::fromUtf8(lines) << Qt::flush;
                return call.context.out.status() == QTextStream::Ok ? QString()
                                                                    : u"nobody reads any more"_s;
            });
        return done ? ExitCode::Success : call.fail(ExitCode::Failure, done.error().message);
    }
    QSaveFile file(path);
    const auto failed = [&] {
        return call.fail(ExitCode::Failure, u"cannot write %1: %2"_s.arg(path, file.errorString()));
    };
    if (!file.open(QIODevice::WriteOnly))
        return failed();
    const StoreResult<void> done =
        exportAll(spool, isWithWaiting, [&file](const QByteArray &lines) {
            return file.write(lines) == lines.size() ? QString() : file.errorString();
        });
    if (!done)
        return call.fail(ExitCode::Failure, done.error().message);
    return file.commit() ? ExitCode::Success : failed();
}

} // namespace

SpoolCommand::SpoolCommand()
    : Command(u"spool"_s, u"show what waits for the database and what it refused; retry that"_s,
              Settings::Spool)
{
    m_argument = {
        u"[list | retry | export [FILE]]"_s,
        u"list shows batches that wait and dead letters with their errors, and is what "
        u"is done without an argument; retry writes dead letters into the database; "
        u"export puts their rows into FILE, or on the standard output, as lines of JSON"_s,
        0, 2};
    m_options << QCommandLineOption(u"json"_s, u"list as JSON, all of it"_s)
              << QCommandLineOption(u"waiting"_s, u"export batches that wait as well"_s);
}

ExitCode SpoolCommand::execute(const CommandCall &call)
{
    const QStringList arguments = call.options.positionalArguments();
    const QString verb = arguments.value(0, u"list"_s);
    const bool isExport = verb == "export"_L1;
    if (!isExport && verb != "list"_L1 && verb != "retry"_L1) {
        return call.fail(ExitCode::UsageError,
                         u"spool knows list, retry and export, not \"%1\""_s.arg(verb));
    }
    if (!isExport && arguments.size() > 1) {
        return call.fail(ExitCode::UsageError,
                         u"spool %1 takes no argument \"%2\""_s.arg(verb, arguments.at(1)));
    }
    const QString path = call.settings.recorder.spool.filePath;
    if (path.isEmpty()) {
        return call.fail(ExitCode::UsageError, u"SPOOL_FILE is empty: the spool is turned off"_s);
    }
    if (!QFileInfo::exists(path)) {
        call.context.out << u"there is no spool %1 (SPOOL_FILE), so nothing waits in it"_s.arg(path)
                         << Qt::endl;
        return ExitCode::Success;
    }
    Spool spool(path, verb == "retry"_L1 ? SqlAccess::Write : SqlAccess::Read);
    if (const StoreResult<void> opened = spool.open(); !opened)
        return call.fail(ExitCode::Failure, opened.error().message);
    if (verb == "retry"_L1)
        return retry(spool, call);
    return isExport ? exportTo(arguments.value(1), spool, call) : list(spool, call);
}

} // namespace Orderflow
