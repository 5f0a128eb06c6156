#include "recorder.h"

#include "binance/connection/websocketclient.h"
#include "binance/rest/restclient.h"
#include "ingest/ingestthread.h"
#include "monitor/statusassembler.h"
#include "storage/batchqueue.h"
#include "storage/storagethread.h"
#include "storage/storefactory.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QSysInfo>
#include <QTimer>

#include <algorithm>
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
    {}

    void start();
    void stop();
    RecorderStatus makeStatus();

private:
    StorageWriter::StoreFactory storeFactory(const DatabaseUrl &url) const;
    SocketFactory socketFactory() const;
    CaptureSession makeSession() const;
    void onDatabaseReady();
    void onIngestFinished();
    void onStorageEnded();
    void checkSymbols();
    void onContracts(const RestClient::ExchangeInfoResult &listed);
    void fail(RecorderError::Kind kind, const QString &message);

    Recorder &q;

public:
    RecorderSettings settings;
    RecorderOptions options;
    RecorderError error;

private:
    SystemClock systemClock;
    const Clock &clock;
    QString database;
    RecorderState state = RecorderState::Idle;
    ReceiveTime startedAt;
    std::chrono::nanoseconds endedAt{};
    StatusAssembler assembler;
    /// Rates are made of what the assembler sees in between, however seldom a face asks.
    QTimer samplingTimer;
    BatchQueue queue;
    NetworkAccess networkAccess;
    std::unique_ptr<RestClient> rest;
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
    if (settings.symbolSelection.isDynamic() && settings.symbols.empty()) {
        fail(RecorderError::Kind::Settings,
             u"SYMBOLS_FUTURES: only names can be recorded so far, and %1 depends on what the "
             u"exchange lists; 'streams' shows the names"_s.arg(
                 settings.symbolSelection.toString()));
        return;
    }
    const auto access = settings.networkAccess();
    if (!access) {
        fail(RecorderError::Kind::Settings, access.error());
        return;
    }
    networkAccess = *access;
    database = url->masked();
    state = RecorderState::Starting;

    StorageWriterOptions writerOptions;
    writerOptions.session = makeSession();
    writerOptions.migrate = options.initDatabase;
    writerOptions.stopGrace = options.stopGrace;
    storage =
        std::make_unique<StorageThread>(storeFactory(*url), queue, clock, std::move(writerOptions));
    connect(storage.get(), &StorageThread::ready, &q, [this] { onDatabaseReady(); });
    connect(storage.get(), &StorageThread::ended, &q, [this] { onStorageEnded(); });
    ingest = std::make_unique<IngestThread>(settings, clock, socketFactory(), queue);
    connect(ingest.get(), &QThread::finished, &q, [this] { onIngestFinished(); });
    storage->start();
}

StorageWriter::StoreFactory Recorder::Private::storeFactory(const DatabaseUrl &url) const
{
    if (options.makeStore)
        return options.makeStore;
    return [url] {
        return createStore(url);
    };
}

SocketFactory Recorder::Private::socketFactory() const
{
    if (options.makeSocket)
        return options.makeSocket;
    return [this] {
        return std::make_unique<WebSocketClient>(clock, QSslConfiguration::defaultConfiguration(),
                                                 QNetworkProxy(QNetworkProxy::NoProxy));
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

void Recorder::Private::onDatabaseReady()
{
    if (state != RecorderState::Starting)
        return;
    state = RecorderState::Recording;
    qCInfo(lcRecorder).noquote() << "Recording" << joinNames(settings.streamNames()) << "into"
                                 << database;
    ingest->start();
    connect(&samplingTimer, &QTimer::timeout, &q, [this] { makeStatus(); });
    samplingTimer.start(SamplingInterval);
    if (options.checkSymbols)
        checkSymbols();
    emit q.started();
}

void Recorder::Private::stop()
{
    if (state == RecorderState::Recording) {
        state = RecorderState::Stopping;
        rest.reset();
        ingest->stop();
    } else if (state == RecorderState::Starting) {
        state = RecorderState::Stopping;
        storage->stop(0);
    }
}

void Recorder::Private::onIngestFinished()
{
    storage->stop(ingest->status().eventsReceived);
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

void Recorder::Private::checkSymbols()
{
    RestClientOptions restOptions;
    restOptions.baseUrl = settings.restBaseUrl;
    restOptions.network = networkAccess;
    rest = std::make_unique<RestClient>(std::move(restOptions), clock);
    rest->fetchExchangeInfo(
        rest.get(), [this](const RestClient::ExchangeInfoResult &listed) { onContracts(listed); });
}

void Recorder::Private::onContracts(const RestClient::ExchangeInfoResult &listed)
{
    if (!listed) {
        qCWarning(lcRecorder).noquote()
            << u"Cannot check the symbols with the exchange: %1. Recording goes on; a name that "
               u"does not exist stays silent."_s.arg(listed.error().message);
        return;
    }
    QStringList unknown;
    for (const Symbol &symbol : settings.symbols) {
        if (std::ranges::find(listed->contracts, symbol, &Contract::symbol) ==
            listed->contracts.end())
            unknown.append(symbol.toString());
    }
    if (unknown.isEmpty())
        return;
    const QString message =
        u"SYMBOLS_FUTURES: the exchange lists no %1"_s.arg(unknown.join(u", "_s));
    // One delisted name must not end the recording of the others.
    if (std::size_t(unknown.size()) < settings.symbols.size()) {
        qCCritical(lcRecorder).noquote() << message + u". The others are recorded."_s;
        return;
    }
    error = {RecorderError::Kind::Exchange,
             message + u". Names of USDT-M contracts look like BTCUSDT."_s};
    stop();
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
    status.database = database;
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
