#include "gui/symbol/symbolpage.h"

namespace Orderflow {

SymbolPage::SymbolPage(const Symbol &symbol, const SeriesStore &, QWidget *parent)
    : Page(parent)
    , m_symbol(symbol)
{}

void SymbolPage::showStatus(const ShownStatus &) {}

} // namespace Orderflow
