#pragma once

#include "fakes/fakestatus.h"
#include "terminallayout.h"

#include <QStringList>

namespace Orderflow {

/// The live view as text.
namespace ViewTesting {

using namespace Qt::StringLiterals;

inline QStringList toText(const ViewLines &lines)
{
    QStringList texts;
    for (const ViewLine &line : lines) {
        QString text;
        for (const ViewSegment &segment : line)
            text += segment.text;
        texts << text;
    }
    return texts;
}

inline QStringList drawn(const RecorderStatus &status, const ViewState &view)
{
    return toText(layoutView(status, view).lines);
}

inline QString whole(const RecorderStatus &status, const ViewState &view)
{
    return drawn(status, view).join(u'\n');
}

inline ViewState sized(int columns, int rows)
{
    ViewState view;
    view.columns = columns;
    view.rows = rows;
    return view;
}

/// With rates that rise and fall, and are 8 at most.
inline ViewState sawtooth(int columns, int rows)
{
    ViewState view = sized(columns, rows);
    RecorderStatus status = FakeStatus::healthy(2);
    for (int second = 0; second < 90; ++second) {
        status.uptime = std::chrono::seconds(second);
        status.rowsPerSecond = second % 8 + 1;
        for (SymbolStatus &symbol : status.symbols)
            symbol.streams[0].rowsPerSecond = second % 8;
        view.rates.add(status);
    }
    return view;
}

inline LogLine logLine(const QString &text)
{
    return {UtcMilliseconds(), LogLevel::Info, QString(), text};
}

inline Symbol symbolNamed(const QString &name)
{
    return *Symbol::parse(QStringView(name));
}

} // namespace ViewTesting

} // namespace Orderflow
