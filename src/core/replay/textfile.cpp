#include "replay/textfile.h"

#include <QFile>
#include <QFileInfo>

#include <zlib.h>

#include <cerrno>
#include <cstring>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr int ReadBytes = 256 * 1024;

gzFile handle(void *file)
{
    return static_cast<gzFile>(file);
}

} // namespace

void TextFile::Closer::operator()(void *file) const
{
    // Only read from, so closing has nothing to report.
    static_cast<void>(gzclose_r(handle(file)));
}

TextFile::TextFile() = default;
TextFile::~TextFile() = default;

tl::expected<void, QString> TextFile::open(const QString &name)
{
    close();
    m_name = name;
    const QFileInfo info(name);
    if (!info.exists()) {
        return tl::unexpected(
            u"%1: there is no such file; expected a capture file, plain or gzip"_s.arg(name));
    }
    if (info.isDir()) {
        return tl::unexpected(
            u"%1: this is a directory; expected a capture file, plain or gzip"_s.arg(name));
    }
    errno = 0;
    m_file.reset(gzopen(QFile::encodeName(name).constData(), "rb"));
    if (!m_file) {
        const QString reason =
            errno == 0 ? u"out of memory"_s : QString::fromLocal8Bit(std::strerror(errno));
        return tl::unexpected(u"%1: cannot be opened: %2"_s.arg(name, reason));
    }
    gzbuffer(handle(m_file.get()), ReadBytes);
    return {};
}

void TextFile::close()
{
    m_file.reset();
    m_buffer.clear();
    m_start = 0;
    m_scanned = 0;
    m_atEnd = false;
    m_fault.clear();
}

bool TextFile::isOpen() const
{
    return m_file != nullptr;
}

tl::expected<std::optional<QByteArrayView>, QString> TextFile::readLine(qsizetype maxBytes)
{
    while (true) {
        const qsizetype end = m_buffer.indexOf('\n', m_scanned);
        const bool last = end < 0 && m_atEnd;
        if (last && !m_fault.isEmpty())
            return tl::unexpected(m_fault);
        const qsizetype size = (end < 0 ? m_buffer.size() : end) - m_start;
        if (size > maxBytes) {
            return tl::unexpected(u"the line is longer than %1 bytes; expected the lines of a "
                                  u"capture"_s.arg(maxBytes));
        }
        if (last && size == 0)
            return std::nullopt;
        if (end >= 0 || last) {
            QByteArrayView line = QByteArrayView(m_buffer).sliced(m_start, size);
            m_start += last ? size : size + 1;
            m_scanned = m_start;
            if (line.endsWith('\r'))
                line.chop(1);
            return line;
        }
        fill();
    }
}

void TextFile::fill()
{
    m_buffer.remove(0, m_start);
    m_start = 0;
    m_scanned = m_buffer.size();
    m_buffer.resize(m_scanned + ReadBytes);
    const int got = gzread(handle(m_file.get()), m_buffer.data() + m_scanned, ReadBytes);
    m_buffer.resize(m_scanned + qMax(got, 0));

    int code = Z_OK;
    const char *message = gzerror(handle(m_file.get()), &code);
    if (code == Z_BUF_ERROR) {
        m_fault = u"the gzip data ends in the middle; expected a whole file, so copy it again"_s;
    } else if (got < 0) {
        const QString reason = code == Z_ERRNO ? QString::fromLocal8Bit(std::strerror(errno))
                                               : QString::fromUtf8(message);
        m_fault = u"reading failed: %1; expected plain text or gzip"_s.arg(reason);
    }
    m_atEnd = got < ReadBytes;
}

} // namespace Orderflow
