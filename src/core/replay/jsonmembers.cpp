#include "replay/jsonmembers.h"

#include <charconv>

namespace Orderflow {

JsonMembers::JsonMembers(std::string_view object)
    : m_text(object)
{
    if (!take('{'))
        m_at = m_text.size();
}

bool JsonMembers::next()
{
    if (!m_first && !take(','))
        return false;
    m_first = false;
    const std::optional<std::string_view> key = takeString();
    if (!key || !take(':'))
        return false;
    const std::optional<std::string_view> value = takeValue();
    if (!value)
        return false;
    m_key = key->substr(1, key->size() - 2);
    m_value = *value;
    return true;
}

void JsonMembers::skipSpace()
{
    const auto isSpace = [](char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    };
    while (m_at < m_text.size() && isSpace(m_text[m_at]))
        ++m_at;
}

bool JsonMembers::take(char c)
{
    skipSpace();
    if (m_at >= m_text.size() || m_text[m_at] != c)
        return false;
    ++m_at;
    return true;
}

std::optional<std::string_view> JsonMembers::takeString()
{
    const std::size_t start = (skipSpace(), m_at);
    if (!take('"'))
        return std::nullopt;
    for (; m_at < m_text.size(); ++m_at) {
        if (m_text[m_at] == '\\') {
            ++m_at;
        } else if (m_text[m_at] == '"') {
            ++m_at;
            return m_text.substr(start, m_at - start);
        }
    }
    return std::nullopt;
}

std::optional<std::string_view> JsonMembers::takeValue()
{
    skipSpace();
    const std::size_t start = m_at;
    int depth = 0;
    while (m_at < m_text.size()) {
        const char c = m_text[m_at];
        if (c == '"') {
            if (!takeString())
                return std::nullopt;
            if (depth == 0)
                break;
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}' || c == ']'))
            break;
        ++m_at;
        if (c == '{' || c == '[')
            ++depth;
        else if ((c == '}' || c == ']') && --depth == 0)
            break;
    }
    std::size_t end = m_at;
    while (end > start && static_cast<unsigned char>(m_text[end - 1]) <= ' ')
        --end;
    if (depth != 0 || end == start)
        return std::nullopt;
    return m_text.substr(start, end - start);
}

std::string_view jsonMember(std::string_view object, std::string_view key)
{
    JsonMembers members(object);
    while (members.next()) {
        if (members.key() == key)
            return members.value();
    }
    return {};
}

std::optional<std::int64_t> jsonInteger(std::string_view value)
{
    std::int64_t number = 0;
    const char *const end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, number);
    if (error != std::errc() || stop != end)
        return std::nullopt;
    return number;
}

std::optional<std::string_view> jsonPlainString(std::string_view value)
{
    if (value.size() < 2 || value.front() != '"' || value.back() != '"' ||
        value.find('\\') != std::string_view::npos) {
        return std::nullopt;
    }
    return value.substr(1, value.size() - 2);
}

} // namespace Orderflow
