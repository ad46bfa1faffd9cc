#include "libgrid/io/pg_styles.hpp"

#include <fmt/format.h>

namespace grid::io {

namespace {

/// The columns and their types are those of QGIS (provider postgres, saveStyle), which reads no table that lacks one.
constexpr const char* create_table =
    "CREATE TABLE IF NOT EXISTS layer_styles (id serial PRIMARY KEY, f_table_catalog varchar, f_table_schema varchar, "
    "f_table_name varchar, f_geometry_column varchar, stylename text, styleqml xml, stylesld xml, useasdefault "
    "boolean, description text, owner varchar(63) DEFAULT CURRENT_USER, ui xml, update_time timestamp DEFAULT "
    "CURRENT_TIMESTAMP)";

/// The table itself as `c`, in its schema `n`.
std::string found(const PgStyle& style) {
    return fmt::format("pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass({})",
                       pg_text(style.table.quoted()));
}

/// What is true of the rows `s` of `layer_styles` about it.
std::string is_about(const PgStyle& style) {
    return fmt::format(
        "s.f_table_catalog = current_database() AND s.f_table_schema = n.nspname AND s.f_table_name = "
        "c.relname AND s.f_geometry_column = {}",
        pg_text(style.style.geometry));
}

std::string insert_statement(const PgStyle& style) {
    const LayerStyle& s = style.style;
    return fmt::format(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, stylename, "
        "styleqml, useasdefault, description) SELECT current_database(), n.nspname, c.relname, {}, {}, "
        "XMLPARSE(DOCUMENT "
        "{}), {} AND NOT EXISTS (SELECT 1 FROM layer_styles s WHERE {} AND s.useasdefault), {} FROM {} AND NOT EXISTS "
        "(SELECT 1 FROM layer_styles s WHERE {} AND s.stylename = {})",
        pg_text(s.geometry), pg_text(s.name), pg_text(s.qml), s.is_default, is_about(style), pg_text(s.description),
        found(style), is_about(style), pg_text(s.name));
}

}  // namespace

void pg_style_statements(const std::vector<PgStyle>& styles, bool keeps,
                         const std::function<void(const std::string&)>& run) {
    if (styles.empty()) return;
    run(create_table);
    for (const PgStyle& style : styles) {
        if (!keeps) {
            run(fmt::format("DELETE FROM layer_styles s USING {} AND {} AND s.stylename = {}", found(style),
                            is_about(style), pg_text(style.style.name)));
        }
        run(insert_statement(style));
    }
}

}  // namespace grid::io
