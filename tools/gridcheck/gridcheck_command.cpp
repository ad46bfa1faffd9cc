#include "tools/gridcheck/gridcheck_command.hpp"

#include "libgrid/check/check_report.hpp"
#include "libgrid/core/error.hpp"
#include "libgrid/core/finding_report.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/write.hpp"
#include "libgrid/layer/report.hpp"
#include "tools/common/findings.hpp"
#include "tools/common/log.hpp"
#include "tools/common/report.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <optional>
#include <system_error>

namespace grid::tools {

namespace {

/// A layer to be written.
OutputOptions output_options(const std::string& path, const std::string& format, const GridcheckOptions& options) {
    OutputOptions output;
    output.path = path;
    output.format = choose_format(format, path);
    output.overwrite = options.overwrite;
    output.overwrite_layer = options.overwrite_layer && output.format == Format::geopackage;
    output.beside.clear();
    output.tables.clear();
    return output;
}

std::optional<OutputOptions> planned_issues(const GridcheckOptions& options) {
    if (options.issues.empty()) return std::nullopt;
    OutputOptions output = output_options(options.issues, {}, options);
    output.beside = issue_files;
    output.tables = issue_tables;
    check_output(output);
    return output;
}

/// The copy of the layer, repaired or recounted.
std::optional<OutputOptions> planned_copy(const GridcheckOptions& options, SourceRef grids) {
    if (options.copy().empty()) return std::nullopt;
    OutputOptions output = output_options(options.copy(), options.output_format, options);
    if (std::error_code error; output.format == Format::geopackage && std::filesystem::exists(output.path, error)) {
        grids.tolerant = true;
        output.tables = {copied_layer_name(Source::open(grids), output)};
    }
    check_output(output);
    return output;
}

/// What was decided, and what could not be checked.
void log_decisions(const CheckResult& result, Log& log) {
    for (const Message& warning : result.warnings)
        log.warning(warning);
    for (const Message& note : result.notes)
        log.info(note);
    std::map<Message, std::string> by_need;
    for (const auto& [code, lacking] : result.checks_not_run) {
        std::string& codes = by_need[lacking];
        codes += (codes.empty() ? "" : ", ") + code;
    }
    for (const auto& [lacking, codes] : by_need)
        log.info(msg("not checked without {}: {}", lacking, codes));
    for (const auto& [stage, seconds] : result.seconds)
        log.debug(fmt::format("{}: {:.2f} s", stage, seconds));
    log.debug(msg("peak memory: {} MiB", peak_memory_bytes() >> 20U));
}

Findings write_copy(const CheckRequest& request, const CheckResult& result, const OutputOptions& output,
                    OutputSet& outputs) {
    CopyChanges changed;
    for (const RepairedFeature& feature : result.repaired)
        changed.geometry.emplace(feature.index, feature.geometry);
    for (const RecountedValue& value : result.recounted)
        changed.values[value.index].emplace_back(value.field, value.now);
    SourceRef ref = request.grids;
    ref.tolerant = true;
    Source source = Source::open(ref);
    return write_changed_copy(source, changed, output, outputs);
}

}  // namespace

Request GridcheckCommand::setup(int argc, const char* const* argv) {
    return parse_gridcheck_options(argc, argv, m_options);
}

ExitCode GridcheckCommand::run() {
    if (m_options.list_checks) {
        print_to_stdout(list_of_checks(m_options.common.terminal));
        return ExitCode::done;
    }
    Log log(name(), m_options.common.verbosity, stderr, m_options.common.terminal);
    const bool overwrite = m_options.overwrite;
    const auto issues = planned_issues(m_options);
    for (const std::string& path : {m_options.summary, m_options.comparison}) {
        if (!path.empty()) check_text_output(path, overwrite);
    }
    if (m_options.common.dry_run) {
        if (!m_options.copy().empty())
            check_output(output_options(m_options.copy(), m_options.output_format, m_options));
        return ExitCode::done;
    }
    const CheckRequest request = request_from_options(m_options);
    const auto repaired = planned_copy(m_options, request.grids);

    const bool show = m_options.common.show_progress();
    const CheckResult result = check_layer(request, [&](const Message& stage) {
        if (show) log.status(msg("{} ...", stage));
    });
    if (show) log.status({});
    log_decisions(result, log);

    OutputSet outputs;
    if (repaired) {
        for (const Finding& changed : write_copy(request, result, *repaired, outputs))
            log.warning(changed.message);
    }
    if (issues) {
        Findings told = result.findings;
        tell_in(m_options.common.file_language(), told);
        for (const Finding& cut : write_issue_layers(told, result.crs_wkt, *issues, outputs))
            log.warning(cut.message);
    }
    if (!m_options.summary.empty()) write_text(m_options.summary, summary_csv(result), overwrite, outputs);
    if (!m_options.comparison.empty()) {
        const bool json = comparison_is_json(m_options.comparison);
        write_text(m_options.comparison, json ? comparison_json(result) : comparison_csv(result), overwrite, outputs);
    }
    outputs.commit();
    return tell(result, log);
}

ExitCode GridcheckCommand::tell(const CheckResult& result, Log& log) const {
    const CommonOptions& common = m_options.common;
    const ExitCode code = exit_code_of(result.findings, common.fail_on);
    const bool is_silent =
        common.verbosity < 0 || (result.findings.empty() && result.repaired.empty() && result.recounted.empty() &&
                                 m_options.plans.empty() && isatty(STDOUT_FILENO) == 0);
    if (common.json) {
        print_to_stdout(framed_report(name(), check_report_json(result), code, common));
    } else if (common.has_piped_output()) {
        log_findings(result.findings, log);
    } else if (!is_silent) {
        print_to_stdout(check_report_text(result, static_cast<std::size_t>(m_options.examples), common.terminal));
    }
    return code;
}

}  // namespace grid::tools
