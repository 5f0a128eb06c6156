#pragma once

#include "storage/capturesession.h"
#include "storage/spool/spool.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace Orderflow {

/// A run of the recorder that batches of a spool belong to.
struct SpoolSession
{
    /// Its number in the spool.
    std::int64_t key = 0;
    CaptureSession session;
    /// The id of its row in capture_sessions of the database that `databaseName` names (as
    /// Store::displayName() does); nothing where it has none yet.
    std::optional<std::int64_t> captureSessionId;
    QString databaseName;
    /// It began while the database was away: whether something is missing between what the
    /// database ends with and its first events has yet to be seen.
    bool isResumePending = false;

    bool operator==(const SpoolSession &) const = default;
};

/// The runs in a spool; used in the thread of the spool, which outlives it.
class SpoolSessions
{
public:
    explicit SpoolSessions(Spool &spool)
        : m_connection(spool.connection())
    {}

    /// Returns the key: that of `session`, or a new one where it has none.
    StoreResult<std::int64_t> add(const SpoolSession &session);
    StoreResult<void> save(const SpoolSession &session);

    /// All, in the order in which they were added.
    StoreResult<std::vector<SpoolSession>> all();
    StoreResult<std::optional<SpoolSession>> find(std::int64_t key);

    StoreResult<bool> hasBatches(std::int64_t key);
    /// Forgets the run, unless something still belongs to it.
    StoreResult<void> remove(std::int64_t key);

private:
    StoreResult<std::vector<SpoolSession>> select(const QString &condition,
                                                  const QVariantList &values);

    SpoolConnection &m_connection;
};

} // namespace Orderflow
