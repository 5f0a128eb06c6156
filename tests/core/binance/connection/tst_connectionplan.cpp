#include "binance/connection/connectionplan.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestConnectionPlan : public QObject
{
    Q_OBJECT

private slots:
    void testPlan_data();
    void testPlan();
    void testUrls();
    void testNothing();

private:
    static std::vector<StreamName> streams(int symbols, const std::vector<std::string> &types);

    const QUrl m_baseUrl{u"wss://fstream.binance.com/stream"_s};
};

std::vector<StreamName> TestConnectionPlan::streams(int symbols,
                                                    const std::vector<std::string> &types)
{
    std::vector<StreamName> streams;
    for (const std::string &type : types) {
        for (int i = 0; i < symbols; ++i)
            streams.push_back(*StreamName::parse("s" + std::to_string(i) + "usdt@" + type));
    }
    return streams;
}

void TestConnectionPlan::testPlan_data()
{
    QTest::addColumn<int>("symbols");
    QTest::addColumn<qsizetype>("maxStreams");
    QTest::addColumn<QList<qsizetype>>("publicStreams");
    QTest::addColumn<QList<qsizetype>>("marketStreams");
    using Sizes = QList<qsizetype>;
    QTest::newRow("two symbols") << 2 << qsizetype(200) << Sizes{2} << Sizes{2};
    QTest::newRow("just full") << 200 << qsizetype(200) << Sizes{200} << Sizes{200};
    QTest::newRow("one more is shared out evenly")
        << 201 << qsizetype(200) << Sizes{100, 101} << Sizes{100, 101};
    QTest::newRow("all symbols") << 800 << qsizetype(200) << Sizes{200, 200, 200, 200}
                                 << Sizes{200, 200, 200, 200};
    QTest::newRow("the most that the exchange takes")
        << 1100 << qsizetype(MaxStreamsPerConnection) << Sizes{550, 550} << Sizes{550, 550};
    QTest::newRow("each on its own") << 3 << qsizetype(1) << Sizes{1, 1, 1} << Sizes{1, 1, 1};
}

void TestConnectionPlan::testPlan()
{
    QFETCH(int, symbols);
    QFETCH(qsizetype, maxStreams);
    const std::vector<StreamName> all = streams(symbols, {"depth5@100ms", "aggTrade"});
    const std::vector<ConnectionPlan> plans =
        planConnections(all, m_baseUrl, std::size_t(maxStreams));

    QList<qsizetype> publicStreams;
    QList<qsizetype> marketStreams;
    std::multiset<StreamName> planned;
    for (const ConnectionPlan &plan : plans) {
        (plan.route == Route::Public ? publicStreams : marketStreams)
            .append(qsizetype(plan.streams.size()));
        for (const StreamName &stream : plan.streams) {
            QCOMPARE(stream.route(), plan.route);
            planned.insert(stream);
        }
    }
    QTEST(publicStreams, "publicStreams");
    QTEST(marketStreams, "marketStreams");
    QVERIFY(planned == std::multiset<StreamName>(all.begin(), all.end()));
    QVERIFY(planConnections(all, m_baseUrl, std::size_t(maxStreams)) == plans);
}

void TestConnectionPlan::testUrls()
{
    const std::vector<ConnectionPlan> plans =
        planConnections(streams(1, {"depth", "aggTrade"}), m_baseUrl, 200);
    QCOMPARE(plans.size(), std::size_t(2));
    QCOMPARE(plans[0].url, QUrl(u"wss://fstream.binance.com/public/stream"_s));
    QCOMPARE(plans[1].url, QUrl(u"wss://fstream.binance.com/market/stream"_s));
}

void TestConnectionPlan::testNothing()
{
    QVERIFY(planConnections({}, m_baseUrl, 200).empty());
}

QTEST_APPLESS_MAIN(TestConnectionPlan)
#include "tst_connectionplan.moc"
