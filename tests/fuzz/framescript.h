#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <cstdint>
#include <string>
#include <vector>

namespace Orderflow {

/// One thing that the exchange, the network or the database does in a fuzzed run.
struct FrameStep
{
    enum class Kind {
        Text,
        Binary,
        /// Time passes: 50 ms, doubled for each byte of `bytes`.
        Wait,
        EndConnection,
        Pong,
        /// The database takes no batches any more, or takes them again.
        ToggleDatabase
    };

    Kind kind = Kind::Text;
    /// Of the open ones, from the oldest; modulo how many there are.
    unsigned connection = 0;
    /// The frame, where it is one.
    QByteArray bytes;
};

/// The steps that the bytes of a fuzzer mean; all bytes mean something. A line is a step, and its
/// first byte says which: `0` to `7` a text frame over that connection, `A` to `H` a binary one,
/// `t` time, `x` the end of a connection, `p` a pong, `s` the database; other bytes are text frames
/// as well.
std::vector<FrameStep> readFrameScript(QByteArrayView input);

/// A name for a symbol that an input cannot name, because it follows from the whole of it.
std::string unguessableName(QByteArrayView input);

} // namespace Orderflow
