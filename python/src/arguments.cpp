#include "python/src/arguments.hpp"

#include <pybind11/stl.h>

#include <cmath>

#include "libgrid/core/error.hpp"
#include "libgrid/io/geometry_text.hpp"
#include "libgrid/partition/effort_name.hpp"

namespace grid::python {

namespace {

void take_sizes(const py::dict& options, GriddingRequest& rules) {
    Profile& profile = rules.profile;
    rules.grids = argument<std::int64_t>(options, "grids");
    const auto target = argument<std::int64_t>(options, "target");
    if (target && (*target < 1 || *target > 1'000'000'000))
        throw ConfigError(fmt::format("target must be from 1 to 1000000000 households, not {}", *target));
    if (target) profile.set_target(*target);
    take(options, "min", profile.min);
    take(options, "max", profile.max);
    if (rules.grids && (target || options.contains("min") || options.contains("max")))
        throw ConfigError("grids excludes target, min and max", {}, "leave out grids or the others");
    rules.tolerance_is_wanted = argument<double>(options, "tolerance").has_value();
    take(options, "tolerance", profile.tolerance);
    take(options, "workload_tolerance", profile.workload_tolerance);
    take(options, "evenness", profile.evenness);
    if (const auto micro = argument<std::int64_t>(options, "micro")) {
        if (*micro < 1 || *micro > 1'000'000'000)
            throw ConfigError(fmt::format("micro must be from 1 to 1000000000 households, not {}", *micro));
        profile.micro.set_target(*micro);
    }
}

void take_rules(const py::dict& options, GriddingRequest& rules) {
    rules.profile = profile_of(options);
    take_sizes(options, rules);
    if (const auto effort = argument<std::string>(options, "effort")) rules.effort = effort_of_name(*effort);
    take(options, "seed", rules.seed);
    take(options, "tries", rules.tries);
    take(options, "threads", rules.threads);
    take(options, "site_reach", rules.site_reach_m);
    take(options, "snap", rules.snap_m);
    take(options, "snap_units", rules.unit_rules.snap_m);
    take(options, "dissolve_units", rules.unit_rules.dissolve);
    take(options, "skip_faulty", rules.unit_rules.skip_faulty);
    take(options, "alone_from", rules.alone_from);
    take(options, "max_radius", rules.max_radius_m);
    if (const auto outline = argument<std::string>(options, "outline")) {
        rules.outline.emplace();
        rules.outline->is_hull = *outline == "hull";
        if (*outline != "hull" && *outline != "buffer")
            throw ConfigError(fmt::format("outline must be hull or buffer, not '{}'", *outline));
        take(options, "outline_reach", rules.outline->reach_m);
        if (!(rules.outline->reach_m > 0 && rules.outline->reach_m <= 10'000))
            throw ConfigError(
                fmt::format("outline_reach must be above 0 and at most 10000 metres, not {}", rules.outline->reach_m));
    }
}

/// Counts of the rows; what there is no column for is left as it is.
class CountColumns {
public:
    explicit CountColumns(const Columns& table)
        : m_households(table.numbers("households")),
          m_persons(table.numbers("persons")),
          m_workload(table.numbers("workload")) {}

    [[nodiscard]] DivideCounts of(std::size_t row) const {
        DivideCounts counts;
        if (!m_households.empty()) counts.households = m_households[row];
        if (!m_persons.empty()) counts.persons = m_persons[row];
        if (!m_workload.empty()) counts.workload = m_workload[row];
        return counts;
    }

private:
    std::vector<double> m_households;
    std::vector<double> m_persons;
    std::vector<double> m_workload;
};

std::vector<DivideSite> sites_of(const Columns& table) {
    const CountColumns counts(table);
    const std::vector<double> x = table.numbers("x");
    const std::vector<double> y = table.numbers("y");
    std::vector<DivideSite> sites(table.size());
    for (std::size_t i = 0; i < sites.size(); ++i) {
        sites[i].counts = counts.of(i);
        sites[i].name = table.text("name", i);
        if (!x.empty()) {
            sites[i].at = {x[i], y[i]};
            continue;
        }
        Feature feature = table.geometry(i);
        sites[i].building = std::move(feature.polygons);
        if (!feature.points.empty()) sites[i].at = feature.points.front();
        if (sites[i].building.empty() && feature.points.empty())
            throw InputError("a site must be a point or a polygon", {"sites", {}, static_cast<std::int64_t>(i), {}},
                             "leave out sites without a place");
    }
    return sites;
}

std::vector<DivideBarrier> barriers_of(const Columns& table) {
    const std::vector<double> factor = table.numbers("factor");
    const std::vector<double> hard = table.numbers("hard");
    std::vector<DivideBarrier> barriers(table.size());
    for (std::size_t i = 0; i < barriers.size(); ++i) {
        barriers[i].lines = table.geometry(i).lines;
        if (barriers[i].lines.empty())
            throw InputError("a barrier must be a line", {"barriers", {}, static_cast<std::int64_t>(i), {}});
        barriers[i].barrier_class = table.text("class", i);
        barriers[i].is_hard = !hard.empty() && hard[i] != 0;
        if (!factor.empty() && !std::isnan(factor[i])) barriers[i].factor = factor[i];
    }
    return barriers;
}

}  // namespace

Feature Columns::geometry(std::size_t row) const {
    const py::handle given = py::list(m_columns["geometry"])[row];
    if (given.is_none()) return {};
    try {
        if (py::isinstance<py::bytes>(given))
            return read_geometry(std::string_view(py::reinterpret_borrow<py::bytes>(given)));
        return read_geometry(py::cast<std::string>(given));
    } catch (const Error& error) {
        throw InputError(error.what(), {fmt::format("{}s", m_what), {}, static_cast<std::int64_t>(row), {}});
    }
}

MultiPolygon Columns::polygons(std::size_t row) const {
    Feature feature = geometry(row);
    if (!feature.points.empty() || !feature.lines.empty())
        throw InputError(fmt::format("a {} must be a polygon", m_what),
                         {fmt::format("{}s", m_what), {}, static_cast<std::int64_t>(row), {}});
    return std::move(feature.polygons);
}

std::string Columns::text(const char* name, std::size_t row) const {
    if (!has(name)) return {};
    const py::handle value = py::list(m_columns[name])[row];
    return value.is_none() ? std::string() : py::cast<std::string>(value);
}

std::vector<double> Columns::numbers(const char* name) const {
    if (!has(name)) return {};
    const auto array = py::cast<py::array_t<double, py::array::c_style>>(m_columns[name]);
    return {array.data(), array.data() + array.size()};
}

std::vector<Value> Columns::values(const char* name) const {
    std::vector<Value> values;
    for (const py::handle value : py::list(m_columns[name])) {
        if (value.is_none())
            values.emplace_back();
        else if (py::isinstance<py::str>(value))
            values.emplace_back(py::cast<std::string>(value));
        else if (py::isinstance<py::int_>(value))
            values.emplace_back(py::cast<std::int64_t>(value));
        else
            values.emplace_back(py::cast<double>(value));
    }
    return values;
}

Profile profile_of(const py::dict& options) {
    return load_profile(argument<std::string>(options, "profile").value_or("default"));
}

DivideRequest request_of(const py::dict& tables, const py::dict& options) {
    DivideRequest request;
    take_rules(options, request.rules);
    take(options, "crs", request.crs);
    const auto each = [&tables](const char* name, const char* what, auto&& add) {
        if (!tables.contains(name)) return;
        const Columns table(what, tables[name]);
        for (std::size_t i = 0; i < table.size(); ++i)
            add(table, i);
    };
    each("units", "unit", [&](const Columns& table, std::size_t i) {
        request.units.push_back({table.text("code", i), table.polygons(i), table.text("name", i)});
    });
    if (tables.contains("cells")) {
        const Columns table("cell", tables["cells"]);
        const CountColumns counts(table);
        for (std::size_t i = 0; i < table.size(); ++i)
            request.cells.push_back({table.polygons(i), counts.of(i), table.text("unit", i), table.text("name", i)});
    }
    if (tables.contains("sites")) request.sites = sites_of({"site", tables["sites"]});
    if (tables.contains("barriers")) request.barriers = barriers_of({"barrier", tables["barriers"]});
    each("blocks", "block", [&](const Columns& table, std::size_t i) { request.blocks.push_back(table.polygons(i)); });
    each("dedicated", "dedicated area", [&](const Columns& table, std::size_t i) {
        request.dedicated.push_back({table.polygons(i), table.text("name", i)});
    });
    return request;
}

}  // namespace grid::python
