#include <cpl_string.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/ring_area.hpp"
#include "libgrid/io/field_value.hpp"
#include "libgrid/io/geometry_in.hpp"
#include "libgrid/io/shared_package.hpp"
#include "libgrid/io/text.hpp"
#include "libgrid/io/unique_names.hpp"
#include "libgrid/io/write_advice.hpp"
#include "libgrid/io/write_layers.hpp"

namespace grid::io {

namespace {

constexpr std::size_t shapefile_text_bytes = 254;

/// One file being written: what is common to all steps.
struct Writing {
    Format format;
    std::string encoding;
    std::string shown;
    ErrorTrap trap;

    [[noreturn]] void fail(const Message& what) const { fail(what, advice_on_writing(shown)); }
    [[noreturn]] void fail(const Message& what, const Message& advice) const {
        throw InputError(trap.explain(what), {.file = shown, .layer = {}, .fid = {}, .at = {}}, advice);
    }
    void check(const Message& what) const {
        if (trap.failed()) fail(what);
    }
};

OGRwkbGeometryType geometry_type(const Table& table, Format format) {
    if (table.polygons) return format == Format::shapefile ? wkbPolygon : wkbMultiPolygon;
    if (table.lines) return format == Format::shapefile ? wkbLineString : wkbMultiLineString;
    return table.point ? wkbPoint : wkbNone;
}

/// A name that no column has: QGIS, for one, writes a field `fid` into Shapefiles.
std::string free_column(const Table& table, const std::string& wanted) {
    std::vector<std::string> names;
    for (const TableColumn& column : table.columns)
        names.emplace_back(column.name);
    return free_name(wanted, names);
}

CPLStringList layer_options(const Table& table, const Writing& writing) {
    CPLStringList options;
    switch (writing.format) {
        case Format::geopackage:
            options.SetNameValue("FID", free_column(table, table.name == "layer_styles" ? "id" : "fid").c_str());
            options.SetNameValue("IDENTIFIER", table.name.c_str());
            options.SetNameValue("DESCRIPTION", table.description.c_str());
            if (table.polygons || table.lines || table.point) {
                options.SetNameValue("GEOMETRY_NAME", geometry_column(table).c_str());
            }
            break;
        case Format::shapefile:
            options.SetNameValue("ENCODING", writing.encoding.c_str());
            options.SetNameValue("DBF_DATE_LAST_UPDATE", std::string(output_date).substr(0, 10).c_str());
            break;
        default:
            // The index drops null geometries.
            options.SetNameValue("SPATIAL_INDEX", table.polygons || table.lines ? "YES" : "NO");
    }
    return options;
}

std::size_t longest_text(const Table& table, std::size_t column, Recoder& to_file) {
    std::size_t longest = 0;
    for (std::size_t row = 0; row < table.rows; ++row) {
        const Cell cell = table.cell(row, column);
        const auto* text = std::get_if<std::string>(&cell);
        if (text == nullptr) continue;
        longest = std::max(longest, is_ascii(*text) ? text->size() : to_file(*text).value_or("").size());
    }
    return longest;
}

std::unique_ptr<OGRFieldDefn> field_of(const Table& table, std::size_t index, const Writing& writing,
                                       GDALDriver& driver) {
    const TableColumn& column = table.columns[index];
    const FieldForm form = form_of(column.type, driver);
    auto field = std::make_unique<OGRFieldDefn>(column.name, form.type);
    field->SetSubType(form.subtype);
    const bool shapefile = writing.format == Format::shapefile;
    if (form.type == OFTString && (shapefile || column.width > 0)) {
        Recoder to_file("UTF-8", shapefile ? writing.encoding : "UTF-8");
        const auto longest = static_cast<int>(longest_text(table, index, to_file));
        if (shapefile || longest <= column.width) field->SetWidth(std::max({1, column.width, longest}));
    }
    if (form.type == OFTReal && shapefile) {
        field->SetWidth(24);
        field->SetPrecision(column.decimals);
    }
    return field;
}

/// A Shapefile's numbers are text of a fixed width.
void check_range(const Cell& cell, const TableColumn& column, const Writing& writing) {
    bool fits = true;
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
        // Not by std::abs, for the smallest number has no opposite.
        const auto is_within = [&](std::int64_t most) { return *integer >= -most && *integer <= most; };
        constexpr std::int64_t widest = 99'999'999'999'999'999;
        if (column.type == ColumnType::integer) fits = *integer == static_cast<std::int32_t>(*integer);
        if (writing.format == Format::shapefile) fits = fits && is_within(widest);
    } else if (const auto* real = std::get_if<double>(&cell); real != nullptr && writing.format == Format::shapefile) {
        fits = std::abs(*real) < std::pow(10, 24 - 2 - column.decimals);
    }
    if (!fits) {
        writing.fail(msg("a value of the field '{}' is too large for the format", column.name),
                     msg("write another format, such as a GeoPackage"));
    }
}

std::unique_ptr<OGRLinearRing> ring_of(const Ring& points) {
    auto ring = std::make_unique<OGRLinearRing>();
    ring->setNumPoints(static_cast<int>(points.size()), FALSE);
    for (std::size_t i = 0; i < points.size(); ++i)
        ring->setPoint(static_cast<int>(i), points[i].x, points[i].y);
    return ring;
}

std::unique_ptr<OGRGeometry> geometry_of(const Table& table, std::size_t row) {
    if (table.polygons) return to_ogr(table.polygons(row));
    if (table.lines) {
        if (table.lines(row).empty()) return nullptr;
        auto all = std::make_unique<OGRMultiLineString>();
        for (const LineString& line : table.lines(row)) {
            auto one = std::make_unique<OGRLineString>();
            for (const Point& p : line)
                one->addPoint(p.x, p.y);
            all->addGeometryDirectly(one.release());
        }
        return all;
    }
    if (!table.point) return nullptr;
    const Point p = table.point(row);
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) return nullptr;
    return std::make_unique<OGRPoint>(p.x, p.y);
}

/// A Shapefile's table names the length of its fields, and their number, in few bits.
void check_fields(const Table& table, const Writing& writing) {
    constexpr std::size_t most = 255;
    if (writing.format != Format::shapefile || table.columns.size() <= most) return;
    writing.fail(msg("there are {} fields, but a Shapefile can have {}", table.columns.size(), most),
                 msg("leave fields out with --fields, or write a GeoPackage"));
}

/// Without the rounding of large coordinates, in whatever order the rings come.
double area_of(const MultiPolygon& polygons) {
    double doubled = 0;
    for (const Polygon& polygon : polygons) {
        doubled += std::abs(doubled_area(polygon.shell));
        for (const Ring& hole : polygon.holes)
            doubled -= std::abs(doubled_area(hole));
    }
    return doubled / 2;
}

/// A Shapefile keeps the rings of a feature in one list; which are holes is found out anew when it is read. Parts that
/// overlap or lie in each other become other ground then.
void check_area(const OGRGeometry* read, const MultiPolygon& written, std::size_t row, const Writing& writing) {
    if (writing.format != Format::shapefile) return;
    Feature back;
    const bool is_polygon = read != nullptr && take_geometry(*read, GeometryKind::polygons, back);
    const double area = area_of(written);
    const double found = is_polygon ? area_of(back.polygons) : 0;
    Box box;
    for (const Polygon& polygon : written)
        std::ranges::for_each(polygon.shell, [&box](const Point& p) { box.add(p); });
    // The sum is rounded as what it is the sum of, which in a sliver is much larger than itself.
    const double rounding = 1e-9 * area + 1e-12 * (box.max_x - box.min_x) * (box.max_y - box.min_y);
    if (std::abs(area - found) <= rounding) return;
    writing.fail(
        msg("the polygon of feature {} would not be the same in a Shapefile: its area {} became {}", row, area, found),
        msg("mend its parts, which overlap or lie in each other, with `gridcheck --repair`, or write a GeoPackage"));
}

/// True for a table to which rows are added if it is there already.
bool is_kept(const Table& table) {
    return table.name == "layer_styles";
}

/// Returns how many rows were there already.
std::size_t write_table(GDALDataset& dataset, const Table& table, const std::string& layer_name,
                        const OGRSpatialReference& crs, const Writing& writing) {
    const OGRwkbGeometryType type = geometry_type(table, writing.format);
    check_fields(table, writing);
    OGRSpatialReference layer_crs(crs);
    const bool has_crs = type != wkbNone && crs.IsEmpty() == 0;
    // Styles of layers that stay in a GeoPackage have their rows in the same table.
    OGRLayer* layer = is_kept(table) ? dataset.GetLayerByName(table.name.c_str()) : nullptr;
    const bool is_new = layer == nullptr;
    if (is_new)
        layer = dataset.CreateLayer(layer_name.c_str(), has_crs ? &layer_crs : nullptr, type,
                                    layer_options(table, writing).List());
    if (layer == nullptr) writing.fail(msg("the layer '{}' cannot be created", layer_name));
    const std::size_t kept = is_new ? 0 : static_cast<std::size_t>(layer->GetFeatureCount(TRUE));
    std::vector<int> indices;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const auto field = field_of(table, i, writing, *dataset.GetDriver());
        if (is_new && layer->CreateField(field.get()) != OGRERR_NONE)
            writing.fail(msg("a field cannot be created"), msg("leave fields out, or write another format"));
        indices.push_back(is_new ? static_cast<int>(i) : layer->GetLayerDefn()->GetFieldIndex(table.columns[i].name));
    }
    for (std::size_t row = 0; row < table.rows; ++row) {
        OGRFeature feature(layer->GetLayerDefn());
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            if (indices[i] < 0) continue;
            Cell cell = table.cell(row, i);
            check_range(cell, table.columns[i], writing);
            auto* const text = std::get_if<std::string>(&cell);
            const bool is_moment = text != nullptr && table.columns[i].type == FieldType::date_time;
            if (is_moment && writing.format == Format::geopackage) *text = in_utc(*text);
            set_field(feature, indices[i], cell);
        }
        if (auto geometry = geometry_of(table, row)) feature.SetGeometryDirectly(geometry.release());
        if (layer->CreateFeature(&feature) != OGRERR_NONE) writing.fail(msg("a feature cannot be written"));
    }
    writing.check(msg("the layer cannot be written"));
    return kept;
}

/// Errors of the last bytes show up only here: the file is read to its end. `kept`: rows that were there, by table.
void verify(const std::vector<Table>& tables, const std::vector<std::size_t>& kept, const std::string& path,
            const Writing& writing) {
    const GDALDatasetUniquePtr dataset(GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_VERBOSE_ERROR));
    if (!dataset) writing.fail(msg("what was written cannot be read back"));
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const Table& table = tables[i];
        OGRLayer* layer =
            dataset->GetLayerCount() == 1 ? dataset->GetLayer(0) : dataset->GetLayerByName(table.name.c_str());
        std::size_t found = 0;
        while (layer != nullptr) {
            const std::unique_ptr<OGRFeature> feature(layer->GetNextFeature());
            if (!feature) break;
            if (table.polygons && found < table.rows)
                check_area(feature->GetGeometryRef(), table.polygons(found), found, writing);
            found += table.polygons && feature->GetGeometryRef() == nullptr ? 0 : 1;
        }
        if (const std::size_t wanted = table.rows + kept[i]; found != wanted) {
            writing.fail(msg("of {} features of the layer '{}' only {} were written", wanted, table.name, found));
        }
    }
    writing.check(msg("what was written cannot be read back"));
}

}  // namespace

std::string geometry_column(const Table& table) {
    return free_column(table, "geom");
}

const char* driver_name(Format format) {
    switch (format) {
        case Format::geopackage:
            return "GPKG";
        case Format::shapefile:
            return "ESRI Shapefile";
        case Format::flatgeobuf:
            return "FlatGeobuf";
        default:
            return "GeoJSON";
    }
}

void refuse_null_in_flatgeobuf(const Message& what, const std::string& shown) {
    throw InputError(msg("FlatGeobuf cannot hold {}", what), {.file = shown, .layer = {}, .fid = {}, .at = {}},
                     msg("write a GeoPackage or GeoJSON"));
}

std::unique_ptr<OGRMultiPolygon> to_ogr(const MultiPolygon& polygons) {
    auto all = std::make_unique<OGRMultiPolygon>();
    for (const Polygon& polygon : polygons) {
        auto one = std::make_unique<OGRPolygon>();
        one->addRingDirectly(ring_of(polygon.shell).release());
        for (const Ring& hole : polygon.holes)
            one->addRingDirectly(ring_of(hole).release());
        all->addGeometryDirectly(one.release());
    }
    return all;
}

void write_with_ogr(const std::vector<Table>& tables, const std::string& crs_wkt, const std::string& path,
                    const OutputOptions& options) {
    init_gdal();
    const Format format = options.format;
    const OGRSpatialReference crs = crs_wkt.empty() ? OGRSpatialReference() : parse_wkt(crs_wkt);
    const Writing writing{.format = format, .encoding = options.encoding, .shown = options.path, .trap = {}};
    const ScopedConfig date("OGR_CURRENT_DATE", output_date);
    const ScopedConfig no_sync("OGR_SQLITE_SYNCHRONOUS", "OFF");  // all is synced once, before the renaming
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(driver_name(format));
    if (driver == nullptr) writing.fail(msg("this GDAL has no driver for {}", driver_name(format)));
    GDALDatasetUniquePtr dataset = open_output(*driver, path, options);
    if (!dataset) writing.fail(msg("cannot be created"));
    const bool transaction = dataset->TestCapability(ODsCTransactions) != 0;
    if (transaction && dataset->StartTransaction() != OGRERR_NONE) writing.fail(msg("no transaction can be started"));
    std::vector<std::size_t> kept;
    for (const Table& table : tables) {
        const std::string name = format == Format::shapefile ? CPLGetBasename(path.c_str()) : table.name;
        kept.push_back(write_table(*dataset, table, name, crs, writing));
    }
    if (transaction && dataset->CommitTransaction() != OGRERR_NONE)
        writing.fail(msg("the transaction cannot be completed"));
    dataset.reset();
    writing.check(msg("the file cannot be completed"));
    verify(tables, kept, path, writing);
}

Findings changed_types(const std::vector<FieldInfo>& fields, Format format, const std::string& shown) {
    init_gdal();
    Findings findings;
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(driver_name(format));
    for (const FieldInfo& field : fields) {
        const auto change = driver == nullptr ? std::nullopt : change_of(field.type, *driver);
        if (!change) continue;
        findings.push_back({"type_changed", {}, {}, msg("{}: the field '{}' {}", shown, field.name, *change)});
    }
    return findings;
}

Findings changed_types(const Table& table, Format format, const std::string& shown) {
    std::vector<FieldInfo> fields;
    for (const TableColumn& column : table.columns)
        fields.push_back({column.name, column.type});
    return changed_types(fields, format, shown);
}

Findings fit_to_shapefile(Table& table, const std::string& encoding, const std::string& shown) {
    Findings findings;
    Recoder to_file("UTF-8", encoding);
    for (std::size_t row = 0; row < table.rows; ++row) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const Cell cell = table.cell(row, i);
            const auto* text = std::get_if<std::string>(&cell);
            if (text == nullptr || (is_ascii(*text) && text->size() <= shapefile_text_bytes)) continue;
            const std::optional<std::string> encoded = to_file(*text);
            if (!encoded) {
                throw InputError(msg("the encoding {} lacks characters of '{}' (field '{}')", encoding, *text,
                                     table.columns[i].name),
                                 {.file = shown, .layer = {}, .fid = {}, .at = {}},
                                 msg("write UTF-8, or another format than Shapefile"));
            }
            if (encoded->size() <= shapefile_text_bytes) continue;
            Finding finding{"text_cut",
                            {},
                            table.grid_code ? table.grid_code(row) : std::string(),
                            msg("{}: a text of the field '{}' was cut to the 254 bytes that a Shapefile can hold",
                                shown, table.columns[i].name)};
            if (table.point) finding.at = table.point(row);
            if (table.polygons && !table.polygons(row).empty() && !table.polygons(row).front().shell.empty()) {
                finding.at = table.polygons(row).front().shell.front();
            }
            findings.push_back(std::move(finding));
        }
    }
    if (findings.empty()) return findings;
    table.cell = [inner = std::move(table.cell), encoding](std::size_t row, std::size_t column) -> Cell {
        Cell cell = inner(row, column);
        auto* text = std::get_if<std::string>(&cell);
        if (text == nullptr || text->size() <= shapefile_text_bytes / 2) return cell;
        Recoder recode("UTF-8", encoding);
        std::string_view cut = cut_utf8(*text, 4 * shapefile_text_bytes);
        while (recode(cut).value_or("").size() > shapefile_text_bytes)
            cut = cut_utf8(cut, cut.size() - 1);
        return std::string(cut);
    };
    return findings;
}

}  // namespace grid::io
