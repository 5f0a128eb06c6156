#pragma once

#include "checkup/checkup.h"
#include "gui/control/checkmodel.h"

#include <QDialog>

#include <functional>
#include <memory>

class QLabel;
class QPushButton;
class QTableView;

namespace Orderflow {

/// Looks at all that recording needs, and shows what comes of it, one after the other.
class CheckupDialog final : public QDialog
{
    Q_OBJECT

public:
    /// Makes a checkup with the settings as they are by then.
    using MakeCheckup = std::function<std::unique_ptr<Checkup>()>;

    explicit CheckupDialog(MakeCheckup makeCheckup, QWidget *parent = nullptr);
    ~CheckupDialog() override;

    /// Starts over; does nothing while one runs.
    void run();

protected:
    void changeEvent(QEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void createView();
    void showProgress();
    QString summaryOf(const CheckupProgress &progress, bool isRunning) const;

    const MakeCheckup m_makeCheckup;
    CheckModel m_model;
    QTableView *m_view;
    QLabel *m_summary;
    QPushButton *m_again;
    QPushButton *m_stop;
    QPushButton *m_copy;
    std::unique_ptr<Checkup> m_checkup;
};

} // namespace Orderflow
