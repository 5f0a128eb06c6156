#include "storage/spool/batchrows.h"

#include <QStringDecoder>

namespace Orderflow {

namespace {

constexpr unsigned BitsOfByte = 7;
constexpr std::uint64_t MoreFollows = 0x80;

/// Small numbers of either sign become small ones without.
std::uint64_t zigzag(std::int64_t value)
{
    return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

std::int64_t unzigzag(std::uint64_t value)
{
    return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

} // namespace

void BatchRowWriter::unsignedNumber(std::uint64_t value)
{
    while (value >= MoreFollows) {
        m_bytes.append(static_cast<char>(value | MoreFollows));
        value >>= BitsOfByte;
    }
    m_bytes.append(static_cast<char>(value));
}

void BatchRowWriter::number(std::int64_t value, std::int64_t before)
{
    // Without a sign, because the difference of two numbers may be one bit longer than they are.
    const std::uint64_t difference =
        static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(before);
    unsignedNumber(zigzag(static_cast<std::int64_t>(difference)));
}

void BatchRowWriter::flag(bool value)
{
    m_bytes.append(value ? '\1' : '\0');
}

void BatchRowWriter::text(const std::string &value)
{
    unsignedNumber(value.size());
    m_bytes.append(value.data(), qsizetype(value.size()));
}

void BatchRowWriter::name(const std::string &value)
{
    const auto [entry, isNew] = m_names.try_emplace(value, m_names.size());
    unsignedNumber(entry->second);
    if (isNew)
        text(value);
}

void BatchRowReader::fail(const char *problem)
{
    if (isGood())
        m_problem = QString::fromLatin1(problem);
    m_rest = {};
}

std::uint64_t BatchRowReader::unsignedNumber()
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += BitsOfByte) {
        if (m_rest.isEmpty()) {
            fail("it ends too early");
            return 0;
        }
        const auto byte = static_cast<unsigned char>(m_rest.front());
        m_rest = m_rest.sliced(1);
        value |= static_cast<std::uint64_t>(byte & (MoreFollows - 1)) << shift;
        if (byte < MoreFollows)
            return value;
    }
    fail("it has a number of more than 64 bits");
    return 0;
}

void BatchRowReader::number(std::int64_t &value, std::int64_t before)
{
    const auto difference = static_cast<std::uint64_t>(unzigzag(unsignedNumber()));
    value = static_cast<std::int64_t>(static_cast<std::uint64_t>(before) + difference);
}

void BatchRowReader::flag(bool &value)
{
    const std::uint64_t number = unsignedNumber();
    if (number > 1)
        fail("it has a yes or no that is neither");
    value = number == 1;
}

void BatchRowReader::text(std::string &value)
{
    const std::uint64_t size = unsignedNumber();
    if (size > std::uint64_t(m_rest.size())) {
        fail("it ends within a text");
        return;
    }
    value.assign(m_rest.data(), size);
    m_rest = m_rest.sliced(qsizetype(size));
}

void BatchRowReader::text(QString &value)
{
    std::string utf8;
    text(utf8);
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    value = decoder.decode(QByteArrayView(utf8.data(), qsizetype(utf8.size())));
    if (decoder.hasError())
        fail("it has a text that is no UTF-8");
}

void BatchRowReader::name(std::string &value)
{
    const std::uint64_t number = unsignedNumber();
    if (number < m_names.size()) {
        value = m_names[number];
        return;
    }
    if (number > m_names.size()) {
        fail("it refers to a name that it does not have");
        return;
    }
    text(value);
    if (isGood())
        m_names.push_back(value);
}

void BatchRowReader::symbol(Symbol &value)
{
    std::string text;
    name(text);
    // A gap of a frame that named no stream has none.
    if (text.empty())
        return;
    const std::optional<Symbol> parsed = Symbol::parse(std::string_view(text));
    if (parsed && parsed->is(text))
        value = *parsed;
    else
        fail("it has a symbol that cannot be one");
}

} // namespace Orderflow
