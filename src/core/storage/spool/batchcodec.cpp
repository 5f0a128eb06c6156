#include "storage/spool/batchcodec.h"

#include "storage/spool/batchrows.h"

#include <zstd.h>

#include <algorithm>
#include <map>
#include <memory>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView Magic("OFB");
constexpr qsizetype HeaderBytes = 4;

template <typename Stream, typename Number>
void transferDecimal(Stream &stream, Number &number, const Decimal &before)
{
    if constexpr (std::is_const_v<Number>) {
        stream.number(number.scale(), before.scale());
        stream.number(number.mantissa(), before.mantissa());
    } else {
        std::int64_t scale = 0;
        std::int64_t mantissa = 0;
        stream.number(scale, before.scale());
        stream.number(mantissa, before.mantissa());
        if (scale < 0 || scale > Decimal::MaxScale)
            stream.fail("it has a number with more digits than there are");
        else
            number = Decimal(mantissa, static_cast<std::uint8_t>(scale));
    }
}

template <typename Stream, typename Time>
void transferReceiveTime(Stream &stream, Time &time, const ReceiveTime &before)
{
    stream.time(time.utc, before.utc);
    stream.span(time.monotonic, before.monotonic);
}

template <typename Stream, typename Levels>
void transferLevels(Stream &stream, Levels &levels, const std::vector<PriceLevel> &before)
{
    PriceLevel last = before.empty() ? PriceLevel() : before.front();
    stream.list(levels, [&](auto &level) {
        transferDecimal(stream, level.price, last.price);
        transferDecimal(stream, level.quantity, last.quantity);
        last = level;
    });
}

/// How rows become values; `Stream` writes or reads.
template <typename Stream>
class Rows
{
public:
    explicit Rows(Stream &stream)
        : m_stream(stream)
    {}

    template <typename Batch>
    void transfer(Batch &batch)
    {
        m_stream.list(batch.trades, [this](auto &row) { transferTrade(row); });
        m_stream.list(batch.depthUpdates, [this](auto &row) { transferDepth(row); });
        m_stream.list(batch.gaps, [this](auto &row) { transferGap(row); });
        m_stream.list(batch.connections, [this](auto &row) { transferConnection(row); });
        m_stream.list(batch.clockSamples, [this](auto &row) { transferSample(row); });
        m_stream.optional(batch.repair, [this](auto &repair) { transferRepair(repair); });
    }

private:
    template <typename Trade>
    void transferTrade(Trade &trade)
    {
        m_stream.symbol(trade.symbol);
        AggTrade &before = m_trades[trade.symbol];
        m_stream.number(trade.aggTradeId, before.aggTradeId);
        m_stream.number(trade.firstTradeId, before.lastTradeId);
        m_stream.number(trade.lastTradeId, trade.firstTradeId);
        transferDecimal(m_stream, trade.price, before.price);
        transferDecimal(m_stream, trade.quantity, before.quantity);
        m_stream.optional(trade.quantityExclRpi,
                          [&](auto &one) { transferDecimal(m_stream, one, trade.quantity); });
        m_stream.flag(trade.isBuyerMaker);
        m_stream.time(trade.tradeTime, before.tradeTime);
        m_stream.optional(trade.eventTime, [&](auto &one) { m_stream.time(one, trade.tradeTime); });
        transferReceiveTime(m_stream, trade.receiveTime, before.receiveTime);
        m_stream.named(trade.source, [](const QString &text) { return parseEventSource(text); });
        before = trade;
    }

    template <typename Update>
    void transferDepth(Update &update)
    {
        m_stream.symbol(update.symbol);
        m_stream.name(update.depthKind);
        DepthUpdate &before = m_depthUpdates[{update.symbol, update.depthKind}];
        m_stream.number(update.firstUpdateId, before.finalUpdateId);
        m_stream.number(update.finalUpdateId, update.firstUpdateId);
        m_stream.number(update.prevFinalUpdateId, before.finalUpdateId);
        m_stream.time(update.eventTime, before.eventTime);
        m_stream.time(update.transactionTime, update.eventTime);
        transferReceiveTime(m_stream, update.receiveTime, before.receiveTime);
        transferLevels(m_stream, update.bids, before.bids);
        transferLevels(m_stream, update.asks, before.asks);
        before = update;
    }

    template <typename Gap>
    void transferGap(Gap &gap)
    {
        const auto number = [this](auto &one) {
            m_stream.number(one);
        };
        m_stream.symbol(gap.symbol);
        m_stream.name(gap.stream);
        m_stream.named(gap.reason, [](const QString &text) { return parseGapReason(text); });
        m_stream.named(gap.status, [](const QString &text) { return parseGapStatus(text); });
        m_stream.optional(gap.firstMissingId, number);
        m_stream.optional(gap.lastMissingId, number);
        m_stream.optional(gap.missingEvents, number);
        m_stream.number(gap.filledRows);
        m_stream.time(gap.fromTime);
        m_stream.time(gap.toTime, gap.fromTime);
        m_stream.text(gap.note);
    }

    template <typename Connection>
    void transferConnection(Connection &connection)
    {
        const auto time = [this](auto &one) {
            m_stream.time(one);
        };
        m_stream.number(connection.number);
        m_stream.text(connection.route);
        m_stream.text(connection.url);
        m_stream.number(connection.shard);
        m_stream.number(connection.side);
        m_stream.number(connection.streams);
        m_stream.time(connection.attemptedAt);
        m_stream.number(connection.attempts);
        m_stream.optional(connection.openedAt, time);
        m_stream.optional(connection.closedAt, time);
        m_stream.text(connection.endKind);
        m_stream.text(connection.closeReason);
        m_stream.number(connection.frames);
        m_stream.number(connection.bytes);
    }

    template <typename Sample>
    void transferSample(Sample &sample)
    {
        m_stream.time(sample.measuredAt);
        m_stream.span(sample.offset);
        m_stream.span(sample.roundTrip);
    }

    template <typename Repair>
    void transferRepair(Repair &repair)
    {
        m_stream.number(repair.gapId);
        m_stream.optional(repair.settleAs, [this](auto &status) {
            m_stream.named(status, [](const QString &text) { return parseGapStatus(text); });
        });
        m_stream.text(repair.note);
    }

    Stream &m_stream;
    std::map<Symbol, AggTrade> m_trades;
    std::map<std::pair<Symbol, std::string>, DepthUpdate> m_depthUpdates;
};

/// Adds up what the batch takes, which is not among the bytes.
EventBatch counted(EventBatch read)
{
    EventBatch batch;
    for (AggTrade &trade : read.trades)
        batch.add(std::move(trade));
    for (DepthUpdate &update : read.depthUpdates)
        batch.add(std::move(update));
    for (CaptureGap &gap : read.gaps)
        batch.add(std::move(gap));
    for (CaptureConnection &connection : read.connections)
        batch.add(std::move(connection));
    for (const ClockSample &sample : read.clockSamples)
        batch.add(sample);
    batch.repair = std::move(read.repair);
    return batch;
}

using Compressor = std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)>;
using Decompressor = std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)>;

/// Within its bounds zstd fails for want of memory alone.
std::size_t orOutOfMemory(std::size_t result)
{
    if (ZSTD_isError(result))
        qBadAlloc();
    return result;
}

QByteArray compress(const QByteArray &rows, QByteArray header)
{
    // Level 3 is zstd's own default: higher ones take a multiple of the time for a tenth.
    constexpr int Level = 3;
    const Compressor context(ZSTD_createCCtx(), &ZSTD_freeCCtx);
    if (!context)
        qBadAlloc();
    orOutOfMemory(ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, Level));
    orOutOfMemory(ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1));
    const std::size_t bound = ZSTD_compressBound(std::size_t(rows.size()));
    header.resize(HeaderBytes + qsizetype(bound));
    const std::size_t size =
        orOutOfMemory(ZSTD_compress2(context.get(), header.data() + HeaderBytes, bound,
                                     rows.constData(), std::size_t(rows.size())));
    header.resize(HeaderBytes + qsizetype(size));
    header.squeeze();
    return header;
}

/// Piece by piece, because what a damaged frame says of its size may be anything.
tl::expected<QByteArray, QString> decompress(QByteArrayView frame)
{
    const Decompressor context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
    if (!context)
        qBadAlloc();
    QByteArray rows;
    QByteArray piece(qsizetype(ZSTD_DStreamOutSize()), Qt::Uninitialized);
    ZSTD_inBuffer in{frame.data(), std::size_t(frame.size()), 0};
    std::size_t left = 1;
    while (left > 0) {
        ZSTD_outBuffer out{piece.data(), std::size_t(piece.size()), 0};
        left = ZSTD_decompressStream(context.get(), &out, &in);
        if (ZSTD_isError(left)) {
            return tl::unexpected(
                u"zstd cannot read it: %1"_s.arg(QString::fromLatin1(ZSTD_getErrorName(left))));
        }
        rows.append(piece.constData(), qsizetype(out.pos));
        if (std::size_t(rows.size()) > BatchCodec::MostBytes)
            return tl::unexpected(u"it is larger than any batch"_s);
        if (left > 0 && in.pos == in.size && out.pos < out.size)
            return tl::unexpected(u"it ends too early"_s);
    }
    if (in.pos != in.size)
        return tl::unexpected(u"there is something behind its end"_s);
    return rows;
}

} // namespace

QByteArray BatchCodec::encodeRows(const EventBatch &batch)
{
    BatchRowWriter writer;
    Rows(writer).transfer(batch);
    return writer.take();
}

tl::expected<EventBatch, QString> BatchCodec::decodeRows(QByteArrayView rows)
{
    BatchRowReader reader(rows);
    EventBatch batch;
    Rows(reader).transfer(batch);
    if (reader.isGood() && !reader.atEnd())
        reader.fail("there is something behind its rows");
    if (!reader.isGood())
        return tl::unexpected(reader.problem());
    return counted(std::move(batch));
}

QByteArray BatchCodec::encode(const EventBatch &batch)
{
    QByteArray header = Magic.toByteArray();
    header.append(static_cast<char>(NewestVersion));
    return compress(encodeRows(batch), header);
}

tl::expected<EventBatch, QString> BatchCodec::decode(QByteArrayView bytes)
{
    if (bytes.size() < HeaderBytes || !bytes.startsWith(Magic))
        return tl::unexpected(u"it is no batch"_s);
    const int version = static_cast<unsigned char>(bytes.at(HeaderBytes - 1));
    if (version != NewestVersion) {
        return tl::unexpected(
            u"it is of version %1, and this program knows versions up to %2"_s.arg(
                QString::number(version), QString::number(NewestVersion)));
    }
    const tl::expected<QByteArray, QString> rows = decompress(bytes.sliced(HeaderBytes));
    if (!rows)
        return tl::unexpected(rows.error());
    return decodeRows(*rows);
}

} // namespace Orderflow
