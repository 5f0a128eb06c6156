#pragma once

#include "ledger/ledgerreader.h"
#include "remote/remotestatus.h"

#include <QByteArray>
#include <QUrl>

namespace Orderflow {

/// Where a recorder that sends its status at `live` serves its ledger: beside it.
QUrl ledgerAddress(const QUrl &live, std::chrono::hours span);

/// Reads the ledger of a recorder that runs elsewhere, from its `/ledger`. What comes has limits:
/// 64 MiB, and those of ledgerFromJson().
class RemoteLedgerReader final : public LedgerReader
{
    Q_OBJECT

public:
    /// Time for an answer, with all its bytes and all attempts while the recorder reads.
    static constexpr std::chrono::seconds Patience{30};
    static constexpr qint64 MaxBytes = qint64(64) << 20;

    explicit RemoteLedgerReader(const RemoteOptions &options,
                                std::chrono::milliseconds shortestRest = ShortestRest,
                                QObject *parent = nullptr);
    /// Gives up what is being read, and waits for the thread.
    ~RemoteLedgerReader() override;

protected:
    Result read(std::chrono::hours span) override;

private:
    const RemoteOptions m_options;
};

} // namespace Orderflow
