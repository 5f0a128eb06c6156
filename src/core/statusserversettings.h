#pragma once

#include <QHostAddress>
#include <QString>

#include <optional>

namespace Orderflow {

/// Where the status server listens.
struct ListenAddress
{
    QHostAddress host;
    /// 0 takes any port that is free.
    quint16 port = 0;

    bool isLoopback() const { return host.isLoopback(); }
    /// Such as `127.0.0.1:9464` or `[::1]:9464`.
    QString toString() const;

    bool operator==(const ListenAddress &) const = default;

    /// The error is a clause about `text`. Names are refused: what they stand for may change.
    static std::optional<ListenAddress> parse(QStringView text, QString *error);
};

/// Whether a token may have that text: what an HTTP header can carry, without blanks.
bool isTokenText(QStringView text);

/// How a recorder shows itself over HTTP, all of it valid together: what listens on more than
/// loopback has a token, and a certificate has a key.
struct StatusServerSettings
{
    static constexpr quint16 DefaultPort = 9464;
    /// In characters.
    static constexpr qsizetype MinTokenLength = 16;

    /// Nothing where it is turned off.
    std::optional<ListenAddress> listen =
        ListenAddress{QHostAddress(QHostAddress::LocalHost), DefaultPort};
    /// Whether the user asked for this address.
    bool isListenExplicit = false;
    /// What a client has to show; empty where any may ask.
    QString token;
    /// PEM files; both empty for no TLS.
    QString tlsCertFile;
    QString tlsKeyFile;
};

} // namespace Orderflow
