#include "process/libraryversions.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QSslSocket>
#include <QUuid>

#include <tl/expected.hpp>

#include <libpq-fe.h>
#include <simdjson.h>
#include <xxhash.h>
#include <zip.h>
#include <zlib.h>
#include <zstd.h>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString notThere()
{
    return u"not there"_s;
}

/// 150013 is 15.13.
QString libpqVersion()
{
    const int version = PQlibVersion();
    return u"%1.%2"_s.arg(version / 10'000).arg(version % 10'000);
}

/// 801 is 0.8.1.
QString xxhashVersion()
{
    const unsigned version = XXH_versionNumber();
    return u"%1.%2.%3"_s.arg(version / 10'000).arg(version / 100 % 100).arg(version % 100);
}

/// Only Qt's driver links to it.
QString sqliteVersion()
{
    const QString name = QUuid::createUuid().toString();
    QString version = notThere();
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
        database.setDatabaseName(u":memory:"_s);
        if (database.open()) {
            QSqlQuery query(database);
            if (query.exec(u"SELECT sqlite_version()"_s) && query.next())
                version = query.value(0).toString();
        }
    }
    QSqlDatabase::removeDatabase(name);
    return version;
}

QString tlsVersion()
{
    const QString version = QSslSocket::sslLibraryVersionString();
    return version.isEmpty() ? notThere() : version;
}

} // namespace

QList<LibraryVersion> libraryVersions()
{
    return {
        {u"Qt"_s, QString::fromLatin1(qVersion())},
        {u"TLS"_s, tlsVersion()},
        {u"libpq"_s, libpqVersion()},
        {u"SQLite"_s, sqliteVersion()},
        {u"simdjson"_s, u"%1.%2.%3"_s.arg(simdjson::SIMDJSON_VERSION_MAJOR)
                            .arg(simdjson::SIMDJSON_VERSION_MINOR)
                            .arg(simdjson::SIMDJSON_VERSION_REVISION)},
        {u"libzip"_s, QString::fromLatin1(zip_libzip_version())},
        {u"zlib"_s, QString::fromLatin1(zlibVersion())},
        {u"zstd"_s, QString::fromLatin1(ZSTD_versionString())},
        {u"xxHash"_s, xxhashVersion()},
        {u"prometheus-cpp"_s, QString::fromLatin1(ORDERFLOW_PROMETHEUS_VERSION)},
        {u"tl-expected"_s, u"%1.%2.%3"_s.arg(TL_EXPECTED_VERSION_MAJOR)
                               .arg(TL_EXPECTED_VERSION_MINOR)
                               .arg(TL_EXPECTED_VERSION_PATCH)},
    };
}

QString versionText(const QString &programAndVersion, const QString &commit,
                    const QList<LibraryVersion> &more)
{
    QString text = programAndVersion;
    if (!commit.isEmpty())
        text += u" (commit "_s + commit + u')';
    text += u'\n';
    for (const LibraryVersion &one : libraryVersions() + more)
        text += u"  "_s + one.name + u' ' + one.version + u'\n';
    return text;
}

} // namespace Orderflow
