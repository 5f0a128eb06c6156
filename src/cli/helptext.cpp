#include "helptext.h"

#include "exitcode.h"

namespace Orderflow::HelpText {

using namespace Qt::StringLiterals;

namespace {

constexpr int MeaningColumn = 20;

QString blanks(qsizetype count)
{
    return QString(count, u' ');
}

} // namespace

QString wrapped(const QString &text, int indent, int width)
{
    QString result;
    QString line;
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        if (!line.isEmpty() && indent + line.size() + 1 + word.size() > width) {
            result += blanks(indent) + line + u'\n';
            line.clear();
        }
        line += line.isEmpty() ? word : u' ' + word;
    }
    return result + blanks(indent) + line + u'\n';
}

QString entry(const QString &term, const QString &meaning)
{
    const QString text = wrapped(meaning, MeaningColumn);
    const QString start = u"  "_s + term;
    if (start.size() + 2 > MeaningColumn)
        return start + u'\n' + text;
    return start + blanks(MeaningColumn - start.size()) + text.sliced(MeaningColumn);
}

QString optionEntry(const QCommandLineOption &option)
{
    QStringList terms;
    for (const QString &name : option.names())
        terms << (name.size() == 1 ? u"-"_s : u"--"_s) + name;
    QString term = terms.join(u", "_s);
    if (!option.valueName().isEmpty())
        term += u' ' + option.valueName();
    return entry(term, option.description());
}

QString settingEntry(const SettingValue &value)
{
    constexpr int Indent = 6;
    const SettingDefinition &definition = *value.definition;
    QString text = definition.isOption()
                       ? u"  --%1 VALUE, or %2\n"_s.arg(definition.optionName(), definition.name)
                       : u"  %1, not on the command line\n"_s.arg(definition.name);
    const QString help = definition.help;
    text += wrapped(
        help.first(1).toUpper() % help.sliced(1) % u". Allowed: "_s % definition.allowed, Indent);
    const QString now = value.shownText().isEmpty() ? u"(empty)"_s : value.shownText();
    text += wrapped(u"now: %1 (%2)"_s.arg(now, value.origin), Indent);
    if (value.source != SettingSource::Default)
        text += wrapped(u"default: "_s + definition.defaultValue, Indent);
    return text;
}

QString exitCodes()
{
    QString text = u"Exit codes:\n"_s;
    for (const ExitCodeText &one : exitCodeTexts())
        text += entry(QString::number(int(one.code)), one.text);
    text += entry(u"128 + signal"_s, u"ended at once by a second Ctrl-C"_s);
    return text;
}

} // namespace Orderflow::HelpText
