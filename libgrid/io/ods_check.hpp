#pragma once

// For the files of this stage only: what OGR leaves unsaid about OpenDocument spreadsheets.

#include <cstdint>

#include "libgrid/io/source.hpp"

namespace grid::io {

/// Throws InputError if the sheet has values further down than its `rows` rows and a header: OGR stops at a row that is
/// repeated too often, mostly an empty one. To most such rows nothing follows, so that nothing is lost.
void check_ods(const SourceRef& ref, const std::string& sheet, std::int64_t rows);

}  // namespace grid::io
