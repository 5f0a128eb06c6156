#include "server/servertls.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>

#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 MaxFileBytes = 1 << 20;

tl::expected<QByteArray, QString> readFile(const QString &setting, const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly)) {
        return tl::make_unexpected(
            u"%1: the file %2 cannot be read: %3"_s.arg(setting, name, file.errorString()));
    }
    const QByteArray content = file.read(MaxFileBytes);
    if (file.error() != QFile::NoError) {
        return tl::make_unexpected(
            u"%1: the file %2 cannot be read: %3"_s.arg(setting, name, file.errorString()));
    }
    return content;
}

/// A file does not say which kind of key it has.
QSslKey parseKey(const QByteArray &pem)
{
    for (const QSsl::KeyAlgorithm algorithm : std::array{QSsl::Rsa, QSsl::Ec, QSsl::Dsa}) {
        QSslKey key(pem, algorithm);
        if (!key.isNull())
            return key;
    }
    return {};
}

bool belongTogether(const QSslCertificate &certificate, const QSslKey &key)
{
    const QSslKey shown = certificate.publicKey();
    return shown.algorithm() == key.algorithm() && shown.length() == key.length();
}

} // namespace

tl::expected<std::optional<QSslConfiguration>, QString>
serverTls(const StatusServerSettings &settings)
{
    if (settings.tlsCertFile.isEmpty())
        return std::nullopt;
    if (!QSslSocket::supportsSsl()) {
        return tl::make_unexpected(u"STATUS_TLS_CERT: this system has no TLS library that Qt can "
                                   u"use; install Qt's TLS plugin and OpenSSL"_s);
    }
    const auto certificatePem = readFile(u"STATUS_TLS_CERT"_s, settings.tlsCertFile);
    if (!certificatePem)
        return tl::make_unexpected(certificatePem.error());
    const auto keyPem = readFile(u"STATUS_TLS_KEY"_s, settings.tlsKeyFile);
    if (!keyPem)
        return tl::make_unexpected(keyPem.error());

    const QList<QSslCertificate> chain = QSslCertificate::fromData(*certificatePem, QSsl::Pem);
    if (chain.isEmpty()) {
        return tl::make_unexpected(
            u"STATUS_TLS_CERT: the file %1 has no certificate in PEM format"_s.arg(
                settings.tlsCertFile));
    }
    const QSslKey key = parseKey(*keyPem);
    if (key.isNull()) {
        return tl::make_unexpected(
            u"STATUS_TLS_KEY: the file %1 has no private key in PEM format that is not encrypted"_s
                .arg(settings.tlsKeyFile));
    }
    if (!belongTogether(chain.first(), key)) {
        return tl::make_unexpected(
            u"STATUS_TLS_KEY: the key in %1 is not that of the first certificate in %2"_s.arg(
                settings.tlsKeyFile, settings.tlsCertFile));
    }
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificateChain(chain);
    tls.setPrivateKey(key);
    tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    return tls;
}

} // namespace Orderflow
