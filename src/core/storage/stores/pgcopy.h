#pragma once

#include "storage/store.h"

#include <QByteArray>
#include <QString>
#include <QStringView>

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

struct pg_conn;
struct pg_result;

namespace Orderflow {

/// Why a COPY failed.
struct CopyError
{
    StoreError::Kind kind = StoreError::Kind::Unavailable;
    /// Empty where the connection is gone.
    QString sqlState;
    /// The server's words, or libpq's.
    QString reason;
    /// Which row it was, from 1, where the server says so.
    std::optional<std::int64_t> row;
};

template <typename T>
using CopyResult = tl::expected<T, CopyError>;

/// One `COPY … FROM STDIN` on the connection of libpq that Qt opened. What was not finished is
/// cancelled, so that the transaction can be rolled back.
class PgCopy
{
public:
    /// `connection` is open, outlives this object, and has no result of another query to give.
    explicit PgCopy(pg_conn *connection);
    ~PgCopy();
    Q_DISABLE_COPY_MOVE(PgCopy)

    CopyResult<void> begin(const QByteArray &statement);
    /// A part of the rows, cut anywhere. Once it has failed, the COPY is over.
    CopyResult<void> send(std::string_view data);
    /// Waits for the server's answer: how many rows it took.
    CopyResult<std::int64_t> finish();

private:
    CopyError pendingError();

    pg_conn *m_connection;
    bool m_isActive = false;
};

/// The number of the row that the context of an error tells of, in whatever language: `COPY
/// futures_trades, line 3, column price`.
std::optional<std::int64_t> copyRowOf(const QString &context);

} // namespace Orderflow
