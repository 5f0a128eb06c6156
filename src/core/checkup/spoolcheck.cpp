#include "checkup/spoolcheck.h"

#include "storage/spool/spool.h"

#include <QFileInfo>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using Outcome = CheckResult::Outcome;

namespace {

const QString FileName = u"Spool"_s;
const QString DiskName = u"Spool disk"_s;

} // namespace

SpoolCheck::SpoolCheck(SpoolOptions options, FreeBytesOf freeBytes)
    : Check({FileName, DiskName})
    , m_options(std::move(options))
    , m_freeBytes(std::move(freeBytes))
{}

void SpoolCheck::start()
{
    emit found(file());
    if (m_options.filePath.isEmpty()) {
        finish({DiskName, Outcome::Skipped, u"The spool is turned off"_s});
    } else {
        finish(checkDisk(DiskName, QFileInfo(m_options.filePath).absolutePath(),
                         m_options.limits.diskReserve, m_freeBytes));
    }
}

CheckResult SpoolCheck::file() const
{
    if (m_options.filePath.isEmpty()) {
        return {
            FileName, Outcome::Warn,
            u"It is turned off; what waits for the database is in memory alone"_s,
            u"Name a file in SPOOL_FILE, so that nothing is lost while the database is away."_s};
    }
    const QFileInfo file(m_options.filePath);
    const QFileInfo folder(file.absolutePath());
    const QString advice = u"Make the folder and make it writable, or name another file in "
                           u"SPOOL_FILE."_s;
    if (!folder.isDir())
        return {FileName, Outcome::Fail, u"The folder %1 is not there"_s.arg(folder.filePath()),
                advice};
    if (!folder.isWritable() || (file.exists() && !file.isWritable()))
        return {FileName, Outcome::Fail, u"%1 cannot be written to"_s.arg(file.absoluteFilePath()),
                advice};
    if (!file.exists())
        return {FileName, Outcome::Pass, u"The file can be made in %1"_s.arg(folder.filePath())};

    Spool spool(file.absoluteFilePath(), SqlAccess::Read);
    if (const auto opened = spool.open(); !opened)
        return {FileName, Outcome::Fail, opened.error().message,
                u"A recorder that starts gives a damaged file another name; keep that, and look "
                u"into the log."_s};
    const auto totals = spool.totals();
    if (!totals)
        return {FileName, Outcome::Fail, totals.error().message, u"Look into the log."_s};
    if (totals->deadLetters > 0) {
        return {FileName, Outcome::Warn,
                u"%1 batches with %2 events were refused by the database and are set aside"_s
                    .arg(totals->deadLetters)
                    .arg(totals->deadEvents),
                u"The command spool lists them with the reason, and tries them again."_s};
    }
    if (totals->batches > 0)
        return {FileName, Outcome::Pass,
                u"%1 batches with %2 events wait for the database"_s.arg(totals->batches)
                    .arg(totals->events)};
    return {FileName, Outcome::Pass, u"%1 is empty"_s.arg(file.absoluteFilePath())};
}

} // namespace Orderflow
