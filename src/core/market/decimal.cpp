#include "market/decimal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

namespace Orderflow {

namespace {

/// `exponent` from 0 to MaxScale, so that it fits.
std::int64_t powerOfTen(int exponent)
{
    std::int64_t power = 1;
    for (int i = 0; i < exponent; ++i)
        power *= 10;
    return power;
}

/// What is behind the point, as units of 10^-MaxScale, with the sign of the number.
std::int64_t fraction(std::int64_t mantissa, int scale)
{
    return mantissa % powerOfTen(scale) * powerOfTen(Decimal::MaxScale - scale);
}

} // namespace

std::optional<Decimal> Decimal::parse(std::string_view text)
{
    std::optional<Decimal> decimal(std::in_place);
    if (!decimal->assign(text))
        decimal.reset();
    return decimal;
}

bool Decimal::assign(std::string_view text)
{
    const bool negative = text.starts_with('-');
    if (negative)
        text.remove_prefix(1);

    // So many digits fit in 64 bits without a sign; more do not fit in those with one.
    constexpr std::size_t MostDigits = std::numeric_limits<std::uint64_t>::digits10;
    if (text.size() > MostDigits + 1)
        return false;
    std::uint64_t magnitude = 0;
    std::size_t point = std::string_view::npos;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const unsigned digit = static_cast<unsigned char>(text[i]) - unsigned('0');
        if (digit <= 9) {
            magnitude = magnitude * 10 + digit;
        } else {
            if (text[i] != '.' || point != std::string_view::npos)
                return false;
            point = i;
        }
    }

    const bool hasPoint = point != std::string_view::npos;
    const std::size_t wholeDigits = hasPoint ? point : text.size();
    const std::size_t scale = hasPoint ? text.size() - point - 1 : 0;
    if (wholeDigits == 0 || (wholeDigits > 1 && text.front() == '0'))
        return false;
    if ((hasPoint && scale == 0) || scale > MaxScale || wholeDigits + scale > MostDigits ||
        magnitude > std::uint64_t(std::numeric_limits<std::int64_t>::max()))
        return false;
    const auto mantissa = static_cast<std::int64_t>(magnitude);
    // "-0" has no form of its own in a mantissa and would come back as "0".
    if (negative && mantissa == 0)
        return false;
    m_mantissa = negative ? -mantissa : mantissa;
    m_scale = static_cast<std::uint8_t>(scale);
    return true;
}

void Decimal::appendTo(std::string &out) const
{
    std::array<char, 24> digits{};
    const char *end = std::to_chars(digits.data(), digits.data() + digits.size(), m_mantissa).ptr;
    std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
    if (text.front() == '-') {
        out.push_back('-');
        text.remove_prefix(1);
    }
    const std::size_t scale = m_scale;
    if (scale == 0) {
        out.append(text);
    } else if (text.size() > scale) {
        out.append(text.substr(0, text.size() - scale));
        out.push_back('.');
        out.append(text.substr(text.size() - scale));
    } else {
        out.append("0.");
        out.append(scale - text.size(), '0');
        out.append(text);
    }
}

std::string Decimal::toStdString() const
{
    std::string text;
    appendTo(text);
    return text;
}

QString Decimal::toString() const
{
    return QString::fromStdString(toStdString());
}

std::optional<Decimal> Decimal::plus(const Decimal &other) const
{
    const int scale = std::max(m_scale, other.m_scale);
    std::int64_t sum = 0;
    std::int64_t summand = 0;
    if (__builtin_mul_overflow(m_mantissa, powerOfTen(scale - m_scale), &sum) ||
        __builtin_mul_overflow(other.m_mantissa, powerOfTen(scale - other.m_scale), &summand) ||
        __builtin_add_overflow(sum, summand, &sum))
        return std::nullopt;
    return Decimal(sum, static_cast<std::uint8_t>(scale));
}

std::optional<Decimal> Decimal::minus(const Decimal &other) const
{
    if (other.m_mantissa == std::numeric_limits<std::int64_t>::min())
        return std::nullopt;
    return plus(Decimal(-other.m_mantissa, other.m_scale));
}

std::weak_ordering Decimal::compareValue(const Decimal &other) const
{
    if (m_scale == other.m_scale)
        return m_mantissa <=> other.m_mantissa;
    // Both parts are cut towards zero and carry the sign, so they order the numbers together.
    const std::int64_t whole = m_mantissa / powerOfTen(m_scale);
    const std::int64_t otherWhole = other.m_mantissa / powerOfTen(other.m_scale);
    if (whole != otherWhole)
        return whole <=> otherWhole;
    return fraction(m_mantissa, m_scale) <=> fraction(other.m_mantissa, other.m_scale);
}

double Decimal::toDoubleForDisplay() const
{
    return static_cast<double>(m_mantissa) / std::pow(10.0, m_scale);
}

} // namespace Orderflow
