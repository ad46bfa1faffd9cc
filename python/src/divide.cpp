#include <pybind11/stl.h>

#include "libgrid/io/geometry_text.hpp"
#include "python/src/arguments.hpp"

namespace grid::python {

namespace {

template <typename T, typename Rows, typename Get>
py::array_t<T> column(const Rows& rows, Get&& get) {
    py::array_t<T> array(static_cast<py::ssize_t>(rows.size()));
    T* to = array.mutable_data();
    for (const auto& row : rows)
        *to++ = get(row);
    return array;
}

/// The rows as columns, called as the fields of the layer in a file are. Those that no row has are left out.
py::dict columns_of(const GridLayer& layer) {
    const std::vector<GridRow>& rows = layer.grids;
    py::dict columns;
    const auto text = [&](const char* name, auto member) {
        py::list values;
        for (const GridRow& row : rows)
            values.append(row.*member);
        columns[name] = values;
    };
    const auto number = [&]<typename T>(const char* name, T GridRow::*member) {
        columns[name] = column<T>(rows, [member](const GridRow& row) { return row.*member; });
    };
    text("grid_code", &GridRow::code);
    text("grid_name", &GridRow::name);
    text("unit_code", &GridRow::unit_code);
    text("unit_name", &GridRow::unit_name);
    text("kind", &GridRow::kind);
    number("sites", &GridRow::sites);
    number("households", &GridRow::households);
    if (!rows.empty() && rows.front().persons)
        columns["persons"] = column<std::int64_t>(rows, [](const GridRow& row) { return row.persons.value_or(0); });
    number("workload", &GridRow::workload);
    number("dev_hh", &GridRow::dev_households);
    number("dev_wl", &GridRow::dev_workload);
    number("area_m2", &GridRow::area_m2);
    number("perim_m", &GridRow::perimeter_m);
    number("compact", &GridRow::compactness);
    for (std::size_t f = 0; f < layer.extra_fields.size(); ++f) {  // of levels
        py::list values;
        for (const GridRow& row : rows)
            values.append(f < row.extra.size() ? py::cast(row.extra[f]) : py::none());
        columns[layer.extra_fields[f].name.c_str()] = values;
    }
    py::list geometry;
    for (const GridRow& row : rows)
        geometry.append(py::bytes(to_wkb(row.geometry)));
    columns["geometry"] = geometry;
    return columns;
}

py::dict divide_tables(const py::dict& tables, const py::dict& options) {
    const DivideRequest request = request_of(tables, options);
    DivideResult result;
    std::string report;
    {
        const py::gil_scoped_release others_may_run;
        result = divide(request);
        report = report_json(result.report);
    }
    py::dict answer;
    answer["grids"] = columns_of(result.layer);
    if (!result.layer.below.empty()) answer["micro"] = columns_of(result.layer.below.front());
    answer["crs"] = result.layer.crs_wkt;
    answer["site_grid"] = to_array(result.grid_of_site);
    answer["cell_grid"] = to_array(result.grid_of_cell);
    answer["report"] = report;
    return answer;
}

py::list ring_of(const Ring& ring) {
    py::list points;
    for (const Point& point : ring)
        points.append(py::make_tuple(point.x, point.y));
    return points;
}

/// The polygons of a WKB as GeoJSON has the coordinates of a MultiPolygon.
py::list coordinates(const py::bytes& wkb) {
    py::list polygons;
    for (const Polygon& polygon : read_geometry(std::string_view(wkb)).polygons) {
        py::list rings;
        rings.append(ring_of(polygon.shell));
        for (const Ring& hole : polygon.holes)
            rings.append(ring_of(hole));
        polygons.append(rings);
    }
    return polygons;
}

/// The names under which the columns of a table are looked for.
py::dict aliases(const py::dict& options) {
    const FieldAliases fields = profile_of(options).fields;
    py::dict names;
    names["code"] = fields.code;
    names["name"] = fields.name;
    names["households"] = fields.households;
    names["persons"] = fields.persons;
    names["unit"] = fields.unit;
    names["x"] = fields.site_x;
    names["y"] = fields.site_y;
    names["class"] = fields.barrier_class;
    names["area_name"] = fields.dedicated_name;
    return names;
}

}  // namespace

void add_divide(py::module_& module) {
    module.def("divide", &divide_tables);
    module.def("coordinates", &coordinates);
    module.def("aliases", &aliases);
}

}  // namespace grid::python
