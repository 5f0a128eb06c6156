#include "initdbcommand.h"

#include "storage/databaseurl.h"
#include "storage/storefactory.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

InitDbCommand::InitDbCommand()
    : Command(u"init-db"_s, u"make the tables of the database, or bring them up to date"_s,
              Settings::Database)
{}

ExitCode InitDbCommand::execute(const CommandCall &call)
{
    const auto url = DatabaseUrl::parse(call.settings.recorder.databaseUrl);
    if (!url)
        return call.fail(ExitCode::BadSetting, url.error());

    const std::unique_ptr<Store> store = createStore(*url);
    const auto failed = [&call](const StoreError &error) {
        return call.fail(ExitCode::DatabaseError, error.message);
    };
    if (const auto opened = store->open(); !opened)
        return failed(opened.error());
    const auto before = store->schemaVersion();
    if (!before)
        return failed(before.error());
    if (const auto migrated = store->migrate(); !migrated)
        return failed(migrated.error());
    const auto after = store->schemaVersion();
    if (!after)
        return failed(after.error());

    QTextStream &out = call.context.out;
    out << u"database "_s << store->displayName() << u": "_s;
    if (*before == *after)
        out << u"schema version "_s << *after << u", nothing to do"_s << Qt::endl;
    else if (*before == 0)
        out << u"made the tables, schema version "_s << *after << Qt::endl;
    else
        out << u"schema version "_s << *before << u" brought to "_s << *after << Qt::endl;
    return ExitCode::Success;
}

} // namespace Orderflow
