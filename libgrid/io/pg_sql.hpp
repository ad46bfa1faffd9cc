#pragma once

// For the files of the library only: tables as SQL for PostgreSQL with PostGIS. The same statements make a script and
// fill a database.

#include <functional>
#include <map>
#include <string>

#include "libgrid/io/export_layers.hpp"

namespace grid::io {

/// A name in double quotes and a text in single ones; backslashes stand for themselves (standard_conforming_strings).
[[nodiscard]] std::string pg_name(const std::string& name);
[[nodiscard]] std::string pg_text(const std::string& text);

/// A JSON array as PostgreSQL writes an array: `{"a","b"}`. Any other text as it is.
[[nodiscard]] std::string pg_array(const std::string& json);

/// Where a table goes. `schema` may be empty: then the search path of the connection says.
struct PgTarget {
    std::string schema;
    std::string table;

    [[nodiscard]] std::string quoted() const;
};

/// From `table` or `schema.table`, with `suffix` added to the table. Throws ConfigError for an empty part and for a
/// name of more than 63 bytes, which PostgreSQL would cut.
[[nodiscard]] PgTarget pg_target(const std::string& layer, const std::string& suffix = {});

/// What the name of a table beside the grids ends in: `_issues`, of `grid_run` `_run`.
[[nodiscard]] std::string pg_suffix(const std::string& table);

/// What the columns of a new table are called that it has besides its fields: its geometry, and the number of a row
/// where no field is its key.
[[nodiscard]] std::string pg_geometry_column(const FeatureTable& table);
[[nodiscard]] std::string pg_number_column(const FeatureTable& table);

/// How PostGIS names the kind of its geometry.
[[nodiscard]] const char* pg_geometry_type(GeometryKind kind);

/// What a value must be written for: an array, bytes, or what its text is.
enum class PgColumn { plain, array, bytes };

enum class PgMode { create, replace, upsert };

struct PgWriting {
    PgTarget target;
    PgMode mode = PgMode::create;
    bool exists = false;  ///< upsert: the table is known to be there, so that only its rows are touched
    std::map<std::string, PgColumn> columns{};  ///< of a table that is there, by name
    std::string key;                            ///< a field, the primary key; empty: rows get numbers
    std::string epsg;                           ///< of the coordinates; unused without geometry
    std::vector<std::string> retired{};         ///< upsert: as in ExportOptions, as the next
    std::vector<std::string> lapsed{};
};

/// Calls `run` for each statement that brings the table into the database, in their order: (drop,) create, comments,
/// index, rows, statistics. The geometry column is `geom`. With PgMode::upsert a table that is there is kept: rows
/// with a key are updated or added, before that those of `retired` are removed, afterwards those of `lapsed`; a table
/// without a key is emptied first.
void pg_statements(const FeatureTable& table, const PgWriting& writing,
                   const std::function<void(const std::string&)>& run);

/// Conditions for rows of the table, one for each so many of the codes: the key is one of them.
[[nodiscard]] std::vector<std::string> pg_conditions(const PgWriting& writing, const std::vector<std::string>& codes);

/// The same for those codes whose row has a point inside that lies in the row of none of them.
[[nodiscard]] std::vector<std::string> pg_covered_conditions(const FeatureTable& table, const PgWriting& writing,
                                                             const std::vector<std::string>& codes);

/// Throws ConfigError if the table cannot be written: a name that PostgreSQL would cut, a field `geom`, no key; and
/// InputError if a value of the key is missing or occurs twice.
void check_pg_table(const FeatureTable& table, const ExportOptions& options);

}  // namespace grid::io
