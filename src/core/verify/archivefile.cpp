#include "verify/archivefile.h"

#include "verify/archivelines.h"

#include <QFileInfo>
#include <QList>

#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<const char *, 7> Columns{"agg_trade_id",   "price",         "quantity",
                                              "first_trade_id", "last_trade_id", "transact_time",
                                              "is_buyer_maker"};

std::string_view view(const QByteArray &text)
{
    return {text.constData(), std::size_t(text.size())};
}

std::optional<std::int64_t> parseId(const QByteArray &text)
{
    std::int64_t number = 0;
    const char *const end = text.constData() + text.size();
    const auto [stop, error] = std::from_chars(text.constData(), end, number);
    if (error != std::errc() || stop != end || number < 0)
        return std::nullopt;
    return number;
}

std::optional<UtcMilliseconds> parseTime(const QByteArray &text)
{
    constexpr UtcMilliseconds Earliest{std::chrono::sys_days(std::chrono::year(2019) / 1 / 1)};
    constexpr UtcMilliseconds Latest{std::chrono::sys_days(std::chrono::year(2100) / 1 / 1)};
    const std::optional<std::int64_t> number = parseId(text);
    if (!number)
        return std::nullopt;
    const UtcMilliseconds time{std::chrono::milliseconds(*number)};
    return time >= Earliest && time < Latest ? std::optional(time) : std::nullopt;
}

std::optional<bool> parseBoolean(const QByteArray &text)
{
    const QByteArray lower = text.toLower();
    if (lower == "true")
        return true;
    return lower == "false" ? std::optional(false) : std::nullopt;
}

/// Cells of one line, taken one after the other; notes the first that is not what it should be.
class Cells
{
public:
    explicit Cells(const QByteArray &line)
        : m_cells(line.split(','))
    {}

    qsizetype count() const { return m_cells.size(); }

    template <typename Parse>
    auto take(const Parse &parse)
    {
        const QByteArray &cell = m_cells[m_at];
        const auto value = parse(cell);
        if (!value && m_fault.isEmpty()) {
            constexpr qsizetype Shown = 40;
            m_fault = u"%1 is \"%2\""_s.arg(QLatin1StringView(Columns[std::size_t(m_at)]),
                                            QString::fromUtf8(cell.left(Shown)));
        }
        ++m_at;
        return value ? *value : typename decltype(parse(cell))::value_type();
    }

    const QString &fault() const { return m_fault; }

private:
    QList<QByteArray> m_cells;
    qsizetype m_at = 0;
    QString m_fault;
};

} // namespace

ArchiveFile::ArchiveFile(QString path, std::unique_ptr<Lines> lines)
    : m_path(std::move(path))
    , m_lines(std::move(lines))
{}

tl::expected<ArchiveFile, QString> ArchiveFile::open(const QString &path,
                                                     const ArchiveLimits &limits)
{
    auto lines = openArchiveLines(path, limits);
    if (!lines)
        return tl::make_unexpected(lines.error());
    return ArchiveFile(path, std::move(*lines));
}

tl::expected<std::optional<ArchiveTrade>, QString> ArchiveFile::next()
{
    while (true) {
        const tl::expected<QByteArray, QString> read = m_lines->next();
        if (!read)
            return tl::make_unexpected(read.error());
        if (read->isEmpty())
            return std::nullopt;
        ++m_lineNumber;
        QByteArray line = *read;
        while (line.endsWith('\n') || line.endsWith('\r'))
            line.chop(1);
        if (line.isEmpty() || (m_lineNumber == 1 && isHeader(line)))
            continue;
        const tl::expected<ArchiveTrade, QString> trade = parse(line);
        if (trade)
            return *trade;
        const QString damage = m_lines->damage();
        return tl::make_unexpected(damage.isEmpty() ? trade.error() : damage);
    }
}

bool ArchiveFile::isHeader(const QByteArray &line) const
{
    QByteArrayList names;
    for (const char *name : Columns)
        names << name;
    return line.toLower() == names.join(',');
}

tl::expected<ArchiveTrade, QString> ArchiveFile::parse(const QByteArray &line) const
{
    Cells cells(line);
    if (cells.count() != qsizetype(Columns.size())) {
        return wrongLine(
            u"it has %1 columns instead of %2"_s.arg(cells.count()).arg(Columns.size()));
    }
    const auto parseDecimal = [](const QByteArray &text) {
        return Decimal::parse(view(text));
    };
    ArchiveTrade trade;
    trade.aggTradeId = cells.take(parseId);
    trade.price = cells.take(parseDecimal);
    trade.quantity = cells.take(parseDecimal);
    trade.firstTradeId = cells.take(parseId);
    trade.lastTradeId = cells.take(parseId);
    trade.tradeTime = cells.take(parseTime);
    trade.isBuyerMaker = cells.take(parseBoolean);
    if (!cells.fault().isEmpty())
        return wrongLine(cells.fault());
    return trade;
}

tl::unexpected<QString> ArchiveFile::wrongLine(const QString &what) const
{
    QStringList names;
    for (const char *name : Columns)
        names << QString::fromLatin1(name);
    return tl::make_unexpected(u"%1, line %2: %3; an aggTrades file of data.binance.vision, of "
                               u"futures/um, has the columns "
                               "%4, and times in milliseconds"_s.arg(
                                   m_path, QString::number(m_lineNumber), what, names.join(u',')));
}

std::optional<Symbol> symbolOfArchive(const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    const qsizetype end = name.indexOf("-aggTrades-"_L1);
    return end < 0 ? std::nullopt : Symbol::parse(QStringView(name).first(end));
}

} // namespace Orderflow
