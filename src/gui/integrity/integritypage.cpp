#include "gui/integrity/integritypage.h"

namespace Orderflow {

IntegrityPage::IntegrityPage(QWidget *parent)
    : Page(parent)
{}

void IntegrityPage::showStatus(const ShownStatus &) {}

} // namespace Orderflow
