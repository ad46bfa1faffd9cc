#include "tools/gridify/staff_output.hpp"

#include "libgrid/export/titles.hpp"
#include "libgrid/io/export_layers.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace grid::tools {

namespace {

ExportOptions table_options(const std::string& path, const GridifyOptions& options, Language language) {
    ExportOptions table;
    table.path = path;
    table.format = choose_export_format({}, path);
    table.overwrite = options.output.overwrite;
    table.csv_geometry = CsvGeometry::none;
    table.titles = language == Language::zh;
    return table;
}

}  // namespace

StaffRules staff_rules(const GriddingRequest& request) {
    return {request.profile.work.hours, request.profile.work.part_time};
}

std::vector<StaffedGrid> staff_of(const GriddingResult& result, const GridifyOptions& options,
                                  const GriddingRequest& request) {
    return staff_grids(result.layer.grids, {options.workers, result.unit_workers}, staff_rules(request));
}

void check_staff_outputs(const GridifyOptions& options) {
    for (const std::string& path : {options.staff, options.staff_areas})
        if (!path.empty()) check_export(table_options(path, options, Language::en));
}

Findings write_staff(const GriddingResult& result, const GridifyOptions& options, const GriddingRequest& request,
                     OutputSet& outputs) {
    if (!options.wants_staff()) return {};
    const std::vector<StaffedGrid> staff = staff_of(result, options, request);
    const StaffRules rules = staff_rules(request);
    const Language language = request.profile.language;
    Findings findings;
    const auto write = [&](const FeatureTable& table, const std::string& path) {
        if (path.empty()) return;
        ExportOptions how = table_options(path, options, language);
        how.layer = table.name;
        std::ranges::move(write_export({table}, how, outputs), std::back_inserter(findings));
    };
    write(staff_table(staff, rules, language), options.staff);
    write(staff_area_table(staff, rules, language), options.staff_areas);
    return findings;
}

}  // namespace grid::tools
