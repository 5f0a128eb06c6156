#pragma once

#include "gui/overview/verdictwatch.h"
#include "gui/source/figurepace.h"

#include <QFrame>
#include <QStringList>

class QLabel;
class QToolButton;

namespace Orderflow {

/// How capture is, in one sentence that can be read from across the room, and under it what the
/// sentence rests on: since when, what is recorded where, and the alerts that are active.
class VerdictBanner final : public QFrame
{
    Q_OBJECT

public:
    explicit VerdictBanner(QWidget *parent = nullptr);

    void showStatus(const ShownStatus &shown);

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void showHealth(Health health);
    void showAlerts();
    void applyFonts();
    void applyColours();

    VerdictWatch m_watch;
    FigurePace m_pace{FigurePace::Quarter::Banner};
    Health m_health = Health::Off;
    QStringList m_activeAlerts;
    QLabel *m_sign;
    QLabel *m_verdict;
    QLabel *m_facts;
    QLabel *m_alerts;
    QToolButton *m_more;
};

} // namespace Orderflow
