#include "verify/finding.h"

#include <QTest>

using namespace Orderflow;

class TestFinding : public QObject
{
    Q_OBJECT

private slots:
    void testListKeepsTheFirstAndCountsAll();
};

void TestFinding::testListKeepsTheFirstAndCountsAll()
{
    FindingList list;
    Finding finding;
    for (std::size_t i = 0; i < FindingList::MostKept + 3; ++i) {
        finding.firstId = finding.lastId = std::int64_t(i);
        finding.severity = i < 2 ? Finding::Severity::Remark : Finding::Severity::Error;
        list.add(finding);
    }
    QCOMPARE(list.findings().size(), FindingList::MostKept);
    QCOMPARE(list.findings().front().firstId, std::int64_t(0));
    QCOMPARE(list.findings().back().firstId, std::int64_t(FindingList::MostKept) - 1);
    QCOMPARE(list.remarks(), 2);
    QCOMPARE(list.errors(), std::int64_t(FindingList::MostKept) + 1);
    QCOMPARE(list.leftOut(), 3);
}

QTEST_APPLESS_MAIN(TestFinding)
#include "tst_finding.moc"
