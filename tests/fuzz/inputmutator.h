#pragma once

#include <QByteArray>
#include <QByteArrayList>

#include <cstdint>
#include <random>

namespace Orderflow {

/// Makes new inputs of given ones, as a fuzzer does but without looking at what comes of it. The
/// same seed makes the same inputs on every machine.
class InputMutator
{
public:
    /// `inputs` are not empty; `words` are put in here and there.
    InputMutator(QByteArrayList inputs, QByteArrayList words, std::uint32_t seed);

    QByteArray next();

private:
    void mutate(QByteArray &input);
    /// Below `bound`, which is positive. Not a distribution of the standard library: those differ.
    qsizetype below(qsizetype bound);
    const QByteArray &oneOf(const QByteArrayList &list);

    const QByteArrayList m_inputs;
    const QByteArrayList m_words;
    std::mt19937 m_random;
};

/// The words of a dictionary of libFuzzer.
QByteArrayList readDictionary(const QByteArray &text);

} // namespace Orderflow
