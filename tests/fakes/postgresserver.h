#pragma once

#include "storage/databaseurl.h"

#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>
#include <optional>

/// A PostgreSQL server of a test's own, on a free port of the loopback, that the test may stop and
/// start as it likes. Runs as the user postgres where the test runs as root, because PostgreSQL
/// refuses to run as root.
class PostgresServer
{
public:
    /// Null, with the reason in `problem`, where this machine has no PostgreSQL or it does not
    /// start.
    static std::unique_ptr<PostgresServer> make(QString *problem);

    /// Stops it, where it runs, and removes its files.
    ~PostgresServer();
    Q_DISABLE_COPY_MOVE(PostgresServer)

    /// False where it does not start; the database is as stop() left it.
    bool start();
    /// `immediate` is what a power cut is for it, `fast` ends all connections first.
    bool stop(const QString &mode);

    /// The folder of its own, which its user may write to.
    QString folder() const { return m_folder.path(); }

    const Orderflow::DatabaseUrl &url() const { return *m_url; }
    /// With its password, as DB_URL takes it.
    QString urlText(const QString &database) const;

private:
    PostgresServer() = default;
    bool initialise(QString *problem);
    bool run(const QString &program, const QStringList &arguments) const;

    QString m_programs;
    QTemporaryDir m_folder;
    quint16 m_port = 0;
    bool m_isRunning = false;
    std::optional<Orderflow::DatabaseUrl> m_url;
};
