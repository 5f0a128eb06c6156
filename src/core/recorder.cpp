#include "recorder.h"

#include "alerts/alerting.h"
#include "binance/connection/websocketclient.h"
#include "exchangewatch.h"
#include "ingest/gaprepairer.h"
#include "ingest/ingestthread.h"
#include "monitor/processusage.h"
#include "monitor/statusassembler.h"
#include "storage/batchqueue.h"
#include "storage/stores/storefactory.h"
#include "storage/writer/storagethread.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QSysInfo>
#include <QTimer>

#include <optional>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcRecorder, "orderflow.recorder")

constexpr std::chrono::milliseconds SamplingInterval{500};

QString joinNames(const std::vector<StreamName> &streams)
{
    QStringList names;
    for (const StreamName &stream : streams)
        names.append(QString::fromStdString(stream.toString()));
    return names.join(u' ');
}

/// The names where a person would read them, else how many there are.
QString summarize(const std::vector<StreamName> &streams)
{
    constexpr std::size_t MostNamed = 20;
    return streams.size() <= MostNamed ? joinNames(streams) : u"%1 streams"_s.arg(streams.size());
}

} // namespace

class Recorder::Private
{
public:
    Private(Recorder &owner, RecorderSettings settings_, RecorderOptions options_)
        : q(owner)
        , settings(std::move(settings_))
        , options(std::move(options_))
        , clock(options.clock ? *options.clock : systemClock)
        , queue(settings.queueMaxBytes)
        , alerting(settings.alerts)
    {}

    void start();
    void stop();
    RecorderStatus makeStatus();
    void watchTrades(const std::vector<Symbol> &symbols);

private:
    StorageWriter::StoreFactory storeFactory(const DatabaseUrl &url) const;
    SocketFactory socketFactory() const;
    CaptureSession makeSession() const;
    QStringList writtenFolders() const;
    /// Whether the exchange has to say what is recorded before anything can be.
    bool isAskedFirst() const;
    void startWatch();
    void openDatabase();
    void onDatabaseReady();
    void onIngestFinished();
    void onStorageEnded();
    void onSymbolsChanged();
    void onNoSymbolExists(const QString &message);
    void onClockMeasured();
    void startRepairs();
    void updateRepairs();
    bool takeRepair(EventBatch &batch);
    void fileClockSample();
    void fail(RecorderError::Kind kind, const QString &message);

    Recorder &q;

public:
    RecorderSettings settings;
    RecorderOptions options;
    RecorderError error;

private:
    SystemClock systemClock;
    const Clock &clock;
    std::optional<DatabaseUrl> databaseUrl;
    std::vector<Symbol> watched;
    RecorderState state = RecorderState::Idle;
    ReceiveTime startedAt;
    std::chrono::nanoseconds endedAt{};
    StatusAssembler assembler;
    std::optional<ProcessMeter> processMeter;
    /// Rates are made of what the assembler sees in between, however seldom a face asks.
    QTimer samplingTimer;
    BatchQueue queue;
    Alerting alerting;
    NetworkAccess networkAccess;
    std::unique_ptr<ExchangeWatch> watch;
    /// The newest one.
    std::optional<ClockSample> clockSample;
    /// Asks through the watch's client, so it ends before the watch.
    std::unique_ptr<GapRepairer> repairer;
    /// As the repairer has them.
    LedgerGaps repairableGaps;
    // Ended from the last to the first: what feeds the queue before what empties it.
    std::unique_ptr<StorageThread> storage;
    std::unique_ptr<IngestThread> ingest;
};

void Recorder::Private::start()
{
    Q_ASSERT(state == RecorderState::Idle);
    startedAt = clock.now();
    const auto url = DatabaseUrl::parse(settings.databaseUrl);
    if (!url) {
        fail(RecorderError::Kind::Settings, u"DB_URL: "_s + url.error());
        return;
    }
    const auto access = settings.networkAccess();
    if (!access) {
        fail(RecorderError::Kind::Settings, access.error());
        return;
    }
    networkAccess = *access;
    if (!settings.alertWebhookUrl.isEmpty())
        alerting.useWebhook(settings.alertWebhookUrl, networkAccess, clock);
    databaseUrl = *url;
    if (isAskedFirst()) {
        state = RecorderState::AskingExchange;
        startWatch();
    } else {
        openDatabase();
    }
}

bool Recorder::Private::isAskedFirst() const
{
    return settings.symbolSelection.isDynamic() && settings.symbols.empty();
}

void Recorder::Private::startWatch()
{
    watch =
        std::make_unique<ExchangeWatch>(settings, networkAccess, clock, options.symbolDirectory);
    connect(watch.get(), &ExchangeWatch::symbolsChanged, &q, [this] { onSymbolsChanged(); });
    connect(watch.get(), &ExchangeWatch::clockMeasured, &q, [this] { onClockMeasured(); });
    // Queued, because it ends with the watch's end.
    connect(
        watch.get(), &ExchangeWatch::noSymbolExists, &q,
        [this](const QString &message) { onNoSymbolExists(message); }, Qt::QueuedConnection);
    watch->start();
}

void Recorder::Private::openDatabase()
{
    state = RecorderState::Starting;
    processMeter.emplace(writtenFolders());
    StorageWriterOptions writerOptions;
    writerOptions.session = makeSession();
    writerOptions.migrate = options.initDatabase;
    writerOptions.stopGrace = options.stopGrace;
    writerOptions.retention = settings.retention;
    writerOptions.spool = settings.spool;
    storage = std::make_unique<StorageThread>(storeFactory(*databaseUrl), queue, clock,
                                              std::move(writerOptions));
    connect(storage.get(), &StorageThread::ready, &q, [this] { onDatabaseReady(); });
    connect(storage.get(), &StorageThread::ended, &q, [this] { onStorageEnded(); });
    ingest = std::make_unique<IngestThread>(settings, clock, socketFactory(), queue);
    ingest->watchTrades(watched);
    connect(ingest.get(), &QThread::finished, &q, [this] { onIngestFinished(); });
    storage->start();
}

StorageWriter::StoreFactory Recorder::Private::storeFactory(const DatabaseUrl &url) const
{
    if (options.makeStore)
        return options.makeStore;
    StoreOptions storeOptions = settings.storeOptions;
    storeOptions.shard = settings.symbolSelection.shard();
    return [url, storeOptions] {
        return createStore(url, storeOptions);
    };
}

SocketFactory Recorder::Private::socketFactory() const
{
    if (options.makeSocket)
        return options.makeSocket;
    return [this] {
        return std::make_unique<WebSocketClient>(clock, networkAccess);
    };
}

CaptureSession Recorder::Private::makeSession() const
{
    CaptureSession session;
    session.host = QSysInfo::machineHostName();
    session.processId = QCoreApplication::applicationPid();
    session.version = QCoreApplication::applicationVersion();
    session.streams = joinNames(settings.streamNames());
    session.startedAt = startedAt.utc;
    return session;
}

/// The disks that this process fills.
QStringList Recorder::Private::writtenFolders() const
{
    QStringList folders;
    if (databaseUrl->kind() == DatabaseUrl::Kind::Sqlite)
        folders << QFileInfo(databaseUrl->filePath()).absolutePath();
    if (!settings.spool.filePath.isEmpty())
        folders << QFileInfo(settings.spool.filePath).absolutePath();
    return folders;
}

void Recorder::Private::onDatabaseReady()
{
    if (state != RecorderState::Starting)
        return;
    state = RecorderState::Recording;
    const SymbolShard &shard = settings.symbolSelection.shard();
    qCInfo(lcRecorder).noquote() << u"Recording %1%2 into %3"_s.arg(
        summarize(settings.streamNames()),
        shard.isAll() ? QString() : u", share %1 of the symbols,"_s.arg(shard.toString()),
        databaseUrl->masked());
    if (const StreamEnds ends = storage->streamEnds()) {
        ingest->continueFrom(ends);
        assembler.setStreamEnds(*ends);
    }
    ingest->start();
    connect(&samplingTimer, &QTimer::timeout, &q, [this] { alerting.update(makeStatus()); });
    samplingTimer.start(SamplingInterval);
    if (clockSample)
        fileClockSample();
    if (options.askExchange && !watch)
        startWatch();
    if (watch && settings.repairGaps)
        startRepairs();
    emit q.started();
}

void Recorder::Private::startRepairs()
{
    repairer = std::make_unique<GapRepairer>(
        watch->rest(), clock, [this](EventBatch &batch) { return takeRepair(batch); },
        options.repairs);
    connect(&samplingTimer, &QTimer::timeout, repairer.get(), [this] { updateRepairs(); });
    updateRepairs();
}

void Recorder::Private::updateRepairs()
{
    const LedgerGaps newest = storage->repairableGaps();
    if (!newest || newest == repairableGaps)
        return;
    repairableGaps = newest;
    repairer->setGaps(*newest);
}

/// What the streams bring goes first: a repair takes no more than an eighth of the queue.
bool Recorder::Private::takeRepair(EventBatch &batch)
{
    constexpr std::size_t ShareOfLive = 8;
    if (queue.depth().bytes > queue.maxBytes() / ShareOfLive)
        return false;
    return queue.push(std::move(batch));
}

void Recorder::Private::stop()
{
    if (state == RecorderState::Recording) {
        state = RecorderState::Stopping;
        repairer.reset();
        watch.reset();
        ingest->stop();
    } else if (state == RecorderState::Starting) {
        state = RecorderState::Stopping;
        watch.reset();
        storage->stop({});
    } else if (state == RecorderState::AskingExchange) {
        watch.reset();
        endedAt = clock.now().monotonic;
        state = RecorderState::Stopped;
        emit q.stopped();
    }
}

void Recorder::Private::onIngestFinished()
{
    const IngestStatus status = ingest->status();
    storage->stop({.received = status.eventsReceived, .lost = status.eventsLost});
}

void Recorder::Private::onStorageEnded()
{
    const WriterStatus writer = storage->status().read();
    endedAt = clock.now().monotonic;
    samplingTimer.stop();
    if (error.kind != RecorderError::Kind::None) {
        state = RecorderState::Failed;
        emit q.failed();
    } else if (writer.state == WriterStatus::State::Failed) {
        fail(RecorderError::Kind::Database,
             writer.lastError ? writer.lastError->message : u"the database cannot be used"_s);
    } else {
        state = RecorderState::Stopped;
        emit q.stopped();
    }
}

void Recorder::Private::onSymbolsChanged()
{
    settings.symbols = watch->symbols();
    if (state == RecorderState::AskingExchange)
        openDatabase();
    else if (ingest)
        ingest->setStreams(settings.streamNames());
}

void Recorder::Private::onNoSymbolExists(const QString &message)
{
    if (state == RecorderState::AskingExchange) {
        fail(RecorderError::Kind::Exchange, message);
        return;
    }
    error = {RecorderError::Kind::Exchange, message};
    stop();
}

void Recorder::Private::onClockMeasured()
{
    clockSample = watch->clockSample();
    if (state == RecorderState::Recording)
        fileClockSample();
}

void Recorder::Private::fileClockSample()
{
    EventBatch batch;
    batch.add(*clockSample);
    // Where the queue is full the next measurement tells the same.
    if (!queue.push(std::move(batch)))
        qCWarning(lcRecorder)
            << "The queue to the database is full: the clock's offset is not kept";
}

void Recorder::Private::watchTrades(const std::vector<Symbol> &symbols)
{
    watched = symbols;
    if (ingest)
        ingest->watchTrades(watched);
}

void Recorder::Private::fail(RecorderError::Kind kind, const QString &message)
{
    error = {kind, message};
    state = RecorderState::Failed;
    emit q.failed();
}

RecorderStatus Recorder::Private::makeStatus()
{
    const ReceiveTime now = clock.now();
    RecorderStatus status =
        assembler.assemble(ingest ? ingest->status() : IngestStatus(),
                           storage ? storage->status().read() : WriterStatus(), now);
    status.state = state;
    status.database = databaseUrl ? databaseUrl->masked() : QString();
    status.shard = settings.symbolSelection.shard();
    status.clock = clockSample;
    status.alerts = alerting.alerts();
    status.version = QCoreApplication::applicationVersion();
    if (processMeter)
        status.process = processMeter->read(now.monotonic);
    if (watch)
        status.exchangeFault = watch->fault();
    if (state != RecorderState::Idle)
        status.uptime = (endedAt.count() ? endedAt : now.monotonic) - startedAt.monotonic;
    return status;
}

Recorder::Recorder(RecorderSettings settings, RecorderOptions options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, std::move(settings), std::move(options)))
{}

Recorder::~Recorder() = default;

void Recorder::start()
{
    d->start();
}

void Recorder::stop()
{
    d->stop();
}

void Recorder::watchTrades(const std::vector<Symbol> &symbols)
{
    d->watchTrades(symbols);
}

RecorderStatus Recorder::status()
{
    return d->makeStatus();
}

const RecorderSettings &Recorder::settings() const
{
    return d->settings;
}

const RecorderError &Recorder::error() const
{
    return d->error;
}

} // namespace Orderflow
