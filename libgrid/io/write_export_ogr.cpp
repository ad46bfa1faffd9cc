#include <cpl_string.h>
#include <fmt/format.h>

#include <cmath>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/export_parts.hpp"
#include "libgrid/io/field_value.hpp"
#include "libgrid/io/text.hpp"
#include "libgrid/io/write.hpp"
#include "libgrid/io/write_advice.hpp"
#include "libgrid/io/write_layers.hpp"

namespace grid::io {

namespace {

std::string without_controls(std::string text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') text.replace(i, 1, "\xEF\xBF\xBD");
    }
    return text;
}

/// Excel decodes `_xHHHH_`; so what looks like it is coded itself.
std::string coded_for_sheet(const std::string& text) {
    std::string coded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view rest = std::string_view(text).substr(i, 7);
        const bool is_code = rest.size() == 7 && rest.starts_with("_x") && rest.back() == '_' &&
                             rest.substr(2, 4).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
        coded += is_code ? "_x005F_" : std::string(1, text[i]);
    }
    return coded;
}

class OgrExport {
public:
    OgrExport(const FeatureTable& table, const ExportOptions& options, TileLevels levels = {})
        : m_table(table), m_options(options), m_levels(levels), m_is_sheet(options.format == ExportFormat::xlsx) {}

    void write(const std::string& path) {
        const ScopedConfig date("OGR_CURRENT_DATE", output_date);
        const ScopedConfig no_sync("OGR_SQLITE_SYNCHRONOUS", "OFF");
        const ScopedConfig one_thread("GDAL_NUM_THREADS", "1");  // the order in tiles would depend on them
        const char* const name = m_is_sheet ? "XLSX" : m_options.format == ExportFormat::mbtiles ? "MBTILES" : "MVT";
        GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(name);
        if (driver == nullptr) fail(msg("this GDAL has no driver for {}", name));
        CPLStringList creation;
        if (!m_is_sheet) {
            creation.SetNameValue("NAME", m_options.layer.c_str());
            creation.SetNameValue("DESCRIPTION", m_table.title.c_str());
            creation.SetNameValue("MINZOOM", fmt::format("{}", m_levels.min_zoom).c_str());
            creation.SetNameValue("MAXZOOM", fmt::format("{}", m_levels.max_zoom).c_str());
            // Tiles are whole: no grid is left out of a full one.
            creation.SetNameValue("MAX_SIZE", "50000000");
            creation.SetNameValue("MAX_FEATURES", "10000000");
        }
        GDALDatasetUniquePtr dataset(driver->Create(path.c_str(), 0, 0, 0, GDT_Unknown, creation.List()));
        if (!dataset) fail(msg("cannot be created"));
        write_layer(*dataset);
        dataset.reset();
        if (m_trap.failed()) fail(msg("the output cannot be completed"));
        if (!m_levels.shapes.empty()) return;  // where grids are too small to be shown, there is no tile
        // A folder of tiles is opened by one of its levels.
        const bool is_folder = m_options.format == ExportFormat::mvt;
        const std::string opened = is_folder ? fmt::format("{}/{}", path, m_levels.max_zoom) : path;
        const GDALDatasetUniquePtr check(GDALDataset::Open(opened.c_str(), GDAL_OF_VECTOR | GDAL_OF_VERBOSE_ERROR));
        if (!check || check->GetLayerCount() == 0) fail(msg("what was written cannot be read back"));
    }

private:
    [[noreturn]] void fail(const Message& what) const {
        throw InputError(m_trap.explain(what), {.file = m_options.path, .layer = {}, .fid = {}, .at = {}},
                         advice_on_writing(m_options.path));
    }

    /// A moment in a sheet would lose its zone.
    [[nodiscard]] FieldForm form_in_sheet(FieldType type, GDALDriver& driver) const {
        const bool is_moment = type == FieldType::time || type == FieldType::date_time;
        return m_is_sheet && is_moment ? FieldForm() : form_of(type, driver);
    }

    void write_layer(GDALDataset& dataset) {
        check_rows();
        OGRSpatialReference crs;
        if (!m_is_sheet) crs = parse_wkt(m_table.crs_wkt);
        const std::string name = m_is_sheet ? sheet_name(m_options.layer) : m_options.layer;
        OGRLayer* layer = dataset.CreateLayer(name.c_str(), m_is_sheet ? nullptr : &crs,
                                              m_is_sheet ? wkbNone : wkbMultiPolygon, nullptr);
        if (layer == nullptr) fail(msg("the layer cannot be created"));
        for (const TableField& field : m_table.fields) {
            const std::string& head = m_options.titles && !field.title.empty() ? field.title : field.name;
            const FieldForm form = form_in_sheet(field.type, *dataset.GetDriver());
            OGRFieldDefn definition(head.c_str(), form.type);
            definition.SetSubType(form.subtype);
            if (layer->CreateField(&definition) != OGRERR_NONE) fail(msg("a field cannot be created"));
        }
        for (const Feature& from : m_table.features) {
            OGRFeature feature(layer->GetLayerDefn());
            for (std::size_t i = 0; i < from.values.size(); ++i)
                set_value(feature, static_cast<int>(i), from.values[i], from.fid);
            if (!m_is_sheet) {
                feature.SetFID(from.fid);
                feature.SetGeometryDirectly(shape_of(from).release());
            }
            if (layer->CreateFeature(&feature) != OGRERR_NONE) fail(msg("a feature cannot be written"));
        }
        if (m_trap.failed()) fail(msg("the layer cannot be written"));
    }

    /// Polygons that were thinned are as valid as those that they were made of.
    [[nodiscard]] std::unique_ptr<OGRGeometry> shape_of(const Feature& feature) const {
        if (!m_levels.shapes.empty() && !feature.polygons.empty())
            return to_ogr(m_levels.shapes[static_cast<std::size_t>(&feature - m_table.features.data())]);
        auto shape = geometry_of(feature, m_table);
        if (shape) check_shape(*shape, feature.fid);
        return shape;
    }

    /// Tiles are cut out of polygons that GDAL makes valid before, by which ground in two parts would become a hole.
    void check_shape(const OGRGeometry& shape, std::int64_t row) const {
        constexpr double rounding = 1e-6;  // share of the area
        if (shape.IsValid() != 0) return;
        const std::unique_ptr<OGRGeometry> valid(shape.MakeValid());
        const double before = OGR_G_Area(OGRGeometry::ToHandle(const_cast<OGRGeometry*>(&shape)));
        const double after = valid ? OGR_G_Area(OGRGeometry::ToHandle(valid.get())) : 0;
        if (std::abs(after - before) <= rounding * before) return;
        throw InputError(
            msg("the polygon of feature {} would not be the same in tiles: it is not valid", row),
            {.file = m_options.path, .layer = {}, .fid = {}, .at = {}},
            msg("mend its parts, which overlap or lie in each other, with `gridcheck --repair`, or write a "
                "GeoPackage"));
    }

    /// A workbook with longer text, or more rows, is damaged for Excel.
    void check_length(const std::string& text, int index, std::int64_t row) const {
        constexpr std::size_t most = 32767;  // units of UTF-16
        std::size_t length = 0;
        for (const char c : text)
            length +=
                (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? (static_cast<unsigned char>(c) >= 0xF0U ? 2 : 1) : 0;
        if (length <= most) return;
        throw InputError(msg("the text of field '{}' in feature {} has {} characters, but a workbook holds {}",
                             m_table.fields[static_cast<std::size_t>(index)].name, row, length, most),
                         {.file = m_options.path, .layer = {}, .fid = {}, .at = {}},
                         msg("write CSV or a GeoPackage, or leave the field out with --fields"));
    }

    void check_rows() const {
        constexpr std::size_t most = 1'048'575;  // and one with the heads
        if (!m_is_sheet || m_table.features.size() <= most) return;
        throw InputError(msg("there are {} features, but a sheet holds {}", m_table.features.size(), most),
                         {.file = m_options.path, .layer = {}, .fid = {}, .at = {}},
                         msg("write CSV, or a part with --where"));
    }

    void set_value(OGRFeature& feature, int index, const Value& value, std::int64_t row) const {
        if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            feature.SetField(index, static_cast<GIntBig>(*integer));
        } else if (const auto* real = std::get_if<double>(&value)) {
            if (std::isfinite(*real)) feature.SetField(index, *real);
        } else if (std::holds_alternative<std::string>(value)) {
            const std::string text = without_controls(text_of(value));
            if (m_is_sheet) check_length(text, index, row);
            feature.SetField(index, (m_is_sheet ? coded_for_sheet(text) : text).c_str());
        }
    }

    const FeatureTable& m_table;
    const ExportOptions& m_options;
    TileLevels m_levels;
    bool m_is_sheet;
    ErrorTrap m_trap;
};

}  // namespace

// At most 31 characters, without some; in XML some characters do not exist.
std::string sheet_name(const std::string& layer) {
    constexpr std::size_t most = 31;
    std::string name = layer;
    for (char& c : name) {
        if (std::string_view("[]:*?/\\'").find(c) != std::string_view::npos || static_cast<unsigned char>(c) < 0x20)
            c = '_';
    }
    return std::string(cut_utf8(name, most));
}

void write_tile_levels(const FeatureTable& table, const ExportOptions& options, const TileLevels& levels,
                       const std::string& path) {
    OgrExport(table, options, levels).write(path);
}

// In memory, because GDAL takes the first `.xlsx` in a path for the end of the file's name, and our hidden folders have
// one.
std::string xlsx_bytes(const FeatureTable& table, const ExportOptions& options) {
    init_gdal();
    const std::string path = fmt::format("/vsimem/gridexport-{}.xlsx", static_cast<const void*>(&table));
    OgrExport(table, options).write(path);
    vsi_l_offset size = 0;
    const std::unique_ptr<GByte, decltype(&VSIFree)> bytes(VSIGetMemFileBuffer(path.c_str(), &size, TRUE), &VSIFree);
    return {reinterpret_cast<const char*>(bytes.get()), static_cast<std::size_t>(size)};
}

}  // namespace grid::io
