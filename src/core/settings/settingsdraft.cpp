#include "settings/settingsdraft.h"

#include "settings/envfileeditor.h"

#include <QFileInfo>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

const SettingValue &valueOf(const LoadedSettings &settings, const QString &name)
{
    const auto found = std::ranges::find_if(
        settings.values, [&name](const SettingValue &one) { return one.definition->name == name; });
    Q_ASSERT(found != settings.values.end());
    return *found;
}

} // namespace

SettingsDraft::SettingsDraft(SettingsSources sources, QString file)
    : m_sources(std::move(sources))
    , m_file(std::move(file))
    , m_before(loadSettings(m_sources))
    , m_loaded(m_before)
{}

const SettingValue &SettingsDraft::value(const QString &name) const
{
    return valueOf(m_loaded, name);
}

QStringList SettingsDraft::problemsOf(const QString &name) const
{
    QStringList messages;
    for (const SettingProblem &problem : m_loaded.problems) {
        if (problem.name == name)
            messages.append(problem.message);
    }
    return messages;
}

bool SettingsDraft::isOverridden(const QString &name) const
{
    return value(name).source > SettingSource::EnvFile;
}

void SettingsDraft::set(const QString &name, const QString &text)
{
    if (valueOf(m_before, name).text == text)
        m_changes.remove(name);
    else
        m_changes.insert(name, text);
    reload();
}

QByteArray SettingsDraft::content() const
{
    EnvFileEditor editor(m_sources.envFile ? m_sources.envFile->content : QByteArray());
    for (const auto &[name, text] : m_changes.asKeyValueRange()) {
        if (text == findSetting(name)->defaultValue)
            editor.remove(name);
        else
            editor.set(name, text);
    }
    return editor.content();
}

void SettingsDraft::reload()
{
    SettingsSources sources = m_sources;
    if (m_sources.envFile || isChanged())
        sources.envFile = EnvFile{m_sources.envFile ? m_sources.envFile->name : m_file, content()};
    m_loaded = loadSettings(sources);
}

tl::expected<void, QString> SettingsDraft::save()
{
    if (QFileInfo::exists(m_file)) {
        auto now = readEnvFile(QString(), m_file);
        if (!now)
            return tl::make_unexpected(now.error());
        m_sources.envFile = std::move(*now);
        reload();
    }
    if (!m_loaded.problems.isEmpty()) {
        return tl::make_unexpected(
            u"%1 has been changed meanwhile, and does not go together with "
            u"the changes made here: %2"_s.arg(m_file, m_loaded.problems.constFirst().message));
    }
    const QByteArray text = content();
    if (const auto saved = saveEnvFile(m_file, text); !saved)
        return saved;
    m_sources.envFile = EnvFile{m_file, text};
    m_changes.clear();
    m_before = loadSettings(m_sources);
    m_loaded = m_before;
    return {};
}

} // namespace Orderflow
