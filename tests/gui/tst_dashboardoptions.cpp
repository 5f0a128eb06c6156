#include "gui/dashboardoptions.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestDashboardOptions : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void testDefaults();
    void testAttach();
    void testTokenFile();
    void testSettingsFile();
    void testRefused_data();
    void testRefused();
    void testBadSetting();
    void testHelp();
    void testVersion();

private:
    static tl::expected<DashboardOptions, QStringList> read(const QStringList &arguments);
    void write(const QString &name, const QByteArray &content) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_before;
};

void TestDashboardOptions::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(m_folder->path()));
    qputenv("XDG_CONFIG_HOME", QFile::encodeName(m_folder->filePath(u"config"_s)));
}

void TestDashboardOptions::cleanup()
{
    QVERIFY(QDir::setCurrent(m_before));
}

tl::expected<DashboardOptions, QStringList> TestDashboardOptions::read(const QStringList &arguments)
{
    return DashboardOptions::read(QStringList{u"orderflow-recorder"_s} + arguments,
                                  QProcessEnvironment());
}

void TestDashboardOptions::write(const QString &name, const QByteArray &content) const
{
    const QString path = m_folder->filePath(name);
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
}

void TestDashboardOptions::testDefaults()
{
    const auto options = read({});
    QVERIFY(options.has_value());
    QVERIFY(!options->attach && !options->startsAtOnce && options->text.isEmpty());
    QVERIFY(options->settingsFile.startsWith(m_folder->filePath(u"config"_s)));
    QVERIFY(options->settingsFile.endsWith(u"/settings.env"_s));
}

void TestDashboardOptions::testAttach()
{
    const auto options = read({u"--attach"_s, u"wss://recorder.example:9464"_s});
    QVERIFY(options.has_value());
    QCOMPARE(options->attach->address, QUrl(u"wss://recorder.example:9464/live"_s));
    QVERIFY(options->attach->token.isEmpty());
}

void TestDashboardOptions::testTokenFile()
{
    write(u"token"_s, "0123456789abcdef\n");
    const auto options =
        read({u"--attach"_s, u"ws://recorder.example"_s, u"--token-file"_s, u"token"_s});
    QVERIFY(options.has_value());
    QCOMPARE(options->attach->token, QByteArray("0123456789abcdef"));
    QVERIFY(options->settings.secrets.contains(u"0123456789abcdef"_s));
    QCOMPARE(options->settings.warnings.filter(u"unencrypted"_s).size(), qsizetype(1));
}

void TestDashboardOptions::testSettingsFile()
{
    write(u"config/%1/settings.env"_s.arg(QCoreApplication::applicationName()),
          "SYMBOLS_FUTURES=solusdt\n");
    QCOMPARE(read({})->settings.recorder.symbols[0].toString(), u"SOLUSDT"_s);
    write(u".env"_s, "SYMBOLS_FUTURES=xrpusdt\n");
    QCOMPARE(read({})->settings.recorder.symbols[0].toString(), u"XRPUSDT"_s);
    QCOMPARE(read({})->settingsFile, u".env"_s);
    write(u"other.env"_s, "SYMBOLS_FUTURES=adausdt\n");
    const auto options = read({u"--env-file"_s, u"other.env"_s});
    QCOMPARE(options->settings.recorder.symbols[0].toString(), u"ADAUSDT"_s);
    QCOMPARE(options->settingsFile, u"other.env"_s);
}

void TestDashboardOptions::testRefused_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("named");
    QTest::newRow("unknown option") << QStringList{u"--attatch"_s} << u"attatch"_s;
    QTest::newRow("argument") << QStringList{u"host:9464"_s} << u"host:9464"_s;
    QTest::newRow("address") << QStringList{u"--attach"_s, u"ftp://host"_s} << u"ftp"_s;
    QTest::newRow("no token file")
        << QStringList{u"--attach"_s, u"host"_s, u"--token-file"_s, u"none"_s} << u"none"_s;
    QTest::newRow("token alone") << QStringList{u"--token-file"_s, u"token"_s} << u"--attach"_s;
    QTest::newRow("attach and start")
        << QStringList{u"--attach"_s, u"host"_s, u"--start"_s} << u"--start"_s;
    QTest::newRow("no settings file")
        << QStringList{u"--env-file"_s, u"none.env"_s} << u"none.env"_s;
    QTest::newRow("bad setting of an attached one")
        << QStringList{u"--attach"_s, u"host"_s, u"--symbols-futures"_s, u"!"_s}
        << u"SYMBOLS_FUTURES"_s;
}

void TestDashboardOptions::testRefused()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, named);
    const auto options = read(arguments);
    QVERIFY(!options.has_value());
    QVERIFY2(options.error().join(u'\n').contains(named), qPrintable(options.error().join(u'\n')));
}

void TestDashboardOptions::testBadSetting()
{
    const auto options = read({u"--symbols-futures"_s, u"!"_s});
    QVERIFY(options.has_value());
    QCOMPARE(options->problems().size(), qsizetype(1));
    QVERIFY(options->problems().constFirst().contains(u"SYMBOLS_FUTURES"_s));
}

void TestDashboardOptions::testHelp()
{
    const auto help = read({u"--help"_s});
    QVERIFY(help.has_value() && help->text.contains(u"--attach"_s));
    QVERIFY(!help->text.contains(u"--status-token"_s));
}

void TestDashboardOptions::testVersion()
{
    QCOMPARE(read({u"--version"_s})->text.count(u"commit"_s), 0);
    const auto version = DashboardOptions::read({u"orderflow-recorder"_s, u"--version"_s},
                                                QProcessEnvironment(), u"0123456789ab"_s);
    QVERIFY(version.has_value());
    QVERIFY2(version->text.contains(u" (commit 0123456789ab)\n  Qt "_s), qPrintable(version->text));
    QVERIFY2(version->text.contains(u"\n  libpq "_s), qPrintable(version->text));
    QVERIFY(version->text.endsWith(u'\n'));
}

QTEST_GUILESS_MAIN(TestDashboardOptions)
#include "tst_dashboardoptions.moc"
