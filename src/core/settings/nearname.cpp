#include "settings/nearname.h"

#include <algorithm>
#include <vector>

namespace Orderflow {

int editDistance(QStringView from, QStringView to)
{
    const QString a = from.toString().toCaseFolded();
    const QString b = to.toString().toCaseFolded();
    const auto width = std::size_t(b.size()) + 1;
    // Three rows of the usual table: the third looks back over a swap.
    std::vector<int> beforeLast(width), last(width), row(width);
    for (std::size_t j = 0; j < width; ++j)
        row[j] = int(j);

    for (qsizetype i = 1; i <= a.size(); ++i) {
        beforeLast.swap(last);
        last.swap(row);
        row[0] = int(i);
        for (std::size_t j = 1; j < width; ++j) {
            const QChar there = b[qsizetype(j) - 1];
            const bool same = a[i - 1] == there;
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[qsizetype(j) - 2] && a[i - 2] == there)
                row[j] = std::min(row[j], beforeLast[j - 2] + 1);
        }
    }
    return row.back();
}

std::optional<QString> nearestName(QStringView name, const QStringList &known)
{
    constexpr int MaxDistance = 2;
    std::optional<QString> nearest;
    qsizetype least = MaxDistance + 1;
    for (const QString &candidate : known) {
        if (std::abs(candidate.size() - name.size()) > MaxDistance)
            continue;
        const qsizetype distance = editDistance(name, candidate);
        if (distance < least && 2 * distance < candidate.size()) {
            least = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

} // namespace Orderflow
