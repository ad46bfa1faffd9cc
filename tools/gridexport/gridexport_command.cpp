#include "tools/gridexport/gridexport_command.hpp"

#include "libgrid/core/finding_report.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/layer/input_notes.hpp"
#include "tools/common/findings.hpp"
#include "tools/common/log.hpp"
#include "tools/common/report.hpp"
#include "tools/gridexport/tagging.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

namespace grid::tools {

namespace {

/// What has become of the rows that the table had.
Message upsert_text(const UpsertCounts& counts) {
    Message text;
    if (counts.removed > 0) text += msg("; removed {} rows of codes that were given up", counts.removed);
    if (counts.not_in_layer > 0) text += msg("; {} rows that the layer lacks stay", counts.not_in_layer);
    if (counts.retired_kept > 0) text += msg(", {} of them of codes that were given up", counts.retired_kept);
    return text;
}

void log_result(const ExportRequest& request, const ExportResult& result, Log& log) {
    log.info(msg("{} grids, in {}{}", result.features, crs_name(result.crs_wkt),
                 result.upserted ? upsert_text(*result.upserted) : Message()));
    if (result.deleted > 0) log.info(deleted_note(request.grids.path, result.deleted));
    if (!result.tables.empty()) log.info(msg("carried along: {}", fmt::join(result.tables, ", ")));
    if (result.simplified) {
        log.info(msg("--simplify {} left {} of {} vertices", *request.simplify_m, result.simplified->vertices_after,
                     result.simplified->vertices_before));
    }
}

std::string text_of(const nlohmann::ordered_json& report) {
    return report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string view_json(const std::string& path, const ViewResult& result) {
    nlohmann::ordered_json report;
    report["output"] = shown_source(path);
    report["grids"] = result.grids;
    report["units"] = result.units;
    report["files"] = result.files;
    report["findings"] = to_json(result.findings);
    return text_of(report);
}

std::string report_json(const ExportRequest& request, const ExportResult& result) {
    nlohmann::ordered_json report;
    report["output"] = shown_source(request.output.path);
    report["grids"] = result.features;
    report["crs"] = crs_name(result.crs_wkt);
    report["tables"] = result.tables;
    if (result.simplified) {
        report["vertices_before"] = result.simplified->vertices_before;
        report["vertices_after"] = result.simplified->vertices_after;
    }
    if (result.upserted) {
        report["rows_removed"] = result.upserted->removed;
        report["retired_rows_kept"] = result.upserted->retired_kept;
        report["rows_not_in_layer"] = result.upserted->not_in_layer;
    }
    report["findings"] = to_json(result.findings);
    return text_of(report);
}

}  // namespace

Request GridexportCommand::setup(int argc, const char* const* argv) {
    return parse_gridexport_options(argc, argv, m_options);
}

ExitCode GridexportCommand::run() {
    Log log(name(), m_options.common.verbosity, stderr, m_options.common.terminal);
    const auto view = view_of(m_options);
    const bool is_tagging = wants_tagging(m_options);
    if (m_options.common.dry_run) {
        is_tagging ? check_tagging(m_options) : check_output_of(m_options);
        return ExitCode::done;
    }
    if (is_tagging) return tell_view(write_tagging(m_options), log);
    return view ? run_view(*view, log) : run_export(log);
}

ExitCode GridexportCommand::run_export(Log& log) const {
    const ExportRequest request = request_from_options(m_options);
    const ExportResult result = export_layer(request, stage_display(log));
    end_stages(log);
    const Message upserted = result.upserted ? upsert_text(*result.upserted) : Message();
    log_result(request, result, log);
    log_findings(result.findings, log);
    const ExitCode code = exit_code_of(result.findings, m_options.common.fail_on);
    say_done(report_json(request, result), msg("{} grids{}", result.features, upserted), code);
    return code;
}

ExitCode GridexportCommand::run_view(View view, Log& log) const {
    const ViewResult result = make_view(view_request_from_options(m_options, view), stage_display(log));
    end_stages(log);
    return tell_view(result, log);
}

ExitCode GridexportCommand::tell_view(const ViewResult& result, Log& log) const {
    const Message figures = msg("{} grids of {} units", result.grids, result.units);
    log.info(figures);
    log.info(msg("written: {}", fmt::join(result.files, ", ")));
    log_findings(result.findings, log);
    const ExitCode code = exit_code_of(result.findings, m_options.common.fail_on);
    say_done(view_json(m_options.output.path, result), figures, code);
    return code;
}

std::function<void(const Message&)> GridexportCommand::stage_display(Log& log) const {
    if (!m_options.common.show_progress()) return {};
    return [&log](const Message& stage) { log.status(msg("{} ...", stage)); };
}

void GridexportCommand::end_stages(Log& log) const {
    if (m_options.common.show_progress()) log.status({});
}

void GridexportCommand::say_done(const std::string& json, const Message& text, ExitCode code) const {
    if (m_options.common.json) {
        print_to_stdout(framed_report(name(), json, code, m_options.common));
    } else if (m_options.common.prints_text()) {
        print_to_stdout(text.in(m_options.common.terminal) + "\n");
    }
}

}  // namespace grid::tools
