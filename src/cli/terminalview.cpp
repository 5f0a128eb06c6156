#include "terminalview.h"

#include "process/posixsignals.h"

#include <QSocketNotifier>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <mutex>

#include <unistd.h>

// ncurses defines words such as `timeout` and `clear` as macros unless it is told not to.
#define NCURSES_NOMACROS
#include <curses.h>

namespace Orderflow {

namespace {

constexpr std::size_t MaxLogLines = 200;
constexpr std::size_t MaxGraveLines = 20;
/// A terminal that is gone reads as ready for ever.
constexpr int MaxEmptyReads = 20;

enum Pair : short { GoodPair = 1, BadPair, BidPair, AskPair };

template <typename T>
void append(std::deque<T> &list, const T &value, std::size_t most)
{
    list.push_back(value);
    if (list.size() > most)
        list.pop_front();
}

/// A string of the terminal's description, or null where it has none.
const char *capability(const char *name)
{
    const char *value = tigetstr(name);
    // -1, for a name that is no string, is the documented other answer.
    return reinterpret_cast<std::intptr_t>(value) == -1 ? nullptr : value;
}

/// What the terminal wants to hear to show its normal screen again.
QByteArray resetText()
{
    QByteArray text;
    for (const char *name : {"sgr0", "cnorm", "rmcup", "rmkx"})
        text += capability(name);
    return text;
}

} // namespace

class TerminalView::Private
{
public:
    explicit Private(SCREEN *screen_)
        : screen(screen_)
    {}

    attr_t attributes(Tone tone) const
    {
        const auto coloured = [this](Pair pair, attr_t otherwise) {
            return hasColour ? attr_t(COLOR_PAIR(pair)) : otherwise;
        };
        switch (tone) {
        case Tone::Plain:
            return A_NORMAL;
        case Tone::Title:
            return A_BOLD;
        case Tone::Heading:
            return A_UNDERLINE;
        case Tone::Dim:
            return A_DIM;
        case Tone::Good:
            return coloured(GoodPair, A_NORMAL) | A_BOLD;
        case Tone::Bad:
            return coloured(BadPair, A_REVERSE) | A_BOLD;
        case Tone::Bid:
            return coloured(BidPair, A_NORMAL);
        case Tone::Ask:
            return coloured(AskPair, A_NORMAL);
        case Tone::Selected:
            return A_BOLD;
        }
        return A_NORMAL;
    }

    SCREEN *screen;
    bool hasColour = false;
    RecorderStatus status;
    int selected = 0;
    int emptyReads = 0;
    QSocketNotifier *keyNotifier = nullptr;

    mutable std::mutex logMutex;
    std::deque<LogLine> log;
    std::deque<LogLine> grave;
};

std::unique_ptr<TerminalView> TerminalView::open(Colour colour)
{
    SCREEN *screen = newterm(nullptr, stdout, stdin);
    if (!screen)
        return nullptr;
    set_term(screen);
    if (!capability("cup")) {
        endwin();
        delscreen(screen);
        return nullptr;
    }
    auto data = std::make_unique<Private>(screen);
    data->hasColour = colour == Colour::Yes && has_colors();
    return std::unique_ptr<TerminalView>(new TerminalView(std::move(data)));
}

TerminalView::TerminalView(std::unique_ptr<Private> data)
    : d(std::move(data))
{
    cbreak();
    noecho();
    nodelay(stdscr, TRUE);
    keypad(stdscr, TRUE);
    curs_set(0);
    if (d->hasColour) {
        start_color();
        use_default_colors();
        init_pair(GoodPair, COLOR_GREEN, -1);
        init_pair(BadPair, COLOR_RED, -1);
        init_pair(BidPair, COLOR_GREEN, -1);
        init_pair(AskPair, COLOR_RED, -1);
    }
    PosixSignals::setTerminalReset(resetText());
    if (isatty(STDIN_FILENO)) {
        d->keyNotifier = new QSocketNotifier(STDIN_FILENO, QSocketNotifier::Read, this);
        connect(d->keyNotifier, &QSocketNotifier::activated, this, &TerminalView::readKeys);
    }
}

TerminalView::~TerminalView()
{
    PosixSignals::setTerminalReset({});
    endwin();
    delscreen(d->screen);
}

void TerminalView::show(const RecorderStatus &status)
{
    d->status = status;
    // Also where a new size of the window is noticed.
    readKeys();
    draw();
}

void TerminalView::addLogLine(const LogLine &line)
{
    const std::lock_guard lock(d->logMutex);
    append(d->log, line, MaxLogLines);
    if (line.level >= LogLevel::Warning)
        append(d->grave, line, MaxGraveLines);
}

std::vector<LogLine> TerminalView::gravestLines() const
{
    const std::lock_guard lock(d->logMutex);
    return {d->grave.begin(), d->grave.end()};
}

void TerminalView::readKeys()
{
    bool isAny = false;
    for (int key = getch(); key != ERR; key = getch()) {
        isAny = true;
        const int last = std::max(0, int(d->status.symbols.size()) - 1);
        if (key == 'q' || key == 'Q')
            emit quitRequested();
        else if (key == KEY_UP || key == 'k')
            d->selected = std::max(0, d->selected - 1);
        else if (key == KEY_DOWN || key == 'j')
            d->selected = std::min(last, d->selected + 1);
    }
    if (isAny) {
        d->emptyReads = 0;
        draw();
    } else if (sender() && ++d->emptyReads > MaxEmptyReads) {
        d->keyNotifier->setEnabled(false);
    }
}

void TerminalView::draw()
{
    ViewState view;
    getmaxyx(stdscr, view.rows, view.columns);
    view.selected = d->selected;
    {
        const std::lock_guard lock(d->logMutex);
        view.log.assign(d->log.begin(), d->log.end());
    }

    erase();
    int row = 0;
    for (const ViewLine &line : layoutView(d->status, view)) {
        move(row++, 0);
        for (const ViewSegment &segment : line) {
            attrset(int(d->attributes(segment.tone)));
            addwstr(segment.text.toStdWString().c_str());
        }
    }
    attrset(A_NORMAL);
    refresh();
}

} // namespace Orderflow
