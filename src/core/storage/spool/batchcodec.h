#pragma once

#include "storage/eventbatch.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <tl/expected.hpp>

#include <cstddef>

namespace Orderflow {

/// A batch as bytes, for a file, and back: nothing of it is rounded or left out. Pure functions.
///
/// The bytes are `OFB`, the version of the form, and a zstd frame with a checksum. In it stand,
/// for each kind of row, their number and the rows one after the other: numbers as variable-length
/// integers, most of them as the difference from the row before of the same symbol; a Decimal as
/// its scale and mantissa; text as its length and UTF-8; each symbol or stream spelled out once.
///
/// Every version that a released program wrote stays readable, so a change of the form is a new
/// version beside the old ones.
namespace BatchCodec {

inline constexpr int NewestVersion = 1;

/// The most that a batch may take before it is compressed; far above what a batch can be.
inline constexpr std::size_t MostBytes = std::size_t(4) << 30;

QByteArray encode(const EventBatch &batch);

/// The batch of such bytes, or what is wrong with them, in a clause such as `it is of version 9`.
tl::expected<EventBatch, QString> decode(QByteArrayView bytes);

/// What is inside the zstd frame, for those who want to see it handled alone.
QByteArray encodeRows(const EventBatch &batch);
tl::expected<EventBatch, QString> decodeRows(QByteArrayView rows);

} // namespace BatchCodec

} // namespace Orderflow
