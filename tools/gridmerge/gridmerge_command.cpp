#include "tools/gridmerge/gridmerge_command.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/layer/report.hpp"
#include "libgrid/merge/levels.hpp"
#include "libgrid/merge/merge.hpp"
#include "tools/common/findings.hpp"
#include "tools/common/log.hpp"
#include "tools/common/version.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>

namespace grid::tools {

Request GridmergeCommand::setup(int argc, const char* const* argv) {
    return parse_gridmerge_options(argc, argv, m_options);
}

ExitCode GridmergeCommand::run() {
    Log log(name(), m_options.common.verbosity);
    check_writable(m_options.output, m_options.merge.output_crs);

    const bool show = m_options.common.show_progress();
    const auto stage = [&](const std::string& what) {
        if (show) log.status(what + " ...");
    };
    MergeResult result = run_merge(m_options.merge, stage);
    merge_levels(m_options.merge, result);
    MergeReport& report = result.report;
    report.version = tool_version;
    for (const std::string& note : report.notes)
        log.info(redact(note));

    RunRecord run{{"tool", "gridmerge"}, {"version", tool_version}};
    for (auto& [key, value] : options_in_effect(m_options))
        run.emplace_back(key, redact(value));
    run.emplace_back("units", fmt::format("{}", report.units));
    run.emplace_back("grids", fmt::format("{}", report.grids));
    run.emplace_back("findings", fmt::format("{}", report.findings.size()));
    for (auto& [key, value] : result.layer.run)
        run.emplace_back(key, redact(value));
    result.layer.run = std::move(run);

    stage("write");
    const auto start = std::chrono::steady_clock::now();
    OutputSet outputs;
    for (Finding& finding : write_grids(result.layer, m_options.output, outputs))
        report.findings.push_back(std::move(finding));
    outputs.commit();
    report.seconds.emplace_back("write",
                                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    report.peak_memory_bytes = peak_memory_bytes();
    if (show) log.status({});
    for (const auto& [what, seconds] : report.seconds)
        log.debug(fmt::format("{}: {:.2f} s", what, seconds));
    log.debug(fmt::format("peak memory: {} MiB", report.peak_memory_bytes >> 20U));
    if (m_options.common.json) {
        print_to_stdout(merge_report_json(report));
    } else if (isatty(STDOUT_FILENO) != 0 && m_options.common.verbosity >= 0) {
        print_to_stdout(merge_report_text(report));
    }
    log_findings(report.findings, log);
    return exit_code_of(report.findings, m_options.common.fail_on);
}

}  // namespace grid::tools
