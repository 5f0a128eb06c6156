#pragma once

#include <QByteArrayView>
#include <QString>
#include <qlogging.h>

#include <cstddef>
#include <cstdint>

// What libFuzzer or a test plays an input to. Whatever the exchange sends, the recorder goes on:
// what is wrong afterwards is the result, empty where all is well. A QCoreApplication has to be
// there, and FuzzLog.

namespace Orderflow {

/// Played twice: to a pipeline of its own, so that an input that fails does so again when it is
/// played alone; and to one that outlives all inputs, for what adds up over time.
QString playToPipelines(QByteArrayView input);

/// Played to the whole ingest side of a recorder of its own. To make one and connect it takes four
/// times as long as to play a typical input, so this is a target of its own.
QString playToRecorder(QByteArrayView input);

/// Takes what is logged while it is there: lines are made, because that is part of handling a
/// frame, and thrown away. A line that is as long as a frame likes is a fault.
class FuzzLog
{
public:
    FuzzLog();
    ~FuzzLog();
    Q_DISABLE_COPY_MOVE(FuzzLog)

private:
    QtMessageHandler m_previous;
};

/// For a target: plays `data`, and ends the process where the result is a fault. Always 0.
int fuzz(QString (*play)(QByteArrayView), const std::uint8_t *data, std::size_t size);

} // namespace Orderflow
