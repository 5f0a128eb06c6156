#pragma once

#include <QByteArray>
#include <QString>

#include <tl/expected.hpp>

#include <memory>
#include <optional>

namespace Orderflow {

/// A text file, plain or gzip, that is read line by line with a buffer that grows to its longest
/// line. An end in the middle of a gzip stream is an error.
class TextFile
{
public:
    TextFile();
    ~TextFile();

    /// Opens `name` in place of the file that is open; errors name the file.
    tl::expected<void, QString> open(const QString &name);
    void close();
    bool isOpen() const;
    /// The file that was opened last.
    const QString &name() const { return m_name; }

    /// The next line without its end, valid until the next call; nothing at the end of the file.
    tl::expected<std::optional<QByteArrayView>, QString> readLine(qsizetype maxBytes);

private:
    struct Closer
    {
        void operator()(void *file) const;
    };

    /// Reads on; what goes wrong is kept in m_fault until the lines before it are taken.
    void fill();

    QString m_name;
    /// A gzFile, which reads both kinds.
    std::unique_ptr<void, Closer> m_file;
    QByteArray m_buffer;
    qsizetype m_start = 0;
    qsizetype m_scanned = 0;
    bool m_atEnd = false;
    QString m_fault;
};

} // namespace Orderflow
