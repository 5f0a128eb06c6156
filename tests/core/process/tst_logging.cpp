#include "process/logging.h"
#include "settings/settingsloader.h"

#include <QJsonDocument>
#include <QJsonObject>
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
    void testForm();
    void testLevel_data();
    void testLevel();
    void testColour();
    void testSecrets_data();
    void testSecrets();
    void testLongText();
    void testJson();
    void testJournal_data();
    void testJournal();
    void testIsForMachines_data();
    void testIsForMachines();
    void testRepeatedWarning();
    void testSaidWhateverTheLevel();
    void testAppliesSettings();
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
                                          LogOutput::Plain);
}

void TestLogging::cleanup()
{
    m_logging.reset();
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
                                          LogOutput::Coloured);
    qCWarning(lcTest) << "a text";
    qCInfo(lcTest) << "a text";
    QCOMPARE(m_lines.size(), 2);
    QVERIFY(m_lines[0].startsWith("\x1b[33m"));
    QVERIFY(m_lines[0].endsWith("\x1b[0m\n"));
    QVERIFY(!m_lines[1].contains('\x1b'));
}

void TestLogging::testSecrets_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("shown");
    QTest::newRow("known one") << u"login with s3cret/x failed"_s << u"login with *** failed"_s;
    QTest::newRow("on the next line") << u"login:\ns3cret/x"_s << u"login:\\n***"_s;
    QTest::newRow("in any URL") << u"open postgresql://me:other@host/db"_s
                                << u"open postgresql://me:***@host/db"_s;
}

void TestLogging::testSecrets()
{
    QFETCH(QString, message);
    QFETCH(QString, shown);
    m_logging->hide(u"s3cret/x"_s);
    qInfo().noquote() << message;
    QCOMPARE(m_lines.size(), 1);
    QVERIFY2(m_lines.first().endsWith(QByteArray("INFO  " + shown.toUtf8() + '\n')),
             m_lines.first());
    QCOMPARE(m_logging->masked(message).contains(u"s3cret"_s), false);
}

void TestLogging::testLongText()
{
    m_logging->hide(u"s3cret"_s);
    // Would be cut in the middle of the secret.
    const QString start(LogLine::MaxTextSize - 3, u'x');
    qInfo().noquote() << start + u"s3cret"_s + QString(1'000'000, u'y');
    QCOMPARE(m_lines.size(), 1);
    QVERIFY(m_lines.first().size() < LogLine::MaxTextSize + 100);
    QVERIFY(m_lines.first().endsWith("x***… (1008192 characters)\n"));
}

void TestLogging::testJson()
{
    m_logging->setFormat(LogFormat::Json);
    m_logging->hide(u"s3cret"_s);
    qCWarning(lcTest) << "a\ntext with s3cret";
    QCOMPARE(m_lines.size(), 1);
    QVERIFY(m_lines.first().endsWith("}\n"));
    const QJsonObject line = QJsonDocument::fromJson(m_lines.first()).object();
    QCOMPARE(line[u"level"_s].toString(), u"WARNING"_s);
    QCOMPARE(line[u"category"_s].toString(), u"orderflow.test"_s);
    QCOMPARE(line[u"message"_s].toString(), u"a\ntext with ***"_s);
    static const QRegularExpression time(
        u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$"_s);
    QVERIFY(time.match(line[u"time"_s].toString()).hasMatch());
}

void TestLogging::testJournal_data()
{
    QTest::addColumn<LogFormat>("format");
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("text") << LogFormat::Text << QByteArray("<4>orderflow.test: a text\n");
    QTest::newRow("JSON") << LogFormat::Json << QByteArray("<4>{\"category\"");
}

void TestLogging::testJournal()
{
    QFETCH(LogFormat, format);
    QFETCH(QByteArray, start);
    m_logging.reset();
    m_logging = std::make_unique<Logging>([this](const QByteArray &text) { m_lines << text; },
                                          LogOutput::Journal);
    m_logging->setFormat(format);
    qCWarning(lcTest) << "a text";
    QCOMPARE(m_lines.size(), 1);
    QVERIFY2(m_lines.first().startsWith(start), m_lines.first());
}

void TestLogging::testIsForMachines_data()
{
    QTest::addColumn<LogOutput>("output");
    QTest::addColumn<LogFormat>("format");
    QTest::addColumn<bool>("isIt");
    QTest::newRow("a terminal") << LogOutput::Coloured << LogFormat::Text << false;
    QTest::newRow("a file") << LogOutput::Plain << LogFormat::Text << false;
    QTest::newRow("JSON") << LogOutput::Plain << LogFormat::Json << true;
    QTest::newRow("the journal") << LogOutput::Journal << LogFormat::Text << true;
}

void TestLogging::testIsForMachines()
{
    QFETCH(LogOutput, output);
    QFETCH(LogFormat, format);
    m_logging.reset();
    m_logging = std::make_unique<Logging>([](const QByteArray &) {}, output);
    m_logging->setFormat(format);
    QTEST(m_logging->isForMachines(), "isIt");
}

void TestLogging::testRepeatedWarning()
{
    for (int i = 0; i < 5; ++i)
        qCWarning(lcTest) << "a text";
    qCInfo(lcTest) << "another";
    QCOMPARE(m_lines.size(), 2);
    m_logging->tick();
    QCOMPARE(m_lines.size(), 2);
    // What was not said yet is said at the end.
    m_logging.reset();
    QCOMPARE(m_lines.size(), 3);
    QVERIFY2(m_lines[2].contains("WARNING orderflow.test: … 4 more like this in the last "),
             m_lines[2]);
    QVERIFY2(m_lines[2].endsWith(" s: a text\n"), m_lines[2]);
}

void TestLogging::testSaidWhateverTheLevel()
{
    m_logging->setLevel(LogLevel::Critical);
    m_logging->say(LogLevel::Error, u"orderflow.test"_s, u"a text"_s);
    QCOMPARE(m_lines.size(), 1);
    QVERIFY(m_lines.first().endsWith("ERROR orderflow.test: a text\n"));
}

void TestLogging::testAppliesSettings()
{
    LoadedSettings settings;
    settings.logLevel = LogLevel::Warning;
    settings.logFormat = LogFormat::Json;
    settings.secrets = {u"s3cret"_s};
    m_logging->apply(settings);
    qCInfo(lcTest) << "nothing";
    qCWarning(lcTest) << "it is s3cret";
    QCOMPARE(m_lines.size(), 1);
    QVERIFY2(m_lines.first().contains("\"message\":\"it is ***\""), m_lines.first());
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
