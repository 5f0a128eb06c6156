#include "storage/databaseurl.h"

#include <QByteArray>
#include <QRegularExpression>
#include <QStringDecoder>
#include <QStringList>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

using Error = tl::unexpected<QString>;

constexpr QLatin1StringView PostgresForm("postgresql://user:password@host:5432/name");

const QStringList &allowedParameters()
{
    static const QStringList names{
        u"application_name"_s, u"connect_timeout"_s, u"host"_s,
        u"keepalives_count"_s, u"keepalives_idle"_s, u"keepalives_interval"_s,
        u"options"_s,          u"sslcert"_s,         u"sslkey"_s,
        u"sslmode"_s,          u"sslrootcert"_s,     u"tcp_user_timeout"_s};
    return names;
}

/// `part` names the text in the message, because the text itself may be a password.
tl::expected<QString, QString> percentDecoded(const QString &encoded, QLatin1StringView part)
{
    static const QRegularExpression badEscape(u"%(?![0-9A-Fa-f]{2})"_s);
    if (badEscape.match(encoded).hasMatch()) {
        return Error(u"its "_s + part +
                     u" has a % without two hexadecimal digits after it; write % itself as %25"_s);
    }
    const QByteArray bytes = QByteArray::fromPercentEncoding(encoded.toUtf8());
    QStringDecoder utf8(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    QString decoded = utf8.decode(bytes);
    if (utf8.hasError() || decoded.contains(QChar(u'\0')))
        return Error(u"its "_s + part +
                     u" is not UTF-8 text once its percent-encoding is undone"_s);
    return decoded;
}

} // namespace

tl::expected<DatabaseUrl, QString> DatabaseUrl::parse(const QString &text)
{
    const QString trimmed = text.trimmed();
    static const QRegularExpression schemePattern(
        u"^([A-Za-z][A-Za-z0-9]*)(\\+[A-Za-z0-9_]+)?://"_s);
    const QString scheme = schemePattern.match(trimmed).captured(1).toLower();

    tl::expected<DatabaseUrl, QString> url =
        Error(u"it starts with no scheme that is known here; write %1 or sqlite:///file.db"_s.arg(
            PostgresForm));
    if (scheme == "postgresql"_L1 || scheme == "postgres"_L1)
        url = parsePostgres(trimmed);
    else if (scheme == "sqlite"_L1)
        url = parseSqlite(trimmed);

    const QString masked = maskPassword(trimmed);
    if (!url)
        return Error(u"The database URL '%1' cannot be used: %2."_s.arg(masked, url.error()));
    url->m_maskedText = masked;
    return url;
}

tl::expected<DatabaseUrl, QString> DatabaseUrl::parsePostgres(const QString &text)
{
    // The character classes are SQLAlchemy's, so that passwords which worked there, with a slash
    // or a question mark in them, work here.
    static const QRegularExpression pattern(
        u"^[^:]+://(?:([^:/@]*)(?::([^@]*))?@)?(\\[[^\\]/]*\\]|[^:/?]*)(?::([^/?]*))?"
        "(?:/([^?]*))?(?:\\?(.*))?$"_s);
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        return Error(u"it has not the form %1"_s.arg(PostgresForm));
    if (match.captured(3).contains(u'@') || match.captured(5).contains(u'@'))
        return Error(u"it has an @ too many; write an @ in a user name or password as %40"_s);

    DatabaseUrl url;
    url.m_kind = Kind::PostgreSql;
    const auto userName = percentDecoded(match.captured(1), "user name"_L1);
    const auto password = percentDecoded(match.captured(2), "password"_L1);
    const auto databaseName = percentDecoded(match.captured(5), "database name"_L1);
    for (const auto *part : {&userName, &password, &databaseName}) {
        if (!*part)
            return Error(part->error());
    }
    url.m_userName = *userName;
    url.m_password = *password;
    url.m_databaseName = *databaseName;

    if (const auto read = url.readServer(match.captured(3), match.captured(4)); !read)
        return Error(read.error());
    if (const auto read = url.readParameters(match.captured(6)); !read)
        return Error(read.error());
    if (url.m_host.isEmpty()) {
        return Error(u"it names no server; write %1, or ?host=/folder for a local socket"_s.arg(
            PostgresForm));
    }
    if (url.m_databaseName.isEmpty())
        return Error(u"it names no database; write %1"_s.arg(PostgresForm));
    return url;
}

tl::expected<void, QString> DatabaseUrl::readServer(const QString &host, const QString &port)
{
    auto name = percentDecoded(host, "host"_L1);
    if (!name)
        return Error(name.error());
    if (name->startsWith(u'[') && name->endsWith(u']'))
        name = name->sliced(1, name->size() - 2);
    static const QRegularExpression blank(u"\\s"_s);
    if (name->contains(blank))
        return Error(u"its host has a blank in it"_s);
    m_host = *name;

    if (port.isEmpty())
        return {};
    bool isNumber = false;
    m_port = port.toInt(&isNumber);
    // The text is not shown: in a URL without its @host it is the password.
    if (!isNumber || m_port < 1 || m_port > 65535)
        return Error(u"its port is not a number from 1 to 65535"_s);
    return {};
}

tl::expected<void, QString> DatabaseUrl::readParameters(const QString &query)
{
    for (const QString &parameter : query.split(u'&', Qt::SkipEmptyParts)) {
        const QString name = parameter.section(u'=', 0, 0);
        const auto value = percentDecoded(parameter.section(u'=', 1), "query"_L1);
        if (!value)
            return Error(value.error());
        if (!allowedParameters().contains(name)) {
            return Error(u"the parameter '%1' is not known; allowed are %2"_s.arg(
                maskPassword(name), allowedParameters().join(", "_L1)));
        }
        if (name == "host"_L1) {
            if (!value->startsWith(u'/'))
                return Error(u"the parameter 'host' takes the folder of a socket, such as "
                             "/run/postgresql; a server's name goes before the /"_s);
            if (!m_host.isEmpty())
                return Error(u"it names a server and a socket; keep one of them"_s);
            m_host = *value;
        } else if (value->contains(u';')) {
            return Error(
                u"the parameter '%1' has a ; in it, which Qt cannot hand to libpq"_s.arg(name));
        } else {
            m_options.emplaceBack(name, *value);
        }
    }
    return {};
}

tl::expected<DatabaseUrl, QString> DatabaseUrl::parseSqlite(const QString &text)
{
    const QString rest = text.sliced(text.indexOf("://"_L1) + 3);
    if (rest.contains(u'?'))
        return Error(u"a SQLite URL takes no parameters; write ? in a file name as %3F"_s);
    const auto path = percentDecoded(rest.mid(1), "file name"_L1);
    if (!path)
        return Error(path.error());
    if (path->isEmpty() || *path == ":memory:"_L1 || path->startsWith("file:"_L1)) {
        return Error(u"it names no file, and a database in memory keeps nothing; write "
                     "sqlite:///file.db"_s);
    }
    if (!rest.startsWith(u'/')) {
        return Error(
            u"write three slashes before a relative file, sqlite:///file.db, and four before "
            "an absolute one"_s);
    }
    if (path->endsWith(u'/'))
        return Error(u"it names a folder; add a file name"_s);

    DatabaseUrl url;
    url.m_filePath = *path;
    return url;
}

QString DatabaseUrl::maskPassword(const QString &text)
{
    QString masked = text;
    const qsizetype schemeEnd = masked.indexOf("://"_L1);
    const qsizetype start = schemeEnd < 0 ? 0 : schemeEnd + 3;
    const qsizetype colon = masked.indexOf(u':', start);
    const qsizetype at = masked.lastIndexOf(u'@');
    if (colon >= 0 && at > colon) {
        masked.replace(colon + 1, at - colon - 1, u"***"_s);
    } else if (schemeEnd >= 0 && at < 0) {
        // "user:password" where "host:port" belongs.
        static const QRegularExpression noPort(u"^([^:/?\\[]*:)(?!\\d{1,5}(?:[/?]|$))[^/?]+"_s);
        const QString server = masked.sliced(start);
        if (!masked.startsWith("sqlite"_L1, Qt::CaseInsensitive))
            masked = masked.first(start) + QString(server).replace(noPort, u"\\1***"_s);
    }
    static const QRegularExpression parameter(
        u"((?:password|passwd|pwd)\\s*=\\s*)(?:'[^']*'|[^&\\s]*)"_s,
        QRegularExpression::CaseInsensitiveOption);
    return masked.replace(parameter, u"\\1***"_s);
}

QString DatabaseUrl::masked() const
{
    return m_maskedText;
}

} // namespace Orderflow
