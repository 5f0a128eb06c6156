#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace Orderflow {

/// Tells commands that run on to stop in order.
class StopRequests : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

signals:
    void stopRequested();
};

/// SIGINT, SIGTERM and SIGHUP as a request to stop, in the thread that made this object and its
/// event loop. A second SIGINT ends the process at once, with 128 + SIGINT. SIGHUP stays ignored
/// where it was, as under nohup. Also ignores SIGPIPE, so that a reader who goes away does not
/// take what is not yet stored with him. The former handlers come back with the destructor.
/// There is at most one such object at a time.
class PosixSignals final : public StopRequests
{
    Q_OBJECT

public:
    explicit PosixSignals(QObject *parent = nullptr);
    ~PosixSignals() override;

private:
    void readSignals();

    struct Handlers;
    std::unique_ptr<Handlers> m_former;
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace Orderflow
