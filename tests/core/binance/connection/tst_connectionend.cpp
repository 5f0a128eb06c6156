#include "binance/connection/connectionend.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <functional>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Kind = ConnectionEnd::Kind;

class TestConnectionEnd : public QObject
{
    Q_OBJECT

private slots:
    void testEveryKind_data();
    void testEveryKind();
    void testNamesAreThoseOfTheDocs();
    void testDescribe_data();
    void testDescribe();
};

namespace {

struct KindRow
{
    Kind kind;
    const char *sqlName;
    const char *words;
};

constexpr KindRow Kinds[] = {
    {Kind::ClosedByRecorder, "closed_by_recorder", "closed by the recorder"},
    {Kind::Replaced, "replaced", "replaced by another connection"},
    {Kind::Silence, "silence", "silence: no data"},
    {Kind::HalfOpen, "half_open", "half open: no answer to pings"},
    {Kind::ClosedByExchange, "closed_by_exchange", "closed by the exchange with code 0"},
    {Kind::EndOfStream, "end_of_stream", "end of stream without a close frame"},
    {Kind::Reset, "reset", "connection reset"},
    {Kind::ProtocolError, "protocol_error", "not a WebSocket's data"},
    {Kind::Timeout, "timeout", "no answer in time"},
    {Kind::NameNotFound, "name_not_found", "DNS: the host's name was not found"},
    {Kind::Refused, "refused", "connection refused"},
    {Kind::Unreachable, "unreachable", "network unreachable"},
    {Kind::TlsFailure, "tls_failure", "TLS failure"},
    {Kind::HttpStatus, "http_status", "HTTP 0: the exchange refused the WebSocket"},
    {Kind::ProxyFailure, "proxy_failure", "the proxy failed"},
    {Kind::Other, "other", "network error"},
};

} // namespace

void TestConnectionEnd::testEveryKind_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("sqlName");
    QTest::addColumn<QString>("words");
    for (const KindRow &row : Kinds) {
        QTest::newRow(row.sqlName)
            << row.kind << QString::fromLatin1(row.sqlName) << QString::fromLatin1(row.words);
    }
}

void TestConnectionEnd::testEveryKind()
{
    QFETCH(Kind, kind);
    QTEST(QString(toSqlName(kind)), "sqlName");
    QTEST(describe({.kind = kind}), "words");
}

void TestConnectionEnd::testNamesAreThoseOfTheDocs()
{
    QFile file(QStringLiteral(ORDERFLOW_DATABASE_DOCS));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString list = QString::fromUtf8(file.readAll())
                             .section(u"The names of `end_kind`"_s, 1, 1)
                             .section(u"\n## "_s, 0, 0);
    static const QRegularExpression entry(u"^- `(\\w+)`: "_s, QRegularExpression::MultilineOption);
    QStringList described;
    for (const QRegularExpressionMatch &match : entry.globalMatch(list))
        described.append(match.captured(1));
    QStringList actual;
    for (const KindRow &row : Kinds)
        actual.append(toSqlName(row.kind));
    QCOMPARE(described, actual);
    // The last one there is, so that a new one is not left out above.
    QCOMPARE(std::size(Kinds), std::size_t(Kind::Other) + 1);
}

void TestConnectionEnd::testDescribe_data()
{
    QTest::addColumn<ConnectionEnd>("end");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const char *words, Kind kind,
                        const std::function<void(ConnectionEnd &)> &change) {
        ConnectionEnd end{.kind = kind};
        change(end);
        QTest::newRow(name) << end << QString::fromUtf8(words);
    };
    const auto status = [row](const char *name, const char *words, int httpStatus) {
        row(name, words, Kind::HttpStatus,
            [httpStatus](ConnectionEnd &end) { end.httpStatus = httpStatus; });
    };
    status("403", "HTTP 403: refused by the exchange's firewall", 403);
    status("418", "HTTP 418: this address is banned for a while", 418);
    status("429", "HTTP 429: too many requests from this address", 429);
    status("451", "HTTP 451: restricted location, the exchange does not serve this country", 451);
    status("503", "HTTP 503: the exchange refused the WebSocket", 503);
    row("close code and reason", "closed by the exchange with code 1008 (Too many requests)",
        Kind::ClosedByExchange, [](ConnectionEnd &end) {
            end.closeCode = 1008;
            end.detail = u"Too many requests"_s;
        });
    row("detail", "TLS failure (the certificate has expired)", Kind::TlsFailure,
        [](ConnectionEnd &end) { end.detail = u"the certificate has expired"_s; });
    row("asked to stay away",
        "HTTP 429: too many requests from this address (Too Many Requests); asked to stay away "
        "for 7 s",
        Kind::HttpStatus, [](ConnectionEnd &end) {
            end.httpStatus = 429;
            end.detail = u"Too Many Requests"_s;
            end.retryAfter = 7s;
        });
}

void TestConnectionEnd::testDescribe()
{
    QFETCH(ConnectionEnd, end);
    QTEST(describe(end), "words");
}

QTEST_APPLESS_MAIN(TestConnectionEnd)
#include "tst_connectionend.moc"
