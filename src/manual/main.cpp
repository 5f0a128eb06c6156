// Writes what is installed beside the programs and tells of them: manual pages, completions, an
// example of settings. It runs while they are built, and is not installed.

#include "completions.h"
#include "pages.h"

#ifdef ORDERFLOW_HAS_DASHBOARD
#include "gui/dashboardoptions.h"
#endif

#include <QCoreApplication>
#include <QDir>
#include <QSaveFile>

#include <cstdio>
#include <cstdlib>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

bool write(const QDir &folder, const QString &name, const QByteArray &content)
{
    QSaveFile file(folder.filePath(name));
    if (file.open(QIODevice::WriteOnly) && file.write(content) == content.size() && file.commit())
        return true;
    std::fprintf(stderr, "%s: %s\n", qPrintable(file.fileName()), qPrintable(file.errorString()));
    return false;
}

bool write(const QDir &folder, const ManPage &page)
{
    return write(folder, page.fileName(), page.text());
}

bool writeCompletions(const QDir &folder, const ProgramWords &words)
{
    return write(folder, words.name + u".bash"_s, Completions::bash(words)) &&
           write(folder, words.name + u".zsh"_s, Completions::zsh(words)) &&
           write(folder, words.name + u".fish"_s, Completions::fish(words));
}

bool writeRecorder(const QDir &folder)
{
    const Program program = Program::make();
    bool isGood = write(folder, Pages::program(program)) && write(folder, Pages::settings()) &&
                  write(folder, u"recorder.env"_s, Pages::settingsExample()) &&
                  writeCompletions(folder, ProgramWords::of(program));
    for (const std::unique_ptr<Command> &command : program.commands())
        isGood = isGood && write(folder, Pages::command(program, *command));
    return isGood;
}

bool writeDashboard([[maybe_unused]] const QDir &folder)
{
#ifdef ORDERFLOW_HAS_DASHBOARD
    const QString name = u"orderflow-recorder"_s;
    const auto options =
        DashboardOptions::read({name, u"--help"_s}, QProcessEnvironment::systemEnvironment());
    if (!options)
        return false;
    const ProgramWords words = ProgramWords::ofHelp(name, options->text);
    return write(folder, Pages::dashboard(words)) && writeCompletions(folder, words);
#else
    return true;
#endif
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    if (argc != 2) {
        std::fputs("usage: orderflow-manual FOLDER\n", stderr);
        return EXIT_FAILURE;
    }
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    return writeRecorder(folder) && writeDashboard(folder) ? EXIT_SUCCESS : EXIT_FAILURE;
}
