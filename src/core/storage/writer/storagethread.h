#pragma once

#include "storage/writer/storagewriter.h"
#include "workerthread.h"

namespace Orderflow {

/// The thread on which a StorageWriter does its work, from start() to ended(). The destructor
/// stops the writer where stop() did not, and waits until it is done: at most for the grace time
/// of the options where the database is away.
class StorageThread final : public WorkerThread
{
    Q_OBJECT

public:
    /// `queue` and `clock` must outlive this object.
    StorageThread(StorageWriter::StoreFactory makeStore, BatchQueue &queue, const Clock &clock,
                  StorageWriterOptions options, QObject *parent = nullptr);
    ~StorageThread() override;

    /// As StorageWriter::stop(); does not wait.
    void stop(const IntakeCounts &intake);

    StorageWriter::StatusReader status() const { return m_writer.status(); }
    StreamEnds streamEnds() const { return m_writer.streamEnds(); }
    LedgerGaps repairableGaps() const { return m_writer.repairableGaps(); }

signals:
    // From the writer's thread; connect before start().
    /// The database is open and its schema in place; or it is away, and the spool takes its place.
    void ready();
    /// The database cannot be used: status() tells why. ended() follows.
    void failed();
    /// The writer is done; status() is final.
    void ended();

protected:
    void work() override;

private:
    StorageWriter m_writer;
};

} // namespace Orderflow
