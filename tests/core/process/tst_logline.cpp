#include "process/logline.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestLogLine : public QObject
{
    Q_OBJECT

private slots:
    void testText();
    void testControlCharacters();
    void testWithoutTime();
    void testJson();
    void testJsonWithoutCategory();
    void testJournalPrefix_data();
    void testJournalPrefix();

private:
    static LogLine makeLine(const QString &text)
    {
        return {UtcMilliseconds(std::chrono::milliseconds(1'795'402'800'123)), LogLevel::Info,
                u"orderflow.test"_s, text};
    }
};

void TestLogLine::testText()
{
    QCOMPARE(makeLine(u"a text"_s).toString(),
             u"2026-11-23T03:00:00.123Z INFO  orderflow.test: a text"_s);
    const LogLine plain{UtcMilliseconds(), LogLevel::Warning, QString(), u"a text"_s};
    QCOMPARE(plain.toString(), u"1970-01-01T00:00:00.000Z WARNING a text"_s);
}

void TestLogLine::testControlCharacters()
{
    QCOMPARE(makeLine(u"a\nb\x1b[31mc"_s).withoutTime(), u"orderflow.test: a\\nb\\x1b[31mc"_s);
}

void TestLogLine::testWithoutTime()
{
    QCOMPARE(makeLine(u"a text"_s).withoutTime(), u"orderflow.test: a text"_s);
    const LogLine plain{UtcMilliseconds(), LogLevel::Warning, QString(), u"a text"_s};
    QCOMPARE(plain.withoutTime(), u"a text"_s);
}

void TestLogLine::testJson()
{
    const QByteArray json = makeLine(u"two\nlines \x1b \"quoted\""_s).toJson();
    QVERIFY(!json.contains('\n'));
    QVERIFY(!json.contains('\x1b'));
    QCOMPARE(QJsonDocument::fromJson(json).object(),
             (QJsonObject{{u"time"_s, u"2026-11-23T03:00:00.123Z"_s},
                          {u"level"_s, u"INFO"_s},
                          {u"category"_s, u"orderflow.test"_s},
                          {u"message"_s, u"two\nlines \x1b \"quoted\""_s}}));
}

void TestLogLine::testJsonWithoutCategory()
{
    const LogLine plain{UtcMilliseconds(), LogLevel::Warning, QString(), u"a text"_s};
    QCOMPARE(QJsonDocument::fromJson(plain.toJson()).object().keys(),
             (QStringList{u"level"_s, u"message"_s, u"time"_s}));
}

void TestLogLine::testJournalPrefix_data()
{
    QTest::addColumn<int>("level");
    QTest::addColumn<QByteArray>("prefix");
    QTest::newRow("DEBUG") << int(LogLevel::Debug) << QByteArray("<7>");
    QTest::newRow("INFO") << int(LogLevel::Info) << QByteArray("<6>");
    QTest::newRow("WARNING") << int(LogLevel::Warning) << QByteArray("<4>");
    QTest::newRow("ERROR") << int(LogLevel::Error) << QByteArray("<3>");
    QTest::newRow("CRITICAL") << int(LogLevel::Critical) << QByteArray("<2>");
}

void TestLogLine::testJournalPrefix()
{
    QFETCH(int, level);
    QTEST(journalPrefix(LogLevel(level)), "prefix");
}

QTEST_APPLESS_MAIN(TestLogLine)
#include "tst_logline.moc"
