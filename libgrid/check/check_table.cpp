#include "libgrid/check/check_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "libgrid/core/error.hpp"

namespace grid {

namespace {

using G = CheckGroup;
constexpr Severity error = Severity::error;
constexpr Severity warning = Severity::warning;
constexpr const char* counts = "--sites or --cells";

constexpr std::array checks{
    CheckInfo{"no_crs", G::layer, error, "the layer names no coordinate reference system", ""},
    CheckInfo{"axes_swapped", G::layer, error, "x and y are the wrong way round", ""},
    CheckInfo{"wrong_crs", G::layer, error, "the coordinates cannot be in the coordinate reference system", ""},
    CheckInfo{"outside_crs_area", G::layer, warning, "a feature lies outside the area that its CRS is made for", ""},
    CheckInfo{"datum_shift_unknown", G::layer, warning, "an input was carried over between datums by guess", ""},
    CheckInfo{"mixed_geometry", G::layer, error, "a feature is no polygon", ""},

    CheckInfo{"null_geometry", G::geometry, error, "a feature has no geometry", ""},
    CheckInfo{"empty_geometry", G::geometry, error, "a geometry is empty", ""},
    CheckInfo{"bad_coordinate", G::geometry, error, "a coordinate is not a finite number", ""},
    CheckInfo{"invalid_geometry", G::geometry, error, "a geometry is not valid", ""},
    CheckInfo{"ring_self_touch", G::geometry, error, "a ring touches itself", ""},
    CheckInfo{"collapsed_ring", G::geometry, error, "a ring encloses nothing", ""},
    CheckInfo{"ring_orientation", G::geometry, warning, "a ring runs the wrong way round", ""},
    CheckInfo{"repeated_point", G::geometry, warning, "a point follows itself", ""},
    CheckInfo{"sliver", G::geometry, warning, "a part is narrower than --sliver-width", ""},
    CheckInfo{"spike", G::geometry, warning, "a border goes out and back again", ""},
    CheckInfo{"multipart", G::geometry, warning, "a grid has several parts where its unit has none", ""},

    CheckInfo{"duplicate", G::coverage, error, "two features have the same geometry", ""},
    CheckInfo{"overlap", G::coverage, error, "features overlap", ""},
    CheckInfo{"gap", G::coverage, error, "ground between features belongs to none", ""},
    CheckInfo{"unmatched_vertex", G::coverage, error, "a vertex on a common border is on one side only", ""},
    CheckInfo{"crossed_borders", G::coverage, error, "borders cross to and fro", ""},

    CheckInfo{"outside_unit", G::boundaries, error, "a grid reaches out of its unit", "--boundaries"},
    CheckInfo{"uncovered", G::boundaries, error, "a part of a unit is in no grid", "--boundaries"},
    CheckInfo{"unit_without_grids", G::boundaries, error, "a unit has no grid", "--boundaries"},
    CheckInfo{"wrong_unit", G::boundaries, error, "a grid lies in another unit than its code says", "--boundaries"},
    CheckInfo{"units_overlap", G::boundaries, warning, "units overlap; the smaller one counts there", "--boundaries"},

    CheckInfo{"code_missing", G::codes, error, "a grid has no code", ""},
    CheckInfo{"code_damaged", G::codes, error, "a spreadsheet has damaged a code", ""},
    CheckInfo{"code_malformed", G::codes, error, "a code has not the form that the profile asks for", ""},
    CheckInfo{"code_duplicate", G::codes, error, "a code occurs more than once", ""},
    CheckInfo{"code_prefix", G::codes, error, "a code does not begin with the code of its unit", ""},
    CheckInfo{"code_reused", G::codes, error, "a retired code is in use again", "--lineage"},
    CheckInfo{"area_code_range", G::codes, warning, "a town or village part is outside the ranges in use", ""},
    CheckInfo{"numbering_order", G::codes, warning, "the grids of a unit are not numbered from the north-west", ""},

    CheckInfo{"sites_datum", G::counts, warning, "the sites fit better in another datum (GCJ-02, BD-09)", counts},
    CheckInfo{"site_in_no_grid", G::counts, error, "a site or cell lies in no grid", counts},
    CheckInfo{"site_in_two_grids", G::counts, error, "a site or cell lies in two grids", counts},
    CheckInfo{"site_outside", G::counts, warning, "a site or cell lies outside every unit", counts},
    CheckInfo{"households_differ", G::counts, error, "the households are not those of the sites", counts},
    CheckInfo{"persons_differ", G::counts, error, "the persons are not those of the sites", counts},
    CheckInfo{"workload_differs", G::counts, error, "the workload is not that of the sites", counts},
    CheckInfo{"sites_differ", G::counts, error, "the number of sites is wrong", counts},

    CheckInfo{"unit_too_small", G::balance, warning, "a unit has fewer households than one grid must have", ""},
    CheckInfo{"no_fitting_count", G::balance, warning, "no number of grids fits the households of a unit", ""},
    CheckInfo{"heavy_cell", G::balance, warning, "one site or cell has more households than a grid may have", counts},
    CheckInfo{"limit_missed", G::balance, warning, "a grid has too few or too many households", ""},
    CheckInfo{"tolerance_missed", G::balance, warning, "the households are too far from the mean", "--tolerance"},
    CheckInfo{"workload_missed", G::balance, warning, "the workload is too far from the mean", "--workload-tolerance"},

    CheckInfo{"block_cut", G::ground, error, "a border cuts a block", "--blocks, or buildings as --sites"},
    CheckInfo{"hard_barrier_spanned", G::ground, warning, "a hard barrier divides a grid", "--hard-barriers"},
    CheckInfo{"dedicated_split", G::ground, error, "a dedicated area is not one dedicated grid", "--dedicated"},

    CheckInfo{"field_missing", G::attributes, error, "a field that is needed is not there", ""},
    CheckInfo{"text_invalid", G::attributes, error, "a text is not valid in its encoding", ""},
    CheckInfo{"value_invalid", G::attributes, error, "a value is missing or makes no sense", ""},
    CheckInfo{"area_differs", G::attributes, error, "the area is not that of the geometry", ""},
    CheckInfo{"perimeter_differs", G::attributes, error, "the perimeter is not that of the geometry", ""},
    CheckInfo{"compactness_differs", G::attributes, error, "the compactness is not that of the geometry", ""},
    CheckInfo{"deviation_differs", G::attributes, error, "a deviation is not that from the mean of the unit", ""},
};

/// The codes that share a word with `code`.
std::vector<std::string> alike(std::string_view code) {
    std::vector<std::string> found;
    for (const CheckInfo& check : checks) {
        const std::string_view other = check.code;
        for (std::size_t from = 0; from < code.size();) {
            const std::size_t to = std::min(code.find_first_of("_-", from), code.size());
            const std::string_view word = code.substr(from, to - from);
            if (word.size() > 2 && other.find(word) != std::string_view::npos) {
                found.emplace_back(other);
                break;
            }
            from = to + 1;
        }
    }
    return found;
}

}  // namespace

std::span<const CheckInfo> all_checks() {
    return checks;
}

const char* group_title(CheckGroup group) {
    switch (group) {
        case G::layer:
            return "Layer";
        case G::geometry:
            return "Geometry";
        case G::coverage:
            return "Coverage";
        case G::boundaries:
            return "Boundaries";
        case G::codes:
            return "Codes";
        case G::counts:
            return "Counts";
        case G::balance:
            return "Balance";
        case G::ground:
            return "Blocks, barriers and dedicated areas";
        case G::attributes:
            break;
    }
    return "Attributes";
}

std::size_t check_index(std::string_view code) {
    const auto* const found =
        std::find_if(checks.begin(), checks.end(), [&](const CheckInfo& c) { return code == c.code; });
    if (found != checks.end()) return static_cast<std::size_t>(found - checks.begin());
    const std::vector<std::string> others = alike(code);
    throw ConfigError(fmt::format("there is no check '{}'", code), {},
                      others.empty()
                          ? std::string("--list-checks names them all")
                          : fmt::format("did you mean {}? --list-checks names them all", fmt::join(others, " or ")));
}

void CheckSelection::only(const std::vector<std::string>& codes) {
    for (const std::string& code : codes)
        m_only.insert(checks[check_index(code)].code);
}

void CheckSelection::skip(const std::vector<std::string>& codes) {
    for (const std::string& code : codes)
        m_skip.insert(checks[check_index(code)].code);
}

void CheckSelection::set_severity(const std::string& assignment) {
    const std::size_t equals = assignment.find('=');
    const std::string code = assignment.substr(0, equals);
    const std::string value = equals == std::string::npos ? std::string() : assignment.substr(equals + 1);
    if (equals == std::string::npos || (value != "error" && value != "warning" && value != "off")) {
        throw ConfigError(fmt::format("'{}' is not CODE=error, CODE=warning or CODE=off", assignment));
    }
    (void)check_index(code);
    m_severity.erase(code);
    if (value == "off") {
        m_skip.insert(code);
        return;
    }
    m_skip.erase(code);
    m_severity[code] = value == "error" ? error : warning;
}

bool CheckSelection::wants(std::string_view code) const {
    return !m_skip.contains(code) && (m_only.empty() || m_only.contains(code));
}

Severity CheckSelection::severity(std::string_view code) const {
    const auto set = m_severity.find(code);
    return set != m_severity.end() ? set->second : checks[check_index(code)].severity;
}

}  // namespace grid
