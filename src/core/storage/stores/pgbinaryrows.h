#pragma once

#include "market/decimal.h"
#include "market/time.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace Orderflow {

/// Builds rows in the binary format of PostgreSQL's COPY. Each value has to be of exactly the type
/// of its column: the server converts nothing.
class PgBinaryRows
{
public:
    /// What comes before the first row of a COPY.
    void appendHeader();
    /// What comes after the last.
    void appendTrailer();

    /// Begins a row; as many values have to follow.
    void beginRow(std::int16_t columns);

    /// Type text: any UTF-8. A NUL, which PostgreSQL cannot hold, becomes U+FFFD.
    void appendText(std::string_view text);
    /// Type jsonb: `json` in ASCII.
    void appendJson(std::string_view json);
    /// Type bigint.
    void appendNumber(std::int64_t number);
    /// Type boolean.
    void appendBool(bool value);
    /// Type numeric, with the scale of `number`.
    void appendNumeric(const Decimal &number);
    /// Type timestamptz. A time outside of what PostgreSQL knows becomes one that it refuses.
    void appendTime(UtcMicroseconds time);
    void appendTime(UtcMilliseconds time);
    void appendNull();

    std::string_view bytes() const { return m_bytes; }
    std::size_t size() const { return m_bytes.size(); }
    /// Forgets what is there, and keeps the memory.
    void clear() { m_bytes.clear(); }

private:
    template <typename Integer>
    void appendInteger(Integer value);

    std::string m_bytes;
};

} // namespace Orderflow
