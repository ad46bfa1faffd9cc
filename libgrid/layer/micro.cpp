#include "libgrid/layer/micro.hpp"

#include <boost/algorithm/string.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/layer/building_names.hpp"
#include "libgrid/layer/given_names.hpp"
#include "libgrid/layer/measure_rows.hpp"
#include "libgrid/layer/micro_ground.hpp"
#include "libgrid/layer/micro_layer.hpp"
#include "libgrid/layer/nesting.hpp"
#include "libgrid/layer/stopwatch.hpp"
#include "libgrid/layer/unit_findings.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

/// The place of a field of levels among the further fields of a layer; a field of the user's that is called so gets a
/// line behind its name.
std::size_t add_level_field(GridLayer& layer, const char* name, FieldType type) {
    for (FieldInfo& field : layer.extra_fields) {
        if (boost::iequals(field.name, name)) field.name += "_";
    }
    layer.extra_fields.push_back({name, type});
    return layer.extra_fields.size() - 1;
}

/// Puts the level below into the result of the one above.
class Joiner {
public:
    Joiner(const GriddingRequest& request, GriddingResult& grids, GriddingResult& micro)
        : m_request(request), m_grids(grids), m_micro(micro) {
        const std::vector<GridRow>& rows = grids.layer.grids;
        for (std::size_t i = 0; i < rows.size(); ++i)
            m_row_of.emplace(rows[i].code, i);
        m_below.resize(rows.size());
        for (std::size_t m = 0; m < micro.layer.grids.size(); ++m)
            m_below[m_row_of.at(micro.layer.grids[m].unit_code)].push_back(m);
    }

    /// `splits` are the new vertices on the outlines of the grids.
    void join(const std::vector<OutlineSplit>& splits) {
        complete_grids(splits);
        report_limits();
        take_findings();
        report();
        add_fields();
        GridLayer& layer = m_micro.layer;
        layer.issues.clear();
        layer.run = {{name_pattern_key, m_request.profile.micro.names.numbered},
                     {only_name_pattern_key, m_request.profile.micro.names.only},
                     {last_codes_key, m_micro.report.last_codes}};
        if (m_micro.report.changes) layer.run.emplace_back(retired_codes_key, m_micro.report.changes->retired_codes);
        std::erase_if(layer.run, [](const auto& entry) { return entry.second.empty(); });
        m_grids.layer.below.push_back(std::move(layer));
        m_grids.micro_assignments = std::move(m_micro.assignments);
    }

private:
    [[nodiscard]] std::vector<const MultiPolygon*> parts_of(std::size_t grid) const {
        std::vector<const MultiPolygon*> parts;
        for (const std::size_t m : m_below[grid])
            parts.push_back(&m_micro.layer.grids[m].geometry);
        return parts;
    }

    /// Grids get the vertices at which borders of micro-grids end on theirs; then each is held against its own.
    void complete_grids(const std::vector<OutlineSplit>& splits) {
        const OutlineMatcher matcher(splits);
        RowMeasurer measurer(m_grids.layer.crs_wkt);
        for (std::size_t g = 0; g < m_below.size(); ++g) {
            GridRow& row = m_grids.layer.grids[g];
            const std::vector<const MultiPolygon*> parts = parts_of(g);
            MultiPolygon completed = row.geometry;
            if (matcher.complete(completed)) {
                leave_common_vertices(row.geometry, parts, completed);
                if (completed != row.geometry && !find_invalid(completed)) {
                    row.geometry = std::move(completed);
                    measurer.measure(row);
                }
            }
            if (auto fault = find_nesting_fault(row.unit_code, row.code, row.geometry, parts))
                m_grids.report.findings.push_back(std::move(*fault));
        }
    }

    [[nodiscard]] bool misses(const GridRow& micro) const {
        const MicroProfile& sizes = m_request.profile.micro;
        return micro.kind == "general" && (micro.households < sizes.min || micro.households > sizes.max);
    }

    /// One finding for each grid whose households no division into micro-grids could bring within the limits.
    void report_limits() {
        const MicroProfile& sizes = m_request.profile.micro;
        for (std::size_t g = 0; g < m_below.size(); ++g) {
            const GridRow* first = nullptr;
            std::int64_t count = 0;
            for (const std::size_t m : m_below[g]) {
                const GridRow& micro = m_micro.layer.grids[m];
                if (!misses(micro)) continue;
                if (first == nullptr) first = &micro;
                ++count;
            }
            if (first == nullptr) continue;
            const GridRow& row = m_grids.layer.grids[g];
            Finding missed(
                "micro_limit_missed", row.unit_code, row.code,
                msg("of the {} micro-grids of grid {}, {} {} not {} to {} households (--micro), {} with {} for "
                    "one; a building is never cut",
                    m_below[g].size(), row.code, count, count == 1 ? "has" : "have", sizes.min, sizes.max, first->code,
                    first->households),
                first->geometry.front().shell.front());
            m_grids.report.findings.push_back(std::move(missed));
        }
    }

    /// What went wrong below. That sizes miss their limits is told in one finding for each grid.
    void take_findings() {
        for (Finding& finding : m_micro.report.findings) {
            if (finding.severity != Severity::error && finding.code != "unit_mended") continue;
            const auto known = m_row_of.find(finding.unit_code);
            if (known != m_row_of.end()) finding.unit_code = m_grids.layer.grids[known->second].unit_code;
            finding.message = msg("micro-grids: {}", finding.message);
            m_grids.report.findings.push_back(std::move(finding));
        }
        sort_findings(m_grids.report.findings);
        m_grids.layer.issues = m_grids.report.findings;
    }

    void report() {
        MicroReport& report = m_grids.report.micro.emplace();
        const MicroProfile& sizes = m_request.profile.micro;
        report.min = sizes.min;
        report.max = sizes.max;
        for (const GridRow& micro : m_micro.layer.grids) {
            report.grids += 1;
            report.general += micro.kind == "general" ? 1 : 0;
            report.within += micro.kind == "general" && !misses(micro) ? 1 : 0;
        }
        if (m_micro.report.changes) report.retired = m_micro.report.changes->grids_retired;
        for (const auto& [stage, seconds] : m_micro.report.divided_seconds)
            m_grids.report.divided_seconds.emplace_back("micro " + stage, seconds);
        if (m_micro.report.changes) report.unchanged = m_micro.report.changes->grids_unchanged;
    }

    void add_fields() {
        const std::size_t micro = add_level_field(m_grids.layer, micro_field, FieldType::integer);
        const std::size_t parent = add_level_field(m_micro.layer, parent_field, FieldType::text);
        const std::size_t level = add_level_field(m_micro.layer, level_field, FieldType::integer);
        for (std::size_t g = 0; g < m_below.size(); ++g) {
            GridRow& row = m_grids.layer.grids[g];
            row.extra.resize(m_grids.layer.extra_fields.size());
            row.extra[micro] = static_cast<std::int64_t>(m_below[g].size());
            for (const std::size_t m : m_below[g]) {
                GridRow& below = m_micro.layer.grids[m];
                below.extra.resize(m_micro.layer.extra_fields.size());
                below.extra[parent] = row.code;
                below.extra[level] = std::int64_t{2};
                below.unit_code = row.unit_code;
                below.unit_name = row.unit_name;
            }
        }
    }

    const GriddingRequest& m_request;
    GriddingResult& m_grids;
    GriddingResult& m_micro;
    std::map<std::string, std::size_t> m_row_of;    ///< of grids, by code
    std::vector<std::vector<std::size_t>> m_below;  ///< rows of micro-grids, by row of the grid
};

/// Micro-grids that have all their households in one building, enough for one, are called as it is.
void name_by_buildings(const Ground& ground, const LevelAbove& level, const BuildingNames& names, std::int64_t least,
                       GriddingResult& micro) {
    constexpr std::int64_t none = -1;
    constexpr std::int64_t several = -2;
    std::vector<std::int64_t> only(micro.layer.grids.size(), none);  // fid of the inhabited site or cell
    const auto look = [&](const auto& items, const std::vector<std::int32_t>& rows, auto&& households) {
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (rows[i] < 0 || households(items[i]) == 0) continue;
            std::int64_t& known = only[static_cast<std::size_t>(rows[i])];
            known = known == none ? items[i].fid : several;
        }
    };
    look(ground.sites, level.row_of_site, [](const LocatedSite& site) { return site.site.households; });
    look(ground.cells, level.row_of_cell, [](const LocatedCell& cell) { return cell.cell.households; });
    std::set<std::int64_t> fids;
    for (std::size_t m = 0; m < only.size(); ++m) {
        const GridRow& row = micro.layer.grids[m];
        if (row.kind != "general" || row.households < least) only[m] = none;
        if (only[m] >= 0) fids.insert(only[m]);
    }
    const std::map<std::int64_t, std::string> found = names.read(fids);
    for (std::size_t m = 0; m < only.size(); ++m) {
        const auto name = found.find(only[m]);
        if (only[m] >= 0 && name != found.end()) micro.layer.grids[m].name = name->second;
    }
}

}  // namespace

void tell_dropped_levels(const GriddingRequest& request, GriddingResult& result) {
    if (!request.previous || !find_micro_layer(request.previous->source)) return;
    Finding finding{
        "micro_dropped",
        {},
        {},
        msg("the previous grids have micro-grids, the new ones have none; --micro divides them again, and carries "
            "on their codes")};
    result.layer.issues.push_back(finding);
    result.report.findings.push_back(std::move(finding));
}

GriddingResult run_levels(Ground inputs, const GriddingRequest& request, bool want_assignments,
                          const GriddingProgress& progress, LevelAbove& above) {
    const BuildingNames names(request);
    GriddingResult result = run_level(inputs, request, want_assignments, progress, above);
    progress.stage(msg("micro-grids"));
    Stopwatch watch;
    const GriddingRequest below = request_below(request, inputs.previous.has_value());
    const Ground ground = ground_of_grids(std::move(inputs), below, above, result.layer);
    LevelAbove level;
    GriddingResult micro;
    try {
        micro = run_level(ground, below, want_assignments, progress, level);
    } catch (const InputError& error) {
        throw InputError(msg("micro-grids, for which each grid is a unit: {}", error.message()), {},
                         msg("raise --micro, or give more digits in [micro] of a profile"));
    }
    name_by_buildings(ground, level, names, request.profile.micro.min, micro);
    Joiner(request, result, micro).join(level.splits);
    result.report.seconds.emplace_back("micro-grids", watch.lap());
    return result;
}

}  // namespace grid
