#include "verify/archivelines.h"

#include <QFile>
#include <QFileInfo>

#include <utility>

#include <zip.h>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

using LinesResult = tl::expected<std::unique_ptr<ArchiveFile::Lines>, QString>;

const QString &getAgain()
{
    static const QString text = u"; get it again from data.binance.vision"_s;
    return text;
}

/// Bytes as they come, and how many there may be.
class ByteLines : public ArchiveFile::Lines
{
public:
    ByteLines(QString path, const ArchiveLimits &limits)
        : m_path(std::move(path))
        , m_limits(limits)
    {}

    tl::expected<QByteArray, QString> next() final
    {
        qsizetype end = m_buffer.indexOf('\n', m_at);
        while (end < 0 && !m_isAtEnd) {
            if (const auto filled = fill(); !filled)
                return tl::make_unexpected(filled.error());
            end = m_buffer.indexOf('\n', m_at);
        }
        const qsizetype size = (end < 0 ? m_buffer.size() : end + 1) - m_at;
        if (size > m_limits.maxLineBytes)
            return tooLong();
        const QByteArray line = m_buffer.mid(m_at, size);
        m_at += size;
        return line;
    }

protected:
    /// The next bytes, at most `most`; empty at the end.
    virtual tl::expected<QByteArray, QString> read(qint64 most) = 0;

    const ArchiveLimits &limits() const { return m_limits; }

    const QString m_path;

private:
    tl::expected<void, QString> fill()
    {
        constexpr qint64 Bytes = 262'144;
        if (m_buffer.size() - m_at > m_limits.maxLineBytes)
            return tooLong();
        const tl::expected<QByteArray, QString> bytes = read(Bytes);
        if (!bytes)
            return tl::make_unexpected(bytes.error());
        m_isAtEnd = bytes->isEmpty();
        m_total += bytes->size();
        if (m_total > m_limits.maxContentBytes) {
            return tl::make_unexpected(
                u"%1 holds more than %2 bytes, which no aggTrades file does"_s.arg(
                    m_path, QString::number(m_limits.maxContentBytes)));
        }
        m_buffer.remove(0, m_at);
        m_buffer.append(*bytes);
        m_at = 0;
        return {};
    }

    tl::unexpected<QString> tooLong() const
    {
        return tl::make_unexpected(
            u"%1 has a line of more than %2 bytes: it is no CSV of aggTrades"_s.arg(
                m_path, QString::number(m_limits.maxLineBytes)));
    }

    ArchiveLimits m_limits;
    QByteArray m_buffer;
    qsizetype m_at = 0;
    std::int64_t m_total = 0;
    bool m_isAtEnd = false;
};

class PlainLines final : public ByteLines
{
public:
    PlainLines(std::unique_ptr<QFile> file, const ArchiveLimits &limits)
        : ByteLines(file->fileName(), limits)
        , m_file(std::move(file))
    {}

protected:
    tl::expected<QByteArray, QString> read(qint64 most) override
    {
        QByteArray bytes(most, Qt::Uninitialized);
        const qint64 size = m_file->read(bytes.data(), most);
        if (size < 0) {
            return tl::make_unexpected(
                u"%1 cannot be read: %2"_s.arg(m_path, m_file->errorString()));
        }
        bytes.truncate(size);
        return bytes;
    }

private:
    std::unique_ptr<QFile> m_file;
};

struct ZipCloser
{
    void operator()(zip_t *archive) const { zip_discard(archive); }
    void operator()(zip_file_t *file) const { zip_fclose(file); }
};
using ZipArchive = std::unique_ptr<zip_t, ZipCloser>;
using ZipEntry = std::unique_ptr<zip_file_t, ZipCloser>;

class ZipLines final : public ByteLines
{
public:
    ZipLines(const QString &path, ZipArchive archive, ZipEntry entry, const ArchiveLimits &limits)
        : ByteLines(path, limits)
        , m_archive(std::move(archive))
        , m_entry(std::move(entry))
    {}

    QString damage() override
    {
        constexpr qint64 Bytes = 262'144;
        std::int64_t total = 0;
        while (total < limits().maxContentBytes) {
            const tl::expected<QByteArray, QString> bytes = read(Bytes);
            if (!bytes)
                return bytes.error();
            if (bytes->isEmpty())
                break;
            total += bytes->size();
        }
        return {};
    }

protected:
    tl::expected<QByteArray, QString> read(qint64 most) override
    {
        QByteArray bytes(most, Qt::Uninitialized);
        // The last read fails where the checksum of the content is wrong.
        const zip_int64_t size = zip_fread(m_entry.get(), bytes.data(), zip_uint64_t(most));
        if (size < 0) {
            return tl::make_unexpected(
                u"%1 is damaged: %2"_s.arg(m_path,
                                           QString::fromUtf8(zip_file_strerror(m_entry.get()))) +
                getAgain());
        }
        bytes.truncate(size);
        return bytes;
    }

private:
    // The entry goes first.
    ZipArchive m_archive;
    ZipEntry m_entry;
};

LinesResult openZip(const QString &path, const ArchiveLimits &limits)
{
    int code = 0;
    ZipArchive archive(zip_open(QFile::encodeName(path).constData(), ZIP_RDONLY, &code));
    if (!archive) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        const QString why = QString::fromUtf8(zip_error_strerror(&error));
        zip_error_fini(&error);
        return tl::make_unexpected(u"%1 cannot be read as a zip: %2"_s.arg(path, why) + getAgain());
    }
    const zip_int64_t entries = zip_get_num_entries(archive.get(), 0);
    if (entries != 1) {
        return tl::make_unexpected(
            u"%1 holds %2 files; a zip of data.binance.vision holds one"_s.arg(
                path, QString::number(entries)));
    }
    ZipEntry entry(zip_fopen_index(archive.get(), 0, 0));
    if (!entry) {
        return tl::make_unexpected(
            u"%1 cannot be read: %2"_s.arg(path, QString::fromUtf8(zip_strerror(archive.get()))) +
            getAgain());
    }
    return std::make_unique<ZipLines>(path, std::move(archive), std::move(entry), limits);
}

} // namespace

LinesResult openArchiveLines(const QString &path, const ArchiveLimits &limits)
{
    if (QFileInfo(path).isDir())
        return tl::make_unexpected(u"%1 is a folder, not a file"_s.arg(path));
    auto file = std::make_unique<QFile>(path);
    if (!file->open(QIODevice::ReadOnly)) {
        return tl::make_unexpected(u"%1 cannot be opened: %2"_s.arg(path, file->errorString()));
    }
    if (file->peek(2) == "PK")
        return openZip(path, limits);
    return std::make_unique<PlainLines>(std::move(file), limits);
}

} // namespace Orderflow
