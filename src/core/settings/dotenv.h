#pragma once

#include <QByteArrayView>
#include <QList>
#include <QString>
#include <QStringView>

namespace Orderflow {

/// What a `.env` file says: `NAME=value` lines in the syntax of python-dotenv. Blank lines,
/// `# comments`, `export NAME=…`, 'single' and "double" quotes (which may span lines and take
/// backslash escapes), a byte order mark and CRLF are understood.
struct DotEnv
{
    /// What may follow a backslash in double quotes besides it and quotes, and in the same order
    /// what that stands for.
    static constexpr QStringView EscapeLetters = u"abfnrtv";
    static constexpr QStringView Escaped = u"\a\b\f\n\r\t\v";

    struct Entry
    {
        QString name;
        QString value;
        /// Counted from 1; where the entry begins.
        int line = 0;
        /// Where it stands in the file's text, without a byte order mark: from its first character
        /// to before its line end, with a comment behind it.
        qsizetype begin = 0;
        qsizetype end = 0;
        /// The value in it, with its quotes.
        qsizetype valueBegin = 0;
        qsizetype valueEnd = 0;
    };

    /// A line that is none of the above. The text is left out: it may hold a password.
    struct BrokenLine
    {
        int line = 0;
        /// Such as `a quote is not closed`.
        QString reason;
    };

    QList<Entry> entries;
    QList<BrokenLine> brokenLines;

    static DotEnv parse(QByteArrayView content);
};

} // namespace Orderflow
