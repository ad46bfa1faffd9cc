#include "libgrid/merge/roll_up.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <map>

#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/coverage/settle.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/layer/input_notes.hpp"
#include "libgrid/layer/values.hpp"
#include "libgrid/merge/dissolve.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

/// Digits of an area code that stand for a level.
std::size_t digits_of(RollUp level) {
    switch (level) {
        case RollUp::province:
            return 2;
        case RollUp::city:
            return 4;
        case RollUp::county:
            return 6;
        default:
            return 9;
    }
}

/// The digits of the level above; 0: there is none.
std::size_t digits_above(std::size_t digits) {
    switch (digits) {
        case 12:
            return 9;
        case 9:
            return 6;
        case 6:
            return 4;
        default:
            return digits == 4 ? 2 : 0;
    }
}

bool is_area_code(const std::string& code) {
    const bool has_level = code.size() == 12 || code.size() == 9 || code.size() == 6 || code.size() == 4;
    return (has_level || code.size() == 2) && std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
}

std::string level_above(const std::string& code, RollUp level) {
    if (level == RollUp::field || !is_area_code(code)) return {};
    return code.substr(0, digits_above(code.size()));
}

bool equal_names(const std::string& a, const std::string& b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

/// What a grid is dissolved by.
class Grouping {
public:
    Grouping(const GridSet& set, const MergeRequest& request) : m_set(set), m_level(request.roll_up) {
        if (m_level != RollUp::field) return;
        const std::string& wanted = request.roll_up_field;
        const auto is_wanted = [&wanted](const std::string& name) { return equal_names(name, wanted); };
        std::vector<std::string> names{"unit_code", "unit_name", "kind"};
        for (const FieldInfo& field : set.extra_fields)
            names.push_back(field.name);
        const auto found = std::ranges::find_if(names, is_wanted);
        if (found == names.end() && std::ranges::any_of(set.unit_fields, is_wanted)) return;
        if (found == names.end())
            throw ConfigError(msg("the joined layer has no field '{}'; it can be {}", wanted, fmt::join(names, ", ")),
                              {}, msg("choose another field with --by-field"));
        m_field = static_cast<std::size_t>(found - names.begin());
    }

    [[nodiscard]] std::string operator()(std::size_t row) const {
        const GridRow& grid = m_set.rows[row];
        if (m_level == RollUp::unit) return grid.unit_code;
        if (m_level != RollUp::field) return beginning(row);
        std::string value = m_field == 0   ? grid.unit_code
                            : m_field == 1 ? grid.unit_name
                            : m_field == 2 ? grid.kind
                                           : std::string();
        if (m_field >= own && m_field - own < grid.extra.size()) value = to_text(grid.extra[m_field - own]);
        if (value.empty())
            throw InputError(msg("the feature has no value to be dissolved by"), place_of(m_set, row),
                             msg("choose another field with --by-field"));
        return value;
    }

private:
    [[nodiscard]] std::string beginning(std::size_t row) const {
        const std::string& code = m_set.rows[row].unit_code;
        const std::size_t digits = digits_of(m_level);
        if (!is_area_code(code) || code.size() < digits) {
            throw InputError(msg("the unit code '{}' is no area code with the {} digits of that level", code, digits),
                             place_of(m_set, row),
                             msg("use --by unit, or --by-field with a field that says the level"));
        }
        return code.substr(0, digits);
    }

    static constexpr std::size_t own = 3;  ///< fields that every layer of grids has

    const GridSet& m_set;
    RollUp m_level;
    std::size_t m_field = 0;  ///< among those of our own, then the extra ones
};

/// The row of the level above the grids of `members`.
GridRow row_of(const GridSet& set, const std::string& code, const std::vector<std::size_t>& members, RollUp level) {
    const GridRow& first = set.rows[members.front()];
    GridRow row;
    row.code = code;
    row.extra = first.extra;
    row.extra.resize(set.extra_fields.size());
    bool one_name = !first.unit_name.empty();
    bool one_unit = !first.unit_code.empty();
    for (const std::size_t i : members) {
        const GridRow& grid = set.rows[i];
        add_counts(grid, row);
        one_name = one_name && grid.unit_name == first.unit_name;
        one_unit = one_unit && grid.unit_code == first.unit_code;
        for (std::size_t field = 0; field < row.extra.size(); ++field) {
            const bool same = field < grid.extra.size() && grid.extra[field] == row.extra[field];
            if (!same) row.extra[field] = {};
        }
    }
    if (level == RollUp::field) {
        row.name = code;
        row.unit_code = one_unit ? first.unit_code : code;
        row.unit_name = one_unit && one_name ? first.unit_name : row.unit_code;
    } else {
        row.name = one_name ? first.unit_name : code;
        row.unit_code = level_above(code, level);
        row.unit_name = row.unit_code;
    }
    return row;
}

/// From the mean of the level above, or of all where there is none: then a row is its own unit.
void complete_units(GridSet& set, RollUp level) {
    if (level == RollUp::field) {
        set_deviations(set, 0, set.size());
        return;
    }
    sort_rows(set);
    const std::vector<std::size_t> bounds = unit_bounds(set);
    for (std::size_t u = 0; u + 1 < bounds.size(); ++u)
        set_deviations(set, bounds[u], bounds[u + 1]);
    for (GridRow& row : set.rows) {
        if (!row.unit_code.empty()) continue;
        row.unit_code = row.code;
        row.unit_name = row.name;
    }
}

/// All vertices of the layer of boundaries in the CRS of the set, ascending.
std::vector<Point> read_vertices(const MergeRequest& request, const std::string& crs_wkt, Findings& findings) {
    const SourceRef& ref = *request.boundaries;
    Source source = Source::open(ref);
    if (source.geometry_kind() != GeometryKind::polygons)
        throw InputError(msg("boundaries must be polygons, but the layer holds points or lines"), source.place());
    check_extent(source.crs_wkt(), source.extent(), ref.path);
    const CrsTransform to_output(source.crs_wkt(), crs_wkt);
    std::vector<Point> vertices;
    source.for_each({}, [&](Feature&& feature) {
        for (const Polygon& polygon : feature.polygons) {
            vertices.insert(vertices.end(), polygon.shell.begin(), polygon.shell.end());
            for (const Ring& hole : polygon.holes)
                vertices.insert(vertices.end(), hole.begin(), hole.end());
        }
    });
    add_input_findings(msg("boundaries"), source, {crs_wkt, request.allow_ballpark}, findings);
    to_output(vertices);
    std::ranges::sort(vertices);
    vertices.erase(std::unique(vertices.begin(), vertices.end()), vertices.end());
    return vertices;
}

/// Valid polygons that are settled.
bool is_coverage(const std::vector<MultiPolygon>& polygons, int threads) {
    bool settled = false;
    run_on_threads(threads, [&] { settled = is_settled(polygons); });
    return settled && std::ranges::none_of(polygons, [](const auto& p) { return find_invalid(p).has_value(); });
}

/// Leaves out the vertices that the boundaries have not; where that cannot be, the boundaries are others.
void follow_boundaries(const MergeRequest& request, const GridSet& set, std::vector<MultiPolygon>& dissolved,
                       Findings& findings) {
    const std::vector<Point> kept = read_vertices(request, set.crs_wkt, findings);
    std::vector<MultiPolygon> thinned = dissolved;
    std::vector<Point> strange = drop_needless_vertices(thinned, kept, scale_of(set));
    if (is_coverage(thinned, request.threads))
        dissolved = std::move(thinned);
    else  // borders that nearly touch would cross: all vertices stay
        strange.push_back(point_of(dissolved.front()));
    if (strange.empty()) return;
    findings.push_back(
        {"boundaries_differ",
         {},
         {},
         msg("{} vertices of the outlines are not on the lines of {}, the first at {:.10g}, {:.10g}", strange.size(),
             shown_source(request.boundaries->path), strange.front().x, strange.front().y),
         strange.front()});
}

}  // namespace

std::int64_t roll_up(GridSet& set, const MergeRequest& request, Findings& findings) {
    if (request.roll_up == RollUp::none) return 0;
    const Grouping group_of(set, request);
    std::map<std::string, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < set.size(); ++i)
        groups[group_of(i)].push_back(i);
    std::vector<GridRow> rows;
    std::vector<GridOrigin> origins;
    std::vector<std::vector<const MultiPolygon*>> parts;
    for (const auto& [code, members] : groups) {
        rows.push_back(row_of(set, code, members, request.roll_up));
        origins.push_back(set.origins[members.front()]);
        std::vector<const MultiPolygon*>& part = parts.emplace_back();
        for (const std::size_t i : members)
            part.push_back(&set.geometry[i]);
    }
    std::vector<MultiPolygon> dissolved(rows.size());
    run_on_threads(request.threads, [&] {
        tbb::parallel_for(std::size_t{0}, rows.size(), [&](std::size_t g) { dissolved[g] = dissolve(parts[g]); });
    });
    for (std::size_t g = 0; g < rows.size(); ++g) {
        if (dissolved[g].empty())
            throw GeometryError(msg("the grids of {} cannot be dissolved: they overlap", rows[g].code),
                                place_of(set, origins[g]),
                                msg("see what gridcheck finds, and what its --repair mends"));
    }
    if (request.boundaries) follow_boundaries(request, set, dissolved, findings);
    const auto count = static_cast<std::int64_t>(set.size());
    set.rows = std::move(rows);
    set.origins = std::move(origins);
    set.geometry = std::move(dissolved);
    set.stale.assign(set.size(), 1);
    set.lineage.clear();
    complete_units(set, request.roll_up);
    sort_rows(set);
    return count;
}

}  // namespace grid
