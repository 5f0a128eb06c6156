#include "settings/settingsecrets.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

constexpr SettingDefinition Database{.name = "DB"_L1,
                                     .group = SettingGroup::Database,
                                     .defaultValue = {},
                                     .help = {},
                                     .allowed = {},
                                     .mayHoldPassword = true};
constexpr SettingDefinition Secret{.name = "KEY"_L1,
                                   .group = SettingGroup::Database,
                                   .defaultValue = {},
                                   .help = {},
                                   .allowed = {},
                                   .isSecret = true};
constexpr SettingDefinition Plain{.name = "PLAIN"_L1,
                                  .group = SettingGroup::Database,
                                  .defaultValue = {},
                                  .help = {},
                                  .allowed = {}};

QStringList secretsOf(const SettingDefinition &definition, const QString &text)
{
    return Orderflow::secretsOf({{&definition, text, SettingSource::Default, {}}}, {});
}

} // namespace

class TestSettingSecrets : public QObject
{
    Q_OBJECT

private slots:
    void testSecrets_data();
    void testSecrets();
    void testNone_data();
    void testNone();
    void testEnvironment();
    void testMaskedSecret_data();
    void testMaskedSecret();
    void testShownText();
};

void TestSettingSecrets::testSecrets_data()
{
    QTest::addColumn<const SettingDefinition *>("definition");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("secrets");
    const auto row = [](const char *name, const SettingDefinition &definition, const QString &text,
                        const QStringList &secrets) {
        QTest::newRow(name) << &definition << text << secrets;
    };
    row("password", Database, u"postgresql://me:s3cret@host:5432/db"_s, {u"s3cret"_s});
    row("encoded", Database, u"postgresql://me:s3%2Fcret@host/db"_s,
        {u"s3%2Fcret"_s, u"s3/cret"_s});
    row("with an @", Database, u"postgresql://me:a@b@host/db"_s, {u"a"_s, u"a@b"_s});
    row("of a URL that is wrong", Database, u"mysql://me:s3cret@host/db"_s, {u"s3cret"_s});
    row("token", Secret, u" abcdef "_s, {u"abcdef"_s});
    row("key in a path", Secret, u"https://hooks.example.com/services/T0/key123456"_s,
        {u"services/T0/key123456"_s, u"key123456"_s});
    row("key in a query", Secret, u"https://example.com/hook?key=abcdefghijklm"_s,
        {u"hook?key=abcdefghijklm"_s, u"abcdefghijklm"_s});
    row("password of a secret address", Secret, u"https://me:s3cret@example.com"_s, {u"s3cret"_s});
}

void TestSettingSecrets::testSecrets()
{
    QFETCH(const SettingDefinition *, definition);
    QFETCH(QString, text);
    QStringList secrets = secretsOf(*definition, text);
    secrets.removeAll(QString());
    QTEST(secrets, "secrets");
}

void TestSettingSecrets::testNone_data()
{
    QTest::addColumn<const SettingDefinition *>("definition");
    QTest::addColumn<QString>("text");
    QTest::newRow("no password") << &Database << u"postgresql://me@host:5432/db"_s;
    QTest::newRow("a file") << &Database << u"sqlite:///orderflow.db"_s;
    QTest::newRow("the exchange") << &Database << u"wss://fstream.binance.com:443/stream"_s;
    QTest::newRow("not set") << &Secret << QString();
    QTest::newRow("a host alone") << &Secret << u"https://example.com"_s;
    QTest::newRow("no secret") << &Plain << u"https://me:s3cret@example.com/key123456"_s;
}

void TestSettingSecrets::testNone()
{
    QFETCH(const SettingDefinition *, definition);
    QFETCH(QString, text);
    QCOMPARE(secretsOf(*definition, text), QStringList());
}

void TestSettingSecrets::testEnvironment()
{
    QProcessEnvironment environment;
    environment.insert(u"HTTPS_PROXY"_s, u"http://user:one1@proxy.lan:3128"_s);
    environment.insert(u"all_proxy"_s, u"user:two2@proxy.lan"_s);
    environment.insert(u"PGPASSWORD"_s, u"three3"_s);
    environment.insert(u"HOME"_s, u"http://user:four4@proxy.lan:3128"_s);
    QCOMPARE(Orderflow::secretsOf({}, environment),
             (QStringList{u"one1"_s, u"two2"_s, u"three3"_s}));
}

void TestSettingSecrets::testMaskedSecret_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("not set") << QString() << QString();
    QTest::newRow("token") << u"abcdef"_s << u"***"_s;
    QTest::newRow("address") << u"https://hooks.example.com/a/b?c=d"_s
                             << u"https://hooks.example.com/***"_s;
    QTest::newRow("with user and port")
        << u"http://me:s3cret@localhost:80/"_s << u"http://localhost:80/***"_s;
    QTest::newRow("no address") << u"https://"_s << u"***"_s;
}

void TestSettingSecrets::testMaskedSecret()
{
    QFETCH(QString, text);
    QTEST(maskedSecret(text), "shown");
}

void TestSettingSecrets::testShownText()
{
    const SettingValue value{&Secret, u"https://example.com/key"_s, SettingSource::Default, {}};
    QCOMPARE(value.shownText(), u"https://example.com/***"_s);
}

QTEST_APPLESS_MAIN(TestSettingSecrets)
#include "tst_settingsecrets.moc"
