#include "tools/gridexport/gridexport_command.hpp"

#include "libgrid/io/crs.hpp"
#include "tools/common/log.hpp"
#include "tools/common/redact.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

namespace grid::tools {

namespace {

void log_result(const ExportRequest& request, const ExportResult& result, Log& log) {
    log.info(fmt::format("{} grids, in {}", result.features, crs_name(result.crs_wkt)));
    if (!result.tables.empty()) log.info(fmt::format("carried along: {}", fmt::join(result.tables, ", ")));
    if (result.simplified) {
        log.info(fmt::format("--simplify {} left {} of {} vertices", *request.simplify_m,
                             result.simplified->vertices_after, result.simplified->vertices_before));
    }
    for (const Finding& finding : result.findings)
        log.warning(finding.grid_code.empty() ? finding.message
                                              : fmt::format("grid {}: {}", finding.grid_code, finding.message));
}

std::string report_json(const ExportRequest& request, const ExportResult& result) {
    nlohmann::ordered_json report;
    report["output"] = redact(request.output.path);
    report["grids"] = result.features;
    report["crs"] = crs_name(result.crs_wkt);
    report["tables"] = result.tables;
    if (result.simplified) {
        report["vertices_before"] = result.simplified->vertices_before;
        report["vertices_after"] = result.simplified->vertices_after;
    }
    report["findings"] = nlohmann::ordered_json::array();
    for (const Finding& finding : result.findings)
        report["findings"].push_back(
            {{"code", finding.code}, {"grid_code", finding.grid_code}, {"message", redact(finding.message)}});
    return report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

Request GridexportCommand::setup(int argc, const char* const* argv) {
    return parse_gridexport_options(argc, argv, m_options);
}

ExitCode GridexportCommand::run() {
    Log log(name(), m_options.common.verbosity);
    const ExportRequest request = request_from_options(m_options);
    const bool show = m_options.common.show_progress();
    const ExportResult result = export_layer(request, [&](const std::string& stage) {
        if (show) log.status(stage + " ...");
    });
    if (show) log.status({});
    log_result(request, result, log);
    if (m_options.common.json) {
        print_to_stdout(report_json(request, result));
    } else if (m_options.common.verbosity >= 0 && isatty(STDOUT_FILENO) == 1) {
        print_to_stdout(fmt::format("{} grids written to {}\n", result.features, redact(request.output.path)));
    }
    return result.findings.empty() ? ExitCode::done : ExitCode::findings;
}

}  // namespace grid::tools
