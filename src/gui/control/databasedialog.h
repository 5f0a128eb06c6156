#pragma once

#include "gui/control/databasework.h"

#include <QDialog>

#include <functional>
#include <memory>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;

namespace Orderflow {

/// Makes the tables of the database or brings them up to date, those of the Python recorder too,
/// with progress; and removes what that has left, as a step of its own.
class DatabaseDialog final : public QDialog
{
    Q_OBJECT

public:
    /// The database as the settings have it by then.
    using ReadSettings = std::function<DatabaseWork::Settings()>;

    explicit DatabaseDialog(ReadSettings readSettings, QWidget *parent = nullptr);
    ~DatabaseDialog() override;

    /// Looks at the database; while something is worked on, that goes on.
    void look();

    /// Nothing is changed while a recorder writes.
    void setRecording(bool isRecording);

    /// Whether something is changed just now.
    bool isWorking() const;

signals:
    void workingChanged(bool isWorking);

private:
    void createLayout();
    void start(DatabaseWork::Task task);
    void onFinished();
    void showStatus();
    void showProgress(const DatabaseWork::Status &status);
    void showActions(const DatabaseWork::Status &status);
    void askToDrop();
    bool isBusy() const;

    const ReadSettings m_readSettings;
    std::unique_ptr<DatabaseWork> m_work;
    bool m_isRecording = false;
    QLabel *m_database;
    QLabel *m_state;
    QLabel *m_outcome;
    QLabel *m_depthLabel;
    QComboBox *m_depthKind;
    QProgressBar *m_bar;
    QLabel *m_progress;
    QPushButton *m_setUp = nullptr;
    QPushButton *m_drop = nullptr;
    QPushButton *m_stop = nullptr;
    QPushButton *m_close = nullptr;
};

/// What a database has, in words, and what is to be done with it.
QString wordsOf(const DatabaseState &state);

/// `1,250,000 of 4,000,000 rows copied; 98,000 rows/s, 28 s left`, in the user's language.
QString wordsOf(const UpgradeProgress &progress);

} // namespace Orderflow
