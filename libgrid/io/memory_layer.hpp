#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "libgrid/core/field.hpp"
#include "libgrid/io/source.hpp"

namespace grid {

/// A layer that the caller has in memory. It is read as one of a file is: with the same checks, filters and errors.
struct MemoryLayer {
    std::string crs;  ///< EPSG:n, WKT or PROJ; empty: none is declared
    std::vector<FieldInfo> fields{};
    std::int64_t count = 0;  ///< of features; their numbers are 0 .. count - 1
    /// Fills one of the three members for geometry (none: it has none), and `values` by `fields`. Asked for each number
    /// in turn, more than once; by several threads at the same time for different layers, never for the same one.
    std::function<void(std::int64_t number, Feature& feature)> read{};
};

/// A source with these features; `name` says in messages what they are. What `layer.read` refers to must outlive it.
[[nodiscard]] SourceRef in_memory(const std::string& name, MemoryLayer layer);

}  // namespace grid
