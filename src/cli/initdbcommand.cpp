#include "initdbcommand.h"

#include "binance/streamname.h"
#include "process/posixsignals.h"
#include "storage/databaseurl.h"
#include "storage/tables/schemasetup.h"
#include "upgradeprogress.h"

#include <QCoreApplication>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

const QString DropOption = u"drop-legacy"_s;
const QString DepthKindOption = u"legacy-depth-kind"_s;

ExitCode failed(const CommandCall &call, const StoreError &error)
{
    return call.fail(ExitCode::DatabaseError, error.message);
}

QStringList depthKinds()
{
    QStringList kinds;
    for (const std::string_view kind : streamTypes(StreamKind::Depth))
        kinds << QString::fromUtf8(kind.data(), qsizetype(kind.size()));
    return kinds;
}

} // namespace

InitDbCommand::InitDbCommand()
    : Command(u"init-db"_s,
              u"make the tables, or bring them up to date, those of the Python recorder too"_s,
              Settings::Schema)
{
    m_options << QCommandLineOption(DepthKindOption,
                                    u"the stream that the Python recorder took depth from, its "
                                    u"FUTURES_STREAMS_DEPTH; %1 by default"_s.arg(
                                        LegacyUpgrade::defaultDepthKind()),
                                    u"STREAM"_s)
              << QCommandLineOption(
                     DropOption,
                     u"remove the old tables of the Python recorder, once all of their rows are "
                     u"copied"_s);
}

ExitCode InitDbCommand::execute(const CommandCall &call)
{
    std::optional<QString> depthKind;
    if (call.options.isSet(DepthKindOption)) {
        depthKind = call.options.value(DepthKindOption);
        if (!depthKinds().contains(*depthKind)) {
            return call.fail(ExitCode::UsageError,
                             u"--%1 is \"%2\"; it takes one of %3"_s.arg(
                                 DepthKindOption, *depthKind, depthKinds().join(u", "_s)));
        }
    }
    const auto url = DatabaseUrl::parse(call.settings.recorder.databaseUrl);
    if (!url)
        return call.fail(ExitCode::BadSetting, url.error());
    const std::unique_ptr<SqlConnection> connection = createConnection(*url, SqlAccess::Write);
    if (const auto opened = connection->open(); !opened)
        return failed(call, opened.error());
    if (call.options.isSet(DropOption))
        return dropLegacy(call, *connection);

    const auto stage = LegacyUpgrade(*connection).stage();
    if (!stage)
        return failed(call, stage.error());
    const bool isToUpgrade =
        *stage == LegacyUpgrade::Stage::Untouched || *stage == LegacyUpgrade::Stage::Begun;
    return isToUpgrade ? upgrade(call, *connection, depthKind) : migrate(call, *connection);
}

ExitCode InitDbCommand::migrate(const CommandCall &call, SqlConnection &connection)
{
    SchemaMigrator schema(connection.database(), connection.dialect(), connection.displayName());
    const auto before = schema.version();
    if (!before)
        return failed(call, before.error());
    if (const auto migrated = setUpSchema(connection, call.settings.recorder.storeOptions);
        !migrated)
        return failed(call, migrated.error());
    const auto after = schema.version();
    if (!after)
        return failed(call, after.error());

    QTextStream &out = call.context.out;
    out << u"database "_s << connection.displayName() << u": "_s;
    if (*before == *after)
        out << u"schema version "_s << *after << u", nothing to do"_s << Qt::endl;
    else if (*before == 0)
        out << u"made the tables, schema version "_s << *after << Qt::endl;
    else
        out << u"schema version "_s << *before << u" brought to "_s << *after << Qt::endl;
    return ExitCode::Success;
}

ExitCode InitDbCommand::upgrade(const CommandCall &call, SqlConnection &connection,
                                const std::optional<QString> &depthKind)
{
    CommandContext &context = call.context;
    context.err << programName()
                << u": copying the rows of the Python recorder; it may be cut off at any time, and "
                   "init-db goes on where it was"_s
                << Qt::endl;
    LegacyUpgrade upgrade(connection);
    if (const auto begun = upgrade.begin(depthKind, call.settings.recorder.storeOptions); !begun)
        return failed(call, begun.error());
    const StoreResult<bool> isDone = copyRows(call, upgrade);
    if (!isDone)
        return failed(call, isDone.error());
    if (!*isDone)
        return call.fail(ExitCode::Failure, u"stopped; run init-db again to go on"_s);
    const auto tables = upgrade.progress();
    if (!tables)
        return failed(call, tables.error());

    context.out << u"database "_s << connection.displayName()
                << u": upgraded from the Python recorder"_s << Qt::endl;
    QStringList oldNames;
    for (const LegacyTableProgress &table : *tables) {
        oldNames << LegacyTable::legacyName(table.table);
        context.out << table.table << u": "_s << table.oldRows << u" rows, "_s << table.rowsCopied
                    << u" copied, "_s << table.rowsMerged << u" merged with an equal one, "_s
                    << table.rowsSetAside << u" set aside in legacy_rows"_s << Qt::endl;
    }
    context.out << u"the old tables stay as "_s << oldNames.join(u" and "_s) << u"; init-db --"_s
                << DropOption << u" removes them"_s << Qt::endl;
    return ExitCode::Success;
}

StoreResult<bool> InitDbCommand::copyRows(const CommandCall &call, LegacyUpgrade &upgrade)
{
    bool isStopWanted = false;
    QObject context;
    if (call.context.stopRequests) {
        QObject::connect(call.context.stopRequests, &StopRequests::stopRequested, &context,
                         [&isStopWanted] { isStopWanted = true; });
    }
    UpgradeProgressView view(call.context);
    for (;;) {
        const auto tables = upgrade.progress();
        if (!tables)
            return tl::unexpected(tables.error());
        view.show(*tables);
        // There is no event loop that would bring a signal in otherwise.
        QCoreApplication::processEvents();
        if (isStopWanted)
            return false;
        StoreResult<bool> more = upgrade.copyNext();
        if (!more)
            return more;
        if (!*more)
            return true;
    }
}

ExitCode InitDbCommand::dropLegacy(const CommandCall &call, SqlConnection &connection)
{
    if (const auto dropped = LegacyUpgrade(connection).drop(); !dropped)
        return failed(call, dropped.error());
    call.context.out << u"database "_s << connection.displayName()
                     << u": the old tables of the Python recorder are removed"_s << Qt::endl;
    return ExitCode::Success;
}

} // namespace Orderflow
