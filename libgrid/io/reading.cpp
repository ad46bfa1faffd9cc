#include "libgrid/io/reading.hpp"

#include <algorithm>

#include "libgrid/core/msg.hpp"
#include "libgrid/io/source_impl.hpp"
#include "libgrid/io/table_source.hpp"
#include "libgrid/io/undisturbed.hpp"

namespace grid::io {

namespace {

constexpr const char* again = mark("copy the file again from its source");

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

Message advice_on(std::string_view failure) {
    if (contains(failure, "lock timeout"))
        return msg(
            "another program holds the table: end or save the edits there (in QGIS), or wait until it has ended");
    if (contains(failure, "64bit integer range"))
        return msg("write such numbers as text, in quotation marks: no program keeps more than 18 digits of a number");
    if (contains(failure, "Invalid value type")) return msg("mend the table, or write CAST(field AS float)");
    return marked(again);
}

/// What helps where a source cannot be opened.
Message advice_on_opening(const SourceRef& ref, std::string_view failure) {
    if (contains(failure, "database is locked"))
        return msg("another program is writing to the file: wait until it has ended, or end it there");
    if (looks_like_connection(ref.path) && !ref.path.starts_with("/vsi")) {
        if (contains(failure, "password"))
            return msg("give the password in the environment (PGPASSWORD) or in ~/.pgpass, or another user");
        if (contains(failure, "does not exist")) return msg("name another database or user in the connection");
        return msg("see that the server runs and can be reached, and that host and port in the connection are right");
    }
    if (contains(failure, "not recognized as")) return msg("`ogrinfo --formats` lists the formats that can be read");
    return marked(again);
}

/// Drivers that parse the CRS when they are asked for it complain in the words of any failure; but a CRS that is not
/// understood costs no feature, and is missed when it is needed.
void parse_crs(GDALDataset& dataset) {
    constexpr const char* lazy[] = {"ESRI Shapefile", "GPKG", "SQLite", "OpenFileGDB"};
    const char* const driver = dataset.GetDriverName();
    if (std::ranges::none_of(lazy, [&](const char* name) { return EQUAL(name, driver); })) return;
    const ErrorTrap trap;
    for (OGRLayer* layer : dataset.GetLayers())
        layer->GetSpatialRef();
}

}  // namespace

bool loses_data(CPLErr level, std::string_view text) {
    // Of a CSV file only the beginning decides which columns are numbers; text further down is left out.
    // Whole numbers beyond 64 bits all become the largest there is.
    if (level == CE_Warning) return text.starts_with("Invalid value type") || contains(text, "64bit integer range");
    constexpr std::string_view harmless[] = {
        "PROJ: ",         // a CRS that is not understood is missed when it is needed
        "Invalid row: ",  // the rows of an XLSX need not be numbered one by one
        "Invalid value for number-rows-repeated", "Too big gap with previous valid row"  // see check_ods()
    };
    return level >= CE_Failure &&
           std::ranges::none_of(harmless, [&](std::string_view start) { return text.starts_with(start); });
}

bool looks_like_connection(const std::string& path) {
    const std::size_t colon = path.find(':');
    return path.starts_with("/vsi") || (colon != std::string::npos && colon > 1 && colon < path.find('/'));
}

bool is_unordered_osm(const InputError& error) {
    return contains(error.what(), "OSM_USE_CUSTOM_INDEXING=NO");
}

void refuse_failure(const ErrorTrap& trap, const Place& place) {
    if (trap.failed()) throw InputError(trap.explain(msg("cannot be read in full")), place, advice_on(trap.message()));
}

GDALDatasetUniquePtr open_vector(const SourceRef& ref, const char* const* drivers, const char* const* options) {
    const ErrorTrap trap(&loses_data);
    const std::vector<const char*> all = drivers_for(ref.path);
    GDALDatasetUniquePtr dataset(GDALDataset::Open(undisturbed(ref.path).c_str(),
                                                   GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                                                   drivers == nullptr ? all.data() : drivers, options));
    if (!dataset) {
        refuse_utf16(ref);
        throw InputError(trap.explain(msg("cannot be read as a vector data source")), file_place(ref),
                         advice_on_opening(ref, trap.message()));
    }
    refuse_failure(trap, file_place(ref));
    parse_crs(*dataset);
    return dataset;
}

}  // namespace grid::io
