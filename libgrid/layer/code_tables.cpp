#include "libgrid/layer/code_tables.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <sstream>

#include "libgrid/core/error.hpp"
#include "libgrid/core/grid_layer.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/csv.hpp"
#include "libgrid/io/feature_table.hpp"
#include "libgrid/layer/damaged_code.hpp"
#include "libgrid/layer/used_codes.hpp"
#include "libgrid/layer/values.hpp"

namespace fs = std::filesystem;

namespace grid {

namespace {

/// The table that belongs to the layer. Those without its name in theirs are of the grids, not of micro-grids.
std::optional<std::string> own_side_table(const SourceRef& grids, const std::string& layer, const std::string& name) {
    auto table = find_side_table(grids.path, layer, name);
    const bool is_micro = layer == micro_layer || layer.ends_with(std::string("_") + micro_layer);
    return is_micro && table == name ? std::nullopt : table;
}

}  // namespace

std::vector<std::vector<std::string>> read_text_rows(const SourceRef& ref, const std::vector<std::string>& fields,
                                                     bool are_codes, const std::vector<std::string>& more) {
    Source source = Source::open(ref);
    std::vector<std::string> found;
    for (const std::string& field : fields) {
        const auto name = source.find_field({}, {field}, "");
        if (!name) throw InputError(msg("the table has no field '{}'", field), source.place());
        found.push_back(*name);
    }
    const std::size_t needed = found.size();
    std::vector<std::size_t> place_of_more;  // among the found ones; behind them: missing
    for (const std::string& field : more) {
        const auto name = source.find_field({}, {field}, "");
        place_of_more.push_back(name ? found.size() : std::string::npos);
        if (name) found.push_back(*name);
    }
    std::vector<std::vector<std::string>> rows;
    source.for_each(found, [&](Feature&& feature) {
        std::vector<std::string>& row = rows.emplace_back();
        for (std::size_t i = 0; i < needed; ++i) {
            feature.values[i] = from_csv(std::move(feature.values[i]), ref.path);
            if (are_codes)
                refuse_damage(feature.values[i], 0, fmt::format("the {}", found[i]), source.place(feature.fid));
            row.push_back(to_text(feature.values[i]));
        }
        for (const std::size_t place : place_of_more)
            row.push_back(place == std::string::npos ? std::string() : to_text(feature.values[place]));
    });
    return rows;
}

SourceRef table_ref(const std::string& path, const std::string& layer) {
    SourceRef ref;
    ref.path = path;
    ref.layer = layer;
    ref.is_table = true;
    return ref;
}

std::vector<std::vector<std::string>> read_lineage_rows(const SourceRef& grids, const std::string& layer) {
    const std::vector<std::string> fields{"old_code", "new_code"};
    if (const auto table = own_side_table(grids, layer, "lineage"))
        return read_text_rows(table_ref(grids.path, *table), fields, true, {"date"});
    const fs::path path(grids.path);
    const fs::path beside = path.parent_path() / (path.stem().string() + "_lineage.csv");
    std::error_code error;
    if (!fs::is_regular_file(beside, error)) return {};
    return read_text_rows(table_ref(beside.string(), ""), fields, true, {"date"});
}

std::vector<std::vector<std::string>> read_run_rows(const SourceRef& grids, const std::string& layer) {
    const auto table = own_side_table(grids, layer, "grid_run");
    if (!table) return {};
    return read_text_rows(table_ref(grids.path, *table), {"key", "value"}, false);
}

FormerCodes read_former_codes(const SourceRef& grids, const std::string& layer) {
    FormerCodes codes;
    for (const auto& row : read_lineage_rows(grids, layer)) {
        std::set<std::string>& heirs = codes[row[0]];
        if (!row[1].empty()) heirs.insert(row[1]);
    }
    for (const auto& row : read_run_rows(grids, layer)) {
        if (!row[0].ends_with(retired_codes_key)) continue;
        std::istringstream retired(row[1]);
        for (std::string code; retired >> code;)
            codes.try_emplace(code);
    }
    codes.erase("");  // households that were in no grid before
    return codes;
}

}  // namespace grid
