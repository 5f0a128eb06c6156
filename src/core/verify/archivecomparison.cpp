#include "verify/archivecomparison.h"

#include <QStringList>

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString idsOf(std::int64_t firstId, std::int64_t lastId)
{
    return firstId == lastId ? u"aggTradeId %1"_s.arg(firstId)
                             : u"aggTradeId %1 to %2"_s.arg(firstId).arg(lastId);
}

QString side(bool isBuyerMaker)
{
    return isBuyerMaker ? u"true"_s : u"false"_s;
}

/// The fields in which the two differ, as a sentence goes on.
QStringList differences(const ArchiveTrade &file, const AggTrade &trade)
{
    QStringList all;
    const auto differ = [&all](const char *field, const QString &database, const QString &inFile) {
        all << u"%1 is %2 in the database and %3 in the file"_s.arg(QLatin1StringView(field),
                                                                    database, inFile);
    };
    if (trade.price.compareValue(file.price) != 0)
        differ("price", trade.price.toString(), file.price.toString());
    if (trade.quantity.compareValue(file.quantity) != 0)
        differ("quantity", trade.quantity.toString(), file.quantity.toString());
    const auto differs = [](std::int64_t database, std::int64_t inFile) {
        return database != AggTrade::UnknownTradeId && database != inFile;
    };
    if (differs(trade.firstTradeId, file.firstTradeId)) {
        differ("first_trade_id", QString::number(trade.firstTradeId),
               QString::number(file.firstTradeId));
    }
    if (differs(trade.lastTradeId, file.lastTradeId)) {
        differ("last_trade_id", QString::number(trade.lastTradeId),
               QString::number(file.lastTradeId));
    }
    if (trade.tradeTime != file.tradeTime)
        differ("trade_time", toSqlText(trade.tradeTime), toSqlText(file.tradeTime));
    if (trade.isBuyerMaker != file.isBuyerMaker)
        differ("is_buyer_maker", side(trade.isBuyerMaker), side(file.isBuyerMaker));
    return all;
}

} // namespace

ArchiveComparison::ArchiveComparison(RecordedStream stream, FindingSink sink)
    : m_stream(std::move(stream))
    , m_sink(std::move(sink))
{}

void ArchiveComparison::compare(const std::vector<ArchiveTrade> &file,
                                const std::vector<StoredTrade> &database)
{
    auto inFile = file.begin();
    auto inDatabase = database.begin();
    while (inFile != file.end() || inDatabase != database.end()) {
        const bool isFileBehind = inFile == file.end();
        if (isFileBehind ||
            (inDatabase != database.end() && inDatabase->trade.aggTradeId < inFile->aggTradeId)) {
            noteOneSided(FindingKind::OnlyInDatabase, (inDatabase++)->trade.aggTradeId);
            continue;
        }
        if (inDatabase == database.end() || inFile->aggTradeId < inDatabase->trade.aggTradeId) {
            noteOneSided(FindingKind::OnlyInFile, (inFile++)->aggTradeId);
            continue;
        }
        // Either side may have several rows of one id; each is held against the other side's first.
        const std::int64_t id = inFile->aggTradeId;
        endRun();
        const StoredTrade &stored = *inDatabase;
        compareRows(*inFile, stored);
        const ArchiveTrade &first = *inFile;
        while (++inDatabase != database.end() && inDatabase->trade.aggTradeId == id) {
            add(FindingKind::DuplicateId, Finding::Severity::Error, id, id,
                u"%1 is twice in the database, in the rows %2 and %3"_s.arg(
                    idsOf(id, id), QString::number(stored.rowId),
                    QString::number(inDatabase->rowId)));
        }
        while (++inFile != file.end() && inFile->aggTradeId == id) {
            add(FindingKind::RepeatedInFile, Finding::Severity::Remark, id, id,
                u"%1 is twice in the file"_s.arg(idsOf(id, id)));
            if (*inFile != first)
                compareRows(*inFile, stored);
        }
    }
}

void ArchiveComparison::compareRows(const ArchiveTrade &file, const StoredTrade &database)
{
    const std::int64_t id = file.aggTradeId;
    if (!database.fault.isEmpty()) {
        add(FindingKind::UnreadableRow, Finding::Severity::Error, id, id,
            u"row %1 of futures_trades (%2) cannot be read: %3"_s.arg(
                QString::number(database.rowId), idsOf(id, id), database.fault));
        return;
    }
    const QStringList all = differences(file, database.trade);
    if (!all.isEmpty()) {
        add(FindingKind::DifferentValue, Finding::Severity::Error, id, id,
            idsOf(id, id) + u": "_s + all.join(u", "_s));
    }
}

void ArchiveComparison::noteOneSided(FindingKind kind, std::int64_t id)
{
    const bool goesOn = m_run && m_run->kind == kind && id <= m_run->lastId + 1;
    if (!goesOn) {
        endRun();
        m_run = Run{kind, id, id};
    }
    m_run->lastId = id;
}

void ArchiveComparison::endRun()
{
    if (!m_run)
        return;
    const bool isOne = m_run->firstId == m_run->lastId;
    add(m_run->kind, Finding::Severity::Error, m_run->firstId, m_run->lastId,
        u"%1 %2 only in the %3"_s.arg(
            idsOf(m_run->firstId, m_run->lastId), isOne ? u"is"_s : u"are"_s,
            m_run->kind == FindingKind::OnlyInFile ? u"file"_s : u"database"_s));
    m_run.reset();
}

void ArchiveComparison::finish()
{
    endRun();
}

void ArchiveComparison::add(FindingKind kind, Finding::Severity severity, std::int64_t firstId,
                            std::int64_t lastId, const QString &text)
{
    m_sink({kind, severity, m_stream, firstId, lastId, {}, {}, text});
}

} // namespace Orderflow
