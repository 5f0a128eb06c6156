#include "gui/languages.h"

#include "gui/source/statussource.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

QString sourceFolder()
{
    return QStringLiteral(ORDERFLOW_SOURCE_DIR);
}

struct Message
{
    QString context;
    QString source;
    QStringList translations;
    bool isFinished = true;
};

/// Of a translation of one message, from its start element on: one text, or one for each number
/// form.
void readTranslation(QXmlStreamReader &xml, Message &message)
{
    message.isFinished = !xml.attributes().hasAttribute(u"type"_s);
    QString text;
    while (xml.readNext() != QXmlStreamReader::EndElement) {
        if (xml.isStartElement() && xml.name() == "numerusform"_L1)
            message.translations.append(xml.readElementText());
        else if (xml.isCharacters())
            text += xml.text();
    }
    if (message.translations.isEmpty())
        message.translations.append(text);
}

QList<Message> messagesIn(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(path));
    QXmlStreamReader xml(&file);
    QList<Message> messages;
    QString context;
    while (!xml.atEnd()) {
        xml.readNext();
        if (!xml.isStartElement())
            continue;
        if (xml.name() == "name"_L1)
            context = xml.readElementText();
        else if (xml.name() == "message"_L1)
            messages.append({context, {}, {}, true});
        else if (xml.name() == "source"_L1)
            messages.last().source = xml.readElementText();
        else if (xml.name() == "translation"_L1)
            readTranslation(xml, messages.last());
    }
    if (xml.hasError())
        qFatal("%s: %s", qPrintable(path), qPrintable(xml.errorString()));
    return messages;
}

/// The places of values, such as `%1` and `%n`, each once; `%Ln` is `%n` with digits grouped.
QStringList placesIn(const QString &text)
{
    static const QRegularExpression place(u"%L?([1-9]|n)"_s);
    QStringList places;
    for (const QRegularExpressionMatch &match : place.globalMatch(text))
        places.append(u'%' + match.captured(1));
    places.sort();
    places.removeDuplicates();
    return places;
}

} // namespace

class TestLanguages : public QObject
{
    Q_OBJECT

private slots:
    void testComplete_data();
    void testComplete();
    void testUpToDate_data();
    void testUpToDate();
    void testAreInTheProgram();
    void testVerdictInGerman();

private:
    static void addFiles();
};

void TestLanguages::addFiles()
{
    QTest::addColumn<QString>("file");
    const QDir folder(sourceFolder() + u"/resources/translations"_s);
    const QStringList files = folder.entryList({u"*.ts"_s});
    QCOMPARE(files.size(), qsizetype(2));
    for (const QString &file : files)
        QTest::newRow(qPrintable(file)) << folder.filePath(file);
}

void TestLanguages::testComplete_data()
{
    addFiles();
}

void TestLanguages::testComplete()
{
    QFETCH(QString, file);
    for (const Message &message : messagesIn(file)) {
        const QByteArray name = (message.context + u": "_s + message.source).toUtf8();
        QVERIFY2(message.isFinished, name);
        for (const QString &translation : message.translations) {
            QVERIFY2(!translation.isEmpty(), name);
            // A form for one may spell the number out.
            QStringList places = placesIn(translation);
            if (message.translations.size() > 1 && !places.contains(u"%n"_s))
                places.append(u"%n"_s);
            places.sort();
            QVERIFY2(places == placesIn(message.source), name);
        }
    }
}

void TestLanguages::testUpToDate_data()
{
    addFiles();
}

void TestLanguages::testUpToDate()
{
    QFETCH(QString, file);
    const QTemporaryDir folder;
    const QString copy = folder.filePath(QFileInfo(file).fileName());
    QVERIFY(QFile::copy(file, copy));
    // As scripts/translate does.
    QStringList arguments{u"@resources/translations/sources.lst"_s,
                          u"-extensions"_s,
                          u"cpp,h"_s,
                          u"-locations"_s,
                          u"none"_s,
                          u"-no-obsolete"_s};
    if (file.endsWith(u"_en.ts"_s))
        arguments.append(u"-pluralonly"_s);
    arguments.append({u"-ts"_s, copy});
    QProcess lupdate;
    lupdate.setWorkingDirectory(sourceFolder());
    lupdate.start(QStringLiteral(ORDERFLOW_LUPDATE), arguments);
    QVERIFY(lupdate.waitForFinished(60'000));
    QCOMPARE(lupdate.exitCode(), 0);
    QStringList before;
    for (const Message &message : messagesIn(file))
        before.append(message.context + u": "_s + message.source);
    QStringList now;
    for (const Message &message : messagesIn(copy))
        now.append(message.context + u": "_s + message.source);
    before.sort();
    now.sort();
    QVERIFY(!now.isEmpty() || file.endsWith(u"_en.ts"_s));
    QVERIFY2(now == before, "run scripts/translate, and translate what is new");
}

void TestLanguages::testAreInTheProgram()
{
    QCOMPARE(Languages::available(), (QStringList{u"de"_s, u"en"_s}));
}

void TestLanguages::testVerdictInGerman()
{
    ShownStatus shown;
    shown.status.state = RecorderState::Recording;
    {
        const Languages languages{QLocale(QLocale::German)};
        QCOMPARE(verdictOf(shown), u"Zeichnet auf"_s);
        // What machines read stays as it is.
        QCOMPARE(verdict(shown.status), u"Recording"_s);
    }
    const Languages languages{QLocale(QLocale::French)};
    QCOMPARE(verdictOf(shown), u"Recording"_s);
}

QTEST_GUILESS_MAIN(TestLanguages)
#include "tst_languages.moc"
