#include "frameserver.h"

#include "madeevents.h"
#include "mademarket.h"
#include "manysymbols.h"

#include "replay/replayserver.h"

#include <QCoreApplication>
#include <QTextStream>

#include <memory>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

const QString ServeArgument = u"serve-frames"_s;
const QString PlayingLine = u"playing"_s;

std::vector<MarketFrame> framesOf(const FrameLoad &load)
{
    std::vector<MarketFrame> frames;
    frames.reserve(load.events);
    if (load.kind == FrameLoad::Kind::Trades) {
        for (const AggTrade &trade : makeTrades(load.events, load.start))
            frames.push_back(frameOf(trade));
    } else {
        for (const DepthUpdate &update : makeDepth5(load.events, load.start))
            frames.push_back(frameOf(update));
    }
    return frames;
}

std::unique_ptr<MarketSource> marketOf(const FrameLoad &load)
{
    if (load.kind == FrameLoad::Kind::ManySymbols)
        return std::make_unique<ManySymbols>(load.symbols, load.rate);
    return std::make_unique<MadeMarket>(framesOf(load), load.rate);
}

} // namespace

FrameServer::FrameServer(const FrameLoad &load)
{
    constexpr int LongestStart = 120'000;
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(QCoreApplication::applicationFilePath(),
                    {ServeArgument, QString::number(int(load.kind)), QString::number(load.events),
                     QString::number(load.symbols), QString::number(load.rate),
                     QString::number(load.start.time_since_epoch().count())});
    if (!m_process.waitForReadyRead(LongestStart))
        qFatal("the frame server does not start");
    m_url = QUrl(QString::fromUtf8(m_process.readLine()).trimmed());
    connect(&m_process, &QProcess::readyRead, this, [this] {
        if (QString::fromUtf8(m_process.readAll()).contains(PlayingLine))
            emit playing();
    });
}

FrameServer::~FrameServer()
{
    m_process.disconnect(this);
    m_process.kill();
    m_process.waitForFinished();
}

bool FrameServer::isAsked(const QStringList &arguments)
{
    return arguments.value(1) == ServeArgument;
}

int FrameServer::serve(const QStringList &arguments)
{
    const FrameLoad load{
        .kind = FrameLoad::Kind(arguments.value(2).toInt()),
        .events = arguments.value(3).toULong(),
        .symbols = arguments.value(4).toULong(),
        .rate = arguments.value(5).toInt(),
        .start = UtcMilliseconds(std::chrono::milliseconds(arguments.value(6).toLongLong()))};
    ReplayServer server({.speed = load.rate > 0 ? 1.0 : 0.0}, marketOf(load));
    QTextStream out(stdout);
    if (const auto port = server.listen(0); !port) {
        QTextStream(stderr) << port.error() << Qt::endl;
        return 1;
    }
    QObject::connect(&server, &ReplayServer::playbackStarted, &server,
                     [&out] { out << PlayingLine << Qt::endl; });
    out << server.webSocketUrl().toString() << Qt::endl;
    return QCoreApplication::exec();
}

} // namespace Orderflow
