#pragma once

#include <QString>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace Orderflow {

/// The name of a contract as the exchange writes it in its payloads: upper case, UTF-8, such as
/// `BTCUSDT`, `BTCUSDT_261225`, `币安人生USDT`. Only ASCII letters have a case here: the exchange
/// folds no others.
class Symbol
{
public:
    /// The longest name that is accepted, in bytes of UTF-8.
    static constexpr std::size_t MaxBytes = 64;

    Symbol() = default;

    /// The symbol that `text` names in any case, or nothing where it cannot be one: empty, too
    /// long, or with a character that stream names and SQL arrays use themselves.
    static std::optional<Symbol> parse(std::string_view text);
    static std::optional<Symbol> parse(QStringView text);

    bool isEmpty() const { return m_name.empty(); }
    const std::string &name() const { return m_name; }
    QString toString() const { return QString::fromStdString(m_name); }

    /// As stream names spell it: ASCII letters in lower case.
    std::string toStreamPrefix() const;

    /// Whether `text` names this symbol in its own upper-case form.
    bool is(std::string_view text) const { return m_name == text; }

    auto operator<=>(const Symbol &) const = default;

private:
    explicit Symbol(std::string name)
        : m_name(std::move(name))
    {}

    std::string m_name;
};

inline size_t qHash(const Symbol &symbol, size_t seed = 0)
{
    return std::hash<std::string>()(symbol.name()) ^ seed;
}

} // namespace Orderflow
