#include "realevents.h"

#include "binance/streamdecoder.h"
#include "replay/feedreader.h"

#include <QDir>

namespace Orderflow {

using namespace Qt::StringLiterals;

QString realCapture()
{
    const QString folder = qEnvironmentVariable("ORDERFLOW_TEST_DATA");
    const QString file = QDir(folder).filePath(u"feeds/btcusdt_ethusdt_20240718.gz"_s);
    return !folder.isEmpty() && QFile::exists(file) ? file : QString();
}

std::optional<RealEvents> readRealEvents()
{
    const QString file = realCapture();
    if (file.isEmpty())
        return std::nullopt;
    RealEvents events;
    FeedReader reader({file});
    StreamDecoder decoder;
    for (;;) {
        const auto line = reader.next();
        if (!line)
            qFatal("%s", qPrintable(line.error()));
        if (!*line)
            return events;
        if ((*line)->kind == FeedLine::Kind::Rest)
            continue;
        const auto decoded = decoder.decode((*line)->text, ReceiveTime());
        if (const auto *trade = std::get_if<AggTrade>(&decoded))
            events.trades.push_back(*trade);
        else if (const auto *update = std::get_if<DepthUpdate>(&decoded);
                 update && update->depthKind == "depth5@100ms")
            events.books.push_back(*update);
    }
}

} // namespace Orderflow
