#include "ledger/ledgerreader.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace std::chrono_literals;

LedgerReader::LedgerReader(std::chrono::milliseconds shortestRest, QObject *parent)
    : WorkerThread(QStringLiteral("ledger"), parent)
    , m_shortestRest(shortestRest)
{}

void LedgerReader::request(std::chrono::hours span)
{
    const std::lock_guard lock(m_mutex);
    m_question = std::clamp<std::chrono::hours>(span, 1h, MaxLedgerSpan);
    m_changed.notify_all();
}

void LedgerReader::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_mustEnd = true;
        m_changed.notify_all();
    }
    // Of those that wait in an event loop.
    quit();
}

bool LedgerReader::mustEnd() const
{
    const std::lock_guard lock(m_mutex);
    return m_mustEnd;
}

std::optional<std::chrono::hours> LedgerReader::nextQuestion()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_mustEnd || m_question; });
    return m_mustEnd ? std::nullopt : std::exchange(m_question, std::nullopt);
}

void LedgerReader::rest(std::chrono::nanoseconds taken)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, std::max<std::chrono::nanoseconds>(m_shortestRest, 2 * taken),
                       [this] { return m_mustEnd; });
}

void LedgerReader::work()
{
    while (const std::optional<std::chrono::hours> question = nextQuestion()) {
        const auto begun = std::chrono::steady_clock::now();
        Result result = read(*question);
        m_answer.update([&result](LedgerAnswer &answer) {
            ++answer.number;
            answer.error = result ? QString() : result.error();
            if (result)
                answer.span = std::make_shared<const LedgerSpan>(std::move(*result));
        });
        emit answered();
        rest(std::chrono::steady_clock::now() - begun);
    }
    finish();
}

} // namespace Orderflow
