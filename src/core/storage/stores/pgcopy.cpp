#include "storage/stores/pgcopy.h"

#include "storage/sql/sqlerror.h"

#include <QRegularExpression>
#include <QStringList>

#include <libpq-fe.h>

#include <algorithm>
#include <limits>
#include <memory>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

struct ResultDeleter
{
    void operator()(PGresult *result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ResultDeleter>;

QString field(const Result &result, int code)
{
    return QString::fromUtf8(PQresultErrorField(result.get(), code)).simplified();
}

CopyError errorOf(const Result &result, PGconn *connection)
{
    CopyError error;
    error.sqlState = field(result, PG_DIAG_SQLSTATE);
    error.reason = field(result, PG_DIAG_MESSAGE_PRIMARY);
    if (error.sqlState.isEmpty()) {
        // Not the server's words but libpq's, about the connection.
        error.reason = QString::fromUtf8(PQerrorMessage(connection)).simplified();
        return error;
    }
    error.kind = classifySqlState(error.sqlState);
    if (const QString detail = field(result, PG_DIAG_MESSAGE_DETAIL); !detail.isEmpty())
        error.reason += u"; "_s + detail;
    error.row = copyRowOf(QString::fromUtf8(PQresultErrorField(result.get(), PG_DIAG_CONTEXT)));
    return error;
}

} // namespace

PgCopy::PgCopy(pg_conn *connection)
    : m_connection(connection)
{}

PgCopy::~PgCopy()
{
    if (m_isActive)
        pendingError();
}

CopyResult<void> PgCopy::begin(const QByteArray &statement)
{
    const Result result(PQexec(m_connection, statement.constData()));
    m_isActive = PQresultStatus(result.get()) == PGRES_COPY_IN;
    if (!m_isActive)
        return tl::unexpected(errorOf(result, m_connection));
    return {};
}

CopyResult<void> PgCopy::send(std::string_view data)
{
    // libpq counts with int.
    constexpr std::size_t Most = std::numeric_limits<int>::max() / 2;
    while (!data.empty()) {
        const std::string_view part = data.substr(0, Most);
        if (PQputCopyData(m_connection, part.data(), static_cast<int>(part.size())) != 1)
            return tl::unexpected(pendingError());
        data.remove_prefix(part.size());
    }
    return {};
}

CopyResult<std::int64_t> PgCopy::finish()
{
    if (PQputCopyEnd(m_connection, nullptr) != 1)
        return tl::unexpected(pendingError());
    const Result result(PQgetResult(m_connection));
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
        CopyError error = errorOf(result, m_connection);
        pendingError();
        return tl::unexpected(std::move(error));
    }
    const std::int64_t rows = QByteArray(PQcmdTuples(result.get())).toLongLong();
    // The empty result, without which the connection takes no other command.
    pendingError();
    return rows;
}

/// Ends the COPY, and takes the results that are left: the error that the first of them tells.
CopyError PgCopy::pendingError()
{
    m_isActive = false;
    Result first;
    while (Result result{PQgetResult(m_connection)}) {
        if (PQresultStatus(result.get()) == PGRES_COPY_IN) {
            if (PQputCopyEnd(m_connection, "cancelled by the recorder") != 1)
                break;
        } else if (!first) {
            first = std::move(result);
        }
    }
    return errorOf(first, m_connection);
}

std::optional<std::int64_t> copyRowOf(const QString &context)
{
    // A trigger's own lines may come first. COPY is not translated, the word before the number is.
    static const QRegularExpression number(u"(?<![\\w\"])\\d+(?!\\w)"_s);
    const QStringList lines = context.split(u'\n');
    const auto line =
        std::ranges::find_if(lines, [](const QString &one) { return one.contains("COPY"_L1); });
    if (line == lines.end())
        return std::nullopt;
    bool isNumber = false;
    const qlonglong row = number.match(*line).captured().toLongLong(&isNumber);
    return isNumber ? std::optional<std::int64_t>(row) : std::nullopt;
}

} // namespace Orderflow
