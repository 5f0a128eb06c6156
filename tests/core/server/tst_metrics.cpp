#include "server/metrics.h"

#include "core/server/servertesting.h"
#include "fakes/manualclock.h"

#include <QFile>
#include <QMap>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace ServerTesting;

namespace {

RecorderStatus sample(int symbols = 2)
{
    return sampleStatus(ManualClock().now(), symbols);
}

QByteArray text(const RecorderStatus &status)
{
    return metricsText(status, true, {});
}

} // namespace

using Change = void (*)(RecorderStatus &status);
Q_DECLARE_METATYPE(Change)

class TestMetrics : public QObject
{
    Q_OBJECT

private slots:
    void testSeries_data();
    void testSeries();
    void testLeftOut_data();
    void testLeftOut();
    void testHistogram();
    void testNames();
    void testSeriesAreBounded();
    void testPromtool();
    void testDocumentation();
};

void TestMetrics::testSeries_data()
{
    QTest::addColumn<QByteArray>("line");
    for (
        const char *line :
        {R"(orderflow_build_info{version="1.2.3"} 1)",
         "orderflow_ready 1",
         R"(orderflow_state{state="recording"} 1)",
         R"(orderflow_state{state="failed"} 0)",
         "orderflow_status_time_seconds 1789000000",
         "orderflow_start_time_seconds 1788996400",
         "orderflow_symbols 2",
         "orderflow_events_received_total 20",
         "orderflow_rows_written_total 18",
         R"(orderflow_stream_events_total{symbol="BTCUSDT",stream="aggTrade"} 10)",
         R"(orderflow_stream_rows_total{symbol="S1USDT",stream="depth5@100ms"} 9)",
         R"(orderflow_stream_last_event_time_seconds{symbol="BTCUSDT",stream="aggTrade"} 1788999999.5)",
         R"(orderflow_feed_up{route="public",shard="1",side="1"} 1)",
         R"(orderflow_feed_frames_total{route="market",shard="1",side="1"} 100)",
         R"(orderflow_side_first_copies_total{side="1"} 0)",
         "orderflow_database_up 1",
         R"(orderflow_writer_state{state="ready"} 1)",
         "orderflow_spool_up 1",
         R"(orderflow_ledger_gaps{status="unfillable"} 3)",
         "orderflow_coverage_today_ratio 0.5",
         R"(orderflow_disk_free_bytes{folder="/data \"disk\""} 1000000000)",
         "process_cpu_seconds_total 2.5",
         "process_resident_memory_bytes 50000000",
         "orderflow_live_clients 0"}) {
        QTest::newRow(line) << QByteArray(line);
    }
}

void TestMetrics::testSeries()
{
    QFETCH(QByteArray, line);
    const QList<QByteArray> lines = text(sample()).split('\n');
    QVERIFY2(lines.contains(line), lines.join('\n'));
}

void TestMetrics::testLeftOut_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<Change>("change");
    const auto row = [](const char *title, const char *name, Change change) {
        QTest::newRow(title) << QByteArray(name) << change;
    };
    row("no spool", "orderflow_spool_",
        [](RecorderStatus &to) { to.writer.spool.filePath.clear(); });
    row("no ledger", "orderflow_ledger_gaps", [](RecorderStatus &to) { to.writer.ledger.reset(); });
    row("no coverage", "orderflow_coverage_", [](RecorderStatus &to) { to.coverageToday.reset(); });
    row("no clock", "orderflow_clock_", [](RecorderStatus &to) { to.clock.reset(); });
    row("no disk", "orderflow_disk_", [](RecorderStatus &to) { to.process.diskFreeBytes.reset(); });
    row("no symbols", "orderflow_stream_", [](RecorderStatus &to) { to.symbols.clear(); });
}

/// What is not known has no series, rather than one that says 0.
void TestMetrics::testLeftOut()
{
    QFETCH(QByteArray, name);
    QFETCH(Change, change);
    RecorderStatus status = sample();
    QVERIFY(text(status).contains(name));
    change(status);
    QVERIFY(!text(status).contains(name));
}

void TestMetrics::testHistogram()
{
    using namespace std::chrono_literals;
    RecorderStatus status;
    status.exchangeToReceive.record(700us);
    status.exchangeToReceive.record(15ms, 2);
    status.exchangeToReceive.record(2min);
    const QList<QByteArray> lines = text(status).split('\n');
    const QByteArray name = "orderflow_exchange_to_receive_seconds";
    for (const char *line :
         {R"(_bucket{le="0.0005"} 0)", R"(_bucket{le="0.001"} 1)", R"(_bucket{le="0.01"} 1)",
          R"(_bucket{le="0.02"} 3)", R"(_bucket{le="60"} 3)", R"(_bucket{le="+Inf"} 4)", "_count 4",
          "_sum 120.0307"}) {
        QVERIFY2(lines.contains(QByteArray(name + line)), line);
    }
    for (std::size_t i = 1; i < latencyBounds().size(); ++i)
        QVERIFY(latencyBounds()[i - 1] < latencyBounds()[i]);
}

void TestMetrics::testNames()
{
    static const QRegularExpression valid(u"^(orderflow|process)(_[a-z]+)+$"_s);
    QMap<QString, int> names;
    for (const prometheus::MetricFamily &family : metricFamilies(sample(), true, {})) {
        const QString name = QString::fromStdString(family.name);
        QVERIFY2(valid.match(name).hasMatch(), qPrintable(name));
        QCOMPARE(name.endsWith(u"_total"_s), family.type == prometheus::MetricType::Counter);
        QVERIFY2(QString::fromStdString(family.help).endsWith(u'.'), qPrintable(name));
        QCOMPARE(++names[name], 1);
    }
}

/// So that 800 symbols make thousands of series, and not millions.
void TestMetrics::testSeriesAreBounded()
{
    const auto lines = [](int symbols) {
        return text(sample(symbols)).count('\n');
    };
    const qsizetype perSymbol = lines(11) - lines(10);
    QCOMPARE(perSymbol, 12);
    QCOMPARE(lines(800) - lines(10), 790 * perSymbol);
}

void TestMetrics::testPromtool()
{
    const QString promtool = QStandardPaths::findExecutable(u"promtool"_s);
    if (promtool.isEmpty())
        QSKIP("promtool is not there: Debian's package prometheus has it");
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(promtool, {u"check"_s, u"metrics"_s});
    QVERIFY(process.waitForStarted());
    process.write(text(sample(20)));
    process.closeWriteChannel();
    QVERIFY(process.waitForFinished());
    const QByteArray output = process.readAll();
    QVERIFY2(process.exitCode() == 0 && output.isEmpty(), output);
}

/// The table of docs/status-server.md, row by row.
void TestMetrics::testDocumentation()
{
    QFile file(QStringLiteral(ORDERFLOW_SOURCE_DIR "/docs/status-server.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QMap<QString, QString> documented;
    static const QRegularExpression row(
        u"^\\| `(\\w+)` \\| (counter|gauge|histogram) \\| ([^|]*) \\| "_s,
        QRegularExpression::MultilineOption);
    auto rows = row.globalMatch(QString::fromUtf8(file.readAll()));
    while (rows.hasNext()) {
        const QRegularExpressionMatch match = rows.next();
        documented.insert(match.captured(1), match.captured(2) + u' ' + match.captured(3));
    }
    QMap<QString, QString> actual;
    for (const prometheus::MetricFamily &family : metricFamilies(sample(), true, {})) {
        QStringList labels;
        for (const auto &label : family.metric.front().label)
            labels << u'`' + QString::fromStdString(label.name) + u'`';
        const QString type = family.type == prometheus::MetricType::Counter ? u"counter"_s
                             : family.type == prometheus::MetricType::Gauge ? u"gauge"_s
                                                                            : u"histogram"_s;
        actual.insert(QString::fromStdString(family.name), type + u' ' + labels.join(u", "_s));
    }
    for (const auto &[name, description] : actual.asKeyValueRange())
        QCOMPARE(name + u' ' + documented.value(name), name + u' ' + description);
    QCOMPARE(documented.keys(), actual.keys());
}

QTEST_APPLESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
