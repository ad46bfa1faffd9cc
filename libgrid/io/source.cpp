#include "libgrid/io/source.hpp"

#include <cpl_string.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "libgrid/io/crs.hpp"
#include "libgrid/io/geometry_in.hpp"
#include "libgrid/io/likely_crs.hpp"
#include "libgrid/io/shapefile_check.hpp"
#include "libgrid/io/source_impl.hpp"
#include "libgrid/io/table_source.hpp"
#include "libgrid/io/unique_names.hpp"

namespace grid {

Place io::file_place(const SourceRef& ref) {
    return {.file = ref.path, .layer = {}, .fid = {}, .at = {}};
}

namespace {

using io::file_place;

bool looks_like_connection(const std::string& path) {
    const std::size_t colon = path.find(':');
    return path.starts_with("/vsi") || (colon != std::string::npos && colon > 1 && colon < path.find('/'));
}

GDALDatasetUniquePtr open_dataset(const SourceRef& ref, const char* encoding) {
    const io::ErrorTrap trap;
    CPLStringList options;
    if (encoding != nullptr) options.SetNameValue("ENCODING", encoding);
    const char* const shapefile_only[] = {"ESRI Shapefile", nullptr};
    GDALDatasetUniquePtr dataset(GDALDataset::Open(ref.path.c_str(),
                                                   GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                                                   encoding != nullptr ? shapefile_only : nullptr, options.List()));
    if (!dataset) {
        io::refuse_utf16(ref);
        throw InputError(trap.explain("cannot be read as a vector data source"), file_place(ref),
                         "`ogrinfo --formats` lists the formats that can be read");
    }
    return dataset;
}

void check_exists(const SourceRef& ref) {
    if (ref.path.empty()) throw InputError("no file is named");
    VSIStatBufL status;
    if (VSIStatL(ref.path.c_str(), &status) == 0) {
        if (!VSI_ISDIR(status.st_mode) && status.st_size == 0) throw InputError("the file is empty", file_place(ref));
        return;
    }
    if (!looks_like_connection(ref.path)) throw InputError("there is no such file", file_place(ref));
}

OGRLayer& choose_layer(GDALDataset& dataset, const SourceRef& ref) {
    const char* const advice = "choose one with the option --layer, or the layer option of this input";
    if (!ref.layer.empty()) {
        if (OGRLayer* layer = dataset.GetLayerByName(ref.layer.c_str())) return *layer;
    }
    std::vector<OGRLayer*> all;
    std::vector<OGRLayer*> with_geometry;
    for (OGRLayer* layer : dataset.GetLayers()) {
        all.push_back(layer);
        if (layer->GetGeomType() != wkbNone) with_geometry.push_back(layer);
    }
    if (all.empty()) throw InputError("the file holds no layer", file_place(ref));
    if (with_geometry.empty() && ref.places && all.size() > 1) {
        // A sheet without a cell does not count: a new spreadsheet has several.
        std::vector<OGRLayer*> used = all;
        std::erase_if(used, [](OGRLayer* layer) { return layer->GetLayerDefn()->GetFieldCount() == 0; });
        if (!used.empty()) all = std::move(used);
    }
    std::vector<std::string> names;
    for (OGRLayer* layer : with_geometry.empty() ? all : with_geometry)
        names.emplace_back(layer->GetName());
    if (!ref.layer.empty()) {
        throw ConfigError(fmt::format("there is no layer '{}'; the layers are: {}", ref.layer, fmt::join(names, ", ")),
                          file_place(ref), advice);
    }
    if (with_geometry.size() == 1) return *with_geometry.front();
    if (all.size() == 1) return *all.front();
    for (OGRLayer* layer : with_geometry) {
        if (layer->GetName() == ref.usual_layer) return *layer;
    }
    throw ConfigError(fmt::format("there are several layers: {}", fmt::join(names, ", ")), file_place(ref), advice);
}

Box box_of(OGRLayer& layer) {
    OGREnvelope envelope;
    const io::ErrorTrap trap;
    if (layer.GetExtent(&envelope, TRUE) != OGRERR_NONE) return {};
    if (!(envelope.MinX <= envelope.MaxX && envelope.MinY <= envelope.MaxY)) return {};
    return {envelope.MinX, envelope.MinY, envelope.MaxX, envelope.MaxY};
}

/// Where most of the first features are: a twentieth of them is left out at each end of x and y, so that places at 0, 0
/// and the like do not count.
Box usual_box_of(OGRLayer& layer) {
    constexpr std::size_t enough = 10'000;
    const io::ErrorTrap trap;
    std::vector<double> x;
    std::vector<double> y;
    layer.ResetReading();
    while (x.size() < enough) {
        const std::unique_ptr<OGRFeature> feature(layer.GetNextFeature());
        if (!feature) break;
        const OGRGeometry* geometry = feature->GetGeometryRef();
        if (geometry == nullptr || geometry->IsEmpty() != 0) continue;
        OGREnvelope envelope;
        geometry->getEnvelope(&envelope);
        if (!std::isfinite(envelope.MinX) || !std::isfinite(envelope.MinY)) continue;
        x.push_back(envelope.MinX);
        y.push_back(envelope.MinY);
    }
    layer.ResetReading();
    if (x.empty()) return {};
    std::sort(x.begin(), x.end());
    std::sort(y.begin(), y.end());
    const std::size_t first = x.size() / 20;
    const std::size_t last = x.size() - 1 - first;
    return {x[first], y[first], x[last], y[last]};
}

Box extent_of(const Source::Impl& impl) {
    return impl.places ? io::extent_of_table(impl) : box_of(*impl.layer);
}

std::string advice_on_crs(const Source::Impl& impl) {
    std::string advice = crs_advice(extent_of(impl));
    return advice == crs_advice({}) ? crs_advice(usual_box_of(*impl.layer)) : advice;
}

std::string choose_crs(const Source::Impl& impl, const Place& place) {
    const SourceRef& ref = impl.ref;
    OGRLayer& layer = *impl.layer;
    if (!ref.crs.empty()) return crs_to_wkt(ref.crs);
    const OGRSpatialReference* crs = layer.GetSpatialRef();
    if ((crs == nullptr || io::is_undefined(*crs)) && !ref.default_crs.empty()) return crs_to_wkt(ref.default_crs);
    if ((crs == nullptr || io::is_undefined(*crs)) && ref.tolerant) return {};
    if (crs == nullptr || io::is_undefined(*crs)) {
        throw InputError(io::fault_of(crs), place, advice_on_crs(impl));
    }
    return io::horizontal_wkt(*crs);
}

GeometryKind choose_kind(OGRLayer& layer, const SourceRef& ref, const Place& place) {
    if (layer.GetGeomType() == wkbNone) {
        throw InputError("the layer has no geometry", place, "choose another layer with --layer");
    }
    if (const auto declared = io::kind_of(layer.GetGeomType())) return *declared;
    layer.ResetReading();
    while (true) {
        const std::unique_ptr<OGRFeature> feature(layer.GetNextFeature());
        if (!feature) break;
        const OGRGeometry* geometry = feature->GetGeometryRef();
        if (geometry == nullptr || geometry->IsEmpty() != 0) continue;
        if (const auto kind = io::kind_of(*geometry)) return *kind;
        if (ref.tolerant) continue;
        Place at = place;
        at.fid = feature->GetFID();
        throw InputError(fmt::format("geometries of the type {} cannot be used", geometry->getGeometryName()), at);
    }
    if (ref.tolerant || (ref.may_be_empty && layer.GetFeatureCount(TRUE) == 0)) return GeometryKind::polygons;
    throw InputError("no feature of the layer has a geometry", place);
}

/// `where` is said in messages; `sql` is the same in the encoding of the layer.
void apply_filter(OGRLayer& layer, const std::string& where, const std::string& sql, const Place& place) {
    if (where.empty()) return;
    const io::ErrorTrap trap;
    io::check_fields_of_sql(layer, sql, place);
    // OGR's own parser first: some drivers hand the text to a database that takes an unknown field for a string.
    OGRFeatureQuery query;
    if (query.Compile(&layer, sql.c_str()) != OGRERR_NONE || layer.SetAttributeFilter(sql.c_str()) != OGRERR_NONE) {
        throw ConfigError(trap.explain(fmt::format("the filter '{}' is not valid", where)), place);
    }
}

/// Opens the file, a Shapefile with the encoding that it declares or that was given.
void open_with_encoding(Source::Impl& impl) {
    impl.dataset = open_dataset(impl.ref, nullptr);
    const bool is_shapefile = EQUAL(impl.dataset->GetDriverName(), "ESRI Shapefile");
    impl.encoding = impl.ref.encoding;
    if (is_shapefile) {
        impl.raw_dataset = open_dataset(impl.ref, "");
        impl.raw_layer = &choose_layer(*impl.raw_dataset, impl.ref);
        io::ShapefileEncoding declared = io::declared_encoding(*impl.raw_layer);
        if (impl.encoding.empty() && declared.vague) {
            constexpr std::size_t enough = 2000;
            declared.name = io::guess_vague_encoding(io::text_samples(*impl.raw_layer, enough));
        }
        if (impl.encoding.empty()) impl.encoding = declared.name;
        impl.dataset = open_dataset(impl.ref, impl.encoding.c_str());
    }
    if (!impl.encoding.empty()) {
        try {
            impl.recoder = std::make_unique<io::Recoder>(impl.encoding, "UTF-8");
        } catch (const ConfigError& error) {
            if (!impl.ref.encoding.empty()) throw;
            throw InputError(fmt::format("the file declares the encoding '{}', which is not known", impl.encoding),
                             file_place(impl.ref), error.advice());
        }
    }
    if (EQUAL(impl.dataset->GetDriverName(), "CSV")) io::look_at_text(impl);
}

/// Converts the extent; the features are converted as they are read.
void set_datum(Source::Impl& impl, const Place& place) {
    if (impl.crs_wkt.empty()) return;
    io::DatumShift shift(impl.crs_wkt, impl.ref.datum, place);
    if (shift.is_identity()) return;
    check_extent(impl.crs_wkt, impl.extent, impl.ref.path);
    impl.extent = shift(impl.extent);
    impl.datum_shift = std::move(shift);
}

void read_fields(Source::Impl& impl) {
    const OGRFeatureDefn& definition = *impl.layer->GetLayerDefn();
    std::vector<std::string> names;
    for (int i = 0; i < definition.GetFieldCount(); ++i) {
        const OGRFieldDefn& field = *definition.GetFieldDefn(i);
        std::string name = field.GetNameRef();
        if (impl.is_encoded || !io::is_utf8(name))
            name = impl.decode(name, fmt::format("the name of field {}", i + 1), -1);
        names.push_back(std::move(name));
    }
    const std::vector<std::string> unique = io::unique_names(names);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const OGRFieldType type = definition.GetFieldDefn(static_cast<int>(i))->GetType();
        impl.fields.push_back({unique[i], io::field_type(type), unique[i] == names[i] ? std::string() : names[i]});
    }
    io::number_fields(*impl.layer);
    if (impl.raw_layer != nullptr) io::number_fields(*impl.raw_layer);
}

}  // namespace

FieldType io::field_type(OGRFieldType type) {
    switch (type) {
        case OFTInteger:
        case OFTInteger64:
            return FieldType::integer;
        case OFTReal:
            return FieldType::real;
        case OFTString:
            return FieldType::text;
        default:
            return FieldType::other;
    }
}

Source::Source(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Source::Source(Source&&) noexcept = default;
Source& Source::operator=(Source&&) noexcept = default;
Source::~Source() = default;

Source Source::open(const SourceRef& ref) {
    io::init_gdal();
    auto impl = std::make_unique<Impl>();
    impl->ref = ref;
    check_exists(ref);
    io::check_shapefile(ref.path);
    std::optional<io::FirstRowIsHeader> first_row_is_header;  // sheets are read when they are looked at
    if (ref.places) first_row_is_header.emplace();
    open_with_encoding(*impl);
    impl->layer = &choose_layer(*impl->dataset, ref);
    impl->layer_name = impl->layer->GetName();
    const Place place = impl->place();
    {
        const io::ErrorTrap trap;
        if (!ref.may_be_empty && impl->layer->GetFeatureCount(TRUE) == 0) {
            throw InputError(trap.explain("the layer is empty"), place);
        }
    }
    if (io::is_place_table(*impl)) {
        read_fields(*impl);
        impl->places = io::find_places(*impl);
    } else if (ref.places && !(ref.places->x + ref.places->y + ref.places->wkt).empty()) {
        throw ConfigError("the layer has a geometry of its own", place,
                          "leave out --sites-x, --sites-y and --sites-wkt, or choose another layer with --sites-layer");
    }
    if (!ref.is_table) {
        const io::ErrorTrap trap;
        impl->kind = impl->places ? io::kind_of_table(*impl) : choose_kind(*impl->layer, ref, place);
        impl->crs_wkt = choose_crs(*impl, place);
        impl->extent = extent_of(*impl);
        set_datum(*impl, place);
    }
    if (impl->fields.empty()) read_fields(*impl);
    if (!ref.where.empty()) io::prepare_for_sql(*impl);
    apply_filter(*impl->layer, ref.where, impl->sql_text(ref.where), place);
    const io::ErrorTrap trap;
    impl->count = impl->layer->GetFeatureCount(TRUE);
    if (trap.failed() && !ref.where.empty()) {
        throw ConfigError(trap.explain(fmt::format("the filter '{}' is not valid", ref.where)), place);
    }
    return Source(std::move(impl));
}

std::vector<std::string> layer_names(const SourceRef& ref) {
    io::init_gdal();
    check_exists(ref);
    const GDALDatasetUniquePtr dataset = open_dataset(ref, nullptr);
    std::vector<std::string> names;
    for (OGRLayer* layer : dataset->GetLayers())
        names.emplace_back(layer->GetName());
    return names;
}

const SourceRef& Source::ref() const {
    return m_impl->ref;
}
const std::string& Source::layer_name() const {
    return m_impl->layer_name;
}
const std::vector<FieldInfo>& Source::fields() const {
    return m_impl->fields;
}
std::int64_t Source::feature_count() const {
    return m_impl->count;
}
GeometryKind Source::geometry_kind() const {
    return m_impl->kind;
}
Box Source::extent() const {
    return m_impl->extent;
}
const std::string& Source::crs_wkt() const {
    return m_impl->crs_wkt;
}

Place Source::place(std::optional<std::int64_t> fid, std::optional<Point> at) const {
    Place place = m_impl->place(fid);
    place.at = at;
    return place;
}

Place Source::Impl::place(std::optional<std::int64_t> fid) const {
    return {.file = ref.path, .layer = layer_name, .fid = fid, .at = {}};
}

std::vector<std::string> Source::place_columns() const {
    std::vector<std::string> names;
    if (!m_impl->places) return names;
    for (const int column : {m_impl->places->x, m_impl->places->y, m_impl->places->wkt}) {
        if (column >= 0) names.push_back(m_impl->fields[static_cast<std::size_t>(column)].name);
    }
    return names;
}

std::optional<std::string> Source::find_field(std::string_view wanted, const std::vector<std::string>& aliases,
                                              std::string_view option) const {
    return io::find_field(m_impl->fields, m_impl->place(), wanted, aliases, option);
}

}  // namespace grid
