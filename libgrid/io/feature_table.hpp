#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/io/source.hpp"

namespace grid {

struct TableField {
    std::string name;
    std::string title{};  ///< for people; empty: the name
    FieldType type = FieldType::text;
    int width = 0;      ///< of text: at least so many bytes in a Shapefile; 0: any
    int decimals = -1;  ///< of a real number in a Shapefile; -1: as many as fit
};

/// A layer as a whole: any fields, one kind of geometry or none.
struct FeatureTable {
    std::string name;
    std::string title{};
    std::string crs_wkt{};  ///< WKT2; empty without geometry
    bool has_geometry = false;
    GeometryKind kind = GeometryKind::polygons;
    std::vector<TableField> fields;
    std::vector<Feature> features;  ///< with values in the order of `fields`
    std::int64_t deleted = 0;       ///< see Source::deleted_records()

    [[nodiscard]] std::optional<std::size_t> find(const std::string& field) const;
};

/// Reads all features that pass the filter with all their fields. Throws what Source throws.
[[nodiscard]] FeatureTable read_table(const SourceRef& ref);

/// The first of `layers` that the source has with at least one feature; nullopt if there is none. Throws InputError if
/// the source cannot be read.
[[nodiscard]] std::optional<std::string> find_layer(const std::string& path, const std::vector<std::string>& layers);

/// The table `name` (issues, lineage, grid_run) that belongs to `layer` and is not empty: `<layer>_issues`,
/// `<layer>_lineage`, `<layer>_run` as in a database, else the one of that name. As find_layer().
[[nodiscard]] std::optional<std::string> find_side_table(const std::string& path, const std::string& layer,
                                                         const std::string& name);

}  // namespace grid
