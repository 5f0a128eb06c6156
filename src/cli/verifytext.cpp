#include "verifytext.h"

#include <QJsonArray>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString counted(std::int64_t count, const QString &one, const QString &several)
{
    return QString::number(count) + u' ' + (count == 1 ? one : several);
}

QString verdict(const FindingList &findings)
{
    QString text = findings.errors() == 0 ? u"no error"_s
                                          : counted(findings.errors(), u"error"_s, u"errors"_s);
    if (findings.remarks() > 0)
        text += u", "_s + counted(findings.remarks(), u"remark"_s, u"remarks"_s);
    return text;
}

QJsonValue orNull(std::optional<std::int64_t> number)
{
    return number ? QJsonValue(qint64(*number)) : QJsonValue();
}

QJsonArray toJson(const FindingList &findings)
{
    QJsonArray all;
    for (const Finding &finding : findings.findings()) {
        all.append(QJsonObject{{u"kind"_s, QString(toJsonName(finding.kind))},
                               {u"severity"_s, QString(toJsonName(finding.severity))},
                               {u"symbol"_s, finding.stream.symbol.toString()},
                               {u"stream"_s, QString::fromStdString(finding.stream.stream)},
                               {u"first_id"_s, orNull(finding.firstId)},
                               {u"last_id"_s, orNull(finding.lastId)},
                               {u"row_id"_s, orNull(finding.rowId)},
                               {u"gap_id"_s, orNull(finding.gapId)},
                               {u"text"_s, finding.text}});
    }
    return all;
}

} // namespace

QString findingLine(const Finding &finding)
{
    QString line;
    if (!finding.stream.stream.empty()) {
        line = finding.stream.symbol.toString() + u' ' +
               QString::fromStdString(finding.stream.stream) + u": "_s;
    }
    if (finding.severity == Finding::Severity::Remark)
        line += u"remark: "_s;
    return line + finding.text;
}

QString verificationSummary(const VerificationResult &result)
{
    return u"verified %1 of %2 and %3 of the ledger: %4"_s.arg(
        counted(result.rows, u"row"_s, u"rows"_s),
        counted(qint64(result.streams.size()), u"stream"_s, u"streams"_s),
        counted(result.gaps, u"gap"_s, u"gaps"_s), verdict(result.findings));
}

QString archiveSummary(const ArchiveVerificationResult &result)
{
    QString text =
        u"compared %1 of the file, aggTradeId %2 to %3, with %4 of the database: %5"_s.arg(
            counted(result.rowsInFile, u"row"_s, u"rows"_s), QString::number(result.firstId),
            QString::number(result.lastId), QString::number(result.rowsInDatabase),
            verdict(result.findings));
    if (!result.isFileSorted)
        text += u" (the rows of the file are not in order)"_s;
    return text;
}

QJsonObject verificationJson(const VerificationResult &result)
{
    QJsonArray streams;
    for (const VerifiedStream &stream : result.streams) {
        streams.append(QJsonObject{{u"symbol"_s, stream.stream.symbol.toString()},
                                   {u"stream"_s, QString::fromStdString(stream.stream.stream)},
                                   {u"rows"_s, qint64(stream.rows)},
                                   {u"gaps"_s, qint64(stream.gaps)}});
    }
    return {{u"streams"_s, streams},
            {u"findings"_s, toJson(result.findings)},
            {u"findings_left_out"_s, qint64(result.findings.leftOut())},
            {u"summary"_s, QJsonObject{{u"rows"_s, qint64(result.rows)},
                                       {u"gaps"_s, qint64(result.gaps)},
                                       {u"errors"_s, qint64(result.findings.errors())},
                                       {u"remarks"_s, qint64(result.findings.remarks())},
                                       {u"stopped"_s, result.wasStopped}}}};
}

QJsonObject archiveJson(const ArchiveSource &source, const ArchiveVerificationResult &result)
{
    return {{u"file"_s, source.path},
            {u"symbol"_s, source.symbol.toString()},
            {u"findings"_s, toJson(result.findings)},
            {u"findings_left_out"_s, qint64(result.findings.leftOut())},
            {u"summary"_s, QJsonObject{{u"rows_in_file"_s, qint64(result.rowsInFile)},
                                       {u"rows_in_database"_s, qint64(result.rowsInDatabase)},
                                       {u"first_id"_s, qint64(result.firstId)},
                                       {u"last_id"_s, qint64(result.lastId)},
                                       {u"file_in_order"_s, result.isFileSorted},
                                       {u"errors"_s, qint64(result.findings.errors())},
                                       {u"remarks"_s, qint64(result.findings.remarks())},
                                       {u"stopped"_s, result.wasStopped}}}};
}

} // namespace Orderflow
