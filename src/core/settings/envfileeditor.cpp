#include "settings/envfileeditor.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSaveFile>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView ByteOrderMark = "\xef\xbb\xbf";

/// What keeps `${…}` from standing for a variable: it becomes one without a name, whose default is
/// the sign itself.
QString withoutVariables(const QString &value)
{
    return QString(value).replace(u"${"_s, u"${:-$}{"_s);
}

bool needsQuotes(const QString &value)
{
    static const QRegularExpression special(u"^['\"#]|\\s#|[\\x00-\\x08\\x0a-\\x1f]"_s);
    return value.trimmed() != value || value.contains(special);
}

QString inQuotes(const QString &value, QChar quote)
{
    QString result(quote);
    for (const QChar c : value) {
        const qsizetype control = DotEnv::Escaped.indexOf(c);
        if (control >= 0 && quote == u'"')
            result += QString(u'\\') + DotEnv::EscapeLetters[control];
        else if (c == u'\\' || c == quote)
            result += QString(u'\\') + c;
        else
            result += c;
    }
    return result + quote;
}

/// How `value` is written; in the quotes that `old` had, if any.
QString spelled(const QString &value, QStringView old)
{
    const QString text = withoutVariables(value);
    const bool hasControls = std::ranges::any_of(
        text, [](QChar c) { return DotEnv::Escaped.contains(c) && c != u'\t'; });
    const bool wasQuoted = old.startsWith(u'\'') || old.startsWith(u'"');
    if (!wasQuoted && !needsQuotes(text))
        return text;
    if (hasControls)
        return inQuotes(text, u'"');
    if (wasQuoted)
        return inQuotes(text, old.front());
    return inQuotes(text, text.contains(u'\'') ? u'"' : u'\'');
}

} // namespace

EnvFileEditor::EnvFileEditor(const QByteArray &content)
    : m_given(content)
    , m_hasByteOrderMark(content.startsWith(ByteOrderMark))
    , m_canEdit(DotEnv::parse(content).brokenLines.isEmpty())
{
    m_text = QString::fromUtf8(m_hasByteOrderMark ? content.mid(ByteOrderMark.size()) : content);
}

QList<DotEnv::Entry> EnvFileEditor::entriesOf(const QString &name) const
{
    QList<DotEnv::Entry> entries = DotEnv::parse(m_text.toUtf8()).entries;
    entries.removeIf([&name](const DotEnv::Entry &one) { return one.name != name; });
    std::reverse(entries.begin(), entries.end());
    return entries;
}

QString EnvFileEditor::lineEnd() const
{
    const qsizetype first = m_text.indexOf(u'\n');
    return first > 0 && m_text[first - 1] == u'\r' ? u"\r\n"_s : u"\n"_s;
}

void EnvFileEditor::set(const QString &name, const QString &value)
{
    if (!m_canEdit)
        return;
    const QList<DotEnv::Entry> entries = entriesOf(name);
    if (entries.isEmpty()) {
        if (!m_text.isEmpty() && !m_text.endsWith(u'\n'))
            m_text += lineEnd();
        m_text += name + u'=' + spelled(value, {}) + lineEnd();
        return;
    }
    const DotEnv::Entry &entry = entries.constFirst();
    const qsizetype size = entry.valueEnd - entry.valueBegin;
    const QString old = m_text.mid(entry.valueBegin, size);
    m_text.replace(entry.valueBegin, size, spelled(value, old));
}

void EnvFileEditor::remove(const QString &name)
{
    if (!m_canEdit)
        return;
    for (const DotEnv::Entry &entry : entriesOf(name)) {
        const QString comment = m_text.mid(entry.valueEnd, entry.end - entry.valueEnd).trimmed();
        if (!comment.isEmpty()) {
            m_text.replace(entry.begin, entry.end - entry.begin, comment);
            continue;
        }
        qsizetype begin = entry.begin;
        while (begin > 0 && m_text[begin - 1] != u'\n' && m_text[begin - 1] != u'\r')
            --begin;
        qsizetype end = entry.end;
        if (QStringView(m_text).mid(end).startsWith(u"\r\n"))
            end += 2;
        else if (end < m_text.size())
            ++end;
        m_text.remove(begin, end - begin);
    }
}

QByteArray EnvFileEditor::content() const
{
    // As text it might not be the same.
    if (!m_canEdit)
        return m_given;
    const QByteArray text = m_text.toUtf8();
    return m_hasByteOrderMark ? ByteOrderMark.toByteArray() + text : text;
}

tl::expected<void, QString> saveEnvFile(const QString &path, const QByteArray &content)
{
    const QFileInfo info(path);
    if (!QDir().mkpath(info.absolutePath())) {
        return tl::make_unexpected(
            u"the folder %1 cannot be made; may you write there?"_s.arg(info.absolutePath()));
    }
    const bool isNew = !info.exists();
    QSaveFile file(path);
    const auto failed = [&file, &path] {
        return tl::make_unexpected(
            u"the settings file %1 cannot be written: %2"_s.arg(path, file.errorString()));
    };
    if (!file.open(QIODevice::WriteOnly))
        return failed();
    if (isNew && !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        return failed();
    if (file.write(content) != content.size() || !file.commit())
        return failed();
    return {};
}

} // namespace Orderflow
