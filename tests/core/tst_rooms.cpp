// Each folder of src/core and of src/gui is a room; what it may include from is fixed here, so that
// the doors stay one-way.

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;

class TestRooms : public QObject
{
    Q_OBJECT

private slots:
    void testDoors_data();
    void testDoors();
    void testEveryFolderIsARoom();
    void testCoreKnowsNoFace();
    void testDoorsOfTheDashboard_data();
    void testDoorsOfTheDashboard();
    void testTypesAreDefinedOnce();

private:
    /// What each room may include from, besides itself.
    static QMap<QString, QStringList> doors();
    static QDir core() { return QDir(QStringLiteral(ORDERFLOW_SOURCE_DIR "/src/core")); }
    static QString textOf(const QString &file);
    static QStringList includesOf(const QString &file);
};

QString TestRooms::textOf(const QString &file)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(file));
    return QString::fromUtf8(source.readAll());
}

QStringList TestRooms::includesOf(const QString &file)
{
    static const QRegularExpression include(uR"re(^#include "([^"]+)")re"_s,
                                            QRegularExpression::MultilineOption);
    QStringList includes;
    auto match = include.globalMatch(textOf(file));
    while (match.hasNext())
        includes.append(match.next().captured(1));
    return includes;
}

QMap<QString, QStringList> TestRooms::doors()
{
    return {
        {u"http"_s, {u"clock.h"_s}},
        {u"market"_s, {}},
        {u"binance"_s, {u"market"_s}},
        {u"binance/connection"_s, {u"market"_s, u"binance"_s}},
        {u"binance/rest"_s, {u"market"_s, u"binance"_s}},
        {u"storage"_s, {u"market"_s}},
        {u"storage/sql"_s, {u"market"_s, u"storage"_s}},
        {u"storage/tables"_s, {u"market"_s, u"storage"_s, u"storage/sql"_s}},
        {u"storage/legacy"_s, {u"storage"_s, u"storage/sql"_s, u"storage/tables"_s}},
        {u"storage/stores"_s,
         {u"market"_s, u"storage"_s, u"storage/sql"_s, u"storage/tables"_s, u"storage/legacy"_s}},
        {u"storage/spool"_s, {u"market"_s, u"storage"_s, u"storage/sql"_s}},
        {u"storage/writer"_s, {u"market"_s, u"storage"_s, u"storage/spool"_s}},
        {u"verify"_s, {u"market"_s, u"storage"_s, u"storage/sql"_s}},
        {u"ingest"_s,
         {u"market"_s, u"binance"_s, u"binance/connection"_s, u"binance/rest"_s, u"storage"_s,
          u"recordersettings.h"_s}},
        {u"monitor"_s, {u"market"_s, u"ingest"_s, u"storage"_s, u"storage/writer"_s}},
        {u"alerts"_s, {u"market"_s, u"binance"_s, u"monitor"_s}},
        {u"ledger"_s, {u"market"_s, u"storage"_s, u"storage/sql"_s, u"monitor"_s}},
        {u"remote"_s,
         {u"market"_s, u"binance"_s, u"binance/connection"_s, u"binance/rest"_s, u"monitor"_s,
          u"ledger"_s, u"recordersettings.h"_s, u"statusserversettings.h"_s}},
        {u"settings"_s,
         {u"market"_s, u"binance"_s, u"binance/connection"_s, u"storage"_s, u"recordersettings.h"_s,
          u"statusserversettings.h"_s}},
        {u"checkup"_s,
         {u"market"_s, u"binance"_s, u"binance/connection"_s, u"binance/rest"_s, u"storage"_s,
          u"storage/sql"_s, u"storage/tables"_s, u"storage/legacy"_s, u"storage/spool"_s,
          u"recordersettings.h"_s}},
        {u"server"_s,
         {u"http"_s, u"market"_s, u"storage"_s, u"monitor"_s, u"ledger"_s,
          u"statusserversettings.h"_s}},
        {u"process"_s, {u"market"_s, u"settings"_s}},
        {u"replay"_s, {u"http"_s, u"market"_s, u"binance"_s}}};
}

void TestRooms::testDoors_data()
{
    QTest::addColumn<QString>("room");
    QTest::addColumn<QStringList>("mayInclude");
    // Files of src/core itself that are no room's own: the clock, the settings as values, and what
    // carries values between threads or bounds a log.
    const QStringList common{u"clock.h"_s, u"heartbeat.h"_s, u"latestvalue.h"_s, u"logbudget.h"_s,
                             u"workerthread.h"_s};
    const QMap<QString, QStringList> rooms = doors();
    for (const auto &[room, others] : rooms.asKeyValueRange()) {
        QTest::newRow(qPrintable(room)) << room
                                        << QStringList(others + QStringList{room} +
                                                       (others.isEmpty() ? QStringList() : common));
    }
}

void TestRooms::testDoors()
{
    QFETCH(QString, room);
    QFETCH(QStringList, mayInclude);
    QDirIterator files(core().filePath(room), {u"*.h"_s, u"*.cpp"_s}, QDir::Files);
    QVERIFY2(files.hasNext(), "the room is empty or gone");
    while (files.hasNext()) {
        const QString file = files.next();
        for (const QString &include : includesOf(file)) {
            const QString from = include.contains(u'/') ? include.section(u'/', 0, -2) : include;
            QVERIFY2(mayInclude.contains(from),
                     qPrintable(u"%1 includes %2"_s.arg(core().relativeFilePath(file), include)));
        }
    }
}

void TestRooms::testEveryFolderIsARoom()
{
    const QMap<QString, QStringList> rooms = doors();
    QDirIterator folders(core().path(), QDir::Dirs | QDir::NoDotAndDotDot,
                         QDirIterator::Subdirectories);
    while (folders.hasNext()) {
        const QString folder = core().relativeFilePath(folders.next());
        QVERIFY2(rooms.contains(folder), qPrintable(folder + u" has no line in doors()"_s));
    }
}

void TestRooms::testCoreKnowsNoFace()
{
    const QStringList rooms = core().entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    QDirIterator files(core().path(), {u"*.h"_s, u"*.cpp"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString file = files.next();
        for (const QString &include : includesOf(file)) {
            const bool isKnown = include.contains(u'/')
                                     ? rooms.contains(include.section(u'/', 0, 0))
                                     : core().exists(include);
            QVERIFY2(isKnown, qPrintable(u"%1 includes %2, which is not of core"_s.arg(
                                  core().relativeFilePath(file), include)));
        }
    }
}

void TestRooms::testDoorsOfTheDashboard_data()
{
    QTest::addColumn<QString>("room");
    QTest::addColumn<QStringList>("mayInclude");
    const QMap<QString, QStringList> doors{{u"source"_s, {}},
                                           {u"style"_s, {u"source"_s}},
                                           {u"charts"_s, {u"style"_s}},
                                           {u"overview"_s, {u"source"_s, u"style"_s, u"charts"_s}},
                                           {u"symbol"_s, {u"source"_s, u"style"_s, u"charts"_s}},
                                           {u"integrity"_s, {u"source"_s, u"style"_s, u"charts"_s}},
                                           {u"control"_s, {u"source"_s, u"style"_s}}};
    const QDir gui(QStringLiteral(ORDERFLOW_SOURCE_DIR "/src/gui"));
    QCOMPARE(gui.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name), doors.keys());
    for (const auto &[room, others] : doors.asKeyValueRange())
        QTest::newRow(qPrintable(room)) << room << QStringList(others + QStringList{room});
}

void TestRooms::testDoorsOfTheDashboard()
{
    QFETCH(QString, room);
    QFETCH(QStringList, mayInclude);
    const QDir gui(QStringLiteral(ORDERFLOW_SOURCE_DIR "/src/gui"));
    QDirIterator files(gui.filePath(room), {u"*.h"_s, u"*.cpp"_s}, QDir::Files);
    QVERIFY2(files.hasNext(), "the room is empty or gone");
    while (files.hasNext()) {
        const QString file = files.next();
        for (const QString &include : includesOf(file)) {
            // All else is of core, where there is no folder of that name.
            if (!include.startsWith(u"gui/"_s) || include == u"gui/page.h"_s)
                continue;
            QVERIFY2(mayInclude.contains(include.section(u'/', 1, 1)),
                     qPrintable(u"%1 includes %2"_s.arg(gui.relativeFilePath(file), include)));
        }
    }
}

void TestRooms::testTypesAreDefinedOnce()
{
    // All are in one namespace. Of two types with one name the linker keeps the functions of
    // either for both, without a word.
    static const QRegularExpression definition(
        u"^(?:struct|class|enum class) (\\w+)(?: final)?(?: : [^;]*)?$"_s,
        QRegularExpression::MultilineOption);
    QMap<QString, QString> homes;
    QDirIterator files(QStringLiteral(ORDERFLOW_SOURCE_DIR "/src"), {u"*.h"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString file = files.next();
        for (const QRegularExpressionMatch &match : definition.globalMatch(textOf(file))) {
            const QString name = match.captured(1);
            QVERIFY2(!homes.contains(name),
                     qPrintable(u"%1 is in %2 and in %3"_s.arg(name, homes.value(name), file)));
            homes.insert(name, file);
        }
    }
    QVERIFY(homes.contains(u"FeedLine"_s));
}

QTEST_APPLESS_MAIN(TestRooms)
#include "tst_rooms.moc"
