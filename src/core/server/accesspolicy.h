#pragma once

#include "http/requesthead.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace Orderflow {

/// Who may ask the status server what.
class AccessPolicy
{
public:
    /// Where a token is needed for everything but /healthz; empty for none.
    explicit AccessPolicy(const QString &token);

    /// Why a request is not answered; nothing where it is. Without a token only requests that
    /// name this machine by address or as localhost are, and none of pages elsewhere.
    std::optional<HttpAnswer> refusal(const RequestHead &head) const;

private:
    bool hasToken(const RequestHead &head) const;

    /// Of the token; empty where there is none.
    QByteArray m_tokenDigest;
};

} // namespace Orderflow
