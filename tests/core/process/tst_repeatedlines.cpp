#include "process/repeatedlines.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

LogLine warning(const QString &text, const QString &category = u"orderflow.test"_s)
{
    return {UtcMilliseconds(), LogLevel::Warning, category, text};
}

QStringList texts(const std::vector<LogLine> &lines)
{
    QStringList list;
    for (const LogLine &line : lines)
        list << line.text;
    return list;
}

} // namespace

class TestRepeatedLines : public QObject
{
    Q_OBJECT

private slots:
    void testFirstIsLetThrough();
    void testCountAfterTheWindow();
    void testWindowsGrow();
    void testForgetsWhatEnded();
    void testWhatIsTheSame_data();
    void testWhatIsTheSame();
    void testFinish();
    void testMemoryIsBounded();
};

void TestRepeatedLines::testFirstIsLetThrough()
{
    RepeatedLines lines;
    QVERIFY(lines.take(warning(u"a"_s), 1s));
    QVERIFY(!lines.take(warning(u"a"_s), 2s));
    QVERIFY(lines.take(warning(u"b"_s), 2s));
    QCOMPARE(texts(lines.summaries(10s)), QStringList());
}

void TestRepeatedLines::testCountAfterTheWindow()
{
    RepeatedLines lines;
    QVERIFY(lines.take(warning(u"a"_s), 1s));
    for (int i = 0; i < 3; ++i)
        QVERIFY(!lines.take(warning(u"a"_s), 2s));
    QCOMPARE(texts(lines.summaries(10'999ms)), QStringList());
    const std::vector<LogLine> said = lines.summaries(11s);
    QCOMPARE(texts(said), QStringList{u"… 3 more like this in the last 10 s: a"_s});
    QCOMPARE(int(said.front().level), int(LogLevel::Warning));
    QCOMPARE(said.front().category, u"orderflow.test"_s);
    QCOMPARE(texts(lines.summaries(11s)), QStringList());
}

void TestRepeatedLines::testWindowsGrow()
{
    RepeatedLines lines;
    QVERIFY(lines.take(warning(u"a"_s), 0s));
    QStringList said;
    for (int second = 1; second <= 1300; ++second) {
        said << texts(lines.summaries(std::chrono::seconds(second)));
        QVERIFY(!lines.take(warning(u"a"_s), std::chrono::seconds(second)));
    }
    QCOMPARE(said, (QStringList{u"… 9 more like this in the last 10 s: a"_s,
                                u"… 20 more like this in the last 20 s: a"_s,
                                u"… 40 more like this in the last 40 s: a"_s,
                                u"… 80 more like this in the last 80 s: a"_s,
                                u"… 160 more like this in the last 160 s: a"_s,
                                u"… 300 more like this in the last 300 s: a"_s,
                                u"… 300 more like this in the last 300 s: a"_s,
                                u"… 300 more like this in the last 300 s: a"_s}));
}

void TestRepeatedLines::testForgetsWhatEnded()
{
    RepeatedLines lines;
    QVERIFY(lines.take(warning(u"a"_s), 0s));
    QVERIFY(!lines.take(warning(u"a"_s), 1s));
    QCOMPARE(lines.summaries(10s).size(), std::size_t(1));
    QCOMPARE(lines.summaries(30s).size(), std::size_t(0));
    QVERIFY(lines.take(warning(u"a"_s), 31s));
}

void TestRepeatedLines::testWhatIsTheSame_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("category");
    QTest::addColumn<int>("level");
    QTest::addColumn<bool>("isTaken");
    const QString category = u"orderflow.test"_s;
    QTest::newRow("the same") << u"a"_s << category << int(LogLevel::Warning) << false;
    QTest::newRow("graver") << u"a"_s << category << int(LogLevel::Error) << false;
    QTest::newRow("another text") << u"A"_s << category << int(LogLevel::Warning) << true;
    QTest::newRow("another category") << u"a"_s << QString() << int(LogLevel::Warning) << true;
    QTest::newRow("no warning") << u"a"_s << category << int(LogLevel::Info) << true;
}

void TestRepeatedLines::testWhatIsTheSame()
{
    QFETCH(QString, text);
    QFETCH(QString, category);
    QFETCH(int, level);
    RepeatedLines lines;
    QVERIFY(lines.take(warning(u"a"_s), 0s));
    QTEST(lines.take({UtcMilliseconds(), LogLevel(level), category, text}, 1s), "isTaken");
}

void TestRepeatedLines::testFinish()
{
    RepeatedLines lines;
    QVERIFY(lines.take(warning(u"a"_s), 0s));
    QVERIFY(lines.take(warning(u"b"_s), 0s));
    QVERIFY(!lines.take(warning(u"a"_s), 1s));
    QCOMPARE(texts(lines.finish(4s)), QStringList{u"… 1 more like this in the last 4 s: a"_s});
    QCOMPARE(texts(lines.finish(4s)), QStringList());
}

void TestRepeatedLines::testMemoryIsBounded()
{
    RepeatedLines lines;
    QVERIFY(lines.take(warning(u"first"_s), 0s));
    QVERIFY(!lines.take(warning(u"first"_s), 0s));
    for (std::size_t i = 0; i < RepeatedLines::MostRemembered; ++i)
        QVERIFY(lines.take(warning(QString::number(i)), 1s));
    // The oldest one made room, and its count is said all the same.
    QCOMPARE(texts(lines.summaries(2s)),
             QStringList{u"… 1 more like this in the last 10 s: first"_s});
    QVERIFY(lines.take(warning(u"first"_s), 3s));
    QVERIFY(!lines.take(warning(u"255"_s), 3s));
}

QTEST_APPLESS_MAIN(TestRepeatedLines)
#include "tst_repeatedlines.moc"
