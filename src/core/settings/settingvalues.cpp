#include "settings/settingvalues.h"

#include "binance/networkaccess.h"
#include "settings/nearname.h"
#include "storage/databaseurl.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <utility>

namespace Orderflow::SettingValues {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<QString> refuse(const QString &why)
{
    return tl::make_unexpected(why);
}

template <typename T>
void appendOnce(std::vector<T> &list, T value)
{
    if (std::ranges::find(list, value) == list.end())
        list.push_back(std::move(value));
}

QStringList streamTypeNames(StreamKind kind)
{
    QStringList names;
    for (const std::string_view type : streamTypes(kind))
        names << QString::fromUtf8(type.data(), qsizetype(type.size()));
    return names;
}

QString whyNoSymbol(const QString &term)
{
    if (term.contains(u'@'))
        return quoted(term) % u" is a stream; give the symbol alone, the part before the @"_s;
    const QString withoutStars = QString(term).remove(u'*');
    if (withoutStars == u"!"_s || term.compare("!all"_L1, Qt::CaseInsensitive) == 0)
        return quoted(term) %
               u" leaves out everything; name what is to be left out, as !DOGEUSDT"_s;
    if (term.lastIndexOf(u'!') > 0)
        return quoted(term) % u" has a ! that is not at its start, where it means to leave out"_s;
    return quoted(term) % u" is no symbol name"_s;
}

QString whyNoStream(const QString &type, StreamKind kind)
{
    const bool isDepth = kind == StreamKind::Depth;
    const StreamKind otherKind = isDepth ? StreamKind::AggTrade : StreamKind::Depth;
    if (streamTypeNames(otherKind).contains(type)) {
        return quoted(type) % u" belongs into "_s %
               (isDepth ? u"FUTURES_STREAMS_TRADES"_s : u"FUTURES_STREAMS_DEPTH"_s);
    }
    if (type.endsWith("@250ms"_L1)) {
        const QString bare = type.chopped(6);
        return quoted(type) %
               u" is acknowledged by the exchange, which then delivers nothing; 250 ms is the bare "
               u"name "_s %
               quoted(bare);
    }
    QString why = quoted(type) % u" is no "_s % (isDepth ? u"depth"_s : u"trade"_s) % u" stream"_s;
    const QString withoutSymbol = type.section(u'@', 1);
    if (streamTypeNames(kind).contains(withoutSymbol))
        why += u"; leave the symbol away: "_s % quoted(withoutSymbol);
    else if (const std::optional<QString> near = nearestName(type, streamTypeNames(kind)))
        why += u"; did you mean "_s % quoted(*near) % u"?"_s;
    return why;
}

Parsed<std::uint64_t> within(const QString &text, std::optional<std::uint64_t> value,
                             std::uint64_t least, std::uint64_t most)
{
    if (!value || *value > most)
        return refuse(quoted(text) % u" is too large"_s);
    if (*value < least)
        return refuse(quoted(text) % u" is too small"_s);
    return *value;
}

std::optional<std::uint64_t> timesUnit(const QString &digits, std::uint64_t unit)
{
    bool fits = false;
    const std::uint64_t number = digits.toULongLong(&fits);
    if (!fits || number > UINT64_MAX / unit)
        return std::nullopt;
    return number * unit;
}

} // namespace

QString quoted(const QString &text)
{
    constexpr qsizetype MaxShown = 200;
    QString shown;
    for (const QChar c : text.left(MaxShown)) {
        if (c.unicode() < 0x20 || c.unicode() == 0x7f)
            shown += u"\\x%1"_s.arg(uint(c.unicode()), 2, 16, QLatin1Char('0'));
        else
            shown += c;
    }
    return u'"' % shown % (text.size() > MaxShown ? u"…\""_s : u"\""_s);
}

Parsed<QStringList> parseList(const QString &text)
{
    const QString trimmed = text.trimmed();
    QStringList list;
    if (!trimmed.startsWith(u'[')) {
        for (const QString &part : trimmed.split(u',')) {
            if (!part.trimmed().isEmpty())
                list << part.trimmed();
        }
        return list;
    }

    QJsonParseError error;
    const QJsonDocument json = QJsonDocument::fromJson(trimmed.toUtf8(), &error);
    if (!json.isArray()) {
        return refuse(quoted(text) % u" begins like a JSON list and is none ("_s %
                      error.errorString() % u" at character "_s % QString::number(error.offset) %
                      u")"_s);
    }
    for (const QJsonValue element : json.array()) {
        if (!element.isString())
            return refuse(quoted(text) % u" holds something that is no text in quotes"_s);
        list << element.toString().trimmed();
    }
    return list;
}

Parsed<SymbolSelection> parseSymbols(const QString &text)
{
    const Parsed<QStringList> terms = parseList(text);
    if (!terms)
        return refuse(terms.error());
    if (terms->isEmpty())
        return refuse(quoted(text) % u" names no symbol"_s);

    SymbolSelection selection;
    QStringList faults;
    for (const QString &term : *terms) {
        if (!selection.add(term))
            faults << whyNoSymbol(term);
    }
    if (!faults.isEmpty())
        return refuse(faults.join(u"; "_s));
    if (!selection.isDynamic() && selection.names().empty())
        return refuse(quoted(text) % u" leaves out every symbol that it names"_s);
    return selection;
}

Parsed<std::vector<std::string>> parseStreams(const QString &text, StreamKind kind)
{
    const Parsed<QStringList> names = parseList(text);
    if (!names)
        return refuse(names.error());

    std::vector<std::string> types;
    QStringList faults;
    for (const QString &name : *names) {
        if (streamTypeNames(kind).contains(name))
            appendOnce(types, name.toStdString());
        else
            faults << whyNoStream(name, kind);
    }
    if (!faults.isEmpty())
        return refuse(faults.join(u"; "_s));
    return types;
}

Parsed<QUrl> parseBaseUrl(const QString &text, const QString &scheme)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    const QString shown = quoted(DatabaseUrl::maskPassword(text));
    if (!url.isValid())
        return refuse(shown % u" is no address"_s);
    if (url.scheme() != scheme && url.scheme() != scheme + u's')
        return refuse(shown % u" does not begin with "_s % scheme % u"s:// or "_s % scheme %
                      u"://"_s);
    if (url.host().isEmpty())
        return refuse(shown % u" names no host"_s);
    if (!url.userInfo().isEmpty())
        return refuse(shown % u" holds a user name or password; the exchange's market data needs "
                              u"none"_s);
    if (url.hasQuery() || url.hasFragment())
        return refuse(shown % u" has a part after ? or #; the streams are added by the program"_s);

    static const QRegularExpression added(u"/fapi(/|$)"_s);
    if (added.match(url.path()).hasMatch())
        return refuse(shown % u" ends in a path of the exchange; the program adds it"_s);
    return url;
}

Parsed<QUrl> parseWebhookUrl(const QString &text)
{
    if (text.trimmed().isEmpty())
        return QUrl();
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty())
        return refuse(u"it is no address"_s);
    if (url.scheme() != "https"_L1 && url.scheme() != "http"_L1)
        return refuse(u"it does not begin with https://"_s);
    if (url.scheme() == "http"_L1 && !isLoopback(url)) {
        return refuse(
            u"http:// would show its key to everybody on the way to %1"_s.arg(url.host()));
    }
    return url;
}

Parsed<std::uint64_t> parseCount(const QString &text, std::uint64_t least, std::uint64_t most)
{
    static const QRegularExpression form(u"^[0-9]+$"_s);
    const QString number = text.trimmed();
    if (!form.match(number).hasMatch())
        return refuse(quoted(text) % u" is no whole number"_s);
    return within(text, timesUnit(number, 1), least, most);
}

Parsed<std::uint64_t> parseByteSize(const QString &text, std::uint64_t least, std::uint64_t most)
{
    static const QRegularExpression form(u"^([0-9]+)\\s*([a-z]*)$"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    const auto match = form.match(text.trimmed());
    if (!match.hasMatch())
        return refuse(quoted(text) % u" is no size"_s);

    constexpr std::array Units{std::pair{""_L1, 0}, std::pair{"KiB"_L1, 10},
                               std::pair{"MiB"_L1, 20}, std::pair{"GiB"_L1, 30}};
    for (const auto &[unit, shift] : Units) {
        if (match.captured(2).compare(unit, Qt::CaseInsensitive) == 0)
            return within(text, timesUnit(match.captured(1), std::uint64_t(1) << shift), least,
                          most);
    }
    return refuse(quoted(text) % u" has the unknown unit "_s % quoted(match.captured(2)) %
                  u"; units are KiB, MiB and GiB, and none means bytes"_s);
}

Parsed<bool> parseSwitch(const QString &text)
{
    const QString word = text.trimmed().toLower();
    if (QStringList{u"on"_s, u"true"_s, u"yes"_s, u"1"_s}.contains(word))
        return true;
    if (QStringList{u"off"_s, u"false"_s, u"no"_s, u"0"_s}.contains(word))
        return false;
    return tl::make_unexpected(quoted(text) % u" is neither on nor off"_s);
}

Parsed<bool> parseWhereThere(const QString &text)
{
    const QString word = text.trimmed().toLower();
    if (word == "auto"_L1)
        return true;
    if (word == "off"_L1)
        return false;
    return refuse(quoted(text) % u" is neither auto nor off"_s);
}

QString byteSizeText(std::uint64_t bytes)
{
    for (const auto &[unit, shift] :
         {std::pair{"GiB"_L1, 30}, std::pair{"MiB"_L1, 20}, std::pair{"KiB"_L1, 10}}) {
        const std::uint64_t size = std::uint64_t(1) << shift;
        if (bytes >= size && bytes % size == 0)
            return QString::number(bytes >> shift) % u' ' % unit;
    }
    return QString::number(bytes) % u" bytes"_s;
}

} // namespace Orderflow::SettingValues
