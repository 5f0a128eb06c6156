#pragma once

#include "remote/remotestatus.h"
#include "settings/settingsloader.h"

#include <QCoreApplication>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

#include <optional>

namespace Orderflow {

/// What the dashboard was told when it was started.
struct DashboardOptions
{
    /// Their problems are for the user to solve, before anything else; none with `attach`.
    LoadedSettings settings;
    /// What they were made of.
    SettingsSources sources;
    /// The recorder elsewhere that is watched, with its token; nothing where the dashboard has one
    /// of its own.
    std::optional<RemoteOptions> attach;
    /// Where settings are read from and kept: a file that may not be there yet.
    QString settingsFile;
    bool startsAtOnce = false;
    /// What is printed instead of showing a window: help or the version.
    QString text;

    /// Reads the command line, the file and the environment. `commit` is that of the program, for
    /// --version. The errors are sentences for the user, without secrets.
    static tl::expected<DashboardOptions, QStringList> read(const QStringList &arguments,
                                                            const QProcessEnvironment &environment,
                                                            const QString &commit = {});

    /// Those of the settings, in words.
    QStringList problems() const;

    Q_DECLARE_TR_FUNCTIONS(Orderflow::DashboardOptions)
};

} // namespace Orderflow
