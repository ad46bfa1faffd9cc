#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "libgrid/io/source.hpp"

namespace grid {

/// Reads all rows of a table as text, in the order of `fields`, which may differ in case from those of the table; then
/// `more`, empty where the table does not have them.
/// Throws InputError if a field is missing, or for a damaged code, where the fields are codes.
[[nodiscard]] std::vector<std::vector<std::string>> read_text_rows(const SourceRef& ref,
                                                                   const std::vector<std::string>& fields,
                                                                   bool are_codes = true,
                                                                   const std::vector<std::string>& more = {});

/// A table, or a file that is one.
[[nodiscard]] SourceRef table_ref(const std::string& path, const std::string& layer);

/// The rows (old_code, new_code, date or nothing) of the table `lineage` that belongs to the layer, else of
/// `<stem>_lineage.csv` beside its file.
[[nodiscard]] std::vector<std::vector<std::string>> read_lineage_rows(const SourceRef& grids, const std::string& layer);

/// The rows (key, value) of the record `grid_run` that belongs to the layer.
[[nodiscard]] std::vector<std::vector<std::string>> read_run_rows(const SourceRef& grids, const std::string& layer);

/// The codes that were there before the grids of a layer, each with those that have its households now: itself among
/// them if it is carried on, none if it is not known which.
using FormerCodes = std::map<std::string, std::set<std::string>>;

/// What the tables `lineage` and `grid_run` that belong to the layer, or `<stem>_lineage.csv` beside its file, say of
/// codes before. Throws what Source throws.
[[nodiscard]] FormerCodes read_former_codes(const SourceRef& grids, const std::string& layer);

}  // namespace grid
