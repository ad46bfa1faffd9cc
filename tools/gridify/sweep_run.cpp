#include "tools/gridify/sweep_run.hpp"

#include "libgrid/core/finding_report.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/export/titles.hpp"
#include "libgrid/io/csv.hpp"
#include "libgrid/io/write.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/sweep/sweep.hpp"
#include "libgrid/sweep/sweep_table.hpp"
#include "libgrid/view/sweep_page.hpp"
#include "tools/common/command.hpp"
#include "tools/common/findings.hpp"
#include "tools/common/report.hpp"
#include "tools/gridify/request_from_options.hpp"
#include "tools/gridify/staff_output.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ctime>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace grid::tools {

namespace {

double cpu_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// The findings that occur with every value, as the first one has them.
class CommonFindings {
public:
    void add(const Findings& findings) {
        std::set<Key> keys;
        for (const Finding& finding : findings)
            keys.insert(key_of(finding));
        if (m_is_first) m_common = findings;
        m_is_first = false;
        std::erase_if(m_common, [&keys](const Finding& finding) { return !keys.contains(key_of(finding)); });
    }
    [[nodiscard]] const Findings& get() const { return m_common; }

private:
    using Key = std::tuple<std::string, std::string, std::string, std::string>;
    static Key key_of(const Finding& finding) {
        return {finding.code, finding.unit_code, finding.grid_code, finding.message.english()};
    }

    Findings m_common;
    bool m_is_first = true;
};

/// Which site or cell is in which grid, a column for each value.
class AssignmentColumns {
public:
    AssignmentColumns() = default;

    void add(const std::string& value, const GriddingResult& result) {
        if (m_lines.empty()) {
            m_lines.emplace_back("site_id");
            for (const auto& [site, code] : result.assignments)
                m_lines.push_back(csv_text_field(site));
        }
        m_lines.front() += ',' + value;
        for (std::size_t i = 0; i < result.assignments.size(); ++i)
            m_lines[i + 1] += ',' + csv_text_field(result.assignments[i].second);
    }
    [[nodiscard]] std::string text() const {
        std::string text;
        for (const std::string& line : m_lines)
            text += line + '\n';
        return text;
    }

private:
    std::vector<std::string> m_lines;
};

/// Who works in the grids, where hours are reckoned; nobody where there are fewer workers than grids.
std::vector<StaffedGrid> staff_at(const GriddingResult& result, const GridifyOptions& options,
                                  const GriddingRequest& request) {
    const auto grids = static_cast<std::int64_t>(result.layer.grids.size());
    if (!request.work || (options.workers && *options.workers < grids)) return {};
    return staff_of(result, options, request);
}

struct SweepRun {
    Sweep sweep;
    Language language = Language::en;  ///< of the page
    CommonFindings findings;
    AssignmentColumns assignments;
};

SweepRun divide_with_each(const GridifyOptions& options, Log& log) {
    SweepRun run;
    run.sweep.goal = options.sweep->goal;
    run.sweep.is_count_only = options.count_only;
    const bool wants_assignments = !options.assignments.empty();
    const auto request_at = [&options](const std::string& value) {
        return request_from_options(options_at(options, value));
    };
    const bool shows = options.common.show_progress();
    if (shows) log.status(msg("{} ...", msg("read")));
    const GriddingRequest first = request_at(options.sweep->values.front());
    run.language = first.profile.language;
    const auto inputs = read_inputs(first, wants_assignments);
    if (options.count_only) run.findings.add(inputs->findings);
    std::optional<GriddingResult> result;
    for (const std::string& value : options.sweep->values) {
        const std::string name = fmt::format("{} {}", sweep_goal_name(run.sweep.goal), value);
        if (shows) log.status(msg("{} ...", name));
        const GriddingRequest request = request_at(value);
        const double start = cpu_seconds();
        if (options.count_only) {
            run.sweep.points.push_back(counted_point(*inputs, request));
        } else {
            // Workers are shared among grids that are there: these are made once.
            if (!result || run.sweep.goal != SweepGoal::workers)
                result = run_gridding(*inputs, request, wants_assignments);
            const auto staff = staff_at(*result, options_at(options, value), request);
            run.sweep.points.push_back(sweep_point(*result, request, staff));
            run.findings.add(result->report.findings);
            if (wants_assignments) run.assignments.add(value, *result);
        }
        SweepPoint& point = run.sweep.points.back();
        point.value = value;
        log.info(msg("{}: {} grids, {:.2f} s of CPU", name, point.grids.value_or(0), cpu_seconds() - start));
    }
    if (shows) log.status({});
    if (!options.count_only) find_knee(run.sweep);
    return run;
}

std::string json_of(const SweepRun& run, const Findings& findings, ExitCode code, const CommonOptions& common) {
    nlohmann::ordered_json said = nlohmann::ordered_json::parse(sweep_json(run.sweep));
    said["findings"] = to_json(findings);
    return framed_report("gridify", said.dump(), code, common);
}

}  // namespace

ExitCode run_sweep(const GridifyOptions& options, Log& log) {
    const bool overwrite = options.output.overwrite;
    for (const std::string& path : {options.output.path, options.chart, options.assignments})
        if (!path.empty()) check_text_output(path, overwrite);
    if (options.common.dry_run) return ExitCode::done;
    const SweepRun run = divide_with_each(options, log);
    const Findings findings = run.findings.get();
    const ExitCode code = exit_code_of(findings, options.common.fail_on);
    const std::string json = json_of(run, findings, code, options.common);
    OutputSet outputs;
    if (!options.output.path.empty())
        write_text(options.output.path, options.output.path.ends_with(".json") ? json : sweep_csv(run.sweep), overwrite,
                   outputs);
    if (!options.chart.empty()) write_text(options.chart, sweep_page(run.sweep, run.language), overwrite, outputs);
    if (!options.assignments.empty()) write_text(options.assignments, run.assignments.text(), overwrite, outputs);
    outputs.commit();
    const bool is_only_output = options.output.path.empty() && options.chart.empty();
    if (options.common.json) {
        print_to_stdout(json);
    } else if ((is_only_output && !options.common.has_piped_output()) || options.common.prints_text()) {
        print_to_stdout(sweep_text(run.sweep, log.language()));
    }
    log_findings(findings, log);
    return code;
}

}  // namespace grid::tools
