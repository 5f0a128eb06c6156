#include "fakeledgersource.h"
#include "fakes/fakeledger.h"
#include "fakes/fakestatus.h"
#include "gui/guitesting.h"
#include "gui/integrity/integritypage.h"
#include "gui/integrity/streamtimeline.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestIntegrityPage : public QObject
{
    Q_OBJECT

private slots:
    void testPictures();
};

void TestIntegrityPage::testPictures()
{
    FakeLedgerSource source;
    IntegrityPage page;
    page.setLedger(source);
    page.resize(1280, 760);
    page.show();
    source.give(FakeLedger::day(12));
    page.showStatus({FakeStatus::healthy(12), {}, {}});
    auto *timeline = page.findChild<StreamTimeline *>();
    timeline->setFocus();
    QVERIFY(GuiTesting::savePictures(page, u"integrity"_s) > 20);
}

QTEST_MAIN(TestIntegrityPage)
#include "tst_integritypage.moc"
