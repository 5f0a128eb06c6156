#include "process/secretmask.h"

#include <algorithm>
#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype LongestWord = 15;

/// A password such as "postgres" is part of other words, and "5432" of other numbers.
bool maybeWord(const QString &secret)
{
    const auto isLetter = [](QChar c) {
        return c.isLetter();
    };
    const auto isDigit = [](QChar c) {
        return c.isDigit();
    };
    return secret.size() <= LongestWord && (std::all_of(secret.begin(), secret.end(), isLetter) ||
                                            std::all_of(secret.begin(), secret.end(), isDigit));
}

QRegularExpression patternOf(const QString &secret)
{
    const QString escaped = QRegularExpression::escape(secret);
    if (!maybeWord(secret))
        return QRegularExpression(escaped);
    // Behind %3D and \n begins a word as well.
    return QRegularExpression(
        u"(?:(?<!\\w)|(?<=%[0-9A-Fa-f]{2})|(?<=\\\\[abefnrtv]))%1(?!\\w)"_s.arg(escaped));
}

/// As string literals of C, of JSON and of QDebug spell it.
QString quoted(const QString &secret)
{
    QString result = secret;
    return result.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
}

struct Look
{
    QRegularExpression pattern;
    QString replacement;
};

const std::array<Look, 4> &looks()
{
    static const std::array<Look, 4> all{
        // Up to the last @ of the word. What may be a port and a path is none.
        Look{QRegularExpression(u"(://[^\\s:/@]*:)(?!\\d{1,5}[/?])\\S*(?=@)"_s), u"\\1***"_s},
        Look{QRegularExpression(
                 u"(\\b(?:password|passwd|pwd|passphrase|secret|token|access_token|api_?key)\\s*="
                 u"\\s*)"
                 u"(?:'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"|[^&\\s'\",;)]+)"_s,
                 QRegularExpression::CaseInsensitiveOption),
             u"\\1***"_s},
        Look{QRegularExpression(u"(authorization\\W{1,4}\\w+\\s+)[^\\s\"']+"_s,
                                QRegularExpression::CaseInsensitiveOption),
             u"\\1***"_s},
        Look{QRegularExpression(u"\\b(bearer\\s+)[A-Za-z0-9+/=._~-]+"_s,
                                QRegularExpression::CaseInsensitiveOption),
             u"\\1***"_s}};
    return all;
}

} // namespace

void SecretMask::add(const QString &secret)
{
    if (secret.isEmpty())
        return;
    addSpelling(secret);
    const QByteArray encoded = secret.toUtf8().toPercentEncoding();
    addSpelling(QString::fromLatin1(encoded));
    addSpelling(QString::fromLatin1(encoded.toLower()));
    addSpelling(quoted(secret));
}

void SecretMask::addSpelling(const QString &secret)
{
    if (m_spellings.contains(secret))
        return;
    const auto place =
        std::find_if(m_spellings.begin(), m_spellings.end(),
                     [&secret](const QString &other) { return other.size() < secret.size(); });
    m_patterns.insert(place - m_spellings.begin(), patternOf(secret));
    m_spellings.insert(place, secret);
}

QString SecretMask::masked(const QString &text) const
{
    QString result = text;
    for (const QRegularExpression &pattern : m_patterns)
        result.replace(pattern, u"***"_s);
    for (const Look &look : looks())
        result.replace(look.pattern, look.replacement);
    return result;
}

} // namespace Orderflow
