#include "process/secretmask.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestSecretMask : public QObject
{
    Q_OBJECT

private slots:
    void testKnown_data();
    void testKnown();
    void testUnknown_data();
    void testUnknown();
    void testLongerOneFirst();
    void testEmptyOneHidesNothing();
};

void TestSecretMask::testKnown_data()
{
    QTest::addColumn<QString>("secret");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *name, const QString &secret, const QString &text,
                        const QString &shown) {
        QTest::newRow(name) << secret << text << shown;
    };
    row("as it is", u"s3cret/x"_s, u"login with s3cret/x failed"_s, u"login with *** failed"_s);
    row("percent-encoded", u"s3cret/x"_s, u"in s3cret%2Fx it is"_s, u"in *** it is"_s);
    row("percent-encoded in lower case", u"s3cret/x"_s, u"in s3cret%2fx it is"_s,
        u"in *** it is"_s);
    row("quoted by QDebug", u"s3\"cr\\et"_s, u"text \"s3\\\"cr\\\\et\""_s, u"text \"***\""_s);
    row("libpq on its connection string", u"hunter 2"_s,
        u"missing \"=\" after \"hunter 2\" in connection info string"_s,
        u"missing \"=\" after \"***\" in connection info string"_s);
    row("several times", u"t0ken"_s, u"t0ken, t0ken"_s, u"***, ***"_s);
    row("inside of more", u"t0ken"_s, u"key%3Dt0ken%26 xt0kenx"_s, u"key%3D***%26 x***x"_s);
    row("a word", u"postgres"_s, u"postgresql says postgres"_s, u"postgresql says ***"_s);
    row("a word on a line of its own", u"postgres"_s, u"password:\\npostgres"_s,
        u"password:\\n***"_s);
    row("a word behind an encoded character", u"postgres"_s, u"a%3Dpostgres"_s, u"a%3D***"_s);
    row("a number", u"5432"_s, u"port 15432, code 5432"_s, u"port 15432, code ***"_s);
    row("with signs of regular expressions", u"(a+b)*$"_s, u"is (a+b)*$ it"_s, u"is *** it"_s);
    row("with a line end", u"one\ntwo"_s, u"is one\ntwo it"_s, u"is *** it"_s);
    row("not of this alphabet", u"пароль1"_s, u"is %D0%BF%D0%B0%D1%80%D0%BE%D0%BB%D1%8C1 it"_s,
        u"is *** it"_s);
}

void TestSecretMask::testKnown()
{
    QFETCH(QString, secret);
    QFETCH(QString, text);
    SecretMask mask;
    mask.add(secret);
    QTEST(mask.masked(text), "shown");
}

void TestSecretMask::testUnknown_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *name, const QString &text, const QString &shown) {
        QTest::newRow(name) << text << shown;
    };
    row("database", u"open postgresql://me:other@host/db"_s, u"open postgresql://me:***@host/db"_s);
    row("proxy", u"through http://user:secret@proxy.lan:3128 to"_s,
        u"through http://user:***@proxy.lan:3128 to"_s);
    row("password with a slash and an @", u"open postgresql://me:a/b@c@host/db, then"_s,
        u"open postgresql://me:***@host/db, then"_s);
    row("libpq's connection string", u"host=x password=secret user=y"_s,
        u"host=x password=*** user=y"_s);
    row("quoted there", u"host=x password='se \\' cret' user=y"_s, u"host=x password=*** user=y"_s);
    row("token in a query", u"GET /live?token=abc&x=1"_s, u"GET /live?token=***&x=1"_s);
    row("bearer", u"Authorization: Bearer abc.def-1"_s, u"Authorization: Bearer ***"_s);
    row("basic", u"Proxy-Authorization: Basic dXNlcjpz"_s, u"Proxy-Authorization: Basic ***"_s);
    row("a port", u"wss://host:443/stream?streams=btcusdt@depth"_s,
        u"wss://host:443/stream?streams=btcusdt@depth"_s);
    row("a user alone", u"postgresql://me@host/db"_s, u"postgresql://me@host/db"_s);
    row("streams", u"btcusdt@depth5@100ms: 3 events missing"_s,
        u"btcusdt@depth5@100ms: 3 events missing"_s);
    row("no password", u"password authentication failed for user \"me\""_s,
        u"password authentication failed for user \"me\""_s);
}

void TestSecretMask::testUnknown()
{
    QFETCH(QString, text);
    QTEST(SecretMask().masked(text), "shown");
}

void TestSecretMask::testLongerOneFirst()
{
    SecretMask mask;
    mask.add(u"abc1"_s);
    mask.add(u"abc123"_s);
    mask.add(u"abc1"_s);
    QCOMPARE(mask.masked(u"abc123 abc1"_s), u"*** ***"_s);
}

void TestSecretMask::testEmptyOneHidesNothing()
{
    SecretMask mask;
    mask.add(QString());
    QCOMPARE(mask.masked(u"a text"_s), u"a text"_s);
}

QTEST_APPLESS_MAIN(TestSecretMask)
#include "tst_secretmask.moc"
