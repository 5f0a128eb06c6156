#include "settings/settingsecrets.h"

#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array ProxyVariables{"HTTPS_PROXY"_L1, "HTTP_PROXY"_L1, "ALL_PROXY"_L1};

void addDecoded(const QString &text, QStringList *secrets)
{
    if (text.isEmpty())
        return;
    *secrets << text;
    const QString decoded = QUrl::fromPercentEncoding(text.toUtf8());
    if (decoded != text)
        *secrets << decoded;
}

/// The password of an address, which need not be a valid one: behind the user, and up to the first
/// @ or the last.
void addPassword(const QString &address, QStringList *secrets)
{
    const qsizetype schemeEnd = address.indexOf("://"_L1);
    const qsizetype colon = address.indexOf(u':', schemeEnd < 0 ? 0 : schemeEnd + 3);
    if (colon < 0)
        return;
    for (const qsizetype at : {address.indexOf(u'@', colon), address.lastIndexOf(u'@')}) {
        if (at > colon)
            addDecoded(address.sliced(colon + 1, at - colon - 1), secrets);
    }
}

/// Whether a part of a path or a query may be a key, and is no word such as "webhooks", which logs
/// have as well.
bool maybeKey(const QString &part)
{
    constexpr qsizetype LongestWord = 12;
    const bool hasDigit =
        std::any_of(part.begin(), part.end(), [](QChar c) { return c.isDigit(); });
    return part.size() > LongestWord || (part.size() >= LongestWord / 2 && hasDigit);
}

bool isWebAddress(const QString &text)
{
    return text.startsWith("https://"_L1, Qt::CaseInsensitive) ||
           text.startsWith("http://"_L1, Qt::CaseInsensitive);
}

/// All of an address but its scheme and host. Services put their keys into path or query.
void addParts(const QString &address, QStringList *secrets)
{
    addPassword(address, secrets);
    const qsizetype path = address.indexOf(u'/', address.indexOf("://"_L1) + 3);
    const qsizetype query = address.indexOf(u'?');
    const qsizetype rest = path < 0 ? query : path;
    if (rest < 0)
        return;
    const QString whole = address.sliced(rest + 1);
    const QUrl url(address);
    for (const auto format : {QUrl::PrettyDecoded, QUrl::FullyEncoded})
        addDecoded(url.toString(QUrl::FormattingOptions(format) | QUrl::RemoveScheme |
                                QUrl::RemoveAuthority)
                       .mid(1),
                   secrets);
    addDecoded(whole, secrets);
    static const QRegularExpression separator(u"[/?&=#]"_s);
    for (const QString &part : whole.split(separator)) {
        if (maybeKey(part))
            addDecoded(part, secrets);
    }
}

} // namespace

QStringList secretsOf(const QList<SettingValue> &values, const QProcessEnvironment &environment)
{
    QStringList secrets;
    for (const SettingValue &value : values) {
        const QString text = value.text.trimmed();
        if (value.definition->isSecret && isWebAddress(text))
            addParts(text, &secrets);
        else if (value.definition->isSecret)
            addDecoded(text, &secrets);
        else if (value.definition->mayHoldPassword)
            addPassword(text, &secrets);
    }
    for (const QLatin1StringView variable : ProxyVariables) {
        for (const QString &name : {QString(variable), QString(variable).toLower()})
            addPassword(environment.value(name).trimmed(), &secrets);
    }
    addDecoded(environment.value(u"PGPASSWORD"_s), &secrets);
    secrets.removeDuplicates();
    return secrets;
}

QString maskedSecret(const QString &text)
{
    if (text.trimmed().isEmpty())
        return {};
    const QUrl url(text.trimmed());
    if (!isWebAddress(text.trimmed()) || url.host().isEmpty())
        return u"***"_s;
    const QString port = url.port() < 0 ? QString() : u":%1"_s.arg(url.port());
    return url.scheme() % u"://"_s % url.host() % port % u"/***"_s;
}

} // namespace Orderflow
