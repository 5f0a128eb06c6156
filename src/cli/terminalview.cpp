#include "terminalview.h"

#include "process/terminalreset.h"
#include "process/windowresizes.h"
#include "statusheadline.h"
#include "terminallayout.h"

#include <QElapsedTimer>
#include <QSocketNotifier>
#include <QTimer>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <mutex>

#include <sys/ioctl.h>
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
/// Ten times a second is as fast as anybody reads, however fast keys come.
constexpr std::chrono::milliseconds DrawInterval{100};
/// How long an Esc may be the begin of the code of another key.
constexpr int EscapeDelayMs = 25;

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

/// What ncurses says of a key that is no character.
ViewKey::Kind kindOf(wint_t key)
{
    switch (key) {
    case KEY_UP:
        return ViewKey::Kind::Up;
    case KEY_DOWN:
        return ViewKey::Kind::Down;
    case KEY_PPAGE:
        return ViewKey::Kind::PageUp;
    case KEY_NPAGE:
        return ViewKey::Kind::PageDown;
    case KEY_HOME:
        return ViewKey::Kind::Home;
    case KEY_END:
        return ViewKey::Kind::End;
    case KEY_LEFT:
        return ViewKey::Kind::Left;
    case KEY_RIGHT:
        return ViewKey::Kind::Right;
    case KEY_ENTER:
        return ViewKey::Kind::Enter;
    case KEY_BACKSPACE:
    case KEY_DC:
        return ViewKey::Kind::Backspace;
    default:
        return ViewKey::Kind::Other;
    }
}

ViewKey keyOf(wint_t character)
{
    switch (character) {
    case '\r':
    case '\n':
        return {ViewKey::Kind::Enter};
    case 0x1b:
        return {ViewKey::Kind::Escape};
    case 0x08:
    case 0x7f:
        return {ViewKey::Kind::Backspace};
    default:
        return {ViewKey::Kind::Text, char32_t(character)};
    }
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

    std::unique_ptr<TerminalReset> reset;
    SCREEN *screen;
    bool hasColour = false;
    RecorderStatus status;
    ViewState view;
    /// Of what was drawn last.
    ViewFacts facts;
    Symbol shown;
    TroubleWatch trouble;
    int emptyReads = 0;
    QSocketNotifier *keyNotifier = nullptr;
    QElapsedTimer sinceDrawn;
    QTimer nextDraw;

    mutable std::mutex logMutex;
    std::deque<LogLine> log;
    std::deque<LogLine> grave;
};

std::unique_ptr<TerminalView> TerminalView::open(Colour colour, Glyphs glyphs)
{
    auto reset = std::make_unique<TerminalReset>();
    SCREEN *screen = newterm(nullptr, stdout, stdin);
    if (!screen)
        return nullptr;
    set_term(screen);
    if (!capability("cup")) {
        endwin();
        delscreen(screen);
        return nullptr;
    }
    reset->arm(resetText());
    auto data = std::make_unique<Private>(screen);
    data->reset = std::move(reset);
    data->hasColour = colour == Colour::Yes && has_colors();
    data->view.glyphs = glyphs;
    return std::unique_ptr<TerminalView>(new TerminalView(std::move(data)));
}

TerminalView::TerminalView(std::unique_ptr<Private> data)
    : d(std::move(data))
{
    cbreak();
    noecho();
    nodelay(stdscr, TRUE);
    keypad(stdscr, TRUE);
    set_escdelay(EscapeDelayMs);
    curs_set(0);
    if (d->hasColour) {
        start_color();
        use_default_colors();
        init_pair(GoodPair, COLOR_GREEN, -1);
        init_pair(BadPair, COLOR_RED, -1);
        init_pair(BidPair, COLOR_GREEN, -1);
        init_pair(AskPair, COLOR_RED, -1);
    }
    d->nextDraw.setSingleShot(true);
    connect(&d->nextDraw, &QTimer::timeout, this, &TerminalView::draw);
    const auto *resizes = new WindowResizes(this);
    connect(resizes, &WindowResizes::resized, this, &TerminalView::resize);
    if (isatty(STDIN_FILENO)) {
        d->keyNotifier = new QSocketNotifier(STDIN_FILENO, QSocketNotifier::Read, this);
        connect(d->keyNotifier, &QSocketNotifier::activated, this, &TerminalView::readKeys);
    }
}

TerminalView::~TerminalView()
{
    // A crash from here on finds nothing left to do.
    endwin();
    d->reset.reset();
    delscreen(d->screen);
}

void TerminalView::show(const RecorderStatus &status, const std::optional<LinkTrouble> &link)
{
    d->status = status;
    d->view.link = link;
    d->view.rates.add(status);
    d->view.troubled = d->trouble.update(status);
    drawSoon();
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
    wint_t character = 0;
    for (int result = get_wch(&character); result != ERR; result = get_wch(&character)) {
        isAny = true;
        const ViewKey key = result == KEY_CODE_YES ? ViewKey{kindOf(character)} : keyOf(character);
        if (applyKey(d->view.choices, key, d->facts))
            emit quitRequested();
    }
    if (isAny) {
        d->emptyReads = 0;
        drawSoon();
    } else if (++d->emptyReads > MaxEmptyReads) {
        d->keyNotifier->setEnabled(false);
    }
}

void TerminalView::resize()
{
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
        return;
    resizeterm(size.ws_row, size.ws_col);
    draw();
}

void TerminalView::drawSoon()
{
    const auto passed = std::chrono::milliseconds(d->sinceDrawn.isValid() ? d->sinceDrawn.elapsed()
                                                                          : DrawInterval.count());
    if (passed >= DrawInterval)
        draw();
    else if (!d->nextDraw.isActive())
        d->nextDraw.start(DrawInterval - passed);
}

void TerminalView::draw()
{
    d->nextDraw.stop();
    d->sinceDrawn.start();
    getmaxyx(stdscr, d->view.rows, d->view.columns);
    {
        const std::lock_guard lock(d->logMutex);
        d->view.log.assign(d->log.begin(), d->log.end());
    }
    DrawnView drawn = layoutView(d->status, d->view);

    erase();
    int row = 0;
    for (const ViewLine &line : drawn.lines) {
        move(row++, 0);
        for (const ViewSegment &segment : line) {
            attrset(int(d->attributes(segment.tone)));
            addwstr(segment.text.toStdWString().c_str());
        }
    }
    attrset(A_NORMAL);
    refresh();

    d->facts = std::move(drawn.facts);
    const Symbol shown = shownSymbol(d->view.choices.selected, d->facts.symbols);
    if (!shown.isEmpty() && shown != d->shown) {
        d->shown = shown;
        emit bookShown(shown);
    }
}

} // namespace Orderflow
