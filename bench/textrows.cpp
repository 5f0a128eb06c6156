#include "textrows.h"

#include "market/checksum.h"

#include <array>
#include <charconv>
#include <chrono>
#include <string_view>

namespace Orderflow {

namespace {

class TextRow
{
public:
    explicit TextRow(std::string &out)
        : m_out(out)
    {}

    void text(std::string_view value)
    {
        separate();
        for (const char c : value) {
            switch (c) {
            case '\\':
                m_out.append("\\\\");
                break;
            case '\t':
                m_out.append("\\t");
                break;
            case '\n':
                m_out.append("\\n");
                break;
            case '\r':
                m_out.append("\\r");
                break;
            default:
                m_out.push_back(c);
            }
        }
    }
    void number(std::int64_t value)
    {
        separate();
        std::array<char, 24> digits{};
        m_out.append(digits.data(), std::to_chars(digits.begin(), digits.end(), value).ptr);
    }
    void decimal(const Decimal &value)
    {
        separate();
        value.appendTo(m_out);
    }
    void boolean(bool value)
    {
        separate();
        m_out.push_back(value ? 't' : 'f');
    }
    void null()
    {
        separate();
        m_out.append("\\N");
    }
    void time(UtcMicroseconds value)
    {
        separate();
        const auto day = std::chrono::floor<std::chrono::days>(value);
        const std::chrono::year_month_day date(day);
        const auto rest = (value - day).count();
        padded(int(date.year()), 4);
        m_out.push_back('-');
        padded(unsigned(date.month()), 2);
        m_out.push_back('-');
        padded(unsigned(date.day()), 2);
        m_out.push_back(' ');
        padded(rest / 3'600'000'000, 2);
        m_out.push_back(':');
        padded(rest / 60'000'000 % 60, 2);
        m_out.push_back(':');
        padded(rest / 1'000'000 % 60, 2);
        m_out.push_back('.');
        padded(rest % 1'000'000, 6);
    }
    void end() { m_out.push_back('\n'); }

private:
    void separate()
    {
        if (!m_isFirst)
            m_out.push_back('\t');
        m_isFirst = false;
    }
    void padded(std::int64_t value, int width)
    {
        std::array<char, 8> digits{};
        for (int i = width; i-- > 0; value /= 10)
            digits[std::size_t(i)] = char('0' + value % 10);
        m_out.append(digits.data(), std::size_t(width));
    }

    std::string &m_out;
    bool m_isFirst = true;
};

} // namespace

void appendTextRow(std::string &rows, const AggTrade &trade)
{
    TextRow row(rows);
    row.text(trade.symbol.name());
    if (trade.eventTime)
        row.time(*trade.eventTime);
    else
        row.null();
    row.time(trade.tradeTime);
    row.decimal(trade.price);
    row.decimal(trade.quantity);
    if (trade.quantityExclRpi)
        row.decimal(*trade.quantityExclRpi);
    else
        row.null();
    row.boolean(trade.isBuyerMaker);
    row.number(trade.aggTradeId);
    row.number(trade.firstTradeId);
    row.number(trade.lastTradeId);
    const QLatin1StringView source = toSqlName(trade.source);
    row.text({source.data(), std::size_t(source.size())});
    row.time(trade.receiveTime.utc);
    row.number(checksumOf(trade));
    row.end();
}

void appendTextRow(std::string &rows, const DepthUpdate &update)
{
    TextRow row(rows);
    row.text(update.symbol.name());
    row.text(update.depthKind);
    row.time(update.eventTime);
    row.time(update.transactionTime);
    row.number(update.firstUpdateId);
    row.number(update.finalUpdateId);
    row.number(update.prevFinalUpdateId);
    row.text(levelsToJson(update.bids));
    row.text(levelsToJson(update.asks));
    row.time(update.receiveTime.utc);
    row.number(checksumOf(update));
    row.end();
}

} // namespace Orderflow
