#pragma once

#include "binance/streamname.h"
#include "ingest/ingeststatus.h"
#include "latestvalue.h"
#include "storage/batchqueue.h"
#include "storage/streamend.h"

#include <memory>
#include <vector>

namespace Orderflow {

/// Which streams are to be recorded; null where nobody has said so yet. What it points to never
/// changes, so any thread may read it.
using StreamList = std::shared_ptr<const std::vector<StreamName>>;

/// Where the ingest thread meets the others.
struct IngestChannels
{
    /// To the thread that writes.
    BatchQueue &queue;
    /// To whoever wants to know.
    LatestValue<IngestStatus> &status;
    /// From whoever decides what is recorded.
    LatestValue<StreamList> &streams;
    /// From the thread that writes, before the first stream is recorded.
    LatestValue<StreamEnds> &streamEnds;
    /// From whoever looks: the symbols whose newest trades are wanted.
    LatestValue<std::vector<Symbol>> &watched;
};

} // namespace Orderflow
