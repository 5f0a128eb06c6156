#include "checkup/diskcheck.h"

#include <QLocale>
#include <QStorageInfo>

namespace Orderflow {

using namespace Qt::StringLiterals;
using Outcome = CheckResult::Outcome;

namespace {

/// Less does not take a batch and the journals around it.
constexpr std::int64_t AsGoodAsFull = std::int64_t(16) << 20;

} // namespace

std::int64_t freeBytesOf(const QString &folder)
{
    const QStorageInfo storage(folder);
    return storage.isValid() ? storage.bytesAvailable() : -1;
}

QString sizeText(std::uint64_t bytes)
{
    return QLocale::c().formattedDataSize(qint64(bytes), 1);
}

CheckResult checkDisk(const QString &name, const QString &folder, std::int64_t wanted,
                      const FreeBytesOf &freeBytes)
{
    const QString advice = u"Make room on that disk, or move what is there to another one."_s;
    const std::int64_t free = freeBytes(folder);
    if (free < 0)
        return {name, Outcome::Skipped, u"What is free in %1 is not known"_s.arg(folder)};
    const QString words = u"%1 are free in %2"_s.arg(sizeText(std::uint64_t(free)), folder);
    if (free < AsGoodAsFull)
        return {name, Outcome::Fail, words + u": it is full"_s, advice};
    if (free >= wanted)
        return {name, Outcome::Pass, words};
    return {name, Outcome::Warn,
            words + u", fewer than the %1 that are wanted"_s.arg(sizeText(std::uint64_t(wanted))),
            advice};
}

} // namespace Orderflow
