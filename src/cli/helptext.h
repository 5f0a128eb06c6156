#pragma once

#include "settings/settingsources.h"

#include <QCommandLineOption>
#include <QList>
#include <QString>
#include <QStringList>

/// Pieces of `--help`, for terminals of 80 columns.
namespace Orderflow::HelpText {

/// `text` in lines of at most `width` characters, each after `indent` blanks. Words that are
/// longer than a line stay whole.
QString wrapped(const QString &text, int indent, int width = 80);

/// Two columns: a term, and what it means, wrapped beside or below it.
QString entry(const QString &term, const QString &meaning);

QString optionEntry(const QCommandLineOption &option);

/// A setting with its option, what it is for, what is allowed, its value now and its default.
QString settingEntry(const SettingValue &value);

/// The section about the exit codes.
QString exitCodes();

} // namespace Orderflow::HelpText
