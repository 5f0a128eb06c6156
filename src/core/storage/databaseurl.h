#pragma once

#include <QList>
#include <QString>

#include <tl/expected.hpp>

#include <utility>

namespace Orderflow {

/// Which database to record into, as DB_URL spells it:
///     postgresql://user:password@host:5432/name?sslmode=require
///     postgresql+psycopg2://…     (any SQLAlchemy driver suffix, which means nothing here)
///     postgresql://user@/name?host=/run/postgresql
///     sqlite:///relative/file.db  sqlite:////absolute/file.db
/// A value of this type is complete and valid. Percent-encoding is undone in every part; a plus
/// sign stands for itself.
class DatabaseUrl
{
public:
    enum class Kind { PostgreSql, Sqlite };

    /// The database that `text` names, or one sentence that says what is wrong with it and what
    /// to write instead. The sentence never holds a password.
    static tl::expected<DatabaseUrl, QString> parse(const QString &text);

    /// `text` with whatever may be a password in it replaced by `***`; for text of any form.
    static QString maskPassword(const QString &text);

    /// The URL, with the password as `***`.
    QString masked() const;

    Kind kind() const { return m_kind; }

    /// SQLite: the file, relative to the working folder unless it starts with a slash.
    const QString &filePath() const { return m_filePath; }

    /// PostgreSQL: a name, an address (IPv6 without brackets), or the folder of a socket.
    const QString &host() const { return m_host; }
    int port() const { return m_port; }
    /// Empty leaves it to libpq, which takes the name of the operating system's user.
    const QString &userName() const { return m_userName; }
    const QString &password() const { return m_password; }
    const QString &databaseName() const { return m_databaseName; }
    /// Parameters of libpq by name, in the order of the URL; `host` is not among them.
    const QList<std::pair<QString, QString>> &options() const { return m_options; }

private:
    DatabaseUrl() = default;

    static tl::expected<DatabaseUrl, QString> parsePostgres(const QString &text);
    static tl::expected<DatabaseUrl, QString> parseSqlite(const QString &text);
    tl::expected<void, QString> readServer(const QString &host, const QString &port);
    tl::expected<void, QString> readParameters(const QString &query);

    Kind m_kind = Kind::Sqlite;
    QString m_filePath;
    QString m_host;
    int m_port = 5432;
    QString m_userName;
    QString m_password;
    QString m_databaseName;
    QList<std::pair<QString, QString>> m_options;
    /// As parse() got it; only for masked().
    QString m_maskedText;
};

} // namespace Orderflow
