// What the live view shows of real captures that are recorded.

#include "fakes/testdatabase.h"
#include "ratehistory.h"
#include "recorder.h"
#include "replay/capturesource.h"
#include "replay/replayserver.h"
#include "viewtesting.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

QStringList screen(const RecorderStatus &status, const RateHistory &rates, int columns, int rows)
{
    ViewState view = ViewTesting::sized(columns, rows);
    view.rates = rates;
    return ViewTesting::drawn(status, view);
}

bool matches(const QString &text, const QString &pattern)
{
    return QRegularExpression(pattern).match(text).hasMatch();
}

} // namespace

class TestRecordedView : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void testScreens_data();
    void testScreens();

private:
    /// Records the capture and keeps the status of when half of it was played.
    void record(const QString &file);

    RecorderStatus m_status;
    RateHistory m_rates;
};

void TestRecordedView::record(const QString &file)
{
    const std::unique_ptr<TestDatabase> database = TestDatabase::make(SqlDialect::Sqlite);
    ReplayOptions replayOptions;
    replayOptions.speed = 60;
    auto capture = openCapture({file}, PlayMode::Once);
    QVERIFY2(capture.has_value(), capture ? "" : qPrintable(capture.error()));
    ReplayServer server(replayOptions, std::move(*capture));
    QVERIFY(server.listen(0).has_value());
    RecorderSettings settings;
    settings.databaseUrl = database->url().masked();
    settings.webSocketBaseUrl = server.webSocketUrl();
    settings.restBaseUrl = server.restUrl();
    for (const char *symbol : {"BTCUSDT", "ETHUSDT"})
        settings.symbols.push_back(*Symbol::parse(std::string_view(symbol)));
    settings.depthStreams = {"depth5@100ms"};
    settings.tradeStreams = {"aggTrade"};
    Recorder recorder(settings, RecorderOptions());
    QTimer look;
    connect(&look, &QTimer::timeout, this, [&] { m_rates.add(recorder.status()); });
    look.start(100);
    QSignalSpy stopped(&recorder, &Recorder::stopped);
    recorder.start();
    QTRY_VERIFY_WITH_TIMEOUT(recorder.status().eventsWritten > 10'000, 60'000);
    m_status = recorder.status();
    m_rates.add(m_status);
    recorder.stop();
    QTRY_COMPARE_WITH_TIMEOUT(stopped.count(), 1, 60'000);
}

void TestRecordedView::initTestCase()
{
    const QString data = qEnvironmentVariable("ORDERFLOW_TEST_DATA");
    if (data.isEmpty())
        QSKIP("ORDERFLOW_TEST_DATA is not set: no real captures to show");
    record(data + u"/feeds/btcusdt_ethusdt_20240718.gz"_s);
}

void TestRecordedView::testScreens_data()
{
    QTest::addColumn<int>("columns");
    QTest::addColumn<int>("rows");
    QTest::newRow("80x24") << 80 << 24;
    QTest::newRow("200x60") << 200 << 60;
}

void TestRecordedView::testScreens()
{
    QFETCH(int, columns);
    QFETCH(int, rows);
    const QStringList lines = screen(m_status, m_rates, columns, rows);
    QCOMPARE(lines.size(), rows);
    QVERIFY(matches(lines[0], u"^orderflow-recorder  Recording · complete · [0-9.]+ ms behind"_s));
    QVERIFY(matches(lines[1], u"^sqlite:.*  up 0:0.:..  symbols 2"_s));
    QVERIFY(matches(lines[2], u"^received 1[0-9],[0-9]{3}  written 1[0-9],[0-9]{3}  lost 0"_s));
    QVERIFY(matches(lines[3], u"[▁▂▃▄▅▆▇█] most [0-9,.]+"_s));
    const QString text = lines.join(u'\n');
    // Prices of that night.
    QVERIFY(matches(text, u"\n> BTCUSDT .*6[345][0-9]{3}\\.[0-9]"_s));
    QVERIFY(matches(text, u"\n  ETHUSDT .*3[34][0-9]{2}\\.[0-9]{2}"_s));
    QVERIFY(text.contains(u"Book of BTCUSDT"_s));
    QVERIFY(matches(text, u"last 6[345][0-9]{3}\\.[0-9]+\\* × [0-9.]+ (sold|bought)"_s));
    QVERIFY(matches(text, u"█{3,}"_s));
    QVERIFY(matches(text, u"\npublic  open  2 streams"_s));
    QVERIFY(matches(text, u"\nmarket  open  2 streams"_s));
    QVERIFY(matches(text, u"\nwriter  queue [0-9]+ "_s));
    QVERIFY(lines.last().startsWith(u"q quit"_s));
    if (columns >= 200) {
        QVERIFY(text.contains(u"Alerts and newest gaps"_s));
        QVERIFY(matches(text, u"depth5@100ms  [0-9,.]+ events/s"_s));
        QVERIFY(text.contains(u"Rows a second, BTCUSDT"_s));
        QVERIFY(text.contains(u"  AGE  "_s));
    }
}

QTEST_GUILESS_MAIN(TestRecordedView)
#include "tst_recordedview.moc"
