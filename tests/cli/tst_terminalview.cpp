#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>

#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

/// The program on a pseudo-terminal of its own, as somebody sits before it.
class Terminal
{
public:
    Terminal(const QByteArray &type, const QByteArrayList &arguments,
             const QByteArray &noColour = {}, const QByteArray &locale = "C.UTF-8")
    {
        winsize size{};
        size.ws_row = 30;
        size.ws_col = 100;
        m_child = forkpty(&m_fd, nullptr, nullptr, &size);
        if (m_child != 0)
            return;
        setenv("TERM", type.constData(), 1);
        setenv("NO_COLOR", noColour.constData(), 1);
        setenv("LC_ALL", locale.constData(), 1);
        if (chdir(m_folder.path().toLocal8Bit().constData()) != 0)
            _exit(126);
        QList<char *> argv{const_cast<char *>(RECORDER_PROGRAM)};
        for (const QByteArray &argument : arguments)
            argv << const_cast<char *>(argument.constData());
        argv << nullptr;
        execv(RECORDER_PROGRAM, argv.data());
        _exit(127);
    }

    ~Terminal()
    {
        if (m_child > 0 && !m_hasEnded) {
            kill(m_child, SIGKILL);
            waitpid(m_child, nullptr, 0);
        }
        close(m_fd);
    }

    bool waitFor(const QByteArray &text)
    {
        while (!output.contains(text)) {
            if (!readMore())
                return false;
        }
        return true;
    }

    void type(const QByteArray &keys)
    {
        QCOMPARE(write(m_fd, keys.constData(), std::size_t(keys.size())), keys.size());
    }

    void resize(unsigned short rows, unsigned short columns)
    {
        const winsize size{rows, columns, 0, 0};
        QCOMPARE(ioctl(m_fd, TIOCSWINSZ, &size), 0);
    }

    /// What wait() says of the end.
    int finish()
    {
        while (readMore()) {
        }
        int status = -1;
        m_hasEnded = waitpid(m_child, &status, 0) == m_child;
        return status;
    }

    bool echoes() const
    {
        termios modes{};
        return tcgetattr(m_fd, &modes) == 0 && (modes.c_lflag & ECHO);
    }

    pid_t child() const { return m_child; }

    QByteArray output;

private:
    bool readMore()
    {
        constexpr int MaxWaitMs = 30'000;
        pollfd ready{m_fd, POLLIN, 0};
        if (poll(&ready, 1, MaxWaitMs) <= 0)
            return false;
        char bytes[4096];
        const ssize_t count = read(m_fd, bytes, sizeof(bytes));
        if (count <= 0)
            return false;
        output += QByteArray(bytes, count);
        return true;
    }

    QTemporaryDir m_folder;
    int m_fd = -1;
    pid_t m_child = -1;
    bool m_hasEnded = false;
};

const QByteArray EnterScreen("\x1b[?1049h");
const QByteArray LeaveScreen("\x1b[?1049l");

} // namespace

class TestTerminalView : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void testQuits_data();
    void testQuits();
    void testSelectsWithArrows();
    void testKeys();
    void testResizes();
    void testCrashCleansUp_data();
    void testCrashCleansUp();
    void testAsciiOnly();
    void testSecondInterruptCleansUp();
    void testNoColour_data();
    void testNoColour();
    void testLines_data();
    void testLines();
};

void TestTerminalView::initTestCase()
{
    // As in a chroot without /dev/pts.
    int master = -1;
    int slave = -1;
    if (openpty(&master, &slave, nullptr, nullptr, nullptr) != 0)
        QSKIP("this machine has no pseudo-terminals: the live view cannot be tried");
    close(slave);
    close(master);
}

void TestTerminalView::testQuits_data()
{
    QTest::addColumn<QByteArray>("keys");
    QTest::newRow("q") << QByteArray("q");
    QTest::newRow("Ctrl-C") << QByteArray("\x03");
}

void TestTerminalView::testQuits()
{
    QFETCH(QByteArray, keys);
    Terminal terminal("xterm-256color", {"demo"});
    QVERIFY2(terminal.waitFor("Book of BTCUSDT"), terminal.output);
    QVERIFY(terminal.output.contains(EnterScreen));
    QVERIFY(terminal.output.contains("ETHUSDT"));
    QVERIFY(!terminal.echoes());
    terminal.type(keys);
    const int status = terminal.finish();
    QVERIFY2(WIFEXITED(status) && WEXITSTATUS(status) == 0, terminal.output.right(500));
    const QByteArray after = terminal.output.mid(terminal.output.lastIndexOf(LeaveScreen));
    QVERIFY2(after.contains(" · duplicates 0 · lost 0"), after);
    QVERIFY(after.contains("received "));
}

void TestTerminalView::testSelectsWithArrows()
{
    Terminal terminal("xterm-256color", {"demo"});
    QVERIFY2(terminal.waitFor("Book of BTCUSDT"), terminal.output);
    terminal.output.clear();
    terminal.type("\x1bOB");
    // Only what differs from BTCUSDT is drawn again.
    QVERIFY2(terminal.waitFor("> ETH") || terminal.output.contains("ETH"), terminal.output);
    terminal.type("q");
    const int status = terminal.finish();
    QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

void TestTerminalView::testKeys()
{
    Terminal terminal("xterm-256color", {"demo"});
    QVERIFY2(terminal.waitFor("Book of BTCUSDT"), terminal.output);
    terminal.type("?");
    QVERIFY2(terminal.waitFor("Any key goes back."), terminal.output);
    terminal.type(" ");
    terminal.type("/eth\n");
    QVERIFY2(terminal.waitFor("only names with \"eth\": 1 of "), terminal.output);
    // Esc comes alone here, not as the begin of another key.
    terminal.type("\x1b");
    QVERIFY2(terminal.waitFor("down select"), terminal.output);
    terminal.type("q");
    const int status = terminal.finish();
    QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

void TestTerminalView::testResizes()
{
    Terminal terminal("xterm-256color", {"demo"});
    QVERIFY2(terminal.waitFor("Book of BTCUSDT"), terminal.output);
    terminal.output.clear();
    terminal.resize(40, 160);
    QVERIFY2(terminal.waitFor("Alerts and newest gaps"), terminal.output);
    terminal.resize(3, 40);
    QVERIFY2(terminal.waitFor("40x3 is too small"), terminal.output);
    terminal.type("q");
    const int status = terminal.finish();
    QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

void TestTerminalView::testSecondInterruptCleansUp()
{
    Terminal terminal("xterm-256color", {"demo"});
    QVERIFY2(terminal.waitFor("Book of BTCUSDT"), terminal.output);
    // Held still, so that the orderly stop cannot be faster than the second signal.
    QCOMPARE(kill(terminal.child(), SIGSTOP), 0);
    QCOMPARE(kill(terminal.child(), SIGINT), 0);
    QCOMPARE(kill(terminal.child(), SIGCONT), 0);
    kill(terminal.child(), SIGINT);
    const int status = terminal.finish();
    QVERIFY(WIFEXITED(status));
    QVERIFY(WEXITSTATUS(status) == 128 + SIGINT || WEXITSTATUS(status) == 0);
    QVERIFY(terminal.output.contains(LeaveScreen));
}

void TestTerminalView::testCrashCleansUp_data()
{
    QTest::addColumn<int>("crash");
    QTest::newRow("SIGSEGV") << SIGSEGV;
    QTest::newRow("SIGABRT") << SIGABRT;
    QTest::newRow("SIGBUS") << SIGBUS;
}

void TestTerminalView::testCrashCleansUp()
{
    QFETCH(int, crash);
    Terminal terminal("xterm-256color", {"demo"});
    QVERIFY2(terminal.waitFor("Book of BTCUSDT"), terminal.output);
    QVERIFY(!terminal.echoes());
    terminal.output.clear();
    QCOMPARE(kill(terminal.child(), crash), 0);
    const int status = terminal.finish();
    QVERIFY2(terminal.output.contains(LeaveScreen), terminal.output);
    QVERIFY(terminal.echoes());
    // It is still the crash that it was; a sanitizer's own end is another one.
    QVERIFY(!WIFEXITED(status) || WEXITSTATUS(status) != 0);
}

void TestTerminalView::testAsciiOnly()
{
    Terminal terminal("vt100", {"demo"}, {}, "C");
    QVERIFY2(terminal.waitFor("Book of BTCUSDT"), terminal.output);
    QVERIFY2(terminal.waitFor("####"), terminal.output);
    const QByteArray drawn = terminal.output;
    terminal.type("q");
    QCOMPARE(terminal.finish(), 0);
    QVERIFY2(std::ranges::all_of(drawn, [](char c) { return (uchar(c) & 0x80) == 0; }), drawn);
}

void TestTerminalView::testNoColour_data()
{
    QTest::addColumn<QByteArray>("terminal");
    QTest::addColumn<QByteArray>("noColour");
    QTest::addColumn<bool>("isColoured");
    QTest::newRow("colours") << QByteArray("xterm") << QByteArray() << true;
    QTest::newRow("NO_COLOR") << QByteArray("xterm") << QByteArray("1") << false;
    QTest::newRow("terminal without colours") << QByteArray("vt100") << QByteArray() << false;
}

void TestTerminalView::testNoColour()
{
    QFETCH(QByteArray, terminal);
    QFETCH(QByteArray, noColour);
    Terminal screen(terminal, {"demo"}, noColour);
    QVERIFY2(screen.waitFor("Book of BTCUSDT"), screen.output);
    screen.type("q");
    QCOMPARE(screen.finish(), 0);
    const qsizetype end = screen.output.indexOf("received ", screen.output.indexOf("q quit"));
    static const QRegularExpression colour(QStringLiteral("\x1b\\[(\\d+;)*3[12]m"));
    const QString drawn = QString::fromUtf8(screen.output.left(end));
    QTEST(colour.match(drawn).hasMatch(), "isColoured");
}

void TestTerminalView::testLines_data()
{
    QTest::addColumn<QByteArray>("terminal");
    QTest::addColumn<QByteArrayList>("arguments");
    QTest::newRow("dumb terminal") << QByteArray("dumb") << QByteArrayList{};
    QTest::newRow("unknown terminal") << QByteArray("no-such-terminal") << QByteArrayList{};
    QTest::newRow("plain") << QByteArray("xterm") << QByteArrayList{"--plain"};
}

void TestTerminalView::testLines()
{
    QFETCH(QByteArray, terminal);
    QFETCH(QByteArrayList, arguments);
    Terminal screen(terminal, QByteArrayList{"demo", "--duration=0.5"} + arguments, "1");
    const int status = screen.finish();
    QVERIFY2(WIFEXITED(status) && WEXITSTATUS(status) == 0, screen.output);
    QVERIFY2(screen.output.contains("lost 0"), screen.output);
    QVERIFY2(!screen.output.contains('\x1b'), screen.output);
}

QTEST_GUILESS_MAIN(TestTerminalView)
#include "tst_terminalview.moc"
