#include "process/logging.h"

#include <QLoggingCategory>
#include <QRegularExpression>
#include <QTest>

#include <thread>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcTest, "orderflow.test")

} // namespace

class TestLogging : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void testFormat();
    void testForm();
    void testLevel_data();
    void testLevel();
    void testColour();
    void testPasswords_data();
    void testPasswords();
    void testSecretThatIsPartOfAWord();
    void testControlCharacters();
    void testSink();
    void testManyThreads();
    void testRestoresHandler();

private:
    QByteArrayList m_lines;
    std::unique_ptr<Logging> m_logging;
};

void TestLogging::init()
{
    m_lines.clear();
    m_logging = std::make_unique<Logging>([this](const QByteArray &text) { m_lines << text; },
                                          Logging::Colour::No);
}

void TestLogging::cleanup()
{
    m_logging.reset();
}

void TestLogging::testFormat()
{
    const LogLine line{UtcMilliseconds(std::chrono::milliseconds(1'795'402'800'123)),
                       LogLevel::Info, u"orderflow.test"_s, u"a text"_s};
    QCOMPARE(line.toString(), u"2026-11-23T03:00:00.123Z INFO  orderflow.test: a text"_s);
    const LogLine plain{UtcMilliseconds(), LogLevel::Warning, QString(), u"a text"_s};
    QCOMPARE(plain.toString(), u"1970-01-01T00:00:00.000Z WARNING a text"_s);
}

void TestLogging::testForm()
{
    qCInfo(lcTest) << "a text";
    QCOMPARE(m_lines.size(), 1);
    static const QRegularExpression form(
        u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  orderflow\\.test: a text\\n$"_s);
    QVERIFY2(form.match(QString::fromUtf8(m_lines.first())).hasMatch(), m_lines.first());
}

void TestLogging::testLevel_data()
{
    QTest::addColumn<LogLevel>("level");
    QTest::addColumn<int>("count");
    QTest::newRow("DEBUG") << LogLevel::Debug << 4;
    QTest::newRow("INFO") << LogLevel::Info << 3;
    QTest::newRow("WARNING") << LogLevel::Warning << 2;
    QTest::newRow("ERROR") << LogLevel::Error << 1;
    QTest::newRow("CRITICAL") << LogLevel::Critical << 0;
}

void TestLogging::testLevel()
{
    QFETCH(LogLevel, level);
    m_logging->setLevel(level);
    qCDebug(lcTest) << "debug";
    qCInfo(lcTest) << "info";
    qCWarning(lcTest) << "warning";
    qCCritical(lcTest) << "error";
    QTEST(int(m_lines.size()), "count");
}

void TestLogging::testColour()
{
    m_logging.reset();
    m_logging = std::make_unique<Logging>([this](const QByteArray &text) { m_lines << text; },
                                          Logging::Colour::Yes);
    qCWarning(lcTest) << "a text";
    qCInfo(lcTest) << "a text";
    QCOMPARE(m_lines.size(), 2);
    QVERIFY(m_lines[0].startsWith("\x1b[33m"));
    QVERIFY(m_lines[0].endsWith("\x1b[0m\n"));
    QVERIFY(!m_lines[1].contains('\x1b'));
}

void TestLogging::testPasswords_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("shown");
    QTest::newRow("known one") << u"login with s3cret/x failed"_s << u"login with *** failed"_s;
    QTest::newRow("known one, encoded") << u"in s3cret%2Fx it is"_s << u"in *** it is"_s;
    QTest::newRow("in any URL") << u"open postgresql://me:other@host/db"_s
                                << u"open postgresql://me:***@host/db"_s;
    QTest::newRow("a port") << u"wss://host:443/stream?streams=btcusdt@depth"_s
                            << u"wss://host:443/stream?streams=btcusdt@depth"_s;
}

void TestLogging::testPasswords()
{
    QFETCH(QString, message);
    QFETCH(QString, shown);
    m_logging->hide(u"s3cret/x"_s);
    m_logging->hide(QString());
    qInfo().noquote() << message;
    QCOMPARE(m_lines.size(), 1);
    QVERIFY2(m_lines.first().endsWith(QByteArray("INFO  " + shown.toUtf8() + '\n')),
             m_lines.first());
}

void TestLogging::testSecretThatIsPartOfAWord()
{
    m_logging->hide(u"postgres"_s);
    qInfo().noquote() << "postgresql says postgres";
    QCOMPARE(m_lines.size(), 1);
    QVERIFY2(m_lines.first().endsWith("postgresql says ***\n"), m_lines.first());
}

void TestLogging::testControlCharacters()
{
    qInfo().noquote() << "a\nb\x1b[31mc";
    QCOMPARE(m_lines.size(), 1);
    QVERIFY2(m_lines.first().endsWith("a\\nb\\x1b[31mc\n"), m_lines.first());
}

void TestLogging::testSink()
{
    QStringList taken;
    const Logging::Sink sink = [&taken](const LogLine &line) {
        taken << line.text;
    };
    m_logging->setSink(sink);
    qInfo() << "one";
    m_logging->setSink(sink, Logging::AlsoWrite::Yes);
    qInfo() << "two";
    m_logging->setSink({});
    qInfo() << "three";
    QCOMPARE(taken, (QStringList{u"one"_s, u"two"_s}));
    QCOMPARE(m_lines.size(), 2);
    QVERIFY(m_lines[0].endsWith("two\n"));
    QVERIFY(m_lines[1].endsWith("three\n"));
}

void TestLogging::testManyThreads()
{
    constexpr int Threads = 4;
    constexpr int Lines = 250;
    std::vector<std::thread> threads;
    threads.reserve(Threads);
    for (int i = 0; i < Threads; ++i) {
        threads.emplace_back([] {
            for (int line = 0; line < Lines; ++line)
                qCInfo(lcTest) << "a text";
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(m_lines.size(), Threads * Lines);
    for (const QByteArray &line : std::as_const(m_lines))
        QVERIFY2(line.endsWith("INFO  orderflow.test: a text\n"), line);
}

void TestLogging::testRestoresHandler()
{
    m_logging.reset();
    QTest::ignoreMessage(QtInfoMsg, "a text");
    qInfo("a text");
    QVERIFY(m_lines.isEmpty());
}

QTEST_APPLESS_MAIN(TestLogging)
#include "tst_logging.moc"
