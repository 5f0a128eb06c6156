#include "settings/nearname.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestNearName : public QObject
{
    Q_OBJECT

private slots:
    void testDistance_data();
    void testDistance();
    void testNearest_data();
    void testNearest();
};

void TestNearName::testDistance_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<int>("distance");
    QTest::newRow("same") << u"DB_URL"_s << u"DB_URL"_s << 0;
    QTest::newRow("case") << u"db_url"_s << u"DB_URL"_s << 0;
    QTest::newRow("replaced") << u"DB_URI"_s << u"DB_URL"_s << 1;
    QTest::newRow("inserted") << u"DB_URLS"_s << u"DB_URL"_s << 1;
    QTest::newRow("removed") << u"DBURL"_s << u"DB_URL"_s << 1;
    QTest::newRow("swapped") << u"DB_ULR"_s << u"DB_URL"_s << 1;
    QTest::newRow("from nothing") << QString() << u"abc"_s << 3;
    QTest::newRow("to nothing") << u"abc"_s << QString() << 3;
    QTest::newRow("all different") << u"abc"_s << u"xyz"_s << 3;
    QTest::newRow("far") << u"kitten"_s << u"sitting"_s << 3;
}

void TestNearName::testDistance()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QTEST(editDistance(from, to), "distance");
    QTEST(editDistance(to, from), "distance");
}

void TestNearName::testNearest_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("nearest");
    QTest::newRow("one off") << u"recrod"_s << u"record"_s;
    QTest::newRow("two off") << u"reco"_s << u"record"_s;
    QTest::newRow("nearer one wins") << u"replays"_s << u"replay"_s;
    QTest::newRow("three off") << u"rec"_s << QString();
    QTest::newRow("short names have to be closer") << u"df"_s << QString();
    QTest::newRow("nothing like it") << u"frobnicate"_s << QString();
}

void TestNearName::testNearest()
{
    QFETCH(QString, name);
    const QStringList known{u"record"_s, u"relay"_s, u"replay"_s, u"db"_s};
    QTEST(nearestName(name, known).value_or(QString()), "nearest");
}

QTEST_APPLESS_MAIN(TestNearName)
#include "tst_nearname.moc"
