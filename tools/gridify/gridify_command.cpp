#include "tools/gridify/gridify_command.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/finding_report.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/io/csv.hpp"
#include "libgrid/io/export_layers.hpp"
#include "libgrid/io/write.hpp"
#include "libgrid/layer/gridding.hpp"
#include "libgrid/layer/used_codes.hpp"
#include "libgrid/merge/complete.hpp"
#include "tools/common/findings.hpp"
#include "tools/common/log.hpp"
#include "tools/common/progress.hpp"
#include "tools/common/report.hpp"
#include "tools/common/version.hpp"
#include "tools/gridify/improvements_output.hpp"
#include "tools/gridify/request_from_options.hpp"
#include "tools/gridify/staff_output.hpp"
#include "tools/gridify/sweep_run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <memory>

namespace grid::tools {

namespace {

bool is_json(const std::string& path) {
    return std::filesystem::path(path).extension() == ".json";
}

/// With micro-grids their codes as well: that of the grid and a number.
std::string assignments_csv(const GriddingResult& result, const MicroProfile& micro) {
    const bool has_micro = !result.layer.below.empty();
    std::string text = has_micro ? "site_id,grid_code,micro_code\n" : "site_id,grid_code\n";
    for (const auto& [site, code] : has_micro ? result.micro_assignments : result.assignments) {
        const std::size_t number = has_micro && !code.empty() ? static_cast<std::size_t>(micro.number_digits) : 0;
        text += csv_text_field(site) + ',' + csv_text_field(code.substr(0, code.size() - number));
        if (has_micro) text += ',' + csv_text_field(code);
        text += '\n';
    }
    return text;
}

/// The CRS that the output will have, as far as it is known; a database wants to know before the work, for it cannot
/// hold every one.
std::string output_crs(const GriddingRequest& request, const GridOutput& output) {
    if (!request.output_crs.empty() || !is_connection(output.path)) return request.output_crs;
    return Source::open(source_of_units(request)).crs_wkt();
}

/// The fields that the grids have from the previous ones.
void tell_of_own_fields(const GriddingResult& result, Log& log) {
    if (!result.report.changes) return;
    for (const Message& note : result.report.changes->notes)
        log.info(note);
    std::string names;
    for (const FieldInfo& field : result.layer.extra_fields)
        names += (names.empty() ? "" : ", ") + field.name;
    if (!names.empty()) log.info(msg("fields of the previous grids that go with their codes: {}", names));
}

/// What the run tells of itself: to the log, and as a bar that counts units.
class RunDisplay {
public:
    RunDisplay(Log& log, bool show) : m_log(log), m_show(show) {}

    [[nodiscard]] GriddingProgress callbacks() {
        GriddingProgress progress;
        progress.stage = [this](const Message& stage) {
            m_bar.reset();
            if (m_show) m_log.status(msg("{} ...", stage));
            m_log.debug(msg("stage: {}", stage));
        };
        progress.start = [this](std::int64_t units) {
            m_bar = std::make_unique<Progress>(m_log, msg("units"), units, m_show);
        };
        progress.unit_done = [this] { m_bar->add(); };
        return progress;
    }

    void finish() {
        m_bar.reset();
        if (m_show) m_log.status({});
    }

private:
    Log& m_log;
    bool m_show;
    std::unique_ptr<Progress> m_bar;
};

/// Throws what would go wrong with the outputs later, as far as it is known.
void check_outputs(const GridifyOptions& options) {
    const GridOutput& output = options.output;
    if (!is_connection(output.path)) check_writable(output, options.output_crs);
    for (const std::string& path : {options.assignments, options.report})
        if (!path.empty()) check_text_output(path, output.overwrite);
    if (!options.improvements.empty()) check_improvements_output(options.improvements, output.overwrite);
    check_staff_outputs(options);
}

}  // namespace

Request GridifyCommand::setup(int argc, const char* const* argv) {
    return parse_gridify_options(argc, argv, m_options);
}

ExitCode GridifyCommand::run() {
    Log log(name(), m_options.common.verbosity, stderr, m_options.common.terminal);
    if (m_options.sweep) return run_sweep(m_options, log);
    check_outputs(m_options);
    if (m_options.common.dry_run) return ExitCode::done;
    GriddingRequest request = request_from_options(m_options);
    const GridOutput& output = m_options.output;
    request.longest_text = longest_text(output);
    if (is_connection(output.path)) check_writable(output, output_crs(request, output));
    if (m_options.complete) check_completable(request);

    RunDisplay display(log, m_options.common.show_progress());
    const GriddingProgress progress = display.callbacks();
    GriddingResult result = run_gridding(request, !m_options.assignments.empty(), progress);
    if (m_options.complete) complete_layer(request, result);
    display.finish();
    for (const auto& [role, text] : result.layer.run)
        log.info(fmt::format("{}: {}", role, redact(text)));

    tell_of_own_fields(result, log);
    RunReport& report = result.report;
    report.version = tool_version;
    report.options = options_in_effect(m_options, request);
    RunRecord run{{"tool", "gridify"}, {"version", tool_version}};
    run.insert(run.end(), report.options.begin(), report.options.end());
    for (auto& [role, text] : result.layer.run)
        run.emplace_back("input " + role, redact(text));
    const auto others = m_options.complete ? static_cast<std::int64_t>(result.left_out.size()) : 0;
    run.emplace_back("units", fmt::format("{}", report.units + others));
    run.emplace_back("grids", fmt::format("{}", result.layer.grids.size()));
    run.emplace_back("sites_outside", fmt::format("{}", report.sites_outside));
    if (report.changes) run.emplace_back(retired_codes_key, report.changes->retired_codes);
    run.emplace_back(last_codes_key, report.last_codes);
    run.emplace_back("findings", fmt::format("{}", report.findings.size()));
    result.layer.run = std::move(run);

    const auto start = std::chrono::steady_clock::now();
    tell_in(request.profile.language, result.layer.issues);
    OutputSet outputs;
    if (!m_options.assignments.empty())
        write_text(m_options.assignments, assignments_csv(result, request.profile.micro), output.overwrite, outputs);
    const auto take = [&report](Findings findings) {
        std::ranges::move(findings, std::back_inserter(report.findings));
    };
    if (!m_options.improvements.empty())
        take(write_improvements(result, m_options.improvements, output.overwrite, outputs));
    take(write_staff(result, m_options, request, outputs));
    take(write_grids(result.layer, output, outputs));
    report.seconds.emplace_back("write",
                                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    report.peak_memory_bytes = peak_memory_bytes();
    if (!m_options.report.empty()) {
        write_text(m_options.report,
                   is_json(m_options.report) ? json_of(report) : report_text(report, 3, request.profile.language),
                   output.overwrite, outputs);
    }
    outputs.commit();
    tell_what_was_left_out(result.layer, output, log);
    return tell(report, log);
}

std::string GridifyCommand::json_of(const RunReport& report) const {
    const ExitCode code = exit_code_of(report.findings, m_options.common.fail_on);
    return framed_report(name(), report_json(report), code, m_options.common);
}

ExitCode GridifyCommand::tell(const RunReport& report, Log& log) const {
    const CommonOptions& common = m_options.common;
    const ExitCode code = exit_code_of(report.findings, common.fail_on);
    if (common.json) {
        print_to_stdout(json_of(report));
    } else if (common.prints_text()) {
        print_to_stdout(report_text(report, 3, common.terminal));
        if (isatty(STDERR_FILENO) == 1) return code;  // the same findings are on the same screen
    }
    log_findings(report.findings, log);
    return code;
}

}  // namespace grid::tools
