#include "process/logline.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString withControlsSpelledOut(const QString &text)
{
    QString result;
    result.reserve(text.size());
    for (const QChar c : text) {
        if (c == u'\n')
            result += u"\\n"_s;
        else if (c.category() == QChar::Other_Control)
            result += u"\\x%1"_s.arg(ushort(c.unicode()), 2, 16, QLatin1Char('0'));
        else
            result += c;
    }
    return result;
}

} // namespace

QString LogLine::withoutTime() const
{
    const QString shown = withControlsSpelledOut(text);
    return category.isEmpty() ? shown : QString(category % u": "_s % shown);
}

QString LogLine::toString() const
{
    return toIsoMilliseconds(time) % u' ' % QString(Orderflow::toString(level)).leftJustified(5) %
           u' ' % withoutTime();
}

QByteArray LogLine::toJson() const
{
    QJsonObject object{{u"time"_s, toIsoMilliseconds(time)},
                       {u"level"_s, QString(Orderflow::toString(level))},
                       {u"message"_s, text}};
    if (!category.isEmpty())
        object.insert(u"category"_s, category);
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray journalPrefix(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return "<7>";
    case LogLevel::Info:
        return "<6>";
    case LogLevel::Warning:
        return "<4>";
    case LogLevel::Error:
        return "<3>";
    case LogLevel::Critical:
        break;
    }
    return "<2>";
}

} // namespace Orderflow
