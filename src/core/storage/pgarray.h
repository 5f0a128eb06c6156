#pragma once

#include <QString>

#include <cstdint>
#include <string>
#include <string_view>

namespace Orderflow {

/// Builds the text of a one-dimensional PostgreSQL array, `{"a","b",NULL}`, which a cast such as
/// `::text[]` reads. It is not an SQL literal yet: that takes the driver's quoting around it.
class PgArray
{
public:
    /// Any UTF-8 text. A NUL, which PostgreSQL cannot hold, becomes U+FFFD.
    void appendText(std::string_view text);
    void appendText(const QString &text) { appendText(std::string_view(text.toUtf8())); }
    /// Text that is known to hold digits, signs and points only.
    void appendNumber(std::string_view digits);
    void appendNumber(std::int64_t number);
    void appendBool(bool value);
    void appendNull();

    QString toString() const;

private:
    void separate();

    std::string m_elements;
};

} // namespace Orderflow
