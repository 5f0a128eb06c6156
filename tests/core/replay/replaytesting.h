#pragma once

#include "fakes/manualclock.h"
#include "replay/marketsource.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QDir>
#include <QFile>
#include <QString>

#include <zlib.h>

#include <utility>
#include <vector>

namespace Orderflow::ReplayTesting {

inline QByteArray combined(const QByteArray &stream, const QByteArray &data)
{
    return R"({"stream":")" + stream + R"(","data":)" + data + '}';
}

/// An aggTrade with the trade ids 10 * id to 10 * id + 3, traded 5 ms before `eventTime`.
inline QByteArray tradeFrame(qint64 id, qint64 eventTime, const QByteArray &symbol = "BTCUSDT")
{
    return combined(symbol.toLower() + "@aggTrade",
                    R"({"e":"aggTrade","E":)" + QByteArray::number(eventTime) + R"(,"a":)" +
                        QByteArray::number(id) + R"(,"s":")" + symbol +
                        R"(","p":"84000.10","q":"0.250","nq":"0.200","f":)" +
                        QByteArray::number(id * 10) + R"(,"l":)" + QByteArray::number(id * 10 + 3) +
                        R"(,"T":)" + QByteArray::number(eventTime - 5) + R"(,"m":true,"st":1})");
}

/// A depth frame of `type`, chained to `prev`.
inline QByteArray depthFrame(const QByteArray &type, qint64 prev, qint64 last, qint64 eventTime,
                             const QByteArray &symbol = "BTCUSDT")
{
    return combined(symbol.toLower() + '@' + type,
                    R"({"e":"depthUpdate","E":)" + QByteArray::number(eventTime) + R"(,"T":)" +
                        QByteArray::number(eventTime - 2) + R"(,"s":")" + symbol + R"(","ps":")" +
                        symbol + R"(","U":)" + QByteArray::number(prev + 2) + R"(,"u":)" +
                        QByteArray::number(last) + R"(,"pu":)" + QByteArray::number(prev) +
                        R"(,"b":[["84000.00","1.500"],["83999.90","0.004"]],)"
                        R"("a":[["84000.10","2.000"]],"st":1})");
}

/// A line of a capture, `ms` after the start of the test's time line.
inline QByteArray feedLine(int ms, const QByteArray &route, const QByteArray &text)
{
    return QByteArray::number(Q_INT64_C(1'789'000'000'000'000'000) + ms * Q_INT64_C(1'000'000)) +
           ' ' + route + ' ' + text;
}

inline QString writePlain(const QDir &dir, const QString &name, const QByteArray &content)
{
    QFile file(dir.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(file.fileName()));
    return file.fileName();
}

inline QString writeLines(const QDir &dir, const QString &name, const QByteArrayList &lines)
{
    return writePlain(dir, name, lines.join('\n') + '\n');
}

inline QString writeGzip(const QDir &dir, const QString &name, const QByteArray &content)
{
    QString path = dir.filePath(name);
    gzFile file = gzopen(QFile::encodeName(path).constData(), "wb");
    if (!file || gzwrite(file, content.constData(), unsigned(content.size())) != content.size() ||
        gzclose(file) != Z_OK) {
        qFatal("cannot write %s", qPrintable(path));
    }
    return path;
}

/// A market of given frames, one a millisecond.
class ListMarket final : public MarketSource
{
public:
    static constexpr MarketTime Start{std::chrono::milliseconds(1'789'000'000'000)};

    void add(Route route, const QByteArray &text)
    {
        const qsizetype name = text.indexOf(':') + 2;
        const auto due = Start + std::chrono::milliseconds(m_frames.size());
        m_frames.push_back({due, route, text.mid(name, text.indexOf('"', name) - name), text});
    }
    void addSymbol(MarketSymbol symbol) { m_symbols.push_back(std::move(symbol)); }
    void setBook(BookSnapshot book) { m_book = std::move(book); }
    /// After the frames, next() fails with this.
    void failWith(const QString &message) { m_failure = message; }
    const std::vector<MarketFrame> &frames() const { return m_frames; }

    QString displayName() const override { return QStringLiteral("list"); }
    std::vector<MarketSymbol> symbols() const override { return m_symbols; }
    bool hasRoute(Route route) const override
    {
        for (const MarketFrame &frame : m_frames) {
            if (frame.route == route)
                return true;
        }
        return false;
    }
    MarketTime startTime() const override { return Start; }
    tl::expected<std::optional<MarketFrame>, QString> next() override
    {
        if (m_next < m_frames.size())
            return m_frames[m_next++];
        if (!m_failure.isEmpty())
            return tl::unexpected(m_failure);
        return std::nullopt;
    }
    std::optional<BookSnapshot> bookSnapshot(const Symbol &symbol) const override
    {
        return symbol.is("BTCUSDT") ? m_book : std::nullopt;
    }

private:
    std::vector<MarketFrame> m_frames;
    std::size_t m_next = 0;
    std::vector<MarketSymbol> m_symbols;
    std::optional<BookSnapshot> m_book;
    QString m_failure;
};

} // namespace Orderflow::ReplayTesting
