#pragma once

#include <QSslCertificate>
#include <QSslKey>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace Orderflow {

/// An authority of the test's own and server certificates, made by the `openssl` program in a
/// folder that goes away with this object; it takes about 0.1 s. Belongs to one thread.
class TestCertificates
{
public:
    enum class Kind {
        /// Of the authority, for localhost, 127.0.0.1, and exchange.test behind a proxy.
        Valid,
        /// The same, but its time is over.
        Expired,
        /// Of the authority, for `elsewhere.example`.
        WrongHost,
        /// For the same, but its own authority.
        SelfSigned
    };

    /// What a server shows, and the key that goes with it.
    struct Identity
    {
        QSslCertificate certificate;
        QSslKey key;
        /// The same as PEM files.
        QString certificateFile;
        QString keyFile;
    };

    /// Whether `openssl` is there and Qt can speak TLS; a test that finds neither has to skip.
    static bool isAvailable();
    static const char *skipReason();

    /// Ends the test program where the certificates cannot be made.
    TestCertificates();

    /// What a client has to trust for Valid to be accepted.
    QSslCertificate authority() const;
    /// The same as a PEM file, as `SSL_CERT_FILE` and its like take it.
    QString authorityFile() const;

    Identity identity(Kind kind) const;

private:
    void writeConfiguration() const;
    void makeAuthority() const;
    void makeIdentity(Kind kind) const;
    void run(const QStringList &arguments) const;
    QString file(const QString &name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
};

} // namespace Orderflow
