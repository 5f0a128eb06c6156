#pragma once

#include "backfillstatus.h"
#include "ledger/ledgerreader.h"

#include <QObject>
#include <QString>

#include <chrono>
#include <memory>
#include <vector>

namespace Orderflow {

/// Where the window has the gap ledger from: the database that it records into, or a recorder
/// elsewhere. Lives in the GUI thread, where it only looks at values.
class LedgerSource : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    ~LedgerSource() override;

    /// Asks for the last hours; ledgerChanged() tells when they are there. Not more often than
    /// somebody can read it.
    virtual void request(std::chrono::hours span) = 0;

    /// What came of the newest question.
    const LedgerAnswer &answer() const { return m_answer; }

    /// Why fill() does nothing here, and what to do instead; empty where it fills.
    virtual QString fillRefusal() const = 0;
    /// Has the exchange asked for what is missing in `gaps`. Does nothing while it does so already.
    virtual void fill(const std::vector<LedgerGap> &gaps) = 0;
    /// What is not filled yet stays open.
    virtual void stopFilling() = 0;
    const BackfillStatus &filling() const { return m_filling; }

signals:
    /// answer() is another one.
    void ledgerChanged();
    /// filling() is another one.
    void fillingChanged();

protected:
    void show(LedgerAnswer answer);
    void showFilling(BackfillStatus status);

    /// Shows what this reader answers from now on, which is started, and no other any more.
    void follow(std::unique_ptr<LedgerReader> reader);
    /// Null before the first.
    LedgerReader *reader() const { return m_reader.get(); }

private:
    void leave();

    std::unique_ptr<LedgerReader> m_reader;
    /// Those that end.
    std::vector<std::unique_ptr<LedgerReader>> m_leaving;
    LedgerAnswer m_answer;
    BackfillStatus m_filling;
};

} // namespace Orderflow
