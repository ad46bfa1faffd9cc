#pragma once

// For the files of this stage only: what a source says in one place, held against what it says in another.

#include <cstdint>
#include <optional>

#include "libgrid/io/source_impl.hpp"

namespace grid::io {

/// Throws InputError if the parts of a source do not agree with the features that were read: the records of a
/// Shapefile, which are known already if it was opened by its .shp, rows of a table, a number in a header. Returns how
/// many records are marked as deleted.
std::int64_t check_parts(const Source::Impl& impl, std::int64_t features, std::optional<std::int64_t> records);

}  // namespace grid::io
