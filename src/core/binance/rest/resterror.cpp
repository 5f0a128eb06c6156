#include "binance/rest/resterror.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// Longer texts are no messages of the exchange.
constexpr qsizetype MaxShownText = 200;

/// What the exchange says in the body of an error, such as
/// `{"code":-4166,"msg":"Search window is restricted to recent 2 days only."}`.
struct ExchangeWords
{
    std::optional<int> code;
    QString text;
};

ExchangeWords readWords(const QByteArray &body)
{
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    ExchangeWords words;
    if (object["code"_L1].isDouble())
        words.code = object["code"_L1].toInt();
    words.text = object["msg"_L1].toString().simplified().left(MaxShownText);
    if (words.text.endsWith(u'.'))
        words.text.chop(1);
    return words;
}

bool looksLikeJson(const QByteArray &body)
{
    const QByteArray text = body.trimmed();
    return (text.startsWith('{') && text.endsWith('}')) ||
           (text.startsWith('[') && text.endsWith(']'));
}

struct StatusMeaning
{
    RestError::Kind kind;
    QString text;
};

StatusMeaning meaningOf(int status)
{
    switch (status) {
    case 403:
        return {RestError::Kind::Firewall, u"refused by the exchange's firewall"_s};
    case 418:
        return {RestError::Kind::Banned, u"this address is banned for a while"_s};
    case 429:
        return {RestError::Kind::RateLimited, u"too many requests from this address"_s};
    case 451:
        return {RestError::Kind::RestrictedLocation,
                u"restricted location: the exchange does not serve this country"_s};
    default:
        break;
    }
    if (status >= 500)
        return {RestError::Kind::Server, u"the exchange cannot answer now"_s};
    if (status >= 400)
        return {RestError::Kind::Refused, u"refused by the exchange"_s};
    return {RestError::Kind::Unreadable,
            u"this is not the exchange's answer; is a proxy or a login page in between?"_s};
}

} // namespace

bool RestError::isPassing() const
{
    switch (kind) {
    case Kind::Unreachable:
    case Kind::Timeout:
    case Kind::RateLimited:
    case Kind::Banned:
    case Kind::Server:
        return true;
    default:
        return false;
    }
}

std::optional<RestError> checkAnswer(int httpStatus, const QByteArray &body, const QString &target)
{
    if (httpStatus == 200 && looksLikeJson(body))
        return std::nullopt;
    if (httpStatus == 200) {
        return RestError{RestError::Kind::Unreadable, httpStatus, std::nullopt,
                         target % u": the answer is not JSON; is a proxy or a login page in "
                                  u"between?"_s};
    }
    const StatusMeaning meaning = meaningOf(httpStatus);
    const ExchangeWords words = readWords(body);
    QString message = u"%1: %2 (HTTP %3)"_s.arg(target, meaning.text, QString::number(httpStatus));
    if (!words.text.isEmpty())
        message += u": "_s + words.text;
    if (words.code)
        message += u" (code %1)"_s.arg(*words.code);
    return RestError{meaning.kind, httpStatus, words.code, message};
}

} // namespace Orderflow
