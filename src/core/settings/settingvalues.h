#pragma once

#include "binance/streamname.h"
#include "binance/symbolselection.h"

#include <QString>
#include <QStringList>
#include <QUrl>

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <vector>

/// How the text of a setting becomes a value. Each function is pure and says, where it refuses,
/// what is wrong with the text: a clause such as `"x" is no whole number`, without the name of the
/// setting.
namespace Orderflow::SettingValues {

template <typename T>
using Parsed = tl::expected<T, QString>;

/// `text` between quotes, with control characters spelled out, and cut where it is very long.
QString quoted(const QString &text);

/// A list as JSON (`["a","b"]`) or separated by commas (`a, b`), where nothing between two commas
/// counts as nothing.
Parsed<QStringList> parseList(const QString &text);

/// A list of terms that selects something.
Parsed<SymbolSelection> parseSymbols(const QString &text);

/// Streams of `kind` without their symbols; none where `text` is empty.
Parsed<std::vector<std::string>> parseStreams(const QString &text, StreamKind kind);

/// An address without user, query, fragment or a path of the exchange's own, whose scheme is
/// `scheme` or, encrypted, `scheme` + `s`.
Parsed<QUrl> parseBaseUrl(const QString &text, const QString &scheme);

/// An address that a secret may be a part of: https, or http to this machine; empty where `text`
/// is. Why it is refused never quotes it.
Parsed<QUrl> parseWebhookUrl(const QString &text);

/// A whole number from `least` to `most`.
Parsed<std::uint64_t> parseCount(const QString &text, std::uint64_t least, std::uint64_t most);

/// The same, in bytes or with one of the units KiB, MiB and GiB.
Parsed<std::uint64_t> parseByteSize(const QString &text, std::uint64_t least, std::uint64_t most);

/// `on` or `off`, also as true, false, yes, no, 1 and 0, in any case.
Parsed<bool> parseSwitch(const QString &text);

/// `auto` or `off`, in any case: whether something is used where it is there.
Parsed<bool> parseWhereThere(const QString &text);

/// `bytes` in the largest unit that leaves it whole: `4 MiB`, `1500 bytes`.
QString byteSizeText(std::uint64_t bytes);

} // namespace Orderflow::SettingValues
