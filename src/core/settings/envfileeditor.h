#pragma once

#include "settings/dotenv.h"

#include <QByteArray>
#include <QString>

#include <tl/expected.hpp>

namespace Orderflow {

/// Changes single settings of a `.env` file and leaves everything else in it as it is: comments,
/// other names, the order, how values are quoted, the line ends. What DotEnv reads from the result
/// is exactly what was set. Pure.
class EnvFileEditor
{
public:
    /// Nothing is changed in a file that is not UTF-8, or that has broken lines: what is meant by
    /// those is not known.
    explicit EnvFileEditor(const QByteArray &content = {});

    /// In the line that counts, the last one of that name; in a new line at the end where there is
    /// none.
    void set(const QString &name, const QString &value);
    /// Takes away all lines of that name, so that the default holds. A comment behind a value
    /// stays.
    void remove(const QString &name);

    QByteArray content() const;

private:
    /// Of that name, from the last to the first, so that changing one leaves the others in place.
    QList<DotEnv::Entry> entriesOf(const QString &name) const;
    QString lineEnd() const;

    const QByteArray m_given;
    QString m_text;
    bool m_hasByteOrderMark = false;
    bool m_canEdit = true;
};

/// Writes the file at `path` in one step: a reader finds the old one or the new one. A new file can
/// be read by its owner alone, since it may hold passwords; its folder is made. The error is a
/// sentence for the user.
tl::expected<void, QString> saveEnvFile(const QString &path, const QByteArray &content);

} // namespace Orderflow
