#pragma once

#include "market/symbol.h"
#include "storage/sql/recordreader.h"

#include <QCommandLineOption>
#include <QCommandLineParser>
#include <QList>
#include <QString>

#include <tl/expected.hpp>

#include <optional>

namespace Orderflow {

/// Which part of what was recorded a command is about: `--symbol`, `--from`, `--to`.
struct RecordSelection
{
    std::optional<Symbol> symbol;
    TimeRange range;

    static QList<QCommandLineOption> options();

    /// The error is a sentence that names the option, its value and what is allowed.
    static tl::expected<RecordSelection, QString> parse(const QCommandLineParser &options);
};

/// A day or a time in UTC: `2026-11-20`, `2026-11-20T13:00`, `2026-11-20 13:00:05.25`, each also
/// with a Z behind it. Nothing where `text` has another form.
std::optional<UtcMicroseconds> parseUtcTime(const QString &text);

} // namespace Orderflow
