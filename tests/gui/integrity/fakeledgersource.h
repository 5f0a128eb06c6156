#pragma once

#include "gui/source/ledgersource.h"

#include <QList>

namespace Orderflow {

/// A source of ledgers that a test makes.
class FakeLedgerSource final : public LedgerSource
{
public:
    using LedgerSource::LedgerSource;

    void give(LedgerSpan span)
    {
        show({std::make_shared<const LedgerSpan>(std::move(span)), {}, answer().number + 1});
    }
    void fail(const QString &error) { show({answer().span, error, answer().number + 1}); }
    void give(const BackfillStatus &status) { showFilling(status); }

    void request(std::chrono::hours span) override { requested << int(span.count()); }
    QString fillRefusal() const override { return refusal; }
    void fill(const std::vector<LedgerGap> &gaps) override { filled = gaps; }
    void stopFilling() override { ++stops; }

    QList<int> requested;
    QString refusal;
    std::vector<LedgerGap> filled;
    int stops = 0;
};

} // namespace Orderflow
