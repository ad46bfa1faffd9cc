// The module grid._grid: what the plain Python in python/grid calls. Arguments are as that makes them; whoever calls it
// directly gets no help with wrong ones.

#include "libgrid/core/error.hpp"
#include "python/src/arguments.hpp"

namespace grid::python {

namespace {

/// An exception of Python that is also a ValueError, as what is wrong with arguments is.
py::object make_exception(py::module_& module, const char* name, const py::handle& base) {
    const py::object bases = py::make_tuple(base, py::reinterpret_borrow<py::object>(PyExc_ValueError));
    const std::string full = std::string("grid.") + name;
    py::object made = py::reinterpret_steal<py::object>(PyErr_NewException(full.c_str(), bases.ptr(), nullptr));
    module.attr(name) = made;
    return made;
}

void raise(const py::handle& type, const Error& error) {
    const std::string advice = error.advice().empty() ? std::string() : "; " + error.advice().english();
    PyErr_SetString(type.ptr(), (error.what() + advice).c_str());
}

}  // namespace

}  // namespace grid::python

PYBIND11_MODULE(_grid, module) {
    namespace py = pybind11;
    using namespace grid::python;
    const py::object base =
        py::reinterpret_steal<py::object>(PyErr_NewException("grid.GridError", PyExc_Exception, nullptr));
    module.attr("GridError") = base;
    static PyObject* const config = make_exception(module, "ConfigError", base).release().ptr();
    static PyObject* const input = make_exception(module, "InputError", base).release().ptr();
    static PyObject* const geometry = make_exception(module, "GeometryError", base).release().ptr();
    static PyObject* const other = base.inc_ref().ptr();
    // pybind11 wants a function of this very type.
    // NOLINTNEXTLINE(performance-unnecessary-value-param)
    py::register_exception_translator([](std::exception_ptr thrown) {
        try {
            if (thrown) std::rethrow_exception(thrown);
        } catch (const grid::ConfigError& error) {
            raise(config, error);
        } catch (const grid::InputError& error) {
            raise(input, error);
        } catch (const grid::GeometryError& error) {
            raise(geometry, error);
        } catch (const grid::Error& error) {
            raise(other, error);
        }
    });
    module.attr("__version__") = GRID_VERSION;
    add_divide(module);
    add_partition(module);
    add_check(module);
}
