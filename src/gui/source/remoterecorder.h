#pragma once

#include "gui/source/statussource.h"
#include "remote/remotestatus.h"

#include <QTimer>

namespace Orderflow {

/// A recorder elsewhere, as its status server tells of it. It comes back by itself when the
/// connection was lost.
class RemoteRecorder final : public StatusSource
{
    Q_OBJECT

public:
    /// `clock` outlives it.
    RemoteRecorder(const RemoteOptions &options, const Clock &clock, QObject *parent = nullptr);

    void start();

    void watch(const std::vector<Symbol> &symbols) override;
    /// Does nothing: the other side sends when it has something.
    void setInterval(std::chrono::milliseconds interval) override;
    QString name() const override;

private:
    void look();

    RemoteStatus m_remote;
    /// No message comes to tell that none comes.
    QTimer m_look;
};

} // namespace Orderflow
