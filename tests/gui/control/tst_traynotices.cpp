#include "gui/control/traynotices.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Story = QList<std::pair<int, Health>>;

class TestTrayNotices : public QObject
{
    Q_OBJECT

private slots:
    void testStories_data();
    void testStories();
    void testTextIsOfNow();
};

void TestTrayNotices::testStories_data()
{
    // How many seconds it is how; and at which seconds what was told.
    QTest::addColumn<Story>("story");
    QTest::addColumn<QStringList>("told");
    constexpr auto Off = Health::Off;
    constexpr auto Changing = Health::Changing;
    constexpr auto Good = Health::Good;
    constexpr auto Attention = Health::Attention;
    constexpr auto Bad = Health::Bad;
    const auto row = [](const char *name, const Story &story, const QStringList &told) {
        QTest::newRow(name) << story << told;
    };
    row("nothing to tell", {{5, Off}, {5, Changing}, {60, Good}}, {});
    row("turns bad", {{10, Good}, {10, Bad}}, {u"13 bad"_s});
    row("for a moment", {{10, Good}, {3, Bad}, {10, Good}}, {});
    row("and good again", {{10, Good}, {10, Bad}, {10, Good}}, {u"13 bad"_s, u"23 good"_s});
    row("good for a moment", {{10, Good}, {20, Bad}, {3, Good}, {20, Bad}}, {u"13 bad"_s});
    row("bad from the start", {{2, Changing}, {10, Bad}}, {u"5 bad"_s});
    row("worse", {{10, Attention}, {20, Bad}}, {u"3 attention"_s, u"13 bad"_s});
    row("less bad", {{20, Bad}, {20, Attention}}, {u"3 bad"_s, u"23 attention"_s});
    row("not more than one in ten seconds", {{5, Bad}, {30, Good}}, {u"3 bad"_s, u"13 good"_s});
    row("over before it may be told", {{5, Bad}, {4, Good}, {30, Bad}}, {u"3 bad"_s});
    row("to and fro between two troubles",
        {{2, Bad}, {2, Attention}, {2, Bad}, {2, Attention}, {2, Bad}, {2, Attention}},
        {u"3 attention"_s});
    row("to and fro with good",
        {{2, Bad}, {2, Good}, {2, Bad}, {2, Good}, {2, Bad}, {2, Good}, {2, Bad}}, {});
    row("stopped by the user", {{10, Bad}, {20, Changing}, {30, Off}}, {u"3 bad"_s});
    row("started again after that", {{10, Bad}, {5, Off}, {30, Good}}, {u"3 bad"_s});
    row("bad again after that", {{20, Bad}, {5, Off}, {5, Bad}}, {u"3 bad"_s, u"28 bad"_s});
}

void TestTrayNotices::testStories()
{
    QFETCH(Story, story);
    static const QMap<Health, QString> names{{Health::Off, u"off"_s},
                                             {Health::Changing, u"changing"_s},
                                             {Health::Good, u"good"_s},
                                             {Health::Attention, u"attention"_s},
                                             {Health::Bad, u"bad"_s}};
    TrayNotices notices;
    QStringList told;
    int second = 0;
    for (const auto &[seconds, health] : story) {
        for (int i = 0; i < seconds; ++i, ++second) {
            const auto notice = notices.update(health, u"words"_s, std::chrono::seconds(second));
            if (notice)
                told.append(QString::number(second) + u' ' + names.value(notice->health));
        }
    }
    QTEST(told, "told");
}

void TestTrayNotices::testTextIsOfNow()
{
    TrayNotices notices;
    QVERIFY(!notices.update(Health::Bad, u"first"_s, 1s));
    const auto notice = notices.update(Health::Bad, u"second"_s, 4s);
    QVERIFY(notice);
    QCOMPARE(notice->text, u"second"_s);
}

QTEST_APPLESS_MAIN(TestTrayNotices)
#include "tst_traynotices.moc"
