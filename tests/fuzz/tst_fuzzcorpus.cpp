// What the fuzzer is given to begin with, and some thousand inputs made of it: without the fuzzer's
// own compiler, and the same each time.

#include "fuzz/fuzztarget.h"
#include "fuzz/inputmutator.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

using Play = QString (*)(QByteArrayView);
Q_DECLARE_METATYPE(Play)

class TestFuzzCorpus : public QObject
{
    Q_OBJECT

private slots:
    void testSeed_data();
    void testSeed();
    void testMutations_data();
    void testMutations();

private:
    static QByteArray contents(const QString &path);
    static QByteArrayList seeds(const QString &folder);
};

QByteArray TestFuzzCorpus::contents(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(path));
    return file.readAll();
}

void TestFuzzCorpus::testSeed_data()
{
    QTest::addColumn<Play>("play");
    QTest::addColumn<QString>("path");
    const auto rows = [](Play play, const QString &name) {
        const QDir folder(QStringLiteral(ORDERFLOW_FUZZ_DIR "/corpus/") + name);
        const QStringList files = folder.entryList(QDir::Files, QDir::Name);
        QVERIFY2(!files.isEmpty(), qPrintable(folder.path()));
        for (const QString &file : files)
            QTest::addRow("%s/%s", qPrintable(name), qPrintable(file))
                << play << folder.filePath(file);
    };
    rows(playToPipelines, u"frames"_s);
    rows(playToRecorder, u"connections"_s);
    // Each is a way of its own through the frame handler; connections see them as well.
    rows(playToRecorder, u"frames"_s);
}

void TestFuzzCorpus::testSeed()
{
    QFETCH(Play, play);
    QFETCH(QString, path);
    const FuzzLog log;
    QCOMPARE(play(contents(path)), QString());
}

QByteArrayList TestFuzzCorpus::seeds(const QString &folder)
{
    QByteArrayList inputs;
    const QDir dir(QStringLiteral(ORDERFLOW_FUZZ_DIR "/corpus/") + folder);
    for (const QString &file : dir.entryList(QDir::Files, QDir::Name))
        inputs << contents(dir.filePath(file));
    return inputs;
}

void TestFuzzCorpus::testMutations_data()
{
    QTest::addColumn<Play>("play");
    QTest::addColumn<QString>("folder");
    QTest::addColumn<int>("count");
    QTest::newRow("frames") << Play(playToPipelines) << u"frames"_s << 3000;
    QTest::newRow("connections") << Play(playToRecorder) << u"connections"_s << 500;
}

void TestFuzzCorpus::testMutations()
{
    QFETCH(Play, play);
    QFETCH(QString, folder);
    QFETCH(int, count);
    InputMutator mutator(
        seeds(folder), readDictionary(contents(QStringLiteral(ORDERFLOW_FUZZ_DIR "/frames.dict"))),
        20'261'125);
    const FuzzLog log;
    for (int i = 0; i < count; ++i) {
        const QByteArray input = mutator.next();
        const QString fault = play(input);
        QVERIFY2(fault.isEmpty(), qPrintable(u"%1; the input, in base64: %2"_s.arg(
                                      fault, QString::fromLatin1(input.toBase64()))));
    }
}

QTEST_GUILESS_MAIN(TestFuzzCorpus)
#include "tst_fuzzcorpus.moc"
