#include <algorithm>
#include <filesystem>

#include "libgrid/core/msg.hpp"
#include "libgrid/io/issue_table.hpp"
#include "libgrid/io/layer_styles.hpp"
#include "libgrid/io/shared_package.hpp"
#include "libgrid/io/styles.hpp"
#include "libgrid/io/write_layers.hpp"

namespace fs = std::filesystem;

namespace grid {

namespace {

void write_file(const std::vector<io::Table>& tables, const std::string& crs_wkt, const OutputOptions& options,
                const fs::path& part) {
    if (options.format == Format::geojson) {
        io::write_geojson(tables.front(), crs_wkt, part.string(), options.path);
    } else if (options.format == Format::geojsonseq) {
        io::write_geojson_lines(tables.front(), crs_wkt, part.string(), options.path);
    } else {
        io::write_with_ogr(tables, crs_wkt, part.string(), options);
    }
}

}  // namespace

Findings write_issue_layers(const Findings& findings, const std::string& crs_wkt, const OutputOptions& options) {
    OutputSet outputs;
    Findings cut = write_issue_layers(findings, crs_wkt, options, outputs);
    outputs.commit();
    return cut;
}

Findings write_issue_layers(const Findings& findings, const std::string& crs_wkt, const OutputOptions& options,
                            OutputSet& outputs) {
    check_output(options);
    const fs::path output = io::resolve(options.path);
    std::vector<const Finding*> with_lines;
    std::vector<const Finding*> with_area;
    for (const Finding& finding : findings) {
        if (!finding.lines.empty()) with_lines.push_back(&finding);
        if (!finding.area.empty()) with_area.push_back(&finding);
    }
    io::Table points = io::issue_table("issues", "What was found, each at its place", io::pointers_to(findings));
    io::Table lines = io::issue_table("issue_lines", "Borders that are wrong", with_lines);
    lines.point = {};
    lines.lines = [&with_lines](std::size_t row) -> const MultiLineString& { return with_lines[row]->lines; };
    io::Table areas = io::issue_table("issue_areas", "Ground that is wrong", with_area);
    areas.point = {};
    areas.polygons = [&with_area](std::size_t row) -> const MultiPolygon& { return with_area[row]->area; };

    const auto placeless = std::ranges::find_if(findings, [](const Finding& finding) { return !finding.at; });
    if (options.format == Format::flatgeobuf && placeless != findings.end())
        io::refuse_null_in_flatgeobuf(msg("a finding without a place, as {} is", placeless->code), options.path);
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
