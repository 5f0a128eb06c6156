#include "gui/guitesting.h"
#include "gui/integrity/logpanel.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include <thread>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

LogLine lineOf(int number, LogLevel level = LogLevel::Info)
{
    return {UtcMilliseconds(std::chrono::milliseconds(1'790'000'000'000 + number)), level,
            u"orderflow.test"_s, u"line %1"_s.arg(number)};
}

LogFeed::Batch batchOf(int first, int count)
{
    LogFeed::Batch batch;
    for (int i = 0; i < count; ++i)
        batch.lines.push_back(lineOf(first + i));
    return batch;
}

} // namespace

class TestLogPanel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void testFeedOfManyThreads();
    void testFeedIsBounded();
    void testModelKeepsTheNewest();
    void testShowsLines();
    void testFilters_data();
    void testFilters();
    void testPause();
    void testCopy();
    void testNothingWhileHidden();
    void testOfARecorderElsewhere();
    void testPictures();

private:
    template <typename Widget>
    Widget *find(const QString &name) const
    {
        auto *widget = m_panel->findChild<Widget *>(name);
        if (!widget)
            qFatal("there is no %s", qPrintable(name));
        return widget;
    }
    int rows() const { return find<QTableView>(u"logTable"_s)->model()->rowCount(); }

    std::unique_ptr<LogFeed> m_feed;
    std::unique_ptr<LogPanel> m_panel;
};

void TestLogPanel::init()
{
    m_feed = std::make_unique<LogFeed>();
    m_panel = std::make_unique<LogPanel>();
    m_panel->resize(900, 300);
    m_panel->setLog(*m_feed, true);
    m_panel->show();
}

void TestLogPanel::cleanup()
{
    m_panel.reset();
    m_feed.reset();
}

void TestLogPanel::testFeedOfManyThreads()
{
    LogFeed feed;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&feed, thread] {
            for (int i = 0; i < 500; ++i)
                feed.add(lineOf(thread * 1000 + i));
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    const LogFeed::Batch batch = feed.take();
    QCOMPARE(batch.lines.size(), std::size_t(2000));
    QCOMPARE(batch.dropped, 0);
    // Those of each thread are in its order.
    std::array<std::int64_t, 4> last{};
    for (const LogLine &line : batch.lines) {
        const std::int64_t number = line.time.time_since_epoch().count() - 1'790'000'000'000;
        QVERIFY(number >= last[std::size_t(number / 1000)]);
        last[std::size_t(number / 1000)] = number;
    }
    QVERIFY(feed.take().lines.empty());
}

void TestLogPanel::testFeedIsBounded()
{
    LogFeed feed;
    for (int i = 0; i < int(LogFeed::MaxWaiting) + 7; ++i)
        feed.add(lineOf(i));
    const LogFeed::Batch batch = feed.take();
    QCOMPARE(batch.lines.size(), LogFeed::MaxWaiting);
    QCOMPARE(batch.dropped, 7);
    QCOMPARE(batch.lines.front().text, u"line 7"_s);
}

void TestLogPanel::testModelKeepsTheNewest()
{
    LogModel model;
    const QAbstractItemModelTester tester(&model);
    model.append(batchOf(0, 3000));
    model.append(batchOf(3000, 3000));
    QCOMPARE(model.rowCount(), int(LogModel::MaxLines));
    QCOMPARE(model.dropped(), 1000);
    QCOMPARE(model.line(0).text, u"line 1000"_s);
    model.append(batchOf(6000, int(LogModel::MaxLines) + 5));
    QCOMPARE(model.rowCount(), int(LogModel::MaxLines));
    QCOMPARE(model.line(0).text, u"line 6005"_s);
    QCOMPARE(model.dropped(), 6005);
    model.append({});
    QCOMPARE(model.rowCount(), int(LogModel::MaxLines));
}

void TestLogPanel::testShowsLines()
{
    m_feed->add({lineOf(1).time, LogLevel::Warning, u"orderflow.feed"_s, u"two\nlines"_s});
    QTRY_COMPARE(rows(), 1);
    const QAbstractItemModel *model = find<QTableView>(u"logTable"_s)->model();
    QCOMPARE(model->index(0, LogModel::Time).data().toString(), u"14:13:20"_s);
    QCOMPARE(model->index(0, LogModel::Level).data().toString(), u"WARNING"_s);
    QCOMPARE(model->index(0, LogModel::Category).data().toString(), u"orderflow.feed"_s);
    QCOMPARE(model->index(0, LogModel::Text).data().toString(), u"two lines"_s);
    QVERIFY(model->index(0, 0).data(Qt::ForegroundRole).isValid());
}

void TestLogPanel::testFilters_data()
{
    QTest::addColumn<int>("level");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("rows");
    QTest::newRow("all") << int(LogLevel::Debug) << QString() << 4;
    QTest::newRow("info") << int(LogLevel::Info) << QString() << 3;
    QTest::newRow("warnings and errors") << int(LogLevel::Warning) << QString() << 2;
    QTest::newRow("errors") << int(LogLevel::Error) << QString() << 1;
    QTest::newRow("a message") << int(LogLevel::Debug) << u"LINE 3"_s << 1;
    QTest::newRow("a category") << int(LogLevel::Info) << u"orderflow"_s << 3;
    QTest::newRow("none") << int(LogLevel::Debug) << u"nothing of that"_s << 0;
}

void TestLogPanel::testFilters()
{
    QFETCH(int, level);
    QFETCH(QString, text);
    m_feed->add(lineOf(1, LogLevel::Debug));
    m_feed->add(lineOf(2));
    m_feed->add(lineOf(3, LogLevel::Warning));
    m_feed->add(lineOf(4, LogLevel::Error));
    QTRY_COMPARE(rows(), 4);
    auto *levels = find<QComboBox>(u"logLevel"_s);
    levels->setCurrentIndex(levels->findData(level));
    find<QLineEdit>(u"logText"_s)->setText(text);
    QTEST(rows(), "rows");
}

void TestLogPanel::testPause()
{
    auto *pause = find<QToolButton>(u"logPause"_s);
    pause->click();
    m_feed->add(lineOf(1));
    m_feed->add(lineOf(2));
    QTest::qWait(150);
    QCOMPARE(rows(), 0);
    pause->click();
    QCOMPARE(rows(), 2);
}

void TestLogPanel::testCopy()
{
    for (int i = 0; i < 3; ++i)
        m_feed->add(lineOf(i));
    QTRY_COMPARE(rows(), 3);
    auto *copy = find<QToolButton>(u"logCopy"_s);
    copy->click();
    QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), 2);
    find<QTableView>(u"logTable"_s)->selectRow(1);
    copy->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), lineOf(1).toString());
}

void TestLogPanel::testNothingWhileHidden()
{
    m_panel->hide();
    m_feed->add(lineOf(1));
    QTest::qWait(150);
    QCOMPARE(rows(), 0);
    m_panel->show();
    QCOMPARE(rows(), 1);
}

void TestLogPanel::testOfARecorderElsewhere()
{
    QVERIFY(find<QLabel>(u"logNote"_s)->isHidden());
    LogPanel panel;
    panel.setLog(*m_feed, false);
    const auto *note = panel.findChild<QLabel *>(u"logNote"_s);
    QVERIFY(!note->isHidden());
    QVERIFY(note->text().contains(u"journalctl"_s));
}

void TestLogPanel::testPictures()
{
    for (int i = 0; i < 30; ++i)
        m_feed->add(lineOf(i, i % 7 == 3    ? LogLevel::Warning
                              : i % 11 == 5 ? LogLevel::Error
                                            : LogLevel::Info));
    QTRY_COMPARE(rows(), 30);
    QVERIFY(GuiTesting::savePictures(*m_panel, u"log"_s) > 10);
}

QTEST_MAIN(TestLogPanel)
#include "tst_logpanel.moc"
