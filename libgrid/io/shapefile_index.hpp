#pragma once

// For the files of this stage only: whether the parts of a Shapefile belong together.

#include <cstdint>
#include <string>

namespace grid::io {

/// The three parts that every Shapefile has.
struct ShapefileParts {
    std::string shp;
    std::string shx;
    std::string dbf;
};

/// Throws InputError, naming files and numbers, unless the index leads to each shape once and the table has a record
/// for each. Shapes may lie in any order and have gaps between them, as after an update; they are numbered from 1, or
/// from 0 as some programs do, or not at all. Returns the number of records.
std::int64_t check_index(const ShapefileParts& parts);

}  // namespace grid::io
