#pragma once

#include "replay/marketsource.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

#include <memory>
#include <optional>

namespace Orderflow {

/// One line of a capture file.
struct FeedLine
{
    enum class Kind {
        /// A frame of a public or market stream.
        Public,
        Market,
        /// A REST response.
        Rest
    };

    MarketTime receiveTime{};
    Kind kind = Kind::Public;
    /// The name of the stream, or the path of the REST request.
    QByteArray subject;
    /// The frame or the response: valid JSON in UTF-8.
    QByteArray text;

    bool operator==(const FeedLine &) const = default;
};

/// Reads capture files one after another and line by line: `<receive time> <route> <frame>` with
/// the time in ns since 1970 and the route `public` or `market`, or
/// `<receive time> rest <path> <JSON>`. Files are plain text or gzip.
class FeedReader
{
public:
    /// Longer lines are refused.
    static constexpr qsizetype MaxLineBytes = qsizetype(16) << 20;

    explicit FeedReader(QStringList files);
    ~FeedReader();
    FeedReader(FeedReader &&) noexcept;
    FeedReader &operator=(FeedReader &&) noexcept;

    /// The next line, or nothing after the last line of the last file. An error says which file
    /// and line, what is wrong, and what is expected; after one, only rewind() goes on.
    tl::expected<std::optional<FeedLine>, QString> next();

    /// Starts over with the first file.
    void rewind();

    /// The file and line that next() gave last, as `name:12`.
    QString position() const;
    /// The index of that file in the list.
    qsizetype fileIndex() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Orderflow
