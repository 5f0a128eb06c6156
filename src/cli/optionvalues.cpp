#include "optionvalues.h"

#include "settings/settingvalues.h"

#include <QRegularExpression>

namespace Orderflow::OptionValues {

using namespace Qt::StringLiterals;

tl::expected<double, QString> number(const QCommandLineParser &options, const QString &name,
                                     double least, double most, double otherwise)
{
    if (!options.isSet(name))
        return otherwise;
    static const QRegularExpression form(u"^[0-9]+(\\.[0-9]+)?$"_s);
    const QString text = options.value(name);
    const double value = text.toDouble();
    if (form.match(text).hasMatch() && value >= least && value <= most)
        return value;
    return tl::make_unexpected(u"--%1 %2 is not allowed; it takes a number from %3 to %4"_s.arg(
        name, SettingValues::quoted(text), QString::number(least), QString::number(most, 'f', 0)));
}

tl::expected<quint16, QString> port(const QCommandLineParser &options, const QString &name)
{
    if (!options.isSet(name))
        return 0;
    const auto value = SettingValues::parseCount(options.value(name), 0, 65535);
    if (value)
        return quint16(*value);
    return tl::make_unexpected(
        u"--%1 %2; it takes a port from 1 to 65535, or 0 for a free one"_s.arg(name,
                                                                               value.error()));
}

} // namespace Orderflow::OptionValues
