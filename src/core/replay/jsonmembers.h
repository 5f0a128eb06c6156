#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace Orderflow {

/// Walks the members of a JSON object as text, so that single values can be replaced or passed on
/// byte for byte. Expects valid JSON; other text ends the walk early and does no harm.
///
///     JsonMembers members(R"({"a":1,"b":[2]})");
///     while (members.next())
///         use(members.key(), members.value());
class JsonMembers
{
public:
    /// `object` has to outlive this walk.
    explicit JsonMembers(std::string_view object);

    /// Goes to the next member; false where there is none.
    bool next();

    /// As written, without its quotes.
    std::string_view key() const { return m_key; }
    /// As written: a string with its quotes, an object or array as a whole.
    std::string_view value() const { return m_value; }

private:
    void skipSpace();
    bool take(char c);
    std::optional<std::string_view> takeString();
    std::optional<std::string_view> takeValue();

    std::string_view m_text;
    std::size_t m_at = 0;
    bool m_first = true;
    std::string_view m_key;
    std::string_view m_value;
};

/// The value of `key` in `object` as written, or empty where there is none.
std::string_view jsonMember(std::string_view object, std::string_view key);

/// The number that `value` writes, where it is an integer of 64 bits and nothing else.
std::optional<std::int64_t> jsonInteger(std::string_view value);

/// What a string value contains, where it has no escapes.
std::optional<std::string_view> jsonPlainString(std::string_view value);

} // namespace Orderflow
