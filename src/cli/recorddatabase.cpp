#include "recorddatabase.h"

#include "storage/sql/recordaccess.h"

namespace Orderflow {

tl::expected<std::unique_ptr<SqlConnection>, RecordDatabaseError>
openRecordDatabase(const LoadedSettings &settings)
{
    const auto url = DatabaseUrl::parse(settings.recorder.databaseUrl);
    if (!url)
        return tl::make_unexpected(RecordDatabaseError{ExitCode::BadSetting, url.error()});
    StoreResult<std::unique_ptr<SqlConnection>> connection = openRecord(*url);
    if (!connection) {
        return tl::make_unexpected(
            RecordDatabaseError{ExitCode::DatabaseError, connection.error().message});
    }
    return std::move(*connection);
}

} // namespace Orderflow
