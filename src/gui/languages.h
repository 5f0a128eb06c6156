#pragma once

#include <QLocale>
#include <QObject>
#include <QTranslator>

namespace Orderflow {

/// The texts of the window, and those that Qt has itself, in the user's language, for as long as it
/// lives. What there is no translation for is English.
class Languages final : public QObject
{
    Q_OBJECT

public:
    explicit Languages(const QLocale &locale, QObject *parent = nullptr);
    ~Languages() override;

    /// Those that there are, as locales name them.
    static QStringList available();

private:
    QTranslator m_own;
    QTranslator m_qt;
};

} // namespace Orderflow
