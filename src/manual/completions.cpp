#include "completions.h"

namespace Orderflow::Completions {

using namespace Qt::StringLiterals;

namespace {

QString header(const ProgramWords &program, const QString &shell)
{
    return u"# %1 completion of %2, made from the program's own definitions.\n"_s.arg(shell,
                                                                                      program.name);
}

QString functionName(const ProgramWords &program)
{
    return u'_' + QString(program.name).replace(u'-', u'_');
}

/// `text` as one word of any of these shells.
QString quoted(QString text)
{
    return u'\'' + text.replace(u'\'', u"'\\''"_s) + u'\'';
}

QStringList namesOf(const QList<OptionWords> &options)
{
    QStringList names;
    for (const OptionWords &option : options)
        names << option.names;
    return names;
}

/// Lines that answer for an option before the word that is completed, and leave.
QString bashValues(const QList<OptionWords> &options, const QString &indent)
{
    QStringList files;
    QStringList others;
    QString text;
    for (const OptionWords &option : options) {
        if (option.valueName.isEmpty())
            continue;
        if (option.takesFile())
            files << option.names;
        else if (option.choices.isEmpty())
            others << option.names;
        else
            text += indent + option.names.join(u'|') + u") values="_s +
                    quoted(option.choices.join(u' ')) + u" ;;\n"_s;
    }
    if (!files.isEmpty())
        text += indent + files.join(u'|') + u") files=yes ;;\n"_s;
    if (!others.isEmpty())
        text += indent + others.join(u'|') + u") return ;;\n"_s;
    if (text.isEmpty())
        return {};
    return indent + u"case $previous in\n"_s + text + indent + u"esac\n"_s;
}

QString bashCommand(const CommandWords &command)
{
    const QString indent = u"        "_s;
    QString text = u"    %1)\n"_s.arg(command.name);
    text += indent + u"options="_s + quoted(namesOf(command.options).join(u' ')) + u'\n';
    if (!command.arguments.isEmpty())
        text += indent + u"arguments="_s + quoted(command.arguments.join(u' ')) + u'\n';
    if (command.takesFiles)
        text += indent + u"takes_files=yes\n"_s;
    return text + bashValues(command.options, indent) + indent + u";;\n"_s;
}

/// What zsh has behind an option that takes a value.
QString zshValue(const OptionWords &option)
{
    if (option.valueName.isEmpty())
        return {};
    const QString action = option.takesFile()         ? u"_files"_s
                           : option.choices.isEmpty() ? u" "_s
                                                      : u'(' + option.choices.join(u' ') + u')';
    return u':' + option.valueName.toLower() + u':' + action;
}

QString zshEscaped(QString text)
{
    return text.replace(u'\\', u"\\\\"_s)
        .replace(u'[', u"\\["_s)
        .replace(u']', u"\\]"_s)
        .replace(u':', u"\\:"_s);
}

QString zshOptions(const QList<OptionWords> &options, const QString &indent)
{
    QString text;
    for (const OptionWords &option : options) {
        for (const QString &name : option.names) {
            const QString assigned =
                !option.valueName.isEmpty() && name.startsWith("--"_L1) ? name + u'=' : name;
            text +=
                u" \\\n"_s + indent +
                quoted(assigned + u'[' + zshEscaped(option.description) + u']' + zshValue(option));
        }
    }
    return text;
}

QString zshCommand(const CommandWords &command)
{
    const QString indent = u"            "_s;
    QString text = u"    %1)\n        _arguments"_s.arg(command.name);
    text += zshOptions(command.options, indent);
    if (!command.arguments.isEmpty())
        text += u" \\\n"_s + indent + quoted(u"1: :("_s + command.arguments.join(u' ') + u')');
    if (command.takesFiles)
        text += u" \\\n"_s + indent + quoted(u"*:file:_files"_s);
    return text + u"\n        ;;\n"_s;
}

QString fishOption(const QString &start, const OptionWords &option)
{
    QString text = start;
    for (const QString &name : option.names)
        text += name.startsWith("--"_L1) ? u" -l "_s + name.sliced(2) : u" -s "_s + name.sliced(1);
    if (option.takesFile())
        text += u" -r -F"_s;
    else if (!option.choices.isEmpty())
        text += u" -x -a "_s + quoted(option.choices.join(u' '));
    else if (!option.valueName.isEmpty())
        text += u" -x"_s;
    return text + u" -d "_s + quoted(option.description) + u'\n';
}

} // namespace

QByteArray bash(const ProgramWords &program)
{
    const QString function = functionName(program);
    QString text = header(program, u"bash"_s);
    text += function + u"()\n{\n"_s;
    text += uR"(    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local options='' arguments='' values='' files='' takes_files=''
    COMPREPLY=()
    # "=" is a word of its own: --option=value are three.
    if [[ $current == = ]]; then
        current=''
    elif [[ $previous == = ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
)"_s;
    if (program.commands.isEmpty()) {
        text += u"    options="_s + quoted(namesOf(program.options).join(u' ')) + u'\n';
        text += bashValues(program.options, u"    "_s);
    } else {
        QStringList names;
        for (const CommandWords &command : program.commands)
            names << command.name;
        const QString standard = names.constFirst();
        text += u"    local command="_s + standard + u'\n';
        text += u"    if ((COMP_CWORD > 1)) && [[ ${COMP_WORDS[1]} != -* ]]; then\n"_s;
        text += u"        command=${COMP_WORDS[1]}\n    fi\n"_s;
        text += u"    case $command in\n"_s;
        for (const CommandWords &command : program.commands)
            text += bashCommand(command);
        text += u"    esac\n    if ((COMP_CWORD == 1)); then\n        options+="_s +
                quoted(u' ' + namesOf(program.options).join(u' ')) + u"\n        arguments="_s +
                quoted(names.join(u' ')) + u"\n    fi\n"_s;
    }
    text += uR"(    if [[ -n $values ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current")
    elif [[ -n $files ]]; then
        compopt -o filenames 2>/dev/null || true
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    elif [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current" | sort -u)
    else
        mapfile -t COMPREPLY < <(compgen -W "$arguments" -- "$current")
        if [[ -n $takes_files ]]; then
            compopt -o filenames 2>/dev/null || true
            mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$current")
        fi
    fi
}
)"_s;
    text += u"complete -F %1 %2\n"_s.arg(function, program.name);
    return text.toUtf8();
}

QByteArray zsh(const ProgramWords &program)
{
    QString text = u"#compdef %1\n"_s.arg(program.name) + header(program, u"zsh"_s);
    if (program.commands.isEmpty())
        return (text + u"_arguments"_s + zshOptions(program.options, u"    "_s) + u'\n').toUtf8();

    text += u"local command=%1\nlocal -a commands\n"_s.arg(program.commands.constFirst().name);
    text += u"commands=(\n"_s;
    for (const CommandWords &command : program.commands)
        text += u"    "_s + quoted(command.name + u':' + zshEscaped(command.description)) + u'\n';
    text += uR"()
if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then
    _describe command commands
    return
fi
if [[ $words[2] != -* ]]; then
    command=$words[2]
    shift words
    ((CURRENT--))
fi
case $command in
)"_s;
    for (const CommandWords &command : program.commands)
        text += zshCommand(command);
    return (text + u"esac\n"_s).toUtf8();
}

QByteArray fish(const ProgramWords &program)
{
    QString text = header(program, u"fish"_s);
    const QString complete = u"complete -c "_s + program.name;
    text += complete + u" -f\n"_s;
    if (program.commands.isEmpty()) {
        for (const OptionWords &option : program.options)
            text += fishOption(complete, option);
        return text.toUtf8();
    }
    QStringList names;
    for (const CommandWords &command : program.commands)
        names << command.name;
    const QString isNamed = u"__fish_seen_subcommand_from "_s;
    const QString noneNamed = u"not "_s + isNamed + names.join(u' ');
    for (const CommandWords &command : program.commands)
        text += complete + u" -n "_s + quoted(noneNamed) + u" -a "_s + command.name + u" -d "_s +
                quoted(command.description) + u'\n';
    for (const OptionWords &option : program.options) {
        // Those that its commands have too are among theirs.
        if (!program.commands.constFirst().options.isEmpty() &&
            namesOf(program.commands.constFirst().options).contains(option.names.constLast()))
            continue;
        text += fishOption(complete + u" -n "_s + quoted(noneNamed), option);
    }
    for (const CommandWords &command : program.commands) {
        const bool isStandard = command.name == names.constFirst();
        QString condition = isNamed + command.name;
        if (isStandard)
            condition += u"; or "_s + noneNamed;
        const QString start = complete + u" -n "_s + quoted(condition);
        for (const OptionWords &option : command.options)
            text += fishOption(start, option);
        if (!command.arguments.isEmpty())
            text += start + u" -a "_s + quoted(command.arguments.join(u' ')) + u'\n';
        if (command.takesFiles)
            text += start + u" -F\n"_s;
    }
    return text.toUtf8();
}

} // namespace Orderflow::Completions
