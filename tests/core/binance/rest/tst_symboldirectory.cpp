#include "binance/rest/symboldirectory.h"
#include "fakes/manualclock.h"
#include "resttesting.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString Path = u"/fapi/v1/exchangeInfo"_s;

/// Contracts that trade, by their names.
ScriptedAnswer listing(const QStringList &names)
{
    QStringList entries;
    for (const QString &name : names) {
        entries << uR"({"symbol":"%1","contractType":"PERPETUAL","status":"TRADING",)"
                   uR"("quoteAsset":"USDT"})"_s.arg(name);
    }
    return {.body = (u"{\"symbols\":["_s + entries.join(u',') + u"]}"_s).toUtf8()};
}

QString join(const std::vector<Symbol> &symbols)
{
    QStringList names;
    for (const Symbol &symbol : symbols)
        names << symbol.toString();
    return names.join(u' ');
}

} // namespace

class TestSymbolDirectory : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testFirstResolution();
    void testRetriesUntilThereIsAnAnswer();
    void testChange();
    void testSameListIsNoChange();
    void testKeepsTheListWithoutAnAnswer();
    void testDoubtfulAnswer_data();
    void testDoubtfulAnswer();
    void testHalfMayGo();
    void testNothingSelected();
    void testUnknownNames();
    void testLogsOneLineAMinute();

private:
    void makeDirectory(const QStringList &terms);
    void tell(const ScriptedAnswer &answer) { m_server->answer(Path, answer); }

    /// Stands still, so that no second line is logged.
    ManualClock m_clock;
    SystemClock m_systemClock;
    std::unique_ptr<ScriptedRest> m_server;
    std::unique_ptr<RestClient> m_client;
    std::unique_ptr<SymbolDirectory> m_directory;
};

void TestSymbolDirectory::init()
{
    m_directory.reset();
    m_client.reset();
    m_server = std::make_unique<ScriptedRest>();
    RestClientOptions options = quickOptions(m_server->url());
    options.maxAttempts = 1;
    m_client = std::make_unique<RestClient>(options, m_systemClock);
}

void TestSymbolDirectory::makeDirectory(const QStringList &terms)
{
    SymbolSelection selection;
    for (const QString &term : terms)
        QVERIFY(selection.add(term));
    m_directory = std::make_unique<SymbolDirectory>(*m_client, selection, m_clock,
                                                    SymbolDirectoryOptions{.refreshInterval = 1ms,
                                                                           .confirmInterval = 1ms,
                                                                           .firstBackoff = 1ms});
}

void TestSymbolDirectory::testFirstResolution()
{
    tell(listing({u"ETHUSDT"_s, u"BTCUSDT"_s, u"龙虾USDT"_s, u"DOGEUSDT"_s}));
    makeDirectory({u"all"_s, u"!doge*"_s});
    QSignalSpy resolved(m_directory.get(), &SymbolDirectory::resolved);
    QSignalSpy changed(m_directory.get(), &SymbolDirectory::changed);
    m_directory->start();
    QVERIFY(!m_directory->isResolved());
    QTRY_COMPARE(resolved.count(), 1);
    QVERIFY(m_directory->isResolved());
    QCOMPARE(join(m_directory->symbols()), u"BTCUSDT ETHUSDT 龙虾USDT"_s);
    QTRY_VERIFY(m_server->requestCount(Path) > 3);
    QCOMPARE(resolved.count(), 1);
    QCOMPARE(changed.count(), 0);
}

void TestSymbolDirectory::testRetriesUntilThereIsAnAnswer()
{
    tell({.way = ScriptedAnswer::Way::Closed});
    tell({.status = 503});
    tell({.body = "<html>"});
    tell({.body = R"({"symbols":1})"});
    tell(listing({u"BTCUSDT"_s}));
    makeDirectory({u"all"_s});
    QSignalSpy resolved(m_directory.get(), &SymbolDirectory::resolved);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"no list of symbols yet: 127.0.0.1"_s));
    m_directory->start();
    QTRY_COMPARE(resolved.count(), 1);
    QCOMPARE(join(m_directory->symbols()), u"BTCUSDT"_s);
    QCOMPARE(m_directory->fault(), QString());
}

void TestSymbolDirectory::testChange()
{
    tell(listing({u"AUSDT"_s, u"BUSDT"_s, u"CUSDT"_s}));
    tell(listing({u"CUSDT"_s, u"NEWUSDT"_s, u"AUSDT"_s, u"HEWUSDT"_s}));
    makeDirectory({u"all"_s});
    QSignalSpy changed(m_directory.get(), &SymbolDirectory::changed);
    m_directory->start();
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(join(m_directory->symbols()), u"AUSDT CUSDT HEWUSDT NEWUSDT"_s);
    QCOMPARE(join(m_directory->added()), u"HEWUSDT NEWUSDT"_s);
    QCOMPARE(join(m_directory->removed()), u"BUSDT"_s);
}

void TestSymbolDirectory::testSameListIsNoChange()
{
    tell(listing({u"AUSDT"_s, u"BUSDT"_s}));
    tell(listing({u"BUSDT"_s, u"AUSDT"_s}));
    makeDirectory({u"all"_s});
    QSignalSpy changed(m_directory.get(), &SymbolDirectory::changed);
    m_directory->start();
    QTRY_VERIFY(m_server->requestCount(Path) > 4);
    QCOMPARE(changed.count(), 0);
}

void TestSymbolDirectory::testKeepsTheListWithoutAnAnswer()
{
    tell(listing({u"AUSDT"_s}));
    tell({.status = 502});
    makeDirectory({u"all"_s});
    QSignalSpy changed(m_directory.get(), &SymbolDirectory::changed);
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"last list of symbols is kept: .*HTTP 502"_s));
    m_directory->start();
    QTRY_VERIFY(m_directory->fault().contains(u"HTTP 502"_s));
    QCOMPARE(join(m_directory->symbols()), u"AUSDT"_s);
    QCOMPARE(changed.count(), 0);
    // It is back as if nothing had been.
    tell(listing({u"AUSDT"_s}));
    QTRY_COMPARE(m_directory->fault(), QString());
    QCOMPARE(changed.count(), 0);
}

void TestSymbolDirectory::testDoubtfulAnswer_data()
{
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QString>("words");
    QTest::newRow("nothing listed") << QStringList() << u"contracts is empty"_s;
    QTest::newRow("nothing selected") << QStringList{u"BTCUSDC_X"_s} << u"none of 1 contracts"_s;
    QTest::newRow("most gone") << QStringList{u"AUSDT"_s} << u"2 of 3 symbols are gone"_s;
    QTest::newRow("most gone, others new")
        << QStringList{u"AUSDT"_s, u"XUSDT"_s, u"YUSDT"_s} << u"2 of 3 symbols are gone"_s;
}

void TestSymbolDirectory::testDoubtfulAnswer()
{
    QFETCH(QStringList, names);
    QFETCH(QString, words);
    const ScriptedAnswer good = listing({u"AUSDT"_s, u"BUSDT"_s, u"CUSDT"_s});
    const ScriptedAnswer doubtful = listing(names);
    tell(good);
    tell(doubtful);
    tell(good);
    tell(doubtful);
    // What comes between is no confirmation.
    tell({.status = 500});
    tell(good);
    tell(doubtful);
    tell(doubtful);
    makeDirectory({u"*USDT"_s});
    QSignalSpy changed(m_directory.get(), &SymbolDirectory::changed);
    int requestsAtChange = 0;
    connect(m_directory.get(), &SymbolDirectory::changed, m_directory.get(),
            [&] { requestsAtChange = m_server->requestCount(Path); });
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(words));
    m_directory->start();
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(requestsAtChange, 8);
    QStringList left = names;
    left.removeAll(u"BTCUSDC_X"_s);
    QCOMPARE(join(m_directory->symbols()), left.join(u' '));
    QVERIFY(join(m_directory->removed()).endsWith(u"BUSDT CUSDT"_s));
}

void TestSymbolDirectory::testHalfMayGo()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    tell(listing({u"AUSDT"_s, u"BUSDT"_s}));
    tell(listing({u"AUSDT"_s}));
    makeDirectory({u"all"_s});
    QSignalSpy changed(m_directory.get(), &SymbolDirectory::changed);
    m_directory->start();
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(join(m_directory->removed()), u"BUSDT"_s);
}

void TestSymbolDirectory::testNothingSelected()
{
    tell(listing({u"AUSDT"_s}));
    makeDirectory({u"X*"_s});
    QSignalSpy resolved(m_directory.get(), &SymbolDirectory::resolved);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"none of 1 contracts is selected"_s));
    m_directory->start();
    // With the second answer that says so.
    QTRY_COMPARE(resolved.count(), 1);
    QVERIFY(m_directory->symbols().empty());
    QVERIFY(m_server->requestCount(Path) >= 2);
}

void TestSymbolDirectory::testUnknownNames()
{
    tell(listing({u"BTCUSDT"_s}));
    tell(listing({u"BTCUSDT"_s, u"NEWUSDT"_s}));
    makeDirectory({u"newusdt"_s, u"btcusdt"_s});
    QStringList unknown;
    connect(m_directory.get(), &SymbolDirectory::resolved, m_directory.get(),
            [&] { unknown << join(m_directory->unknown()); });
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"the exchange lists no NEWUSDT"_s));
    m_directory->start();
    QTRY_COMPARE(unknown, QStringList{u"NEWUSDT"_s});
    QCOMPARE(join(m_directory->symbols()), u"BTCUSDT NEWUSDT"_s);
    QTRY_VERIFY(m_directory->unknown().empty());
}

void TestSymbolDirectory::testLogsOneLineAMinute()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    tell({.status = 500});
    makeDirectory({u"all"_s});
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"HTTP 500"_s));
    m_directory->start();
    QTRY_VERIFY(m_server->requestCount(Path) > 4);
    m_clock.advance(60s);
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"HTTP 500.*\\([0-9]+ such lines were left out\\)"_s));
    const int before = m_server->requestCount(Path);
    QTRY_VERIFY(m_server->requestCount(Path) > before + 4);
}

QTEST_GUILESS_MAIN(TestSymbolDirectory)
#include "tst_symboldirectory.moc"
