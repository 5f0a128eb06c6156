#include "doctortext.h"

#include <QJsonArray>

#include <algorithm>
#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;
using Outcome = CheckResult::Outcome;

namespace {

const QString SettingsName = u"Settings"_s;

struct OutcomeWord
{
    Outcome outcome;
    QLatin1StringView word;
    /// The terminal's code of its colour.
    QLatin1StringView colour;
};

constexpr std::array Words{
    OutcomeWord{Outcome::Pass, QLatin1StringView("pass"), QLatin1StringView("\x1b[32m")},
    OutcomeWord{Outcome::Warn, QLatin1StringView("warn"), QLatin1StringView("\x1b[33m")},
    OutcomeWord{Outcome::Fail, QLatin1StringView("fail"), QLatin1StringView("\x1b[31m")},
    OutcomeWord{Outcome::Skipped, QLatin1StringView("skip"), QLatin1StringView("\x1b[2m")}};

const OutcomeWord &wordOf(Outcome outcome)
{
    return *std::ranges::find(Words, outcome, &OutcomeWord::outcome);
}

qint64 countOf(const std::vector<CheckResult> &results, Outcome outcome)
{
    return std::ranges::count(results, outcome, &CheckResult::outcome);
}

/// How many of the settings are given.
QString sourcesText(const LoadedSettings &settings)
{
    const auto given = std::ranges::count_if(settings.values, [](const SettingValue &value) {
        return value.source != SettingSource::Default;
    });
    return u"%1 of %2 are given, and allowed; the others have their defaults"_s.arg(
        QString::number(given), QString::number(settings.values.size()));
}

} // namespace

std::vector<CheckResult> settingsResults(const LoadedSettings &settings)
{
    std::vector<CheckResult> results;
    for (const SettingProblem &problem : settings.problems)
        results.push_back({SettingsName, Outcome::Fail, problem.message,
                           u"Correct it; the command config shows where each comes from."_s});
    for (const QString &warning : settings.warnings)
        results.push_back({SettingsName, Outcome::Warn, warning,
                           u"Recording works with it; correct it if it is not meant so."_s});
    if (results.empty())
        results.push_back({SettingsName, Outcome::Pass, sourcesText(settings)});
    return results;
}

QString resultLine(const CheckResult &result, bool isColoured)
{
    const OutcomeWord &word = wordOf(result.outcome);
    // What databases and servers say may have several lines.
    QString text = result.name + u": "_s + result.found.simplified();
    if (!result.advice.isEmpty()) {
        if (text.endsWith(u'.'))
            text.chop(1);
        text += u". "_s + result.advice;
    }
    if (!isColoured)
        return word.word + u"  "_s + text;
    return word.colour + word.word + u"\x1b[0m  "_s + text;
}

QString doctorSummary(const std::vector<CheckResult> &results)
{
    QString text =
        QString::number(results.size()) + (results.size() == 1 ? u" check: "_s : u" checks: "_s);
    QStringList counts;
    for (const OutcomeWord &word : Words)
        counts << QString::number(countOf(results, word.outcome)) + u' ' + word.word;
    return text + counts.join(u", "_s);
}

QJsonObject doctorJson(const std::vector<CheckResult> &results, bool wasStopped)
{
    QJsonArray checks;
    for (const CheckResult &result : results) {
        checks.append(QJsonObject{{u"name"_s, result.name},
                                  {u"outcome"_s, QString(wordOf(result.outcome).word)},
                                  {u"found"_s, result.found},
                                  {u"advice"_s, result.advice}});
    }
    QJsonObject summary{{u"stopped"_s, wasStopped}};
    for (const OutcomeWord &word : Words)
        summary.insert(word.word, countOf(results, word.outcome));
    return {{u"checks"_s, checks}, {u"summary"_s, summary}};
}

} // namespace Orderflow
