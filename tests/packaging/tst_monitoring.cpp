// What is said of metrics outside of the program, in alert rules and on the Grafana dashboard, is
// of metrics that there are, and what each alert means is written down.

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;

class TestMonitoring : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void testMetricsAreThere_data();
    void testMetricsAreThere();
    void testRules_data();
    void testRules();
    void testEveryAlertOfTheRecorderHasARule();
    void testEveryRuleIsDescribed();
    void testPanels();

private:
    static QString textOf(const QString &file);
    static QStringList namesIn(const QString &text, const QString &pattern);

    QString m_rules;
    QString m_dashboard;
    QString m_operations;
    QStringList m_metrics;
};

QString TestMonitoring::textOf(const QString &file)
{
    QFile source(QStringLiteral(ORDERFLOW_SOURCE_DIR "/") + file);
    if (!source.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(file));
    return QString::fromUtf8(source.readAll());
}

QStringList TestMonitoring::namesIn(const QString &text, const QString &pattern)
{
    const QRegularExpression name(pattern, QRegularExpression::MultilineOption);
    QStringList names;
    for (auto match = name.globalMatch(text); match.hasNext();)
        names << match.next().captured(1);
    names.removeDuplicates();
    return names;
}

void TestMonitoring::initTestCase()
{
    m_rules = textOf(u"packaging/monitoring/prometheus-alerts.yml"_s);
    m_dashboard = textOf(u"packaging/monitoring/grafana-dashboard.json"_s);
    m_operations = textOf(u"docs/operations.md"_s);
    m_metrics = namesIn(textOf(u"docs/status-server.md"_s), u"^\\| `(\\w+)` \\|"_s);
    QVERIFY(m_metrics.size() > 50);
}

void TestMonitoring::testMetricsAreThere_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("alerts") << m_rules;
    QTest::newRow("dashboard") << m_dashboard;
}

void TestMonitoring::testMetricsAreThere()
{
    QFETCH(QString, text);
    const QStringList names = namesIn(text, u"\\b((?:orderflow|process)_\\w+)"_s);
    QVERIFY(names.size() > 10);
    for (QString name : names) {
        if (name.endsWith("_bucket"_L1))
            name.chop(7);
        QVERIFY2(m_metrics.contains(name), qPrintable(name));
    }
}

void TestMonitoring::testRules_data()
{
    QTest::addColumn<QStringList>("arguments");
    const QString folder = QStringLiteral(ORDERFLOW_SOURCE_DIR "/packaging/monitoring/");
    QTest::newRow("check") << QStringList{u"check"_s, u"rules"_s,
                                          folder + u"prometheus-alerts.yml"_s};
    QTest::newRow("test") << QStringList{u"test"_s, u"rules"_s,
                                         folder + u"prometheus-alerts.test.yml"_s};
}

void TestMonitoring::testRules()
{
    if (QStandardPaths::findExecutable(u"promtool"_s).isEmpty())
        QSKIP("promtool is not installed; it is in the package prometheus");
    QFETCH(QStringList, arguments);
    QProcess promtool;
    promtool.setProcessChannelMode(QProcess::MergedChannels);
    promtool.start(u"promtool"_s, arguments);
    QVERIFY(promtool.waitForFinished());
    QVERIFY2(promtool.exitCode() == 0, promtool.readAll().constData());
}

void TestMonitoring::testEveryAlertOfTheRecorderHasARule()
{
    const QString chapter = m_operations.section(u"\n## Alerts\n"_s, 1).section(u"\n## "_s, 0, 0);
    const QStringList alerts = namesIn(chapter, u"^\\| `([a-z_]+)` \\|"_s);
    QVERIFY(alerts.size() >= 7);
    const QStringList rules = namesIn(m_rules, u"alert=\"(\\w+)\""_s);
    QCOMPARE(QSet<QString>(rules.cbegin(), rules.cend()),
             QSet<QString>(alerts.cbegin(), alerts.cend()));
}

void TestMonitoring::testEveryRuleIsDescribed()
{
    const QStringList rules = namesIn(m_rules, u"^ *- alert: (\\w+)"_s);
    QVERIFY(rules.size() > 10);
    for (const QString &rule : rules)
        QVERIFY2(m_operations.contains(u'`' + rule + u'`'), qPrintable(rule));
}

void TestMonitoring::testPanels()
{
    QJsonParseError error{};
    const QJsonObject dashboard = QJsonDocument::fromJson(m_dashboard.toUtf8(), &error).object();
    QCOMPARE(error.error, QJsonParseError::NoError);
    QSet<int> ids;
    const QJsonArray panels = dashboard["panels"_L1].toArray();
    for (const auto &value : panels) {
        const QJsonObject panel = value.toObject();
        QVERIFY2(!ids.contains(panel["id"_L1].toInt()), "two panels have one id");
        ids.insert(panel["id"_L1].toInt());
        const QJsonObject place = panel["gridPos"_L1].toObject();
        QVERIFY(place["x"_L1].toInt() + place["w"_L1].toInt() <= 24);
        QVERIFY(panel["type"_L1].toString() == "row"_L1 ||
                !panel["targets"_L1].toArray().isEmpty());
    }
    QVERIFY(ids.size() > 20);
}

QTEST_GUILESS_MAIN(TestMonitoring)
#include "tst_monitoring.moc"
