#include "server/ledgerendpoint.h"

#include "ledger/ledgerjson.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// So many texts of megabytes are kept.
constexpr std::size_t MaxTexts = 4;

std::optional<std::chrono::hours> spanOf(const QUrlQuery &query)
{
    if (!query.hasQueryItem(u"hours"_s))
        return DefaultLedgerSpan;
    bool isNumber = false;
    const std::chrono::hours span(query.queryItemValue(u"hours"_s).toInt(&isNumber));
    return isNumber && span >= 1h && span <= MaxLedgerSpan ? std::optional(span) : std::nullopt;
}

HttpAnswer later(const QByteArray &reason, std::chrono::seconds after)
{
    HttpAnswer answer = HttpAnswer::error(503, reason);
    answer.fields.append({"Retry-After", QByteArray::number(qint64(after.count()))});
    return answer;
}

} // namespace

HttpAnswer LedgerEndpoint::answer(const QUrlQuery &query, const ReceiveTime &now)
{
    const std::optional<std::chrono::hours> span = spanOf(query);
    if (!span)
        return HttpAnswer::error(400, "hours is a whole number from 1 to 168");
    if (!m_reader)
        return HttpAnswer::error(503, "There is no database to read");
    const LedgerAnswer latest = m_reader->answer();
    const bool covers = latest.span && latest.span->to - latest.span->from >= *span;
    const std::chrono::microseconds age = latest.span ? now.utc - latest.span->to : 0us;
    // The clock may have been set back.
    const bool isFresh = age >= 0us && age <= Fresh;
    if (!covers || !isFresh)
        ask(*span, now);
    if (!latest.error.isEmpty())
        return later(latest.error.toUtf8(), Fresh);
    if (covers && age <= Oldest)
        return text(latest, *span);
    return later("The ledger is being read; ask again in a second", 1s);
}

void LedgerEndpoint::ask(std::chrono::hours span, const ReceiveTime &now)
{
    if (span >= m_span || now.monotonic - m_spanAt > 1min) {
        m_span = span;
        m_spanAt = now.monotonic;
    }
    const bool isReading = m_askedAt && m_reader->answer().number == m_askedNumber;
    if (isReading || (m_askedAt && now.monotonic - *m_askedAt < Fresh))
        return;
    m_askedAt = now.monotonic;
    m_askedNumber = m_reader->answer().number;
    m_reader->request(m_span);
}

HttpAnswer LedgerEndpoint::text(const LedgerAnswer &answer, std::chrono::hours span)
{
    if (m_textNumber != answer.number) {
        m_texts.clear();
        m_textNumber = answer.number;
    }
    auto text = m_texts.find(span);
    if (text == m_texts.end()) {
        if (m_texts.size() == MaxTexts)
            m_texts.clear();
        const LedgerSpan part = clipped(*answer.span, answer.span->to - span);
        text =
            m_texts.emplace(span, QJsonDocument(toJson(part)).toJson(QJsonDocument::Compact)).first;
    }
    return {200, "application/json", text->second};
}

} // namespace Orderflow
