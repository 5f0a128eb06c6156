#pragma once

#include <QCommandLineParser>
#include <QString>

#include <tl/expected.hpp>

/// Numbers among the options of a command; errors name the option, its value and what is allowed.
namespace Orderflow::OptionValues {

/// A decimal number from `least` to `most`, or `otherwise` where the option is not given.
tl::expected<double, QString> number(const QCommandLineParser &options, const QString &name,
                                     double least, double most, double otherwise);

/// A port from 0 to 65535, 0 where the option is not given.
tl::expected<quint16, QString> port(const QCommandLineParser &options, const QString &name);

} // namespace Orderflow::OptionValues
