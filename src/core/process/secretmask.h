#pragma once

#include <QList>
#include <QRegularExpression>
#include <QString>

namespace Orderflow {

/// Shows `***` in place of secrets: of those that it was told, in every spelling that they take in
/// URLs and in quoted text, and of what looks like one: passwords in URLs, values of `password=`
/// and the like, and HTTP credentials. Not thread-safe.
class SecretMask
{
public:
    /// An empty one, or one that is there already, changes nothing.
    void add(const QString &secret);

    QString masked(const QString &text) const;

private:
    void addSpelling(const QString &secret);

    /// The longest first, because one may be a part of another.
    QList<QString> m_spellings;
    QList<QRegularExpression> m_patterns;
};

} // namespace Orderflow
