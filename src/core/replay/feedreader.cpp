#include "replay/feedreader.h"

#include "replay/textfile.h"

#include <simdjson.h>

#include <charconv>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// The shortest time in nanoseconds that is taken as one: 2001. Shorter numbers are times in
/// another unit.
constexpr std::int64_t MinReceiveTime = 1'000'000'000'000'000'000;

/// What is quoted of a faulty line, at most.
constexpr qsizetype MaxQuote = 60;

QString quoted(QByteArrayView text)
{
    const bool whole = text.size() <= MaxQuote;
    return u'"' + QString::fromUtf8(whole ? text : text.first(MaxQuote)) +
           (whole ? u"\""_s : u"…\""_s);
}

/// Cuts the part before the first space off `rest`.
QByteArrayView takeWord(QByteArrayView &rest)
{
    const qsizetype space = rest.indexOf(' ');
    const QByteArrayView word = space < 0 ? rest : rest.first(space);
    rest = space < 0 ? QByteArrayView() : rest.sliced(space + 1);
    return word;
}

tl::expected<MarketTime, QString> parseReceiveTime(QByteArrayView word)
{
    std::int64_t ns = 0;
    const auto [stop, error] = std::from_chars(word.begin(), word.end(), ns);
    if (word.isEmpty() || error != std::errc() || stop != word.end() || ns < MinReceiveTime) {
        return tl::unexpected(
            u"%1 is no receive time; expected nanoseconds since 1970, 19 digits"_s.arg(
                quoted(word)));
    }
    return MarketTime(std::chrono::nanoseconds(ns));
}

std::optional<FeedLine::Kind> parseKind(QByteArrayView word)
{
    if (word == "public")
        return FeedLine::Kind::Public;
    if (word == "market")
        return FeedLine::Kind::Market;
    if (word == "rest")
        return FeedLine::Kind::Rest;
    return std::nullopt;
}

} // namespace

class FeedReader::Private
{
public:
    explicit Private(QStringList names)
        : files(std::move(names))
    {}

    tl::expected<FeedLine, QString> parse(QByteArrayView line);
    tl::expected<QByteArray, QString> parseFrame(QByteArrayView frame);
    tl::expected<void, QString> checkJson(QByteArrayView text);
    QString at(const QString &message) const;

    QStringList files;
    qsizetype opened = 0;
    TextFile file;
    qint64 lineNumber = 0;
    simdjson::dom::parser parser;
};

tl::expected<FeedLine, QString> FeedReader::Private::parse(QByteArrayView line)
{
    if (line.trimmed().isEmpty())
        return tl::unexpected(u"the line is empty; expected <receive ns> <route> <frame>"_s);
    QByteArrayView rest = line;
    const tl::expected<MarketTime, QString> time = parseReceiveTime(takeWord(rest));
    if (!time)
        return tl::unexpected(time.error());

    FeedLine result;
    result.receiveTime = *time;
    const QByteArrayView route = takeWord(rest);
    const std::optional<FeedLine::Kind> kind = parseKind(route);
    if (!kind) {
        return tl::unexpected(
            u"%1 is no route; expected public, market or rest"_s.arg(quoted(route)));
    }
    result.kind = *kind;
    if (*kind == FeedLine::Kind::Rest) {
        const QByteArrayView path = takeWord(rest);
        if (!path.startsWith('/')) {
            return tl::unexpected(
                u"%1 is no path; expected rest /<path> <JSON>"_s.arg(quoted(path)));
        }
        if (const auto checked = checkJson(rest); !checked)
            return tl::unexpected(checked.error());
        result.subject = path.toByteArray();
    } else {
        tl::expected<QByteArray, QString> stream = parseFrame(rest);
        if (!stream)
            return tl::unexpected(stream.error());
        result.subject = std::move(*stream);
    }
    result.text = rest.toByteArray();
    return result;
}

tl::expected<void, QString> FeedReader::Private::checkJson(QByteArrayView text)
{
    // The parser copies from the text even where there is none.
    const auto parsed =
        parser.parse(text.isEmpty() ? "" : text.data(), static_cast<std::size_t>(text.size()));
    if (parsed.error() != simdjson::SUCCESS) {
        return tl::unexpected(u"%1 is no valid JSON (%2); expected one whole JSON value"_s.arg(
            quoted(text), QString::fromUtf8(simdjson::error_message(parsed.error()))));
    }
    return {};
}

tl::expected<QByteArray, QString> FeedReader::Private::parseFrame(QByteArrayView frame)
{
    if (const auto checked = checkJson(frame); !checked)
        return tl::unexpected(checked.error());
    std::string_view stream;
    simdjson::dom::element data;
    const auto root = parser.doc.root();
    if (root["stream"].get(stream) != simdjson::SUCCESS ||
        root["data"].get(data) != simdjson::SUCCESS || stream.empty()) {
        return tl::unexpected(
            uR"(%1 is no combined frame; expected {"stream":"<name>","data":…})"_s.arg(
                quoted(frame)));
    }
    return QByteArray(stream.data(), qsizetype(stream.size()));
}

QString FeedReader::Private::at(const QString &message) const
{
    return u"%1, line %2: %3"_s.arg(file.name()).arg(lineNumber).arg(message);
}

FeedReader::FeedReader(QStringList files)
    : d(std::make_unique<Private>(std::move(files)))
{}

FeedReader::~FeedReader() = default;
FeedReader::FeedReader(FeedReader &&) noexcept = default;
FeedReader &FeedReader::operator=(FeedReader &&) noexcept = default;

tl::expected<std::optional<FeedLine>, QString> FeedReader::next()
{
    while (true) {
        if (!d->file.isOpen()) {
            if (d->opened == d->files.size())
                return std::nullopt;
            if (const auto opened = d->file.open(d->files.at(d->opened)); !opened)
                return tl::unexpected(opened.error());
            ++d->opened;
            d->lineNumber = 0;
        }
        ++d->lineNumber;
        const tl::expected<std::optional<QByteArrayView>, QString> line =
            d->file.readLine(MaxLineBytes);
        if (!line)
            return tl::unexpected(d->at(line.error()));
        if (!*line) {
            d->file.close();
            continue;
        }
        tl::expected<FeedLine, QString> parsed = d->parse(**line);
        if (!parsed)
            return tl::unexpected(d->at(parsed.error()));
        return std::optional(std::move(*parsed));
    }
}

void FeedReader::rewind()
{
    d->file.close();
    d->opened = 0;
    d->lineNumber = 0;
}

QString FeedReader::position() const
{
    return u"%1:%2"_s.arg(d->file.name()).arg(d->lineNumber);
}

qsizetype FeedReader::fileIndex() const
{
    return d->opened - 1;
}

} // namespace Orderflow
