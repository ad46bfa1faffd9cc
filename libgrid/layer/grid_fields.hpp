#pragma once

#include <optional>
#include <string>

#include "libgrid/io/source.hpp"
#include "libgrid/layer/profile.hpp"

namespace grid {

/// The fields of a layer of grids as the user names them; empty: by their usual names.
struct GridFieldNames {
    std::string code;
    std::string unit;
    std::string households;
    std::string persons;
    std::string workload;
};

/// Names of the fields in the file; not set: the layer has none.
struct GridFields {
    std::optional<std::string> code;
    std::optional<std::string> name;
    std::optional<std::string> unit;
    std::optional<std::string> unit_name;
    std::optional<std::string> kind;
    std::optional<std::string> sites;
    std::optional<std::string> households;
    std::optional<std::string> persons;
    std::optional<std::string> workload;
    std::optional<std::string> dev_households;
    std::optional<std::string> dev_workload;
    std::optional<std::string> area_m2;
    std::optional<std::string> perimeter_m;
    std::optional<std::string> compactness;
    bool code_is_real = false;  ///< the codes are kept as floating-point numbers
};

/// Which field of anyone's layer of grids is which: as named, else by the names of the layer `grids`, else by the
/// aliases. Throws ConfigError for a field that is not there and where several could be meant.
[[nodiscard]] GridFields find_grid_fields(const Source& source, const GridFieldNames& names,
                                          const FieldAliases& aliases);

}  // namespace grid
