#pragma once

#include <QElapsedTimer>
#include <QString>
#include <QTextStream>

namespace Orderflow {

/// A line of a terminal that is written again and again while something goes on; nothing where
/// nobody watches.
class ProgressLine
{
public:
    /// `out` outlives this object.
    ProgressLine(QTextStream &out, bool isTerminal);
    ~ProgressLine();
    Q_DISABLE_COPY_MOVE(ProgressLine)

    /// Shows it, unless the last one is newer than a fifth of a second.
    void show(const QString &text);
    /// Takes it away, so that something else can be written.
    void clear();

private:
    QTextStream &m_out;
    bool m_isTerminal;
    bool m_isShown = false;
    QElapsedTimer m_sinceShown;
};

} // namespace Orderflow
