#include "libgrid/merge/complete.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <sstream>
#include <string_view>
#include <tuple>
#include <utility>

#include "libgrid/core/msg.hpp"
#include "libgrid/core/vertices.hpp"
#include "libgrid/layer/code_tables.hpp"
#include "libgrid/layer/extra_fields.hpp"
#include "libgrid/layer/given_names.hpp"
#include "libgrid/layer/left_out_units.hpp"
#include "libgrid/layer/number.hpp"
#include "libgrid/layer/used_codes.hpp"
#include "libgrid/layer/values.hpp"
#include "libgrid/merge/fit_grids.hpp"
#include "libgrid/merge/read_inputs.hpp"

namespace grid {

namespace {

class Completion {
public:
    Completion(const GriddingRequest& request, GriddingResult& result)
        : m_request(request), m_result(result), m_units(result.left_out.begin(), result.left_out.end()) {}

    void run() {
        read();
        keep_others();
        take_dates();
        m_others = m_set.rows;
        m_before = m_set.geometry;
        tell_units_without_grids();
        add_divided();
        fit();
        finish();
    }

private:
    [[nodiscard]] MergeRequest merge_request() const {
        MergeRequest merge;
        merge.inputs.emplace_back();
        MergeInput& input = merge.inputs.back();
        input.source = m_request.previous ? m_request.previous->source : m_request.plan->source;
        if (m_request.previous) {
            input.fields.code = m_request.previous->code_field;
            input.fields.unit = m_request.previous->unit_field;
        }
        merge.output_crs = m_result.layer.crs_wkt;
        merge.aliases = m_request.profile.fields;
        merge.allow_ballpark = m_request.allow_ballpark;
        merge.threads = m_request.threads;
        return merge;
    }

    void read() {
        const MergeRequest merge = merge_request();
        try {
            m_set = read_inputs(merge);
        } catch (const Error& error) {
            throw InputError(
                error.message(), {},
                msg("--complete needs previous grids with codes, units, households and polygons, as gridify and "
                    "gridmerge write them"));
        }
        const InputLayer& input = m_set.inputs.front();
        if (!input.transformed) return;
        throw ConfigError(
            msg("the grids of units that were not divided would not stay as they are: the result is in another "
                "CRS than they"),
            {.file = input.file, .layer = input.layer, .fid = {}, .at = {}},
            msg("name that of the previous grids with --output-crs, or leave out --complete"));
    }

    void keep_others() {
        refuse_renamed();
        std::vector<char> keep;
        for (const GridRow& row : m_set.rows)
            keep.push_back(m_units.contains(row.unit_code) ? 1 : 0);
        keep_rows(m_set, keep);
        std::erase_if(m_set.issues, [this](const Finding& issue) { return !m_units.contains(issue.unit_code); });
    }

    /// A grid of a unit that has another code now can neither stay nor go.
    void refuse_renamed() const {
        if (!m_request.previous || m_request.previous->unit_map.empty()) return;
        for (const auto& row : read_text_rows(table_ref(m_request.previous->unit_map, ""), {"old_code", "new_code"})) {
            if (row[0] == row[1] || !m_units.contains(row[1])) continue;
            throw ConfigError(msg("unit {} is {} now (--unit-map), and was not divided", row[0], row[1]), {},
                              msg("divide it as well, or leave out --complete"));
        }
    }

    /// In a layer of ours these are no further field.
    void take_dates() {
        const auto known = std::ranges::find_if(m_set.extra_fields, is_valid_from);
        if (known == m_set.extra_fields.end()) return;
        const auto at = known - m_set.extra_fields.begin();
        for (GridRow& row : m_set.rows) {
            if (static_cast<std::size_t>(at) >= row.extra.size()) continue;
            row.valid_from = to_text(row.extra[static_cast<std::size_t>(at)]);
            row.extra.erase(row.extra.begin() + at);
        }
        m_set.extra_fields.erase(known);
    }

    void tell_units_without_grids() {
        std::set<std::string> missing = m_units;
        for (const GridRow& row : m_others)
            missing.erase(row.unit_code);
        for (const std::string& unit : missing) {
            m_findings.push_back({"unit_without_grids",
                                  unit,
                                  {},
                                  msg("unit {} was not divided, and has no grids in the previous layer; name it "
                                      "in --units as well",
                                      unit)});
        }
    }

    /// The grids of the run go behind the others, as a second input.
    void add_divided() {
        GridLayer& layer = m_result.layer;
        std::vector<std::size_t> field_of;
        for (const FieldInfo& field : layer.extra_fields)
            field_of.push_back(add_extra_field(field, "the grids that were divided", m_set.extra_fields, m_set.notes));
        m_set.inputs.push_back({.file = "the grids that were divided", .layer = "grids"});
        for (GridRow& row : layer.grids) {
            std::vector<Value> extra(m_set.extra_fields.size());
            for (std::size_t i = 0; i < row.extra.size(); ++i)
                extra[field_of[i]] = std::move(row.extra[i]);
            row.extra = std::move(extra);
            m_set.geometry.push_back(std::move(row.geometry));
            m_set.origins.push_back({1, static_cast<std::int64_t>(m_set.size()) + 1});
            m_set.stale.push_back(0);
            m_set.rows.push_back(std::move(row));
        }
        for (GridRow& row : m_set.rows) {
            for (std::size_t i = 0; i < row.extra.size(); ++i)
                widen_value(m_set.extra_fields[i].type, row.extra[i]);
        }
    }

    /// The outlines of the units are one coverage already, so that vertices farther off than those that fit_grids()
    /// takes for rounding lie on other lines.
    void fit() {
        take(mend_rings(m_set, m_request.threads));
        Findings found = fit_grids(m_set, true, m_request.threads);
        std::erase_if(found, [this](const Finding& finding) { return is_known_gap(finding); });
        take(std::move(found));
        for (std::size_t i = 0; i < m_others.size(); ++i) {
            if (m_set.geometry[i] != m_before[i]) look_at_changed(i);
        }
        measure_stale(m_set, m_request.threads);
    }

    /// The run has told of gaps between the units.
    [[nodiscard]] bool is_known_gap(const Finding& finding) const {
        if (finding.code != "inputs_gap" || finding.width_m.value_or(0) < narrow_gap_m) return false;
        const double area = finding.area_m2.value_or(0);
        return std::ranges::any_of(m_result.report.findings, [area](const Finding& told) {
            constexpr double same = 0.01;
            return told.code == "units_gap" && std::abs(told.area_m2.value_or(0) - area) <= same * area;
        });
    }

    /// Vertices alone change nothing that is measured.
    void look_at_changed(std::size_t row) {
        const std::vector<Point> old = vertices_of(m_before[row]);
        const std::vector<Point> now = vertices_of(m_set.geometry[row]);
        if (!std::ranges::includes(now, old)) {
            m_changed.insert(m_set.rows[row].code);
            return;
        }
        m_set.stale[row] = 0;
        std::vector<Point> added;
        std::ranges::set_difference(now, old, std::back_inserter(added));
        if (added.empty()) return;
        Finding told{"vertices_added", m_set.rows[row].unit_code, m_set.rows[row].code,
                     msg("grid {}, which was not divided, has {} more vert{} where the borders of grids "
                         "that were divided end on it",
                         m_set.rows[row].code, added.size(), added.size() == 1 ? "ex" : "ices"),
                     added.front()};
        m_findings.push_back(std::move(told));
    }

    void take(Findings findings) { std::ranges::move(findings, std::back_inserter(m_findings)); }

    void finish() {
        GridLayer& layer = m_result.layer;
        remember_codes();
        for (const GridRow& row : m_others) {
            const bool is_changed = m_changed.contains(row.code);
            layer.lineage.push_back({row.code, row.code, row.households, 1, is_changed ? "changed" : "unchanged",
                                     is_changed ? m_request.date : std::string()});
        }
        std::ranges::stable_sort(layer.lineage, {}, [](const LineageRow& row) {
            return std::tuple(row.new_code.empty(), std::string_view(row.old_code), std::string_view(row.new_code));
        });
        for (std::size_t i = 0; i < m_set.size(); ++i) {
            m_set.rows[i].geometry = std::move(m_set.geometry[i]);
            if (m_changed.contains(m_set.rows[i].code)) m_set.rows[i].valid_from = m_request.date;
        }
        layer.grids = std::move(m_set.rows);
        std::ranges::stable_sort(layer.grids, {}, [](const GridRow& row) {
            return std::pair(std::string_view(row.unit_code), std::string_view(row.code));
        });
        layer.extra_fields = std::move(m_set.extra_fields);
        Findings& told = m_result.report.findings;
        std::ranges::copy(m_findings, std::back_inserter(told));
        std::ranges::move(m_findings, std::back_inserter(layer.issues));
        std::ranges::move(m_set.issues, std::back_inserter(layer.issues));
        for (Findings* findings : {&told, &layer.issues}) {
            std::ranges::stable_sort(*findings, {}, [](const Finding& f) {
                return std::tuple(std::string_view(f.unit_code), std::string_view(f.grid_code),
                                  std::string_view(f.code), f.at, std::string_view(f.message.english()));
            });
        }
    }

    /// The last codes of the other units, and the pattern of their names, go on into the record.
    void remember_codes() {
        const CodeLayout& layout = m_request.profile.code;
        UsedCodes used(layout);
        std::set<std::string> patterns;
        for (const auto& [key, value] : m_set.run) {
            const NamePatterns& names = m_request.profile.names;
            if (key.ends_with(name_pattern_key) && value != names.numbered && value != names.only)
                patterns.insert(value);
            if (!key.ends_with(last_codes_key)) continue;
            std::istringstream codes(value);
            for (std::string code; codes >> code;)
                used.add_retired(code);
        }
        for (const std::string& pattern : patterns)
            m_result.layer.run.emplace_back(fmt::format("previous {}", name_pattern_key), pattern);
        for (const GridRow& row : m_others)
            used.add_living(row.code);
        for (const LineageRow& row : m_set.lineage)
            used.add_retired(row.old_code);
        std::istringstream own(m_result.report.last_codes);
        std::set<std::string> codes;
        for (std::string code; own >> code;)
            codes.insert(code);
        for (const std::string& unit : m_units) {
            for (const std::int64_t number : used.last_numbers(unit))
                codes.insert(grid_code(unit, number, layout));
        }
        m_result.report.last_codes.clear();
        for (const std::string& code : codes)
            m_result.report.last_codes += (m_result.report.last_codes.empty() ? "" : " ") + code;
    }

    const GriddingRequest& m_request;
    GriddingResult& m_result;
    std::set<std::string> m_units;       ///< that were not divided
    GridSet m_set;                       ///< their grids first
    std::vector<GridRow> m_others;       ///< these rows, as they were, without geometry
    std::vector<MultiPolygon> m_before;  ///< and their geometry
    std::set<std::string> m_changed;     ///< codes of those that have other ground now
    Findings m_findings;
};

}  // namespace

void check_completable(const GriddingRequest& request) {
    if (looks_at_left_out(request)) return;
    throw ConfigError(msg("--complete keeps the grids of units that are not divided, and there are none"), {},
                      request.previous
                          ? msg("choose units with --units or --where")
                          : msg("a plan stands for previous grids where it is a layer with grid_code; else "
                                "name them with --previous"));
}

void complete_layer(const GriddingRequest& request, GriddingResult& result) {
    Completion(request, result).run();
}

}  // namespace grid
