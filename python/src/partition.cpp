#include "libgrid/partition/effort_name.hpp"

#include <pybind11/stl.h>

#include <limits>
#include <utility>

#include "libgrid/core/error.hpp"
#include "python/src/arguments.hpp"

namespace grid::python {

namespace {

using Integers = py::array_t<std::int64_t, py::array::c_style>;
using Numbers = py::array_t<double, py::array::c_style>;

std::vector<std::int32_t> to_int32(const Integers& values, const char* name) {
    std::vector<std::int32_t> result;
    result.reserve(static_cast<std::size_t>(values.size()));
    for (py::ssize_t i = 0; i < values.size(); ++i) {
        const std::int64_t value = values.data()[i];
        if (!std::in_range<std::int32_t>(value))
            throw ConfigError(fmt::format("{}[{}] is {}, beyond what a graph can have", name, i, value));
        result.push_back(static_cast<std::int32_t>(value));
    }
    return result;
}

std::vector<double> to_doubles(const Numbers& values) {
    return {values.data(), values.data() + values.size()};
}

/// `weights` is n x criteria; `limits` is criteria x 2.
py::dict partition_arrays(const Integers& indptr, const Integers& indices, const Numbers& data, const Integers& weights,
                          const Integers& limits, const py::dict& options) {
    Graph graph;
    graph.offsets = to_int32(indptr, "indptr");
    graph.adjacency = to_int32(indices, "indices");
    graph.edge_weight = to_doubles(data);
    graph.criteria = static_cast<int>(weights.shape(1));
    graph.weight.assign(weights.data(), weights.data() + weights.size());
    PartitionOptions how;
    take(options, "parts", how.parts);
    take(options, "seed", how.seed);
    for (py::ssize_t c = 0; c < limits.shape(0); ++c)
        how.limits.push_back({limits.at(c, 0), limits.at(c, 1)});
    if (const auto effort = argument<std::string>(options, "effort")) how.effort = effort_of_name(*effort);
    if (const auto x = argument<Numbers>(options, "x")) graph.x = to_doubles(*x);
    if (const auto y = argument<Numbers>(options, "y")) graph.y = to_doubles(*y);
    std::optional<PreviousParts> previous;
    if (const auto part = argument<Integers>(options, "previous")) {
        previous.emplace();
        previous->part = to_int32(*part, "previous");
        for (std::int32_t v = 0; v < graph.vertex_count(); ++v)
            previous->stay.push_back(weights.at(v, 0));
        take(options, "stability", previous->stability);
    }
    PartitionResult result;
    {
        const py::gil_scoped_release others_may_run;
        result = previous ? repartition_graph(graph, how, *previous) : partition_graph(graph, how);
    }
    py::dict answer;
    answer["part"] = to_array(result.part);
    answer["cut"] = result.cut;
    answer["violation"] = result.violation;
    answer["feasible"] = result.feasible;
    answer["violating"] = result.violating;
    return answer;
}

}  // namespace

void add_partition(py::module_& module) {
    module.def("partition", &partition_arrays);
}

}  // namespace grid::python
