#include "server/servertls.h"

#include "fakes/testcertificates.h"

#include <QFile>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestServerTls : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void testNone();
    void testGood();
    void testBad_data();
    void testBad();

private:
    QString write(const QString &name, const QByteArray &content) const;

    std::unique_ptr<TestCertificates> m_certificates;
    QTemporaryDir m_folder;
};

void TestServerTls::initTestCase()
{
    if (!TestCertificates::isAvailable())
        QSKIP(TestCertificates::skipReason());
    m_certificates = std::make_unique<TestCertificates>();
}

QString TestServerTls::write(const QString &name, const QByteArray &content) const
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("A file cannot be written");
    return file.fileName();
}

void TestServerTls::testNone()
{
    const auto tls = serverTls({});
    QVERIFY(tls);
    QVERIFY(!*tls);
}

void TestServerTls::testGood()
{
    const auto identity = m_certificates->identity(TestCertificates::Kind::Valid);
    StatusServerSettings settings;
    settings.tlsCertFile = identity.certificateFile;
    settings.tlsKeyFile = identity.keyFile;
    const auto tls = serverTls(settings);
    QVERIFY2(tls, tls ? "" : qPrintable(tls.error()));
    QCOMPARE((*tls)->localCertificate(), identity.certificate);
    QCOMPARE((*tls)->privateKey(), identity.key);
    QCOMPARE((*tls)->protocol(), QSsl::TlsV1_2OrLater);
}

void TestServerTls::testBad_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QStringList>("parts");
    const auto valid = m_certificates->identity(TestCertificates::Kind::Valid);
    const auto other = m_certificates->identity(TestCertificates::Kind::SelfSigned);
    const QString nothing = m_folder.filePath(u"nothing.pem"_s);
    const QString text = write(u"text.pem"_s, "hello\n");
    QTest::newRow("no certificate file")
        << nothing << valid.keyFile
        << QStringList{u"STATUS_TLS_CERT"_s, nothing, u"No such file"_s};
    QTest::newRow("no key file") << valid.certificateFile << nothing
                                 << QStringList{u"STATUS_TLS_KEY"_s, nothing, u"No such file"_s};
    QTest::newRow("a folder") << m_folder.path() << valid.keyFile
                              << QStringList{u"STATUS_TLS_CERT"_s, m_folder.path()};
    QTest::newRow("no certificate")
        << text << valid.keyFile << QStringList{u"STATUS_TLS_CERT"_s, text, u"PEM"_s};
    QTest::newRow("no key") << valid.certificateFile << text
                            << QStringList{u"STATUS_TLS_KEY"_s, text, u"private key"_s};
    QTest::newRow("the other way round")
        << valid.keyFile << valid.certificateFile
        << QStringList{u"STATUS_TLS_CERT"_s, valid.keyFile, u"has no certificate"_s};
    if (valid.key.length() != other.key.length() ||
        valid.key.algorithm() != other.key.algorithm()) {
        QTest::newRow("the key of another")
            << valid.certificateFile << other.keyFile << QStringList{u"is not that of"_s};
    }
}

void TestServerTls::testBad()
{
    QFETCH(QString, certificate);
    QFETCH(QString, key);
    QFETCH(QStringList, parts);
    StatusServerSettings settings;
    settings.tlsCertFile = certificate;
    settings.tlsKeyFile = key;
    const auto tls = serverTls(settings);
    QVERIFY(!tls);
    for (const QString &part : parts)
        QVERIFY2(tls.error().contains(part), qPrintable(tls.error()));
}

QTEST_GUILESS_MAIN(TestServerTls)
#include "tst_servertls.moc"
