#pragma once

#include "gui/overview/verdictwatch.h"

#include <QFrame>

class QLabel;

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
    void applyFonts();
    void applyColours();

    VerdictWatch m_watch;
    Health m_health = Health::Off;
    QLabel *m_sign;
    QLabel *m_verdict;
    QLabel *m_facts;
    QLabel *m_alerts;
};

} // namespace Orderflow
