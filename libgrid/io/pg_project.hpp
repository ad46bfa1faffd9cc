#pragma once

// For the files of the library only: a project for QGIS in a database, beside the tables that it shows.

#include <string>
#include <vector>

#include "libgrid/io/feature_table.hpp"

namespace grid::io {

/// The tables that a project may have beside the grids, but for those of barriers: `barriers`, `barriers_2` and so on.
[[nodiscard]] const std::vector<std::string>& project_tables();

/// Where a project goes: its tables are `<layer>` and `<layer>_<name>`, and it is the row of the name `<layer>` in the
/// table `qgis_projects` of their schema, where QGIS looks for projects.
class PgProject {
public:
    /// `path` as `PG:host=... dbname=...` or `postgresql://...`, `layer` as `table` or `schema.table`. Throws
    /// ConfigError for either if it is none.
    PgProject(std::string path, std::string layer);

    /// Throws InputError if the database cannot be used; without `replace` also if the project or one of its tables is
    /// there. Touches nothing.
    void check(bool replace) const;

    /// How QGIS finds the tables, in their order; the first is that of the grids, with `key`. Of the connection they
    /// say service, host, port, database and SSL, but neither user nor password: each person has their own. Throws
    /// what check() throws.
    [[nodiscard]] std::vector<std::string> sources(const std::vector<FeatureTable>& tables,
                                                   const std::string& key) const;

    /// What QGIS opens it by: `postgresql://host?dbname=...&schema=...&project=...`. Throws what check() throws.
    [[nodiscard]] std::string uri() const;

    /// All in one transaction; tables of an earlier project that this one has not go. `text` is what a `.qgs` holds.
    /// Throws InputError, ConfigError for a CRS without an EPSG code, and what check() throws.
    void write(const std::vector<FeatureTable>& tables, const std::string& key, const std::string& text,
               bool replace) const;

private:
    /// What the text of the connection says and what libpq adds to it.
    struct Login {
        std::string service;
        std::string host;
        std::string port;
        std::string database;
        std::string ssl_mode;
        std::string schema;  ///< where the tables are
    };
    [[nodiscard]] Login login() const;

    std::string m_path;
    std::string m_layer;
};

}  // namespace grid::io
