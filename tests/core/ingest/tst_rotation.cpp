// A connection is replaced before the exchange cuts it, and nothing is lost, without redundancy.

#include "ingest/continuityrun.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestRotation : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testEveryEventOnceOverManyRotations_data();
    void testEveryEventOnceOverManyRotations();

private:
    static RecorderSettings settings(std::chrono::seconds maxAge, int redundancy = 1);
    static std::int64_t rotations(const ContinuityRun &run);
};

void TestRotation::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
}

RecorderSettings TestRotation::settings(std::chrono::seconds maxAge, int redundancy)
{
    RecorderSettings settings = ContinuityRun::settingsFor(3);
    settings.connectionMaxAge = maxAge;
    settings.feedRedundancy = redundancy;
    return settings;
}

std::int64_t TestRotation::rotations(const ContinuityRun &run)
{
    std::int64_t rotations = 0;
    for (const FeedStatus &feed : run.status().feeds)
        rotations += feed.rotations;
    return rotations;
}

void TestRotation::testEveryEventOnceOverManyRotations_data()
{
    QTest::addColumn<int>("symbols");
    QTest::addColumn<double>("depthRate");
    QTest::addColumn<double>("tradeRate");
    QTest::newRow("three symbols, busy") << 3 << 10.0 << 100.0;
    QTest::newRow("forty symbols, quiet") << 40 << 10.0 << 1.0;
}

void TestRotation::testEveryEventOnceOverManyRotations()
{
    QFETCH(int, symbols);
    QFETCH(double, depthRate);
    QFETCH(double, tradeRate);
    RecorderSettings settings = ContinuityRun::settingsFor(symbols);
    settings.connectionMaxAge = 10s;
    ContinuityRun run(settings);
    run.setRates(depthRate, tradeRate);
    run.run(5min);
    run.finish();

    QCOMPARE(run.faults(), QStringList());
    QVERIFY(run.holes().empty());
    QCOMPARE(run.exchange.violations(), QStringList());
    // Two routes, replaced about every 11 seconds.
    QVERIFY2(rotations(run) >= 2 * 22, qPrintable(QString::number(rotations(run))));
    for (const CaptureConnection &connection : run.connections())
        QVERIFY(connection.endKind == u"replaced"_s || connection.endKind == u"closed_by_recorder"_s);
}

QTEST_GUILESS_MAIN(TestRotation)
#include "tst_rotation.moc"
