#pragma once

#include "process/servicereport.h"
#include "recorder.h"

#include <QObject>
#include <QTimer>

namespace Orderflow {

/// How the service manager sees a recorder in that state.
ServiceState serviceState(const RecorderStatus &status);

/// Tells systemd, where it wants to know, how a recorder is, for as long as this object lives.
class ServiceLink : public QObject
{
    Q_OBJECT

public:
    /// `recorder` outlives it.
    explicit ServiceLink(Recorder &recorder);

private:
    void report();

    Recorder &m_recorder;
    ServiceReport m_report;
    QTimer m_timer;
};

} // namespace Orderflow
