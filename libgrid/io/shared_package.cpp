#include "libgrid/io/shared_package.hpp"

#include <cpl_string.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/query.hpp"

namespace fs = std::filesystem;

namespace grid::io {

namespace {

constexpr const char* styles_name = "layer_styles";

Place place_of(const OutputOptions& options) {
    return {.file = options.path, .layer = {}, .fid = {}, .at = {}};
}

GDALDatasetUniquePtr open_with(const char* driver, const fs::path& path, unsigned mode) {
    init_gdal();
    const std::array drivers{driver, static_cast<const char*>(nullptr)};
    // Views that are no layers are not looked at: while a table of theirs is away, GDAL would object.
    const std::array options{EQUAL(driver, "GPKG") ? "LIST_ALL_TABLES=NO" : nullptr, static_cast<const char*>(nullptr)};
    return GDALDatasetUniquePtr(GDALDataset::Open(path.c_str(), mode, drivers.data(), options.data()));
}

bool is_replaced(const std::string& table, const OutputOptions& options) {
    return std::ranges::any_of(options.tables, [&](const std::string& own) {
        if (own.ends_with('*')) return EQUALN(own.c_str(), table.c_str(), own.size() - 1);
        return EQUAL(own.c_str(), table.c_str());
    });
}

std::vector<std::string> first_column(GDALDataset& package, const std::string& sql) {
    const Query rows(package, sql, nullptr);
    std::vector<std::string> texts;
    while (rows.layer() != nullptr) {
        const std::unique_ptr<OGRFeature> row(rows.layer()->GetNextFeature());
        if (!row) break;
        texts.emplace_back(row->GetFieldAsString(0));
    }
    return texts;
}

/// All but what SQLite, GeoPackage and their indices need for themselves: also rasters, views, and tables that nobody
/// has registered as layers.
std::vector<std::string> tables_of_package(GDALDataset& package) {
    return first_column(
        package,
        R"(SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'gpkg\_%' ESCAPE '\' )"
        R"(AND name NOT LIKE 'rtree\_%' ESCAPE '\' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' )"
        R"(ORDER BY name)");
}

/// GDAL cannot remove a table while a layer is a view of it.
void check_no_views(GDALDataset& package, const OutputOptions& options) {
    const std::vector<std::string> views = first_column(
        package, "SELECT sql FROM sqlite_master JOIN gpkg_contents ON name = table_name WHERE type = 'view'");
    for (const std::string& table : tables_of_package(package)) {
        const auto shows = [&](const std::string& view) { return CPLString(view).ifind(table) != std::string::npos; };
        const auto view = std::ranges::find_if(views, shows);
        if (!is_replaced(table, options) || view == views.end()) continue;
        throw InputError(msg("a layer is a view of '{}', which is to be replaced: {}", table, *view), place_of(options),
                         msg("name another file, or remove the view"));
    }
}

std::vector<std::string> other_tables(const fs::path& path, const OutputOptions& options) {
    const ErrorTrap trap;
    std::vector<std::string> names;
    if (const auto package = open_with("GPKG", path, GDAL_OF_VECTOR | GDAL_OF_RASTER)) {
        names = tables_of_package(*package);
    } else if (const auto workbook = open_with("XLSX", path, GDAL_OF_VECTOR)) {
        for (OGRLayer* sheet : workbook->GetLayers())
            names.emplace_back(sheet->GetName());
    }
    if (trap.message().find("is locked") != std::string::npos) {
        throw InputError(trap.explain(msg("it cannot be seen what else is in the file")), place_of(options),
                         msg("another program is writing to it: wait until it has ended, or end it there"));
    }
    std::erase_if(names, [&](const std::string& name) { return is_replaced(name, options); });
    return names;
}

/// Removes the tables that are replaced; of the table of styles only what is theirs.
void remove_replaced(GDALDataset& package, const OutputOptions& options) {
    for (int i = package.GetLayerCount() - 1; i >= 0; --i) {
        const std::string name = package.GetLayer(i)->GetName();
        if (is_replaced(name, options) && !EQUAL(name.c_str(), styles_name)) package.DeleteLayer(i);
    }
    OGRLayer* styles = package.GetLayerByName(styles_name);
    const int of_layer = styles == nullptr ? -1 : styles->GetLayerDefn()->GetFieldIndex("f_table_name");
    std::vector<GIntBig> replaced;
    while (of_layer >= 0) {
        const std::unique_ptr<OGRFeature> style(styles->GetNextFeature());
        if (!style) break;
        if (is_replaced(style->GetFieldAsString(of_layer), options)) replaced.push_back(style->GetFID());
    }
    for (const GIntBig fid : replaced) {
        if (styles->DeleteFeature(fid) != OGRERR_NONE)
            throw InputError(msg("the styles of the old layers cannot be removed"), place_of(options));
    }
}

void copy_file(const fs::path& from, const fs::path& to, const OutputOptions& options) {
    std::error_code error;
    fs::copy_file(from, to, error);
    if (!error) fs::permissions(to, fs::perms::owner_write, fs::perm_options::add, error);
    if (error) {
        throw InputError(msg("the old file cannot be copied: {}", error.message()), place_of(options),
                         msg("see that there is room for a second one"));
    }
}

}  // namespace

void check_no_other_tables(const fs::path& path, const OutputOptions& options) {
    std::vector<std::string> names = other_tables(path, options);
    if (names.empty()) return;
    constexpr std::size_t most_shown = 10;
    const Message more = names.size() > most_shown ? msg(" and {} more", names.size() - most_shown) : Message();
    names.resize(std::min(most_shown, names.size()));
    throw InputError(
        msg("the file has other layers, which would be lost: {}{}", fmt::join(names, ", "), more), place_of(options),
        options.can_share
            ? msg("replace the layers of this output only with --overwrite-layer instead of -O, or name another file")
            : msg("name another file"));
}

void check_can_share(const fs::path& path, const OutputOptions& options) {
    const ErrorTrap trap;
    if (const auto package = open_with("GPKG", path, GDAL_OF_VECTOR | GDAL_OF_RASTER))
        return check_no_views(*package, options);
    throw InputError(trap.explain(msg("the file is no GeoPackage in which a layer could be replaced")),
                     place_of(options), msg("replace the whole file with -O, --overwrite"));
}

UnfinishedOutput& begin_output(OutputSet& outputs, const OutputOptions& options) {
    const fs::path output = resolve(options.path);
    const bool adds = options.overwrite_layer;
    auto old_files =
        carrier_of(options.path) == Carrier::none ? existing_files(output, options) : std::vector<fs::path>{};
    UnfinishedOutput& unfinished =
        outputs.impl().add(output, std::move(old_files), options.overwrite || adds, options.path);
    std::error_code error;
    if (adds && fs::exists(output, error)) {
        unfinished.build_on(output);
        copy_file(output, unfinished.path(output.filename().string()), options);
    }
    return unfinished;
}

GDALDatasetUniquePtr open_output(GDALDriver& driver, const std::string& path, const OutputOptions& options) {
    std::error_code error;
    if (!fs::exists(path, error))
        return GDALDatasetUniquePtr(driver.Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    GDALDatasetUniquePtr package = open_with("GPKG", path, GDAL_OF_VECTOR | GDAL_OF_UPDATE);
    if (package) remove_replaced(*package, options);
    return package;
}

}  // namespace grid::io
