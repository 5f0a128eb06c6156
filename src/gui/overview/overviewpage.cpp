#include "gui/overview/overviewpage.h"

namespace Orderflow {

OverviewPage::OverviewPage(const SeriesStore &, QWidget *parent)
    : Page(parent)
{}

void OverviewPage::showStatus(const ShownStatus &) {}

} // namespace Orderflow
