#include "tools/gridmerge/gridmerge_command.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/finding_report.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/io/layer_uri.hpp"
#include "libgrid/layer/report.hpp"
#include "libgrid/merge/levels.hpp"
#include "libgrid/merge/merge.hpp"
#include "tools/common/findings.hpp"
#include "tools/common/log.hpp"
#include "tools/common/report.hpp"
#include "tools/common/version.hpp"

#include <fmt/format.h>

#include <chrono>

namespace grid::tools {

Request GridmergeCommand::setup(int argc, const char* const* argv) {
    return parse_gridmerge_options(argc, argv, m_options);
}

ExitCode GridmergeCommand::run() {
    Log log(name(), m_options.common.verbosity, stderr, m_options.common.terminal);
    check_writable(m_options.output, m_options.merge.output_crs);
    if (m_options.common.dry_run) return ExitCode::done;
    for (MergeInput& input : m_options.merge.inputs)
        find_file(input.source);
    if (m_options.merge.boundaries) find_file(*m_options.merge.boundaries);

    const bool show = m_options.common.show_progress();
    const auto stage = [&](const Message& what) {
        if (show) log.status(msg("{} ...", what));
    };
    MergeResult result = run_merge(m_options.merge, stage);
    merge_levels(m_options.merge, result);
    MergeReport& report = result.report;
    report.version = tool_version;
    for (const Message& note : report.notes)
        log.info(note);

    RunRecord run{{"tool", "gridmerge"}, {"version", tool_version}};
    for (auto& [key, value] : options_in_effect(m_options))
        run.emplace_back(key, redact(value));
    run.emplace_back("units", fmt::format("{}", report.units));
    run.emplace_back("grids", fmt::format("{}", report.grids));
    run.emplace_back("findings", fmt::format("{}", report.findings.size()));
    for (auto& [key, value] : result.layer.run)
        run.emplace_back(key, redact(value));
    result.layer.run = std::move(run);

    stage(msg("write"));
    const auto start = std::chrono::steady_clock::now();
    tell_in(m_options.common.file_language(), result.layer.issues);
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
    log.debug(msg("peak memory: {} MiB", report.peak_memory_bytes >> 20U));
    tell_what_was_left_out(result.layer, m_options.output, log);
    const ExitCode code = exit_code_of(report.findings, m_options.common.fail_on);
    if (m_options.common.json) {
        print_to_stdout(framed_report(name(), merge_report_json(report), code, m_options.common));
    } else if (m_options.common.prints_text()) {
        print_to_stdout(merge_report_text(report, m_options.common.terminal));
    }
    log_findings(report.findings, log);
    return code;
}

}  // namespace grid::tools
