#include "storage/stores/pgbinaryrows.h"

#include <QtEndian>

#include <array>
#include <limits>
#include <span>

namespace Orderflow {

namespace {

constexpr std::string_view Replacement = "\xEF\xBF\xBD";

// numeric is made of digits to this base.
constexpr std::uint64_t Base = 10'000;
constexpr int DigitsOfBase = 4;

// The ends of 64 bits would be stored as infinity; the number beside them is out of range.
constexpr std::int64_t RefusedTime = std::numeric_limits<std::int64_t>::max() - 1;

constexpr std::uint64_t powerOfTen(int exponent)
{
    std::uint64_t power = 1;
    for (int i = 0; i < exponent; ++i)
        power *= 10;
    return power;
}

/// The digits of a number to the base of numeric, most significant first, without zeros at either
/// end, and where its point is.
struct NumericDigits
{
    static constexpr std::size_t Most = 12;

    std::array<std::int16_t, Most> digits{};
    std::size_t first = 0;
    std::size_t end = 0;
    /// Of the first digit, as a power of the base.
    std::int16_t weight = 0;

    std::span<const std::int16_t> span() const
    {
        return std::span(digits).subspan(first, end - first);
    }
};

NumericDigits numericDigits(std::uint64_t magnitude, int scale)
{
    // 64 bits are at most 5 digits before the point.
    constexpr std::size_t PointAt = 5;
    Q_ASSERT(scale <= Decimal::MaxScale);
    const std::uint64_t unit = powerOfTen(scale);
    std::uint64_t whole = magnitude / unit;
    std::uint64_t fraction = magnitude % unit;

    NumericDigits number;
    for (std::size_t i = PointAt; i-- > 0; whole /= Base)
        number.digits[i] = static_cast<std::int16_t>(whole % Base);
    number.end = PointAt;
    for (int rest = scale; rest > 0; rest -= DigitsOfBase) {
        const std::uint64_t below = powerOfTen(rest > DigitsOfBase ? rest - DigitsOfBase : 0);
        // The last digit may have fewer decimals than the base: it is filled with zeros.
        const std::uint64_t fill = powerOfTen(rest < DigitsOfBase ? DigitsOfBase - rest : 0);
        number.digits[number.end++] = static_cast<std::int16_t>(fraction / below * fill);
        fraction %= below;
    }
    while (number.end > 0 && number.digits[number.end - 1] == 0)
        --number.end;
    while (number.first < number.end && number.digits[number.first] == 0)
        ++number.first;
    if (number.first < number.end)
        number.weight = static_cast<std::int16_t>(int(PointAt) - 1 - int(number.first));
    return number;
}

} // namespace

template <typename Integer>
void PgBinaryRows::appendInteger(Integer value)
{
    std::array<char, sizeof(Integer)> bytes{};
    qToBigEndian(value, bytes.data());
    m_bytes.append(bytes.data(), bytes.size());
}

void PgBinaryRows::appendHeader()
{
    // No flags, no extension.
    constexpr std::array Header{'P',    'G',    'C',    'O',    'P',    'Y',    '\n',
                                '\xff', '\r',   '\n',   '\x00', '\x00', '\x00', '\x00',
                                '\x00', '\x00', '\x00', '\x00', '\x00'};
    m_bytes.append(Header.data(), Header.size());
}

void PgBinaryRows::appendTrailer()
{
    appendInteger(std::int16_t(-1));
}

void PgBinaryRows::beginRow(std::int16_t columns)
{
    appendInteger(columns);
}

void PgBinaryRows::appendText(std::string_view text)
{
    const std::size_t start = m_bytes.size();
    appendInteger(std::int32_t(0));
    for (;;) {
        const std::size_t nul = text.find('\0');
        m_bytes.append(text.substr(0, nul));
        if (nul == std::string_view::npos)
            break;
        m_bytes.append(Replacement);
        text.remove_prefix(nul + 1);
    }
    const std::size_t length = m_bytes.size() - start - sizeof(std::int32_t);
    qToBigEndian(static_cast<std::int32_t>(length), m_bytes.data() + start);
}

void PgBinaryRows::appendJson(std::string_view json)
{
    constexpr char Version = 1;
    appendInteger(static_cast<std::int32_t>(json.size() + 1));
    m_bytes.push_back(Version);
    m_bytes.append(json);
}

void PgBinaryRows::appendNumber(std::int64_t number)
{
    appendInteger(std::int32_t(sizeof(number)));
    appendInteger(number);
}

void PgBinaryRows::appendBool(bool value)
{
    appendInteger(std::int32_t(1));
    m_bytes.push_back(value ? '\x01' : '\x00');
}

void PgBinaryRows::appendNumeric(const Decimal &number)
{
    constexpr std::int16_t Positive = 0x0000;
    constexpr std::int16_t Negative = 0x4000;
    const std::int64_t mantissa = number.mantissa();
    // Unsigned, because the least of 64 bits has no counterpart.
    const std::uint64_t magnitude =
        mantissa < 0 ? ~static_cast<std::uint64_t>(mantissa) + 1 : std::uint64_t(mantissa);
    const NumericDigits digits = numericDigits(magnitude, number.scale());
    const std::span<const std::int16_t> span = digits.span();

    appendInteger(static_cast<std::int32_t>(sizeof(std::int16_t) * (4 + span.size())));
    appendInteger(static_cast<std::int16_t>(span.size()));
    appendInteger(digits.weight);
    appendInteger(mantissa < 0 ? Negative : Positive);
    appendInteger(static_cast<std::int16_t>(number.scale()));
    for (const std::int16_t digit : span)
        appendInteger(digit);
}

void PgBinaryRows::appendTime(UtcMicroseconds time)
{
    // timestamptz counts from 2000-01-01.
    constexpr std::int64_t Epoch = 946'684'800'000'000;
    std::int64_t value = 0;
    if (__builtin_sub_overflow(time.time_since_epoch().count(), Epoch, &value) ||
        value == std::numeric_limits<std::int64_t>::min()) {
        value = RefusedTime;
    }
    appendNumber(value);
}

void PgBinaryRows::appendTime(UtcMilliseconds time)
{
    std::int64_t microseconds = 0;
    if (__builtin_mul_overflow(time.time_since_epoch().count(), 1000, &microseconds))
        appendNumber(RefusedTime);
    else
        appendTime(UtcMicroseconds(std::chrono::microseconds(microseconds)));
}

void PgBinaryRows::appendNull()
{
    appendInteger(std::int32_t(-1));
}

} // namespace Orderflow
