#include "tools/gridtag/gridtag_command.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/finding_report.hpp"
#include "libgrid/export/coordinates.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/feature_table.hpp"
#include "libgrid/io/write.hpp"
#include "libgrid/layer/report.hpp"
#include "libgrid/tag/tag_table.hpp"
#include "tools/common/findings.hpp"
#include "tools/common/log.hpp"
#include "tools/common/progress.hpp"
#include "tools/common/report.hpp"
#include "tools/common/sources.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <iterator>
#include <utility>

namespace grid::tools {

namespace {

TagLayer read_layer(const GridtagOptions& options) {
    if (is_index_file(options.grids.path)) {
        const GridtagOptions& o = options;
        const bool reads_sites = !o.sites.path.empty();  // then --input-crs and --encoding are for these as well
        if (!(o.grids.layer + o.grids.where + o.fields.code + o.fields.unit + o.as_of).empty() ||
            (!reads_sites && !(o.input_crs + o.encoding).empty()))
            throw ConfigError(
                "an index is taken as it is: --layer, --where, --code-field, --unit-field, --input-crs, --encoding and "
                "--as-of are for the layer that it was made from",
                {o.grids.path, {}, {}, {}}, "give the layer instead");
        TagLayer layer = read_index_file(o.grids.path);
        if (o.adds(AddedKind::micro_code) && !layer.micro)
            throw ConfigError("the index has no micro-grids", {o.grids.path, {}, {}, {}},
                              "write it with --add grid_code,micro_code");
        return layer;
    }
    return read_tag_layer(source_ref(options.grids, options), {.fields = options.fields,
                                                               .with_micro = options.adds(AddedKind::micro_code),
                                                               .as_of = options.as_of,
                                                               .threads = options.common.thread_count()});
}

std::optional<TagSites> read_sites(const TagLayer& layer, const GridtagOptions& options) {
    if (options.sites.path.empty()) return std::nullopt;
    SiteInput input;
    input.source = source_ref(options.sites, options);
    input.source.places = place_columns(options.site_columns);
    input.id_field = options.site_id;
    input.needs_ids = input.may_be_codes = !options.address_code.empty();
    input.allow_ballpark = options.common.allow_ballpark;
    return read_tag_sites(input, layer);
}

/// Throws where an output is there already, before any work.
void check_outputs(const GridtagOptions& options) {
    for (const std::string& path : {options.write_index, options.counts}) {
        if (!path.empty()) check_text_output(path, options.overwrite);
    }
    if (!options.tags() || (options.is_stream() && options.output == standard_stream)) return;
    if (options.is_stream()) return check_text_output(options.output, options.overwrite);
    check_export(records_output(options));
}

TagResult tag_gis_file(const TagLayer& layer, const TagRequest& request, const GridtagOptions& options) {
    FeatureTable table = read_table(records_source(options, layer.crs_wkt));
    TagRequest placed = request;
    placed.places.crs_wkt = table.crs_wkt;
    TagResult result = tag_table(layer, placed, table);
    const ExportOptions output = records_output(options);
    if (needs_wgs84(output.format) && table.has_geometry) transform_table(table, crs_to_wkt("EPSG:4326"));
    table.name = options.output_layer;
    for (Finding& finding : write_export({table}, output))
        result.findings.push_back(std::move(finding));
    return result;
}

constexpr std::array fates{RecordFate::inside,     RecordFate::reached,   RecordFate::outside,
                           RecordFate::undecided,  RecordFate::unmatched, RecordFate::without_place,
                           RecordFate::unreadable, RecordFate::malformed};

std::string report_text(const TagResult& result) {
    std::string text = fmt::format("{:<14} {}\n", "records", result.total());
    for (const RecordFate fate : fates) {
        if (result.count(fate) > 0) text += fmt::format("  {:<12} {}\n", name_of(fate), result.count(fate));
    }
    return text;
}

std::string report_json(const TagLayer& layer, const TagResult& result, const Findings& findings) {
    nlohmann::ordered_json json{{"tool", "gridtag"}, {"grids", layer.codes.size()}, {"records", result.total()}};
    for (const RecordFate fate : fates)
        json[name_of(fate)] = result.count(fate);
    json["findings"] = to_json(findings);
    return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Request GridtagCommand::setup(int argc, const char* const* argv) {
    return parse_gridtag_options(argc, argv, m_options);
}

ExitCode GridtagCommand::run() {
    Log log(name(), m_options.common.verbosity);
    check_outputs(m_options);
    if (m_options.common.dry_run) return ExitCode::done;
    TagRequest request = request_from_options(m_options);
    auto start = std::chrono::steady_clock::now();
    const TagLayer layer = read_layer(m_options);
    const std::optional<TagSites> sites = read_sites(layer, m_options);
    if (sites) request.sites = &*sites;
    log.debug(fmt::format("read the grids: {:.3f} s", seconds_since(start)));
    start = std::chrono::steady_clock::now();

    TagResult result;
    OutputSet outputs;
    if (!m_options.write_index.empty())
        write_text(m_options.write_index, index_bytes(layer), m_options.overwrite, outputs);
    if (m_options.tags() && m_options.is_stream()) {
        Progress progress(log, "records", 0, m_options.common.show_progress());
        ByteOutput output(m_options.output, m_options.overwrite, outputs);
        result = tag_stream(layer, request, output, [&](std::int64_t records) { progress.add(records); });
    } else if (m_options.tags()) {
        result = tag_gis_file(layer, request, m_options);
    }
    if (!m_options.counts.empty() && m_options.tags())
        write_text(m_options.counts, result.counts_csv, m_options.overwrite, outputs);
    outputs.commit();
    for (const std::string& note : result.notes)
        log.info(note);
    log.debug(fmt::format("tag the records: {:.3f} s", seconds_since(start)));
    log.debug(fmt::format("peak memory: {} MiB", peak_memory_bytes() >> 20U));

    Findings findings = layer.findings;
    if (sites) std::ranges::copy(sites->findings, std::back_inserter(findings));
    std::ranges::move(result.findings, std::back_inserter(findings));
    if (m_options.common.allow_ballpark)
        std::erase_if(findings, [](const Finding& finding) { return finding.code == "datum_shift_unknown"; });
    const ExitCode code = exit_code_of(findings, m_options.common.fail_on);
    const bool has_stdout = m_options.output != standard_stream || !m_options.tags();
    if (m_options.common.json) {
        print_to_stdout(framed_report(name(), report_json(layer, result, findings), code, m_options.common));
    } else if (has_stdout && m_options.common.prints_text()) {
        print_to_stdout(report_text(result));
    }
    log_findings(findings, log);
    return code;
}

}  // namespace grid::tools
