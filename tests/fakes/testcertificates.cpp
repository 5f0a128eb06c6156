#include "fakes/testcertificates.h"

#include <QFile>
#include <QProcess>
#include <QSslSocket>
#include <QStandardPaths>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// `openssl ca` is used because it alone takes the dates of a certificate in all versions since
/// 1.1; it wants a database and a policy for that.
constexpr const char *Configuration = R"([ca]
default_ca = test_authority

[test_authority]
database = index.txt
new_certs_dir = .
certificate = authority.pem
private_key = authority.key
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any_name

[any_name]
commonName = supplied

[req]
distinguished_name = no_questions

[no_questions]

[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash

[this_host]
subjectAltName = DNS:localhost,DNS:exchange.test,IP:127.0.0.1
extendedKeyUsage = serverAuth

[other_host]
subjectAltName = DNS:elsewhere.example
extendedKeyUsage = serverAuth
)";

constexpr auto Kinds = {TestCertificates::Kind::Valid, TestCertificates::Kind::Expired,
                        TestCertificates::Kind::WrongHost, TestCertificates::Kind::SelfSigned};

QString nameOf(TestCertificates::Kind kind)
{
    switch (kind) {
    case TestCertificates::Kind::Valid:
        return u"valid"_s;
    case TestCertificates::Kind::Expired:
        return u"expired"_s;
    case TestCertificates::Kind::WrongHost:
        return u"wrong-host"_s;
    case TestCertificates::Kind::SelfSigned:
        return u"self-signed"_s;
    }
    Q_UNREACHABLE();
}

QString opensslProgram()
{
    return QStandardPaths::findExecutable(u"openssl"_s);
}

/// What asks for a new key in `keyFile`; small keys, because tests make many.
QStringList newKey(const QString &keyFile)
{
    return {u"req"_s,
            u"-config"_s,
            u"openssl.cnf"_s,
            u"-newkey"_s,
            u"ec"_s,
            u"-pkeyopt"_s,
            u"ec_paramgen_curve:prime256v1"_s,
            u"-nodes"_s,
            u"-keyout"_s,
            keyFile};
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(path));
    return file.readAll();
}

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("%s cannot be written", qPrintable(path));
}

} // namespace

bool TestCertificates::isAvailable()
{
    return !opensslProgram().isEmpty() && QSslSocket::supportsSsl();
}

const char *TestCertificates::skipReason()
{
    return "there is no openssl program, or Qt has no TLS";
}

TestCertificates::TestCertificates()
{
    if (!m_folder.isValid())
        qFatal("No folder for certificates: %s", qPrintable(m_folder.errorString()));
    writeConfiguration();
    makeAuthority();
    for (const Kind kind : Kinds)
        makeIdentity(kind);
}

QSslCertificate TestCertificates::authority() const
{
    return QSslCertificate(contentOf(authorityFile()));
}

QString TestCertificates::authorityFile() const
{
    return file(u"authority.pem"_s);
}

TestCertificates::Identity TestCertificates::identity(Kind kind) const
{
    const QString certificateFile = file(nameOf(kind) + u".pem"_s);
    const QString keyFile = file(nameOf(kind) + u".key"_s);
    return {QSslCertificate(contentOf(certificateFile)), QSslKey(contentOf(keyFile), QSsl::Ec),
            certificateFile, keyFile};
}

void TestCertificates::writeConfiguration() const
{
    write(file(u"openssl.cnf"_s), Configuration);
    write(file(u"index.txt"_s), {});
}

void TestCertificates::makeAuthority() const
{
    run(newKey(u"authority.key"_s) + QStringList{u"-x509"_s, u"-extensions"_s, u"authority"_s,
                                                 u"-subj"_s, u"/CN=authority of a test"_s,
                                                 u"-days"_s, u"2"_s, u"-out"_s,
                                                 u"authority.pem"_s});
}

void TestCertificates::makeIdentity(Kind kind) const
{
    const QString name = nameOf(kind);
    const QString keyFile = name + u".key"_s;
    const QString certificateFile = name + u".pem"_s;
    const QString subject = u"/CN=exchange of a test, "_s + name;
    if (kind == Kind::SelfSigned) {
        run(newKey(keyFile) + QStringList{u"-x509"_s, u"-extensions"_s, u"this_host"_s, u"-subj"_s,
                                          subject, u"-days"_s, u"2"_s, u"-out"_s, certificateFile});
        return;
    }
    const QString requestFile = name + u".csr"_s;
    run(newKey(keyFile) + QStringList{u"-subj"_s, subject, u"-out"_s, requestFile});
    const QStringList dates = kind == Kind::Expired
                                  ? QStringList{u"-startdate"_s, u"20200101000000Z"_s,
                                                u"-enddate"_s, u"20200201000000Z"_s}
                                  : QStringList{u"-days"_s, u"2"_s};
    run(QStringList{u"ca"_s, u"-config"_s, u"openssl.cnf"_s, u"-batch"_s, u"-notext"_s,
                    u"-extensions"_s, kind == Kind::WrongHost ? u"other_host"_s : u"this_host"_s,
                    u"-in"_s, requestFile, u"-out"_s, certificateFile} +
        dates);
}

void TestCertificates::run(const QStringList &arguments) const
{
    QProcess openssl;
    openssl.setWorkingDirectory(m_folder.path());
    openssl.setProcessChannelMode(QProcess::MergedChannels);
    openssl.start(opensslProgram(), arguments, QIODevice::ReadOnly);
    if (!openssl.waitForFinished() || openssl.exitStatus() != QProcess::NormalExit ||
        openssl.exitCode() != 0)
        qFatal("openssl %s failed: %s", qPrintable(arguments.join(u' ')),
               openssl.readAll().constData());
}

} // namespace Orderflow
