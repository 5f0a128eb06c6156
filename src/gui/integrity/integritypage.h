#pragma once

#include "gui/page.h"

namespace Orderflow {

/// What was captured of each stream and what is missing, the connections, and the log.
class IntegrityPage final : public Page
{
    Q_OBJECT

public:
    explicit IntegrityPage(QWidget *parent = nullptr);

    void showStatus(const ShownStatus &shown) override;
};

} // namespace Orderflow
