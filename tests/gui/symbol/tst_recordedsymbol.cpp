// What the page shows of a real capture that is recorded.

#include "fakes/testdatabase.h"
#include "gui/guitesting.h"
#include "gui/symbol/ladderview.h"
#include "gui/symbol/symbolheader.h"
#include "gui/symbol/symbolpage.h"
#include "gui/symbol/tradetapepanel.h"
#include "recorder.h"
#include "replay/capturesource.h"
#include "replay/replayserver.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Fast enough for a test, slow enough that a look comes each second of the market.
constexpr int Speed = 18;

bool matches(const QString &text, const QString &pattern)
{
    return QRegularExpression(pattern).match(text).hasMatch();
}

/// The status as it would have been at the market's own pace.
RecorderStatus slowedDown(RecorderStatus status, UtcMicroseconds start)
{
    const auto slowed = [start](UtcMicroseconds time) {
        return start + (time - start) * Speed;
    };
    status.takenAt.utc = slowed(status.takenAt.utc);
    for (SymbolStatus &symbol : status.symbols) {
        symbol.tradesPerSecond /= Speed;
        symbol.depthUpdatesPerSecond /= Speed;
        for (StreamStatus &stream : symbol.streams)
            stream.rowsPerSecond /= Speed;
    }
    if (!status.tapes)
        return status;
    auto tapes = std::make_shared<std::vector<TradeTape>>(*status.tapes);
    for (TradeTape &tape : *tapes) {
        for (AggTrade &trade : tape.trades)
            trade.receiveTime.utc = slowed(trade.receiveTime.utc);
    }
    status.tapes = tapes;
    return status;
}

} // namespace

class TestRecordedSymbol : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void testPage_data();
    void testPage();

private:
    /// Records the capture and keeps what was to be seen.
    void record(const QString &file);

    std::vector<RecorderStatus> m_looks;
};

void TestRecordedSymbol::record(const QString &file)
{
    const std::unique_ptr<TestDatabase> database = TestDatabase::make(SqlDialect::Sqlite);
    ReplayOptions replayOptions;
    replayOptions.speed = Speed;
    auto capture = openCapture({file}, PlayMode::Once);
    QVERIFY2(capture.has_value(), capture ? "" : qPrintable(capture.error()));
    ReplayServer server(replayOptions, std::move(*capture));
    QVERIFY(server.listen(0).has_value());
    RecorderSettings settings;
    settings.databaseUrl = database->url().masked();
    settings.webSocketBaseUrl = server.webSocketUrl();
    settings.restBaseUrl = server.restUrl();
    for (const char *symbol : {"BTCUSDT", "ETHUSDT"})
        settings.symbols.push_back(GuiTesting::symbol(symbol));
    settings.depthStreams = {"depth5@100ms"};
    settings.tradeStreams = {"aggTrade"};
    Recorder recorder(settings, RecorderOptions());
    recorder.watchTrades(settings.symbols);
    QTimer look;
    connect(&look, &QTimer::timeout, this, [&] {
        RecorderStatus status = recorder.status();
        if (status.eventsWritten == 0)
            return;
        const UtcMicroseconds start =
            m_looks.empty() ? status.takenAt.utc : m_looks.front().takenAt.utc;
        m_looks.push_back(slowedDown(std::move(status), start));
    });
    look.start(50);
    QSignalSpy stopped(&recorder, &Recorder::stopped);
    recorder.start();
    QTRY_VERIFY_WITH_TIMEOUT(recorder.status().eventsWritten > 6'000, 60'000);
    look.stop();
    recorder.stop();
    QTRY_COMPARE_WITH_TIMEOUT(stopped.count(), 1, 60'000);
}

void TestRecordedSymbol::initTestCase()
{
    const QString data = qEnvironmentVariable("ORDERFLOW_TEST_DATA");
    if (data.isEmpty())
        QSKIP("ORDERFLOW_TEST_DATA is not set: no real captures to show");
    record(data + u"/feeds/btcusdt_ethusdt_20240718.gz"_s);
}

void TestRecordedSymbol::testPage_data()
{
    QTest::addColumn<QString>("symbol");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<QString>("price");
    // Prices of that night.
    const QString bitcoin = u"6[345][0-9]{3}\\.[0-9]{2}"_s;
    QTest::newRow("btcusdt-wide") << u"BTCUSDT"_s << QSize(1100, 800) << bitcoin;
    QTest::newRow("btcusdt-narrow") << u"BTCUSDT"_s << QSize(600, 900) << bitcoin;
    QTest::newRow("ethusdt-wide") << u"ETHUSDT"_s << QSize(1100, 800)
                                  << u"3[34][0-9]{2}\\.[0-9]{2}"_s;
}

void TestRecordedSymbol::testPage()
{
    QFETCH(QString, symbol);
    QFETCH(QSize, size);
    QFETCH(QString, price);
    SeriesStore series;
    SymbolPage page(*Symbol::parse(QStringView(symbol)), series);
    page.resize(size);
    page.show();
    for (const RecorderStatus &status : m_looks) {
        series.add(status);
        page.showStatus({status, {}, {}});
    }
    const QString name = u"recorded-"_s + QString::fromLatin1(QTest::currentDataTag());
    QVERIFY(GuiTesting::savePictures(page, name) > 100);

    const auto *header = page.findChild<SymbolHeader *>();
    QCOMPARE(header->verdictText(), u"✓ Recorded without gaps since the start."_s);
    QVERIFY2(matches(header->factsText(), u"^Last [▲▼] "_s + price + u" · Spread 0\\.[0-9]+ · "_s),
             qPrintable(header->factsText()));
    const auto *ladder = page.findChild<LadderView *>();
    QCOMPARE(ladder->rows().bids.size(), 5U);
    QCOMPARE(ladder->rows().asks.size(), 5U);
    QVERIFY(matches(ladder->lastTradeText(), u"^[▲▼] "_s + price + u" × [0-9.]+$"_s));
    const TradeTapeModel &tape = page.findChild<TradeTapePanel *>()->model();
    QVERIFY(tape.rowCount() > 100);
    QVERIFY(matches(tape.index(0, TradeTapeModel::PriceColumn).data().toString(),
                    u"^"_s + price + u"$"_s));
}

QTEST_MAIN(TestRecordedSymbol)
#include "tst_recordedsymbol.moc"
