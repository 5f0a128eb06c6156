#pragma once

#include "gui/page.h"
#include "gui/source/seriesstore.h"

namespace Orderflow {

/// One symbol up close: its book, its trades, and how they went over the last quarter of an hour.
class SymbolPage final : public Page
{
    Q_OBJECT

public:
    /// `series` outlives it.
    SymbolPage(const Symbol &symbol, const SeriesStore &series, QWidget *parent = nullptr);

    const Symbol &symbol() const { return m_symbol; }

    void showStatus(const ShownStatus &shown) override;

private:
    const Symbol m_symbol;
};

} // namespace Orderflow
