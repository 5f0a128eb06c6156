#include "selectionoptions.h"

#include "settings/settingvalues.h"

#include <QRegularExpression>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

tl::expected<std::optional<UtcMicroseconds>, QString> timeOf(const QCommandLineParser &options,
                                                             const QString &name)
{
    if (!options.isSet(name))
        return std::nullopt;
    const QString text = options.value(name);
    if (const auto time = parseUtcTime(text))
        return time;
    return tl::make_unexpected(
        u"--%1 %2 is no time; it takes a day or a time in UTC, such as 2026-11-20 or "
        u"2026-11-20T13:00:05"_s.arg(name, SettingValues::quoted(text)));
}

} // namespace

QList<QCommandLineOption> RecordSelection::options()
{
    return {QCommandLineOption(u"symbol"_s, u"this symbol alone, such as BTCUSDT"_s, u"S"_s),
            QCommandLineOption(u"from"_s, u"from this day or time on, UTC"_s, u"TIME"_s),
            QCommandLineOption(u"to"_s, u"up to this day or time, which is not part of it"_s,
                               u"TIME"_s)};
}

tl::expected<RecordSelection, QString> RecordSelection::parse(const QCommandLineParser &options)
{
    RecordSelection selection;
    if (options.isSet(u"symbol"_s)) {
        const QString text = options.value(u"symbol"_s);
        selection.symbol = Symbol::parse(text);
        if (!selection.symbol) {
            return tl::make_unexpected(
                u"--symbol %1 is no symbol; it takes one such as BTCUSDT"_s.arg(
                    SettingValues::quoted(text)));
        }
    }
    const auto from = timeOf(options, u"from"_s);
    if (!from)
        return tl::make_unexpected(from.error());
    const auto to = timeOf(options, u"to"_s);
    if (!to)
        return tl::make_unexpected(to.error());
    if (*from && *to && **from >= **to) {
        return tl::make_unexpected(u"--from %1 is not before --to %2"_s.arg(
            SettingValues::quoted(options.value(u"from"_s)),
            SettingValues::quoted(options.value(u"to"_s))));
    }
    selection.range = {*from, *to};
    return selection;
}

std::optional<UtcMicroseconds> parseUtcTime(const QString &text)
{
    static const QRegularExpression form(
        u"^(\\d{4}-\\d{2}-\\d{2})(?:[T ](\\d{2}:\\d{2})(:\\d{2}(?:\\.\\d{1,6})?)?)?Z?$"_s);
    const QRegularExpressionMatch match = form.match(text.trimmed());
    if (!match.hasMatch())
        return std::nullopt;
    const QString clock = match.captured(2).isEmpty() ? u"00:00"_s : match.captured(2);
    const QString seconds = match.captured(3).isEmpty() ? u":00"_s : match.captured(3);
    return parseSqlText(QString(match.captured(1) + u' ' + clock + seconds));
}

} // namespace Orderflow
