#pragma once

// For the files of this stage only: asking a layer for less, or for more, than it holds.

#include <set>
#include <string>

#include "libgrid/io/gdal.hpp"

namespace grid::io {

/// Fields that the filter looks at; OGR itself does not always protect them from being ignored.
[[nodiscard]] std::set<std::string> fields_of_filter(OGRLayer& layer, const std::string& where);

/// Tells a layer to read the named fields only, and takes that back.
class FieldSelection {
public:
    FieldSelection(OGRLayer& layer, const std::set<std::string>& wanted, bool geometry);
    ~FieldSelection();
    FieldSelection(const FieldSelection&) = delete;
    FieldSelection& operator=(const FieldSelection&) = delete;

private:
    OGRLayer& m_layer;
};

/// The result of an SQL statement, given back to its data set.
class Query {
public:
    /// A null dialect is that of the data set itself.
    Query(GDALDataset& dataset, const std::string& sql, const char* dialect = "OGRSQL")
        : m_dataset(dataset), m_layer(dataset.ExecuteSQL(sql.c_str(), nullptr, dialect)) {}
    ~Query() {
        if (m_layer != nullptr) m_dataset.ReleaseResultSet(m_layer);
    }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;
    [[nodiscard]] OGRLayer* layer() const { return m_layer; }

private:
    GDALDataset& m_dataset;
    OGRLayer* m_layer;
};

}  // namespace grid::io
