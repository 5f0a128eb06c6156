#pragma once

#include "market/decimal.h"
#include "market/symbol.h"
#include "market/time.h"

#include <QByteArray>
#include <QString>

#include <tl/expected.hpp>

#include <cstdint>
#include <memory>
#include <optional>

namespace Orderflow {

/// A row of an aggTrades file of data.binance.vision.
struct ArchiveTrade
{
    std::int64_t aggTradeId = 0;
    Decimal price;
    Decimal quantity;
    std::int64_t firstTradeId = 0;
    std::int64_t lastTradeId = 0;
    UtcMilliseconds tradeTime{};
    bool isBuyerMaker = false;

    bool operator==(const ArchiveTrade &) const = default;
};

/// What an archive file may be at most; more than the exchange's largest by far.
struct ArchiveLimits
{
    std::int64_t maxLineBytes = 4096;
    std::int64_t maxContentBytes = std::int64_t(64) << 30;
};

/// Reads an aggTrades file of data.binance.vision (`futures/um`), row by row, as it is: CSV or a
/// zip with one CSV, with a header line or without, rows in any order. Used in one thread.
///
/// Errors are sentences that name the file, the line, what is wrong and what to do.
class ArchiveFile
{
public:
    /// The lines of CSV text, from wherever they come.
    class Lines
    {
    public:
        virtual ~Lines() = default;
        /// The next line with its end; empty where there are no more.
        virtual tl::expected<QByteArray, QString> next() = 0;
        /// Why none of the lines can be trusted; empty where nothing is known against them. Reads
        /// what is left.
        virtual QString damage() { return {}; }
    };

    static tl::expected<ArchiveFile, QString> open(const QString &path,
                                                   const ArchiveLimits &limits = {});

    /// The next row; nothing where there are no more.
    tl::expected<std::optional<ArchiveTrade>, QString> next();

private:
    ArchiveFile(QString path, std::unique_ptr<Lines> lines);

    tl::expected<ArchiveTrade, QString> parse(const QByteArray &line) const;
    tl::unexpected<QString> wrongLine(const QString &what) const;
    bool isHeader(const QByteArray &line) const;

    QString m_path;
    std::unique_ptr<Lines> m_lines;
    std::int64_t m_lineNumber = 0;
};

/// The symbol of a file by its name, such as `BTCUSDT-aggTrades-2026-11-20.zip`; nothing where the
/// name has another form.
std::optional<Symbol> symbolOfArchive(const QString &path);

} // namespace Orderflow
