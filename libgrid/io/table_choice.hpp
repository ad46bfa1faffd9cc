#pragma once

#include <string>

#include "libgrid/core/message.hpp"
#include "libgrid/io/source.hpp"

namespace grid {

/// The layer that holds a table which needs no geometry: `ref.layer`, else the only one of the file, else the one that
/// is called `ref.usual_layer`, else the only one without geometry. Throws ConfigError that names all layers and
/// tables, with `advice`, if there is no such one; InputError if the file cannot be opened.
[[nodiscard]] std::string choose_table(const SourceRef& ref, const Message& advice);

/// True if the source has a layer or table of that name; layer_names() has only those with geometry of a database.
[[nodiscard]] bool has_layer(const SourceRef& ref, const std::string& name);

}  // namespace grid
