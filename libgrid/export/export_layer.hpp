#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/core/message.hpp"
#include "libgrid/export/rounds.hpp"
#include "libgrid/export/schema.hpp"
#include "libgrid/export/simplify.hpp"
#include "libgrid/export/titles.hpp"
#include "libgrid/io/export_layers.hpp"
#include "libgrid/io/source.hpp"

namespace grid {

/// The field with the code of a grid in what gridify writes.
inline constexpr const char* usual_key = "grid_code";

/// Where the words of an address come from, see address.hpp.
struct AddressInputs {
    std::vector<SourceRef> lines;
    std::optional<SourceRef> buildings;
};

/// What is to be exported, and how.
struct ExportRequest {
    SourceRef grids;
    std::string key = "grid_code";                             ///< field of the input with the code of a grid
    std::vector<std::string> fields;                           ///< of the input, in the order of the output; empty: all
    std::vector<std::pair<std::string, std::string>> renames;  ///< old and new name
    std::optional<Schema> schema;                              ///< instead of `fields` and `renames`
    SchemaDates dates;
    std::optional<RoundsSource> rounds;    ///< the rounds of the grids are written, instead of these
    std::optional<SourceRef> posts;        ///< who works in which grid, see posts.hpp
    std::optional<AddressInputs> address;  ///< a field `address` in words is added
    std::int64_t publish = 0;              ///< counts below it stay empty, see publish_counts(); 0: all are written
    bool with_contacts = false;            ///< what is published says who works there
    std::string unit_field = "unit_code";  ///< of the input, for `publish`
    std::optional<double> simplify_m;
    bool allow_ballpark = false;  ///< nothing is said where no transformation is known between two datums
    std::string output_crs;       ///< empty: that of the input, or WGS 84 where the format needs it
    Language language = Language::en;
    ExportOptions output;  ///< `key` and `label` follow from the fields
};

struct ExportResult {
    std::size_t features = 0;
    std::int64_t deleted = 0;         ///< records that are marked as deleted, see Source::deleted_records()
    std::vector<std::string> tables;  ///< what was carried along: issues, lineage, grid_run
    std::optional<SimplifyCounts> simplified;
    std::optional<UpsertCounts> upserted;  ///< of a database
    std::string crs_wkt;                   ///< of the output
    Findings findings;
};

/// Reads a layer of polygons with all its fields, changes what is asked for and writes it. With formats that hold
/// several tables (holds_tables()) the tables `issues`, `lineage` and `grid_run` beside the layer go with it, as they
/// are, and a table `posts`; but not what is published. `stage` is told what is being done. Throws ConfigError,
/// InputError and GeometryError.
ExportResult export_layer(const ExportRequest& request, const std::function<void(const Message&)>& stage = {});

}  // namespace grid
