#include "storage/pgarray.h"

namespace Orderflow {

void PgArray::appendText(std::string_view text)
{
    separate();
    m_elements.push_back('"');
    for (const char c : text) {
        if (c == '\0') {
            m_elements.append("\xEF\xBF\xBD");
            continue;
        }
        if (c == '"' || c == '\\')
            m_elements.push_back('\\');
        m_elements.push_back(c);
    }
    m_elements.push_back('"');
}

void PgArray::appendNumber(std::string_view digits)
{
    separate();
    m_elements.append(digits);
}

void PgArray::appendNumber(std::int64_t number)
{
    appendNumber(std::string_view(std::to_string(number)));
}

void PgArray::appendBool(bool value)
{
    separate();
    m_elements.push_back(value ? 't' : 'f');
}

void PgArray::appendNull()
{
    separate();
    m_elements.append("NULL");
}

QString PgArray::toString() const
{
    return u'{' + QString::fromStdString(m_elements) + u'}';
}

void PgArray::separate()
{
    if (!m_elements.empty())
        m_elements.push_back(',');
}

} // namespace Orderflow
