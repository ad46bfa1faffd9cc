#pragma once

#include <optional>
#include <string>
#include <vector>

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
    std::optional<std::string> service_h;
    std::optional<std::string> walk_h;
    std::optional<std::string> walk_km;
    std::optional<std::string> dev_households;
    std::optional<std::string> dev_workload;
    std::optional<std::string> area_m2;
    std::optional<std::string> perimeter_m;
    std::optional<std::string> compactness;
    bool code_is_real = false;  ///< the codes are kept as floating-point numbers
};

/// The fields to read, and where each is in the values of a feature.
struct FieldColumns {
    std::vector<std::string> names;

    /// The place of the field; -1: there is none.
    int add(const std::optional<std::string>& field) {
        if (!field) return -1;
        names.push_back(*field);
        return static_cast<int>(names.size()) - 1;
    }
};

/// Which field of anyone's layer of grids is which: as named, else by the names of the layer `grids`, else by the
/// aliases. Throws ConfigError for a field that is not there and where several could be meant.
[[nodiscard]] GridFields find_grid_fields(const Source& source, const GridFieldNames& names,
                                          const FieldAliases& aliases);

}  // namespace grid
