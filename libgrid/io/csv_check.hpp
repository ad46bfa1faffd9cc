#pragma once

// For the files of this stage only: what OGR reads in silence out of CSV files that are not as they should be.

#include <cstddef>
#include <string>

#include "libgrid/core/error.hpp"

namespace grid::io {

/// Throws InputError, naming the line, where rows or cells of a CSV file would be lost: a quotation mark that is not
/// closed, or far below; more cells than the `columns` of the header; a NUL byte; a line end of another kind inside a
/// row. A quoted cell with line breaks is none of these. Does nothing for what is no file.
void check_csv(const std::string& path, std::size_t columns, const Place& place);

}  // namespace grid::io
