#include "gui/control/recordingcontrol.h"

#include <QApplication>
#include <QMessageBox>
#include <QStyle>

namespace Orderflow {

using namespace Qt::StringLiterals;

RecordingControl::RecordingControl(OwnRecorder &recorder, QWidget &window)
    : m_recorder(recorder)
    , m_window(window)
    , m_start(new QAction(QApplication::style()->standardIcon(QStyle::SP_MediaPlay), tr("&Start"),
                          this))
    , m_stop(
          new QAction(QApplication::style()->standardIcon(QStyle::SP_MediaStop), tr("S&top"), this))
{
    m_start->setObjectName(u"startAction"_s);
    m_start->setShortcut(Qt::CTRL | Qt::Key_R);
    m_start->setToolTip(tr("Start recording (Ctrl+R)"));
    connect(m_start, &QAction::triggered, &recorder, &OwnRecorder::start);
    m_stop->setObjectName(u"stopAction"_s);
    m_stop->setShortcut(Qt::CTRL | Qt::Key_T);
    m_stop->setToolTip(tr("Write what has come in and stop (Ctrl+T)"));
    connect(m_stop, &QAction::triggered, &recorder, &OwnRecorder::stop);
    connect(&recorder, &OwnRecorder::runningChanged, this, &RecordingControl::showRunning);
    connect(&recorder, &OwnRecorder::failed, this, &RecordingControl::showFailure);
    showRunning(recorder.isRunning());
}

void RecordingControl::showRunning(bool isRunning)
{
    m_start->setEnabled(!isRunning);
    m_stop->setEnabled(isRunning);
    if (!isRunning && m_closesWhenStopped)
        m_window.close();
}

bool RecordingControl::mayClose()
{
    if (!m_recorder.isRunning())
        return true;
    m_closesWhenStopped = true;
    m_recorder.stop();
    return false;
}

void RecordingControl::showFailure(const QString &message)
{
    auto *box = new QMessageBox(QMessageBox::Critical, tr("Orderflow Recorder"),
                                tr("Recording cannot go on."), QMessageBox::Ok, &m_window);
    box->setInformativeText(message);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace Orderflow
