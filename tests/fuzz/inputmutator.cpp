#include "fuzz/inputmutator.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

InputMutator::InputMutator(QByteArrayList inputs, QByteArrayList words, std::uint32_t seed)
    : m_inputs(std::move(inputs))
    , m_words(std::move(words))
    , m_random(seed)
{}

QByteArray InputMutator::next()
{
    constexpr qsizetype MostMutations = 5;
    QByteArray input = oneOf(m_inputs);
    for (qsizetype left = 1 + below(MostMutations); left > 0; --left)
        mutate(input);
    return input;
}

void InputMutator::mutate(QByteArray &input)
{
    constexpr qsizetype MostCut = 40;
    const qsizetype at = below(input.size() + 1);
    switch (below(7)) {
    case 0:
        input.insert(at, oneOf(m_words));
        break;
    case 1:
        input.replace(at, oneOf(m_words).size(), oneOf(m_words));
        break;
    case 2:
        input.remove(at, 1 + below(MostCut));
        break;
    case 3:
        input.insert(at, char(below(256)));
        break;
    case 4:
        if (at < input.size())
            input[at] = char(input[at] ^ (1 << below(8)));
        break;
    case 5:
        // Lines twice, or in another order.
        input.insert(at, input.mid(below(input.size() + 1), 1 + below(400)));
        break;
    default: {
        const QByteArray &other = oneOf(m_inputs);
        input = input.first(at) + other.sliced(below(other.size() + 1));
        break;
    }
    }
}

qsizetype InputMutator::below(qsizetype bound)
{
    return qsizetype(m_random() % std::uint32_t(bound));
}

const QByteArray &InputMutator::oneOf(const QByteArrayList &list)
{
    return list.at(below(list.size()));
}

QByteArrayList readDictionary(const QByteArray &text)
{
    QByteArrayList words;
    for (const QByteArray &line : text.split('\n')) {
        if (!line.startsWith('"'))
            continue;
        QByteArray word;
        const QByteArray quoted = line.mid(1, line.lastIndexOf('"') - 1);
        for (qsizetype i = 0; i < quoted.size(); ++i) {
            if (quoted[i] != '\\') {
                word += quoted[i];
            } else if (quoted.mid(i + 1, 1) == "x") {
                word += QByteArray::fromHex(quoted.mid(i + 2, 2));
                i += 3;
            } else {
                word += quoted.mid(++i, 1);
            }
        }
        words << word;
    }
    return words;
}

} // namespace Orderflow
