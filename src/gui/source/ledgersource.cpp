#include "gui/source/ledgersource.h"

#include <utility>

namespace Orderflow {

LedgerSource::~LedgerSource() = default;

void LedgerSource::show(LedgerAnswer answer)
{
    m_answer = std::move(answer);
    emit ledgerChanged();
}

void LedgerSource::showFilling(BackfillStatus status)
{
    if (status == m_filling)
        return;
    m_filling = std::move(status);
    emit fillingChanged();
}

void LedgerSource::follow(std::unique_ptr<LedgerReader> reader)
{
    leave();
    m_reader = std::move(reader);
    connect(m_reader.get(), &LedgerReader::answered, this, [this] { show(m_reader->answer()); });
    m_reader->start();
}

/// Without waiting for what it reads: that may take seconds.
void LedgerSource::leave()
{
    if (!m_reader)
        return;
    LedgerReader *reader = m_reader.get();
    reader->disconnect(this);
    m_leaving.push_back(std::move(m_reader));
    connect(reader, &QThread::finished, this, [this, reader] {
        std::erase_if(m_leaving, [reader](const auto &one) { return one.get() == reader; });
    });
    reader->stop();
}

} // namespace Orderflow
