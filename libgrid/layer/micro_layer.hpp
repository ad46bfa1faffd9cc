#pragma once

#include <optional>

#include "libgrid/core/field.hpp"
#include "libgrid/io/source.hpp"

namespace grid {

/// The layer of micro-grids that belongs to a layer of grids: `<layer>_micro` or `micro` in the same file or database,
/// or `<stem>_micro.<ext>` beside a file of one layer. It has a code and the field of the grid above; nothing if there
/// is no such layer with features. Throws InputError if the file cannot be read.
[[nodiscard]] std::optional<SourceRef> find_micro_layer(const SourceRef& grids);

/// Whether a field is the one that levels add to a layer of grids, or one of those of a layer of micro-grids (see
/// parent_field). Where there are no levels, a field of such a name is the user's own.
[[nodiscard]] bool is_level_field(const FieldInfo& field, bool of_micro);

}  // namespace grid
