#pragma once

#include "recorder.h"
#include "recordersettings.h"

#include <QMainWindow>
#include <QTimer>

#include <memory>

class QAction;
class QLabel;
class QTableView;

namespace Orderflow {

class SymbolTableModel;

/// Starts and stops a recorder, and shows how it does. It reads the recorder's status ten times a
/// second; nothing in it can delay the recording.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// `options` go to every recorder that the window starts.
    MainWindow(RecorderSettings settings, RecorderOptions options, QWidget *parent = nullptr);
    /// Stops in order what still runs, and waits for it.
    ~MainWindow() override;

    /// As the start button does.
    void startRecording();

protected:
    /// A recording is stopped in order first; the window closes when that is done.
    void closeEvent(QCloseEvent *event) override;

private:
    void createActions();
    void createViews();
    void stopRecording();
    void onEnded();
    void onFailed();
    void showStatus();
    void showRunning(bool isRunning);

    RecorderSettings m_settings;
    RecorderOptions m_options;
    std::unique_ptr<Recorder> m_recorder;
    bool m_isRunning = false;
    bool m_closesWhenStopped = false;
    QTimer m_statusTimer;

    SymbolTableModel *m_model = nullptr;
    QAction *m_startAction = nullptr;
    QAction *m_stopAction = nullptr;
    QLabel *m_verdict = nullptr;
    QTableView *m_table = nullptr;
    QLabel *m_counters = nullptr;
    QLabel *m_database = nullptr;
};

} // namespace Orderflow
