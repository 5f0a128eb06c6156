#pragma once

#include "gui/integrity/gaptablefilter.h"
#include "gui/source/ledgersource.h"

#include <QWidget>

#include <memory>
#include <vector>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QTableView;

namespace Orderflow {

/// The rows of the gap ledger as a table, and the button that has them filled.
class GapPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit GapPanel(QWidget *parent = nullptr);

    /// `source` outlives it. To be called once.
    void setLedger(LedgerSource &source);

    void setSpan(const std::shared_ptr<const LedgerSpan> &span);
    /// As in GapTableFilter::Wanted.
    void setText(const QString &text);

    /// Chooses the gap of that id, and shows it, whatever is filtered out; 0 chooses none. Emits
    /// nothing.
    void selectGap(std::int64_t id);

signals:
    /// The user has chosen a gap; 0 for none.
    void gapSelected(qint64 id);

private:
    QTableView *makeTable();
    void applyFilter();
    void onSelectionChanged();
    /// Those that the button is about: the chosen ones that can be filled, or all that are shown.
    std::vector<LedgerGap> fillable() const;
    bool hasSelection() const;
    void fillOrStop();
    void updateButton();
    void showFilling();

    LedgerSource *m_source = nullptr;
    GapTableModel m_model;
    GapTableFilter m_filter;
    bool m_isSelecting = false;
    QComboBox *m_state;
    QComboBox *m_reason;
    QTableView *m_table;
    QPushButton *m_fill;
    QProgressBar *m_progress;
    QLabel *m_outcome;
};

} // namespace Orderflow
