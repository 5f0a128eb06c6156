#pragma once

#include "monitor/recorderstatus.h"
#include "remote/linktrouble.h"

#include <QObject>

#include <chrono>
#include <optional>
#include <vector>

namespace Orderflow {

/// What the window shows: the newest status there is, and why that is not of now, if it is not.
struct ShownStatus
{
    RecorderStatus status;
    /// Only of a recorder elsewhere.
    std::optional<LinkTrouble> trouble;
    /// Why the window's own recorder could not go on; empty where it could.
    QString failure;
};

/// The status of `symbol`, or null where it is not recorded. Valid as long as `status`.
const SymbolStatus *findSymbol(const RecorderStatus &status, const Symbol &symbol);

/// The newest trades of `symbol`, oldest first, or null where nobody watches it.
const TradeTape *findTape(const RecorderStatus &status, const Symbol &symbol);

/// How a status is to be taken at a glance.
enum class Health {
    /// Nothing is recorded, and nobody asked for more.
    Off,
    /// On the way to recording, or to a stop.
    Changing,
    Good,
    /// It records, and something needs a look.
    Attention,
    /// Data are being lost or may be.
    Bad
};

Health healthOf(const ShownStatus &shown);

/// The verdict in words, with the cause.
QString verdictOf(const ShownStatus &shown);

/// Where the window's statuses come from: a recorder of its own, or one elsewhere. Lives in the
/// GUI thread; all that it does there is to look at the newest value.
class StatusSource : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    const ShownStatus &shown() const { return m_shown; }

    /// Whose books and trades are wanted from now on; the first MaxWatched of them count.
    virtual void watch(const std::vector<Symbol> &symbols) = 0;

    /// How often a new status is wanted, where the source can choose.
    virtual void setInterval(std::chrono::milliseconds interval) = 0;

    /// What is recorded where, for a window's title.
    virtual QString name() const = 0;

signals:
    /// shown() is another one.
    void updated();

protected:
    void show(ShownStatus shown);

private:
    ShownStatus m_shown;
};

} // namespace Orderflow
