#include "frameserver.h"

#include "clock.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QSocketNotifier>
#include <QTextStream>
#include <QTimer>

#include <array>

#include <unistd.h>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *ServeArgument = "serve-frames";
const QByteArray PlayingWord = "playing";
const QByteArray CompleteWord = "complete";
const QByteArray SentWord = "sent";
constexpr auto StopPatience = std::chrono::seconds(60);

} // namespace

FrameServer::FrameServer(const FrameLoad &load)
{
    constexpr int LongestStart = 120'000;
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(QCoreApplication::applicationFilePath(),
                    {QString::fromLatin1(ServeArgument), QString::number(int(load.kind)),
                     QString::number(load.symbols), QString::number(load.rate),
                     QString::number(load.events)});
    if (!m_process.waitForReadyRead(LongestStart))
        qFatal("the frame server does not start");
    m_url = QUrl(QString::fromUtf8(m_process.readLine()).trimmed());
    connect(&m_process, &QProcess::readyRead, this, &FrameServer::read);
    connect(&m_process, &QProcess::finished, this, &FrameServer::onProcessFinished);
}

FrameServer::~FrameServer()
{
    m_process.disconnect(this);
    m_process.kill();
    m_process.waitForFinished();
}

void FrameServer::onProcessFinished()
{
    qFatal("the frame server ended with code %d", m_process.exitCode());
}

void FrameServer::read()
{
    while (m_process.canReadLine()) {
        const QByteArrayList words = m_process.readLine().trimmed().split(' ');
        if (words.first() == PlayingWord) {
            m_startedAt = std::chrono::nanoseconds(words.value(1).toLongLong());
            emit playing();
        } else if (words.first() == CompleteWord) {
            m_completeAt = std::chrono::nanoseconds(words.value(1).toLongLong());
            m_sentBeforeComplete = words.value(2).toULongLong();
            emit complete();
        } else if (words.first() == SentWord) {
            m_sent = words.value(1).toULongLong();
            m_missed = words.value(2).toULongLong();
            m_isFinished = true;
            emit finished();
        }
    }
}

std::uint64_t FrameServer::waitForEnd(std::chrono::seconds longest)
{
    QEventLoop loop;
    connect(this, &FrameServer::finished, &loop, &QEventLoop::quit);
    QTimer::singleShot(longest, &loop, [] { qFatal("the frame server does not end"); });
    if (!m_isFinished)
        loop.exec();
    if (m_missed != 0)
        qFatal("a subscriber that had gone missed %llu frames", qulonglong(m_missed));
    return m_sent;
}

std::uint64_t FrameServer::stop()
{
    m_process.write("stop\n");
    return waitForEnd(StopPatience);
}

bool FrameServer::isAsked(int argc, char **argv)
{
    return argc > 1 && qstrcmp(argv[1], ServeArgument) == 0;
}

int FrameServer::serve(const QStringList &arguments)
{
    const FrameLoad load{.kind = FrameLoad::Kind(arguments.value(2).toInt()),
                         .symbols = arguments.value(3).toULong(),
                         .rate = arguments.value(4).toInt(),
                         .events = arguments.value(5).toULongLong()};
    const SystemClock clock;
    FrameSender sender(load);
    QTextStream out(stdout);
    QObject::connect(&sender, &FrameSender::playing, &sender, [&] {
        out << PlayingWord << ' ' << qint64(clock.now().monotonic.count()) << Qt::endl;
    });
    QObject::connect(&sender, &FrameSender::complete, &sender, [&] {
        out << CompleteWord << ' ' << qint64(clock.now().monotonic.count()) << ' '
            << quint64(sender.sent()) << Qt::endl;
    });
    QObject::connect(&sender, &FrameSender::finished, &sender, [&] {
        out << SentWord << ' ' << quint64(sender.sent()) << ' ' << quint64(sender.missed())
            << Qt::endl;
    });
    // A word is a request to stop; the end of the other process is the end of this one.
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &sender, [&sender] {
        std::array<char, 64> bytes{};
        if (::read(STDIN_FILENO, bytes.data(), bytes.size()) > 0)
            sender.stop();
        else
            QCoreApplication::quit();
    });
    out << u"ws://127.0.0.1:%1"_s.arg(sender.listen()) << Qt::endl;
    return QCoreApplication::exec();
}

} // namespace Orderflow
