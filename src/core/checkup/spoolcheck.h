#pragma once

#include "checkup/check.h"
#include "checkup/diskcheck.h"
#include "storage/spool/spooloptions.h"

namespace Orderflow {

/// Whether batches can wait on disk for the database: the folder of the spool, what is in it, its
/// disk. Changes nothing.
class SpoolCheck final : public Check
{
    Q_OBJECT

public:
    SpoolCheck(SpoolOptions options, FreeBytesOf freeBytes);

    void start() override;

private:
    CheckResult file() const;

    const SpoolOptions m_options;
    const FreeBytesOf m_freeBytes;
};

} // namespace Orderflow
