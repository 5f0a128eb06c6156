#include "market/symbol.h"

#include <QStringDecoder>

#include <algorithm>

namespace Orderflow {

namespace {

bool isForbidden(char c)
{
    constexpr std::string_view Reserved = "@/!*?,\"'\\{}[]<>&|;:";
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7f' ||
           Reserved.find(c) != std::string_view::npos;
}

char asciiUpper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

char asciiLower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

std::optional<Symbol> Symbol::parse(std::string_view text)
{
    if (text.empty() || text.size() > MaxBytes || std::ranges::any_of(text, isForbidden))
        return std::nullopt;
    QStringDecoder utf8(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString decoded = utf8.decode(QByteArrayView(text.data(), qsizetype(text.size())));
    if (utf8.hasError() || decoded.isEmpty())
        return std::nullopt;

    std::string name(text);
    std::ranges::transform(name, name.begin(), asciiUpper);
    return Symbol(std::move(name));
}

std::optional<Symbol> Symbol::parse(QStringView text)
{
    return parse(std::string_view(text.toUtf8()));
}

std::string Symbol::toStreamPrefix() const
{
    std::string prefix = m_name;
    std::ranges::transform(prefix, prefix.begin(), asciiLower);
    return prefix;
}

} // namespace Orderflow
