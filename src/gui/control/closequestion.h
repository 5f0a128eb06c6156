#pragma once

#include <QObject>
#include <QSettings>

#include <optional>

class QMessageBox;

namespace Orderflow {

/// Asks what becomes of the recording when the window is closed, and remembers the answer where the
/// user wants that.
class CloseQuestion final : public QObject
{
    Q_OBJECT

public:
    enum class Answer {
        /// It goes on, and the window is out of sight: in the tray, or minimised.
        GoOn,
        StopAndQuit
    };

    /// The box is a child of `window`. Answers are kept in `kept`, which outlives it and may be
    /// null.
    CloseQuestion(QWidget &window, QSettings *kept);

    /// answered() comes at once or later, or not at all where the user cancels. Does nothing while
    /// it is asking. `hasTray` says where the window would go.
    void ask(bool hasTray);
    /// Takes the question back.
    void cancel();

    /// Whether it does not ask, because the user did not want to be asked again.
    bool isAnswered() const { return remembered().has_value(); }
    /// From now on it asks again.
    void forgetAnswer();

signals:
    void answered(Orderflow::CloseQuestion::Answer answer);

private:
    std::optional<Answer> remembered() const;
    void answer(Answer answer);

    QWidget &m_window;
    QSettings *m_kept;
    QMessageBox *m_box = nullptr;
};

} // namespace Orderflow
