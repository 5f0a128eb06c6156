#pragma once

#include <QString>

#include <tl/expected.hpp>

#include <utility>

namespace Orderflow {

/// The right to fill and empty a spool, which one process has at a time. The operating system takes
/// it back when this object or the process ends, however that ends.
class SpoolLock
{
public:
    /// The error is a sentence that names the process that has the lock, and the setting.
    static tl::expected<SpoolLock, QString> take(const QString &spoolFile);

    ~SpoolLock();
    SpoolLock(SpoolLock &&other) noexcept
        : m_descriptor(std::exchange(other.m_descriptor, -1))
    {}
    SpoolLock &operator=(SpoolLock &&other) noexcept
    {
        std::swap(m_descriptor, other.m_descriptor);
        return *this;
    }
    SpoolLock(const SpoolLock &) = delete;
    SpoolLock &operator=(const SpoolLock &) = delete;

private:
    explicit SpoolLock(int descriptor)
        : m_descriptor(descriptor)
    {}

    int m_descriptor;
};

} // namespace Orderflow
