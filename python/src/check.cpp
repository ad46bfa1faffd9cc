#include <pybind11/stl.h>

#include <memory>

#include "libgrid/check/check_report.hpp"
#include "libgrid/core/error.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/memory_layer.hpp"
#include "python/src/arguments.hpp"

namespace grid::python {

namespace {

/// The layer that is checked, with all columns that it has.
struct GridsInMemory {
    std::vector<MultiPolygon> areas;
    std::vector<FieldInfo> fields;
    std::vector<std::vector<Value>> columns;

    explicit GridsInMemory(const py::dict& given) {
        const Columns table("grid", given);
        for (std::size_t i = 0; i < table.size(); ++i)
            areas.push_back(table.polygons(i));
        for (const auto& [key, type] : py::cast<py::dict>(given["types"])) {
            const auto name = py::cast<std::string>(key);
            const auto kind = py::cast<std::string>(type);
            fields.push_back({name, kind == "text"      ? FieldType::text
                                    : kind == "integer" ? FieldType::integer64
                                                        : FieldType::real});
            columns.push_back(table.values(name.c_str()));
        }
    }

    [[nodiscard]] std::string planar_crs() const {
        Box box;
        for (const MultiPolygon& area : areas)
            box.join(box_of(area));
        return grid::planar_crs(box);
    }

    /// Refers to this.
    [[nodiscard]] SourceRef source(const std::string& crs) const {
        return in_memory("grids", {.crs = crs,
                                   .fields = fields,
                                   .count = static_cast<std::int64_t>(areas.size()),
                                   .read = [this](std::int64_t number, Feature& feature) {
                                       const auto row = static_cast<std::size_t>(number);
                                       feature.polygons = areas[row];
                                       for (const std::vector<Value>& column : columns)
                                           feature.values.push_back(column[row]);
                                   }});
    }
};

std::string check_tables(const py::dict& grids, const py::dict& tables, const py::dict& options) {
    const GridsInMemory layer(grids);
    if (layer.areas.empty()) throw ConfigError("there are no grids to check");
    DivideRequest against = request_of(tables, options);
    if (against.crs.empty()) against.crs = layer.planar_crs();
    CheckRequest request;
    request.against = gridding_request(against);
    request.grids = layer.source(against.crs);
    request.grids.tolerant = true;
    take(options, "gap_width", request.gap_width_m);
    take(options, "sliver_width", request.sliver_width_m);
    const py::gil_scoped_release others_may_run;
    return check_report_json(check_layer(request));
}

}  // namespace

void add_check(py::module_& module) {
    module.def("check", &check_tables);
}

}  // namespace grid::python
