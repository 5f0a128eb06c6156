#pragma once

#include "gui/page.h"
#include "gui/source/seriesstore.h"

#include <QStringList>

namespace Orderflow {

/// How capture is as a whole: the verdict, its figures, and all symbols.
class OverviewPage final : public Page
{
    Q_OBJECT

public:
    /// `series` outlives it.
    explicit OverviewPage(const SeriesStore &series, QWidget *parent = nullptr);

    void showStatus(const ShownStatus &shown) override;

signals:
    /// The user wants to see more of it.
    void symbolActivated(const Orderflow::Symbol &symbol);
};

} // namespace Orderflow
