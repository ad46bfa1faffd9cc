#include <cpl_string.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/field_value.hpp"
#include "libgrid/io/layer_name.hpp"
#include "libgrid/io/reading.hpp"
#include "libgrid/io/shapefile_check.hpp"
#include "libgrid/io/shared_package.hpp"
#include "libgrid/io/source_impl.hpp"
#include "libgrid/io/unique_names.hpp"
#include "libgrid/io/write_advice.hpp"
#include "libgrid/io/write_layers.hpp"

namespace fs = std::filesystem;

namespace grid {

namespace {

using Changed = std::map<std::int64_t, MultiPolygon>;

/// The field and the value in its type.
std::pair<std::size_t, Value> value_in(const std::vector<FieldInfo>& fields,
                                       const std::pair<std::string, double>& change) {
    const auto field = std::ranges::find(fields, change.first, &FieldInfo::name);
    if (field == fields.end()) throw std::logic_error("a changed value has no field");
    const double number = change.second;
    Value value = number;
    if (is_integer(field->type)) value = static_cast<std::int64_t>(std::llround(number));
    if (is_plain_text(field->type)) value = fmt::format("{}", number);
    return {static_cast<std::size_t>(field - fields.begin()), std::move(value)};
}

class CopyWriter {
public:
    CopyWriter(Source& source, const CopyChanges& changes, const OutputOptions& options)
        : m_source(source), m_changed(changes.geometry), m_values(changes.values), m_options(options) {}

    void write(const std::string& path) {
        const io::ScopedConfig date("OGR_CURRENT_DATE", output_date);
        const io::ScopedConfig no_sync("OGR_SQLITE_SYNCHRONOUS", "OFF");
        GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(io::driver_name(m_options.format));
        if (driver == nullptr) fail(msg("this GDAL lacks the driver of the format"));
        GDALDatasetUniquePtr dataset = io::open_output(*driver, path, m_options);
        if (!dataset) fail(msg("cannot be created"));
        const bool transaction = dataset->TestCapability(ODsCTransactions) != 0;
        if (transaction && dataset->StartTransaction() != OGRERR_NONE) fail(msg("no transaction can be started"));
        OGRLayer& layer = create_layer(*dataset, path);
        const std::string name = layer.GetName();
        const std::int64_t written = copy_features(layer);
        if (transaction && dataset->CommitTransaction() != OGRERR_NONE)
            fail(msg("the transaction cannot be completed"));
        dataset.reset();
        if (!io::is_whole_shapefile(path)) fail(msg("the file cannot be completed"));
        const GDALDatasetUniquePtr check(GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_VERBOSE_ERROR));
        std::int64_t found = 0;
        for (OGRLayer* copy = check ? check->GetLayerByName(name.c_str()) : nullptr; copy != nullptr; ++found) {
            if (!std::unique_ptr<OGRFeature>(copy->GetNextFeature())) break;
        }
        if (found != written || m_trap.failed()) fail(msg("what was written cannot be read back"));
    }

private:
    [[noreturn]] void fail(const Message& what) const {
        throw InputError(m_trap.explain(what), {.file = m_options.path, .layer = {}, .fid = {}, .at = {}},
                         io::advice_on_writing(m_options.path));
    }

    [[nodiscard]] OGRwkbGeometryType geometry_type() const {
        if (m_options.format == Format::shapefile) return wkbPolygon;
        const OGRwkbGeometryType type = m_source.impl().layer->GetGeomType();
        const bool needs_parts = std::any_of(m_changed.begin(), m_changed.end(),
                                             [](const auto& change) { return change.second.size() > 1; });
        return wkbFlatten(type) == wkbPolygon && needs_parts ? OGR_GT_GetCollection(type) : type;
    }

    OGRLayer& create_layer(GDALDataset& dataset, const std::string& path) {
        Source::Impl& impl = m_source.impl();
        CPLStringList options;
        if (m_options.format == Format::shapefile) {
            options.SetNameValue("ENCODING", m_options.encoding.c_str());
            options.SetNameValue("DBF_DATE_LAST_UPDATE", std::string(output_date).substr(0, 10).c_str());
        }
        if (m_options.format == Format::geopackage) {
            std::vector<std::string> names;
            for (const FieldInfo& field : impl.fields)
                names.push_back(field.name);
            options.SetNameValue("FID", io::free_name("fid", names).c_str());
            options.SetNameValue("GEOMETRY_NAME", io::free_name("geom", names).c_str());
        }
        if (m_options.format == Format::flatgeobuf)
            options.SetNameValue("SPATIAL_INDEX", "NO");  // it changes the order
        OGRSpatialReference crs;
        if (!impl.crs_wkt.empty()) crs = io::parse_wkt(impl.crs_wkt);
        std::string name = copied_layer_name(m_source, m_options);
        if (name.empty()) name = fs::path(path).stem().string();
        OGRLayer* layer =
            dataset.CreateLayer(name.c_str(), impl.crs_wkt.empty() ? nullptr : &crs, geometry_type(), options.List());
        if (layer == nullptr) fail(msg("the layer cannot be created"));
        const OGRFeatureDefn& definition = *impl.layer->GetLayerDefn();
        for (int i = 0; i < definition.GetFieldCount(); ++i) {
            OGRFieldDefn field(definition.GetFieldDefn(i));
            field.SetName(impl.fields[static_cast<std::size_t>(i)].name.c_str());
            take_form(field, *dataset.GetDriver());
            if (layer->CreateField(&field) != OGRERR_NONE) fail(msg("a field cannot be created"));
        }
        return *layer;
    }

    /// The field as the format has it. OGR would turn a list into text of its own kind.
    static void take_form(OGRFieldDefn& field, GDALDriver& driver) {
        const io::FieldForm form = io::form_of(io::field_type(field), driver);
        if (form.type == field.GetType() && form.subtype == field.GetSubType()) return;
        field.SetSubType(OFSTNone);
        if (form.type != field.GetType()) {
            field.SetWidth(0);
            field.SetDefault(nullptr);
        }
        field.SetType(form.type);
        field.SetSubType(form.subtype);
    }

    void set_in_form(OGRFeature& copy, const OGRFeature& from, int field) const {
        Value value = io::value_of_field(from, field);
        auto* const text = std::get_if<std::string>(&value);
        const bool is_moment = text != nullptr && from.GetFieldDefnRef(field)->GetType() == OFTDateTime;
        if (is_moment && m_options.format == Format::geopackage) *text = io::in_utc(*text);
        io::set_field(copy, field, value);
    }

    void set_values(OGRFeature& copy, std::int64_t index) const {
        const auto changes = m_values.find(index);
        if (changes == m_values.end()) return;
        for (const auto& change : changes->second) {
            const auto [field, value] = value_in(m_source.fields(), change);
            io::set_field(copy, static_cast<int>(field), value);
        }
    }

    std::int64_t copy_features(OGRLayer& layer) {
        OGRLayer& from = *m_source.impl().layer;
        const OGRwkbGeometryType type = wkbFlatten(layer.GetGeomType());
        // Those that have another type there are set on their own.
        std::vector<int> fields(static_cast<std::size_t>(from.GetLayerDefn()->GetFieldCount()));
        std::vector<int> others;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const auto field = static_cast<int>(i);
            const OGRFieldType wanted = layer.GetLayerDefn()->GetFieldDefn(field)->GetType();
            const bool is_moment = wanted == OFTDateTime && m_options.format == Format::geopackage;
            const bool is_same = from.GetLayerDefn()->GetFieldDefn(field)->GetType() == wanted && !is_moment;
            fields[i] = is_same ? field : -1;
            if (!is_same) others.push_back(field);
        }
        std::int64_t index = 0;
        std::int64_t left_out = 0;
        from.ResetReading();
        const auto next = [&] { return std::unique_ptr<OGRFeature>(from.GetNextFeature()); };
        while (true) {
            const auto feature = io::reading(m_source.place(), next);
            if (!feature) break;
            OGRFeature copy(layer.GetLayerDefn());
            copy.SetFieldsFrom(feature.get(), fields.data(), TRUE);
            for (const int field : others)
                set_in_form(copy, *feature, field);
            set_values(copy, index);
            if (m_options.format == Format::geopackage) copy.SetFID(feature->GetFID());
            const auto change = m_changed.find(index++);
            if (change != m_changed.end() && change->second.empty()) {
                ++left_out;
                continue;
            }
            std::unique_ptr<OGRGeometry> geometry;
            if (change != m_changed.end()) {
                geometry = io::to_ogr(change->second);
                if (type == wkbPolygon && change->second.size() == 1) {
                    geometry.reset(OGRGeometryFactory::forceToPolygon(geometry.release()));
                }
            } else if (const OGRGeometry* own = feature->GetGeometryRef()) {
                geometry.reset(own->clone());
                if (type == wkbMultiPolygon && wkbFlatten(own->getGeometryType()) == wkbPolygon)
                    geometry.reset(OGRGeometryFactory::forceToMultiPolygon(geometry.release()));
            }
            if (m_options.format == Format::flatgeobuf && (!geometry || geometry->IsEmpty() != 0)) {
                io::refuse_null_in_flatgeobuf(
                    msg("a feature without geometry, as feature {} is", std::to_string(feature->GetFID())),
                    m_options.path);
            }
            if (geometry) copy.SetGeometryDirectly(geometry.release());
            if (layer.CreateFeature(&copy) != OGRERR_NONE) fail(msg("a feature cannot be written"));
        }
        if (m_trap.failed()) fail(msg("the layer cannot be copied"));
        return index - left_out;
    }

    Source& m_source;
    const Changed& m_changed;
    const std::map<std::int64_t, std::vector<std::pair<std::string, double>>>& m_values;
    const OutputOptions& m_options;
    io::ErrorTrap m_trap;
};

/// OGR's own writer of GeoJSON rounds some numbers in the 17th digit; ours does not.
void write_geojson_copy(Source& source, const CopyChanges& changes, const OutputOptions& options,
                        const std::string& path) {
    const Changed& changed = changes.geometry;
    std::vector<std::string> names;
    io::Table table;
    table.name = source.layer_name();
    for (const FieldInfo& field : source.fields())
        names.push_back(field.name);
    for (std::size_t i = 0; i < names.size(); ++i)
        table.columns.push_back({names[i].c_str(), source.fields()[i].type});
    std::vector<Feature> features;
    source.for_each(names, [&, index = std::int64_t{0}](Feature&& feature) mutable {
        if (const auto values = changes.values.find(index); values != changes.values.end()) {
            for (const auto& change : values->second) {
                auto [field, value] = value_in(source.fields(), change);
                feature.values[field] = std::move(value);
            }
        }
        if (const auto change = changed.find(index++); change != changed.end()) {
            if (change->second.empty()) return;
            feature.polygons = change->second;
        }
        features.push_back(std::move(feature));
    });
    table.rows = features.size();
    table.cell = [&features](std::size_t row, std::size_t column) -> io::Cell { return features[row].values[column]; };
    table.polygons = [&features](std::size_t row) -> const MultiPolygon& { return features[row].polygons; };
    const auto write = options.format == Format::geojsonseq ? &io::write_geojson_lines : &io::write_geojson;
    write(table, source.crs_wkt(), path, options.path);
}

}  // namespace

std::string copied_layer_name(const Source& source, const OutputOptions& options) {
    if (options.format == Format::shapefile) return {};
    const std::string& name = source.layer_name();
    return options.format == Format::geopackage ? io::package_layer_name(name) : name;
}

Findings write_changed_copy(Source& source, const std::map<std::int64_t, MultiPolygon>& geometry,
                            const OutputOptions& options) {
    OutputSet outputs;
    Findings findings = write_changed_copy(source, CopyChanges{.geometry = geometry}, options, outputs);
    outputs.commit();
    return findings;
}

Findings write_changed_copy(Source& source, const CopyChanges& changes, const OutputOptions& options,
                            OutputSet& outputs) {
    check_output(options);
    const fs::path output = io::resolve(options.path);
    io::UnfinishedOutput& unfinished = io::begin_output(outputs, options);
    const std::string part = unfinished.path(output.filename().string()).string();
    if (options.format == Format::geojson || options.format == Format::geojsonseq) {
        write_geojson_copy(source, changes, options, part);
    } else {
        CopyWriter(source, changes, options).write(part);
    }
    return io::changed_types(source.fields(), options.format, options.path);
}

}  // namespace grid
