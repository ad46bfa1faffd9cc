#include "libgrid/io/package.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <filesystem>

#include "libgrid/io/export_parts.hpp"
#include "libgrid/io/layer_styles.hpp"
#include "libgrid/io/output_files.hpp"
#include "libgrid/io/text.hpp"
#include "libgrid/io/unique_names.hpp"
#include "libgrid/io/write_layers.hpp"

namespace fs = std::filesystem;

namespace grid {

namespace {

class PackageTables {
public:
    explicit PackageTables(const GridPackage& package) : m_package(package) {
        const GridLayer& grids = *package.grids;
        m_tables.push_back(io::grids_table(grids));
        append(m_tables.back(), package.column);
        m_tables.push_back(io::issues_table(grids));
        if (!grids.lineage.empty()) m_tables.push_back(io::lineage_table(grids));
        if (!grids.run.empty()) m_tables.push_back(io::run_table(grids));
        for (const PackageLayer& layer : package.layers) {
            m_tables.push_back(io::as_table(*layer.features));
            m_tables.back().name = layer.name;
            m_tables.back().description = io::replace_invalid_utf8(layer.title);
            if (layer.column) append(m_tables.back(), *layer.column);
            number_names(m_tables.back());
        }
        add_styles();
    }

    [[nodiscard]] const std::vector<io::Table>& tables() const { return m_tables; }

private:
    static void append(io::Table& table, const FurtherColumn& column) {
        const std::size_t last = table.columns.size();
        table.columns.push_back({column.name.c_str(), column.type});
        table.cell = [&column, last, inner = std::move(table.cell)](std::size_t row, std::size_t index) -> io::Cell {
            return index == last ? column.values[row] : inner(row, index);
        };
    }

    /// SQLite takes `Name` and `name` for the same.
    void number_names(io::Table& table) {
        std::vector<std::string> names;
        for (const io::TableColumn& column : table.columns)
            names.emplace_back(*column.name == '\0' ? "field" : column.name);
        names = io::unique_names(names);
        for (std::size_t i = 0; i < names.size(); ++i)
            table.columns[i].name = m_names.emplace_back(std::move(names[i])).c_str();
    }

    void add_styles() {
        std::vector<io::LayerStyle> styles;
        for (const PackageStyle& style : m_package.styles) {
            const auto table = std::ranges::find(m_tables, style.layer, &io::Table::name);
            if (table == m_tables.end()) continue;
            styles.push_back(
                {style.layer, style.name, style.description, style.qml, style.is_default, io::geometry_column(*table)});
        }
        if (!styles.empty()) m_tables.push_back(io::styles_table(styles));
    }

    const GridPackage& m_package;
    std::vector<io::Table> m_tables;
    std::deque<std::string> m_names;  ///< that the tables refer to
};

}  // namespace

std::string package_path(const std::string& text_path) {
    return io::resolve(text_path).replace_extension(".gpkg").string();
}

void write_package(const GridPackage& package, const std::string& text, const std::string& text_path, bool overwrite) {
    const fs::path output = io::resolve(text_path);
    const fs::path file = fs::path(package_path(text_path));
    OutputSet outputs;
    io::UnfinishedOutput& unfinished = outputs.impl().add(output, {}, overwrite, text_path);
    const PackageTables content(package);
    OutputOptions options;
    options.path = file.string();
    io::write_with_ogr(content.tables(), package.grids->crs_wkt, unfinished.path(file.filename().string()).string(),
                       options);
    unfinished.add_text(output.filename().string(), text);
    outputs.commit();
}

}  // namespace grid
