#include "bencharguments.h"

#include "storage/databaseurl.h"

#include <cstdlib>

namespace Orderflow {

using namespace Qt::StringLiterals;

BenchArguments::BenchArguments(const QStringList &arguments, const QString &usage)
    : m_usage(usage)
    , m_rest(arguments.sliced(1))
{
    if (const qsizetype at = m_rest.indexOf(u"--json"_s); at >= 0) {
        if (at + 1 == m_rest.size() || m_rest[at + 1].startsWith(u'-'))
            refuse();
        m_jsonFile = m_rest.takeAt(at + 1);
        m_rest.removeAt(at);
    }
    m_isQuick = m_rest.removeAll(u"--quick"_s) > 0;
    for (const QString &argument : m_rest) {
        if (argument.startsWith(u'-'))
            refuse();
    }
}

QString BenchArguments::takePostgresUrl()
{
    const QString text = takeText({});
    const auto url = DatabaseUrl::parse(text);
    if (!url || url->kind() != DatabaseUrl::Kind::PostgreSql)
        refuse();
    return text;
}

int BenchArguments::takeNumber(int otherwise, int quick)
{
    if (m_rest.isEmpty())
        return m_isQuick ? quick : otherwise;
    bool isNumber = false;
    const int number = m_rest.takeFirst().toInt(&isNumber);
    if (!isNumber || number <= 0)
        refuse();
    return number;
}

QString BenchArguments::takeText(const QString &otherwise)
{
    return m_rest.isEmpty() ? otherwise : m_rest.takeFirst();
}

QString BenchArguments::takeOneOf(const QStringList &known)
{
    const QString text = takeText(known.first());
    if (!known.contains(text))
        refuse();
    return text;
}

void BenchArguments::end() const
{
    if (!m_rest.isEmpty())
        refuse();
}

void BenchArguments::refuse() const
{
    std::fprintf(stderr, "usage: %s [--quick] [--json FILE]\n", qPrintable(m_usage));
    std::exit(EXIT_FAILURE);
}

} // namespace Orderflow
