#pragma once

#include <QDir>
#include <QFile>
#include <QString>
#include <QTest>

#include <sys/mount.h>

namespace Orderflow {

/// A file system of 48 MiB in memory, mounted at a path, which is small enough to fill. Only root
/// may mount.
class SmallDisk
{
public:
    explicit SmallDisk(const QString &path)
        : m_path(path.toLocal8Bit())
    {
        QDir().mkpath(path);
        m_isMounted = ::mount("tmpfs", m_path.constData(), "tmpfs", 0, "size=48m") == 0;
    }
    ~SmallDisk()
    {
        if (m_isMounted)
            ::umount(m_path.constData());
    }
    Q_DISABLE_COPY_MOVE(SmallDisk)

    bool isMounted() const { return m_isMounted; }

    void fill()
    {
        m_filler.setFileName(QString::fromLocal8Bit(m_path) + QStringLiteral("/filler"));
        QVERIFY(m_filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        const QByteArray block(64 << 10, 'x');
        while (m_filler.write(block) == block.size()) {
        }
    }
    bool empty() { return m_filler.remove(); }

private:
    QByteArray m_path;
    QFile m_filler;
    bool m_isMounted = false;
};

} // namespace Orderflow
