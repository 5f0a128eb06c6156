#pragma once

#include <QString>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace Orderflow {

/// An exact decimal number as the exchange writes it: `mantissa / 10^scale`. The scale is kept, so
/// that `"0.100"` comes back as `"0.100"`: parse(text)->toString() == text for all that parses.
///
/// Accepted: an optional minus, digits without needless leading zeros, and optionally a point with
/// 1 to 18 digits after it, as long as all digits fit in 64 bits. Nothing is ever rounded.
class Decimal
{
public:
    /// The most digits after the point; numeric(38,18) of the database takes as many.
    static constexpr int MaxScale = 18;

    constexpr Decimal() = default;
    constexpr Decimal(std::int64_t mantissa, std::uint8_t scale)
        : m_mantissa(mantissa)
        , m_scale(scale)
    {}

    /// The number that `text` spells, or nothing where it has another form or does not fit.
    static std::optional<Decimal> parse(std::string_view text);
    /// Becomes that number, where it lies; false, and as before, where parse() has nothing.
    bool assign(std::string_view text);

    std::int64_t mantissa() const { return m_mantissa; }
    int scale() const { return m_scale; }
    bool isZero() const { return m_mantissa == 0; }

    /// Appends the text that was parsed, without a copy in between.
    void appendTo(std::string &out) const;
    std::string toStdString() const;
    QString toString() const;

    /// For drawing and sorting on a screen only: never for what is stored.
    double toDoubleForDisplay() const;

    /// Equal in text, so 1.0 and 1.00 differ: the wire's own form is what is recorded.
    bool operator==(const Decimal &) const = default;

    /// Exactly, with the digits of the one that has more; nothing where that does not fit in 64
    /// bits.
    std::optional<Decimal> plus(const Decimal &other) const;
    std::optional<Decimal> minus(const Decimal &other) const;

    /// The order of the numbers, exactly: 1.0 and 1.00 are equivalent here.
    std::weak_ordering compareValue(const Decimal &other) const;

private:
    std::int64_t m_mantissa = 0;
    std::uint8_t m_scale = 0;
};

} // namespace Orderflow
