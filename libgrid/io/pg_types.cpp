#include "libgrid/io/pg_types.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "libgrid/io/pg_sql.hpp"

namespace grid::io {

namespace {

/// The columns of the table that are neither numbers nor booleans, nor arrays.
std::vector<std::string> other_columns(GDALDataset& dataset, const std::string& table) {
    const std::string sql = fmt::format(
        "SELECT a.attname::text FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid JOIN pg_class c ON c.oid = "
        "a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE a.attnum > 0 AND NOT a.attisdropped AND "
        "t.typcategory NOT IN ('N', 'B', 'A') AND (n.nspname || '.' || c.relname = {0} OR (c.relname = {0} AND "
        "pg_table_is_visible(c.oid)))",
        pg_text(table));
    std::vector<std::string> names;
    OGRLayer* const rows = dataset.ExecuteSQL(sql.c_str(), nullptr, nullptr);
    while (rows != nullptr) {
        const std::unique_ptr<OGRFeature> row(rows->GetNextFeature());
        if (!row) break;
        names.emplace_back(row->GetFieldAsString(0));
    }
    if (rows != nullptr) dataset.ReleaseResultSet(rows);
    return names;
}

bool is_number(const OGRFieldDefn& field) {
    return field.GetType() == OFTInteger || field.GetType() == OFTInteger64 || field.GetType() == OFTReal;
}

}  // namespace

void read_as_text_what_is_no_number(GDALDataset& dataset, OGRLayer& layer) {
    if (dataset.GetDriver() == nullptr || !EQUAL(dataset.GetDriver()->GetDescription(), "PostgreSQL")) return;
    OGRFeatureDefn& definition = *layer.GetLayerDefn();
    const std::string name = layer.GetName();
    // `table(column)` is one of several geometries.
    for (const std::string& column : other_columns(dataset, name.substr(0, name.find('(')))) {
        const int index = definition.GetFieldIndex(column.c_str());
        if (index < 0 || !is_number(*definition.GetFieldDefn(index))) continue;
        definition.GetFieldDefn(index)->SetSubType(OFSTNone);
        definition.GetFieldDefn(index)->SetType(OFTString);
    }
}

}  // namespace grid::io
