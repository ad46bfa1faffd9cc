#include <algorithm>
#include <cmath>
#include <filesystem>

#include "libgrid/io/shared_package.hpp"
#include "libgrid/io/styles.hpp"
#include "libgrid/io/text.hpp"
#include "libgrid/io/write_layers.hpp"

namespace fs = std::filesystem;

namespace grid {

namespace {

using Rows = std::vector<const LocatedFinding*>;

/// What the three layers have in common. `rows` must outlive the table.
io::Table issue_table(const char* name, const char* description, const Rows& rows) {
    using T = io::ColumnType;
    io::Table table;
    table.name = name;
    table.description = description;
    table.columns = {{"code", T::text},      {"severity", T::text},     {"unit_code", T::text},
                     {"grid_code", T::text}, {"feature", T::integer64}, {"message", T::text}};
    table.rows = rows.size();
    table.cell = [&rows](std::size_t row, std::size_t column) -> io::Cell {
        const LocatedFinding& located = *rows[row];
        const Finding& finding = located.finding;
        switch (column) {
            case 0:
                return finding.code;
            case 1:
                return std::string(finding.severity == Severity::error ? "error" : "warning");
            case 2:
                return io::replace_invalid_utf8(finding.unit_code);
            case 3:
                return io::replace_invalid_utf8(finding.grid_code);
            case 4:
                return located.fid < 0 ? io::Cell() : io::Cell(located.fid);
            default:
                return io::replace_invalid_utf8(finding.message);
        }
    };
    table.grid_code = [&rows](std::size_t row) { return rows[row]->finding.grid_code; };
    return table;
}

void write_file(const std::vector<io::Table>& tables, const std::string& crs_wkt, const OutputOptions& options,
                const fs::path& part) {
    if (options.format == Format::geojson) {
        io::write_geojson(tables.front(), crs_wkt, part.string(), options.path);
    } else {
        io::write_with_ogr(tables, crs_wkt, part.string(), options);
    }
}

}  // namespace

Findings write_issue_layers(const std::vector<LocatedFinding>& findings, const std::string& crs_wkt,
                            const OutputOptions& options) {
    OutputSet outputs;
    Findings cut = write_issue_layers(findings, crs_wkt, options, outputs);
    outputs.commit();
    return cut;
}

Findings write_issue_layers(const std::vector<LocatedFinding>& findings, const std::string& crs_wkt,
                            const OutputOptions& options, OutputSet& outputs) {
    check_output(options);
    const fs::path output = io::resolve(options.path);
    Rows all;
    Rows with_lines;
    Rows with_area;
    for (const LocatedFinding& finding : findings) {
        all.push_back(&finding);
        if (!finding.lines.empty()) with_lines.push_back(&finding);
        if (!finding.area.empty()) with_area.push_back(&finding);
    }
    io::Table points = issue_table("issues", "What was found, each at its place", all);
    points.point = [&all](std::size_t row) {
        const LocatedFinding& finding = *all[row];
        return finding.has_place ? finding.finding.at : Point{std::nan(""), std::nan("")};
    };
    io::Table lines = issue_table("issue_lines", "Borders that are wrong", with_lines);
    lines.lines = [&with_lines](std::size_t row) -> const MultiLineString& { return with_lines[row]->lines; };
    io::Table areas = issue_table("issue_areas", "Ground that is wrong", with_area);
    areas.polygons = [&with_area](std::size_t row) -> const MultiPolygon& { return with_area[row]->area; };

    const auto has_no_place = [](const LocatedFinding& finding) { return !finding.has_place; };
    const auto placeless = std::find_if(findings.begin(), findings.end(), has_no_place);
    if (options.format == Format::flatgeobuf && placeless != findings.end())
        io::refuse_null_in_flatgeobuf("a finding without a place, as " + placeless->finding.code + " is", options.path);
    Findings cut;
    io::UnfinishedOutput& unfinished = io::begin_output(outputs, options);
    if (options.format == Format::geopackage) {
        io::Table styles =
            io::styles_table({{"issues", "issues", "Findings by severity", io::issues_style},
                              {"issue_lines", "issue_lines", "Findings by severity", io::issue_lines_style},
                              {"issue_areas", "issue_areas", "Findings by severity", io::issue_areas_style}});
        write_file({std::move(points), std::move(lines), std::move(areas), std::move(styles)}, crs_wkt, options,
                   unfinished.path(output.filename().string()));
    } else {
        const auto write_one = [&](io::Table& table, const fs::path& path) {
            if (options.format == Format::shapefile) {
                const Findings here = io::fit_to_shapefile(table, options.encoding, options.path);
                cut.insert(cut.end(), here.begin(), here.end());
            }
            write_file({table}, crs_wkt, options, unfinished.path(path.filename().string()));
        };
        write_one(points, output);
        if (lines.rows > 0) write_one(lines, io::path_beside(output, "_lines"));
        if (areas.rows > 0) write_one(areas, io::path_beside(output, "_areas"));
    }
    return cut;
}

}  // namespace grid
