#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <csignal>

namespace Orderflow {

/// Tells, in its thread's event loop, that the terminal's window has another size (SIGWINCH). There
/// is at most one such object at a time; the former handler comes back with the destructor.
class WindowResizes final : public QObject
{
    Q_OBJECT

public:
    explicit WindowResizes(QObject *parent = nullptr);
    ~WindowResizes() override;

signals:
    void resized();

private:
    struct sigaction m_former = {};
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace Orderflow
