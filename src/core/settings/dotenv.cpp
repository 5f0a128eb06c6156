#include "settings/dotenv.h"

#include <QRegularExpression>
#include <QStringDecoder>

#include <optional>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

bool isLineEnd(QChar c)
{
    return c == u'\n' || c == u'\r';
}

QString unescaped(QStringView text, QChar quote)
{
    QString result;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != u'\\' || i + 1 == text.size()) {
            result += text[i];
            continue;
        }
        const QChar next = text[++i];
        const qsizetype letter = quote == u'"' ? DotEnv::EscapeLetters.indexOf(next) : -1;
        if (letter >= 0)
            result += DotEnv::Escaped[letter];
        else if (next == u'\\' || next == u'\'' || (quote == u'"' && next == u'"'))
            result += next;
        else
            result += QString(u'\\') + next;
    }
    return result;
}

/// Reads one file from its start to its end.
class Scanner
{
public:
    explicit Scanner(const QString &text)
        : m_text(text)
    {}

    DotEnv scan()
    {
        while (skipToNextLineWithText()) {
            DotEnv::Entry entry;
            entry.line = m_line;
            entry.begin = m_at;
            if (const std::optional<QString> reason = readEntry(entry)) {
                m_result.brokenLines.append({entry.line, *reason});
                skipLine();
            } else {
                entry.end = m_at;
                m_result.entries.append(entry);
            }
        }
        return m_result;
    }

private:
    bool atEnd() const { return m_at >= m_text.size(); }
    bool atLineEnd() const { return atEnd() || isLineEnd(m_text[m_at]); }

    void advance()
    {
        if (m_text[m_at] == u'\n')
            ++m_line;
        ++m_at;
    }

    void skipBlanks()
    {
        while (!atLineEnd() && m_text[m_at].isSpace())
            advance();
    }

    void skipLine()
    {
        while (!atLineEnd())
            advance();
    }

    bool skipToNextLineWithText()
    {
        while (!atEnd()) {
            if (m_text[m_at] == u'#')
                skipLine();
            else if (m_text[m_at].isSpace())
                advance();
            else
                return true;
        }
        return false;
    }

    /// Nothing, or why there is no entry here.
    std::optional<QString> readEntry(DotEnv::Entry &entry)
    {
        static const QRegularExpression exportWord(u"\\Gexport[ \\t]+(?=[^=\\s])"_s);
        const auto exported = exportWord.match(m_text, m_at);
        if (exported.hasMatch())
            m_at = exported.capturedEnd();

        static const QRegularExpression nameForm(u"\\G(?:'([^'\\r\\n]+)'|([A-Za-z_][\\w.-]*))"_s);
        const auto named = nameForm.match(m_text, m_at);
        if (!named.hasMatch())
            return u"it does not begin with a name (letters, digits and _)"_s;
        entry.name = named.captured(1) + named.captured(2);
        m_at = named.capturedEnd();

        skipBlanks();
        if (atLineEnd() || m_text[m_at] != u'=')
            return u"there is no = after the name; write NAME=value"_s;
        advance();
        return readValue(entry);
    }

    std::optional<QString> readValue(DotEnv::Entry &entry)
    {
        const qsizetype start = m_at;
        entry.valueBegin = start;
        entry.valueEnd = start;
        skipBlanks();
        if (atLineEnd())
            return std::nullopt;
        const QChar first = m_text[m_at];
        if (first == u'\'' || first == u'"')
            return readQuoted(first, entry);
        if (first == u'#' && m_at > start) {
            skipLine();
            return std::nullopt;
        }
        entry.valueBegin = m_at;
        skipLine();
        entry.value = m_text.mid(entry.valueBegin, m_at - entry.valueBegin);
        static const QRegularExpression comment(u"\\s+#.*$"_s);
        entry.value.remove(comment);
        entry.value = entry.value.trimmed();
        entry.valueEnd = entry.valueBegin + entry.value.size();
        return std::nullopt;
    }

    std::optional<QString> readQuoted(QChar quote, DotEnv::Entry &entry)
    {
        qsizetype end = m_at + 1;
        while (end < m_text.size() && m_text[end] != quote)
            end += m_text[end] == u'\\' ? 2 : 1;
        if (end >= m_text.size())
            return u"a quote is not closed"_s;
        entry.value = unescaped(QStringView(m_text).mid(m_at + 1, end - m_at - 1), quote);
        entry.valueBegin = m_at;
        entry.valueEnd = end + 1;
        while (m_at <= end)
            advance();
        skipBlanks();
        if (!atLineEnd() && m_text[m_at] != u'#')
            return u"there is text after the closing quote"_s;
        skipLine();
        return std::nullopt;
    }

    QString m_text;
    qsizetype m_at = 0;
    int m_line = 1;
    DotEnv m_result;
};

} // namespace

DotEnv DotEnv::parse(QByteArrayView content)
{
    QStringDecoder utf8(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = utf8.decode(content);
    if (utf8.hasError()) {
        // The decoder does not say where, so look for the first line that fails alone.
        int line = 0;
        for (const QByteArray &one : content.toByteArray().split('\n')) {
            ++line;
            QStringDecoder single(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
            const QString decoded = single.decode(one);
            if (single.hasError())
                break;
        }
        return {{}, {{line, u"it is not UTF-8"_s}}};
    }
    return Scanner(text).scan();
}

} // namespace Orderflow
