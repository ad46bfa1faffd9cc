#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libgrid/io/source.hpp"
#include "libgrid/layer/divide.hpp"

namespace grid::python {

namespace py = pybind11;

/// The argument `name` as a T; nothing if it is None or not there. Throws TypeError, naming it.
template <typename T>
[[nodiscard]] std::optional<T> argument(const py::dict& arguments, const char* name) {
    if (!arguments.contains(name) || arguments[name].is_none()) return std::nullopt;
    try {
        return py::cast<T>(arguments[name]);
    } catch (const py::cast_error&) {
        throw py::type_error(
            fmt::format("{}: {} cannot be used", name, py::cast<std::string>(py::repr(arguments[name]))));
    }
}

template <typename T>
void take(const py::dict& arguments, const char* name, T& to) {
    if (auto value = argument<T>(arguments, name)) to = std::move(*value);
}

[[nodiscard]] inline py::array_t<std::int32_t> to_array(const std::vector<std::int32_t>& values) {
    return py::array_t<std::int32_t>(static_cast<py::ssize_t>(values.size()), values.data());
}

/// A table as grid/_tables.py makes it of whatever the user has: columns of one length by their names.
class Columns {
public:
    /// `what` says in messages what its rows are: "site".
    Columns(const char* what, const py::dict& columns) : m_what(what), m_columns(columns) {}

    [[nodiscard]] std::size_t size() const { return py::cast<std::size_t>(m_columns["size"]); }
    [[nodiscard]] bool has(const char* name) const { return m_columns.contains(name); }

    /// The geometry of a row; nothing where the column has None. Throws InputError with the number of the row.
    [[nodiscard]] Feature geometry(std::size_t row) const;
    [[nodiscard]] MultiPolygon polygons(std::size_t row) const;
    /// Empty where there is no such column, or no value.
    [[nodiscard]] std::string text(const char* name, std::size_t row) const;
    [[nodiscard]] std::vector<double> numbers(const char* name) const;
    [[nodiscard]] std::vector<Value> values(const char* name) const;

private:
    const char* m_what;
    py::dict m_columns;
};

/// What is given to divide() and check() besides grids: tables by name, and options as those of the tools.
[[nodiscard]] DivideRequest request_of(const py::dict& tables, const py::dict& options);

/// The profile of that name or file, without options.
[[nodiscard]] Profile profile_of(const py::dict& options);

void add_divide(py::module_& module);
void add_partition(py::module_& module);
void add_check(py::module_& module);

}  // namespace grid::python
