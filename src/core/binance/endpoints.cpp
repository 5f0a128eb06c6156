#include "binance/endpoints.h"

#include <QStringList>

namespace Orderflow {

using namespace Qt::StringLiterals;

QUrl streamUrl(const QUrl &webSocketBaseUrl, Route route)
{
    QStringList segments = webSocketBaseUrl.path().split(u'/', Qt::SkipEmptyParts);
    if (!segments.isEmpty() && (segments.last() == u"stream" || segments.last() == u"ws"))
        segments.removeLast();
    if (!segments.isEmpty() && (segments.last() == u"public" || segments.last() == u"market"))
        segments.removeLast();
    segments << routeName(route) << u"stream"_s;

    QUrl url = webSocketBaseUrl;
    url.setPath(u'/' + segments.join(u'/'));
    url.setQuery(QString());
    url.setFragment(QString());
    return url;
}

} // namespace Orderflow
