#pragma once

#include "settings/settingsloader.h"

#include <QMap>
#include <QString>

#include <tl/expected.hpp>

namespace Orderflow {

/// Settings as somebody edits them: what is in the file, the environment and the command line, with
/// changes to the file that are not saved yet. All that loaded() says is what a program that starts
/// with the changed file would say.
class SettingsDraft
{
public:
    /// `file` is where changes are saved; `sources` may be without it, where it does not exist yet.
    SettingsDraft(SettingsSources sources, QString file);

    const QString &file() const { return m_file; }
    /// With the file as it was read or saved last.
    const SettingsSources &sources() const { return m_sources; }
    const LoadedSettings &loaded() const { return m_loaded; }
    const SettingValue &value(const QString &name) const;
    /// All problems of that setting, in words; with an empty name those of no setting.
    QStringList problemsOf(const QString &name) const;

    /// Whether the environment or the command line has it, so that the file does not count.
    bool isOverridden(const QString &name) const;
    bool isChanged(const QString &name) const { return m_changes.contains(name); }
    bool isChanged() const { return !m_changes.isEmpty(); }
    /// Whether there is something to save, and nothing is wrong with it.
    bool canSave() const { return isChanged() && m_loaded.problems.isEmpty(); }

    /// What the file is to say. The default is not written: its line goes.
    void set(const QString &name, const QString &text);

    /// What the file would be.
    QByteArray content() const;

    /// Writes the file. Where another program has changed it meanwhile, the changes are made to
    /// what it wrote. The error is a sentence for the user; the changes stay.
    tl::expected<void, QString> save();

private:
    void reload();

    SettingsSources m_sources;
    QString m_file;
    /// By names.
    QMap<QString, QString> m_changes;
    LoadedSettings m_before;
    LoadedSettings m_loaded;
};

} // namespace Orderflow
