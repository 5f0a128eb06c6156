#pragma once

#include "alerts/alertlimits.h"
#include "binance/networkaccess.h"
#include "binance/streamname.h"
#include "binance/symbolselection.h"
#include "storage/retention.h"
#include "storage/spool/spooloptions.h"
#include "storage/storeoptions.h"

#include <QString>
#include <QUrl>

#include <tl/expected.hpp>

#include <chrono>
#include <cstddef>
#include <vector>

namespace Orderflow {

/// Bounds of a batch: it goes to the database when it reaches one of the upper ones, and from
/// `minAge` on as soon as the database has nothing else to do.
struct BatchLimits
{
    /// 1 to 1,000,000 events.
    std::size_t maxEvents = 5000;
    /// 64 KiB to 1 GiB.
    std::size_t maxBytes = std::size_t(4) << 20;
    /// 1 ms to 60 s, from the first event of the batch; a `minAge` above `maxAge` counts as that.
    std::chrono::milliseconds minAge{50};
    std::chrono::milliseconds maxAge{250};
};

/// What a recorder is told to do, all of it valid.
struct RecorderSettings
{
    /// As DB_URL spells it; storage/databaseurl.h reads it.
    QString databaseUrl;
    StoreOptions storeOptions;
    QUrl webSocketBaseUrl;
    QUrl restBaseUrl;
    /// A PEM file of certificates to trust besides the system's; empty for none.
    QString tlsCaFile;
    ProxySettings proxies;
    /// Which contracts are recorded, and which share of them.
    SymbolSelection symbolSelection;
    /// The same where it does not depend on what the exchange lists, in the order of the settings;
    /// else empty.
    std::vector<Symbol> symbols;
    /// Streams without their symbols, such as `depth5@100ms`; empty records no depth.
    std::vector<std::string> depthStreams;
    /// Such as `aggTrade`; empty records no trades.
    std::vector<std::string> tradeStreams;
    /// 1 to MaxStreamsPerConnection.
    std::size_t streamsPerConnection = 200;
    /// How many connections deliver each stream: 1 or 2.
    int feedRedundancy = 1;
    /// At this age a connection is replaced: 5 s to 86,000 s.
    std::chrono::seconds connectionMaxAge{82'800};
    BatchLimits batch;
    /// What may wait for the database, in bytes: 1 MiB to 64 GiB.
    std::size_t queueMaxBytes = std::size_t(64) << 20;
    /// What waits for it on disk.
    SpoolOptions spool;
    /// Whether trades that were missed are fetched by REST.
    bool repairGaps = true;
    RetentionLimits retention;
    AlertLimits alerts;
    /// Where changes of alerts are posted to; empty for nowhere. A secret.
    QUrl alertWebhookUrl;

    /// Every one of `symbols` with every stream, in the order of the settings.
    std::vector<StreamName> streamNames() const;

    /// Reads the file of certificates. The error is a sentence that names the setting.
    tl::expected<NetworkAccess, QString> networkAccess() const;
};

} // namespace Orderflow
