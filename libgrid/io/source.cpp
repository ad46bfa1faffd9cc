#include "libgrid/io/source.hpp"

#include <cpl_string.h>
#include "libgrid/core/msg.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/field_value.hpp"
#include "libgrid/io/layer_choice.hpp"
#include "libgrid/io/layer_extent.hpp"
#include "libgrid/io/layers_together.hpp"
#include "libgrid/io/likely_crs.hpp"
#include "libgrid/io/memory_dataset.hpp"
#include "libgrid/io/parts_check.hpp"
#include "libgrid/io/pg_types.hpp"
#include "libgrid/io/reading.hpp"
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
using io::looks_like_connection;

void check_exists(const SourceRef& ref) {
    if (ref.path.empty()) throw InputError(msg("no file is named"));
    VSIStatBufL status;
    if (VSIStatL(ref.path.c_str(), &status) == 0) {
        if (!VSI_ISDIR(status.st_mode) && status.st_size == 0)
            throw InputError(msg("the file is empty"), file_place(ref));
        return;
    }
    if (!looks_like_connection(ref.path)) throw InputError(msg("there is no such file"), file_place(ref));
}

Message advice_on_crs(const Source::Impl& impl) {
    const Message advice = crs_advice(impl.extent);
    return advice == crs_advice({}) ? crs_advice(io::usual_box_of(*impl.layer, impl.geometry)) : advice;
}

/// A local CRS that somebody has named: of a building site, a mine. One without a name says nothing.
bool is_of_a_place(const OGRSpatialReference& crs) {
    const char* const name = crs.GetName();
    return crs.IsLocal() != 0 && name != nullptr && *name != '\0' && !STARTS_WITH_CI(name, "undefined") &&
           !STARTS_WITH_CI(name, "unknown");
}

std::string choose_crs(const Source::Impl& impl, const Place& place) {
    const SourceRef& ref = impl.ref;
    OGRLayer& layer = *impl.layer;
    if (!ref.crs.empty()) return crs_to_wkt(ref.crs);
    const OGRFeatureDefn& definition = *layer.GetLayerDefn();
    const OGRSpatialReference* crs =
        impl.geometry > 0 ? definition.GetGeomFieldDefn(impl.geometry)->GetSpatialRef() : layer.GetSpatialRef();
    if ((crs == nullptr || io::is_undefined(*crs)) && !ref.default_crs.empty()) return crs_to_wkt(ref.default_crs);
    if (crs == nullptr || io::is_undefined(*crs)) {
        if (ref.tolerant) return crs != nullptr && is_of_a_place(*crs) ? io::horizontal_wkt(*crs) : std::string();
        throw InputError(io::fault_of(crs), place, advice_on_crs(impl));
    }
    return io::horizontal_wkt(*crs);
}

/// `where` is said in messages; `sql` is the same in the encoding of the layer.
void apply_filter(OGRLayer& layer, const std::string& where, const std::string& sql, const Place& place) {
    if (where.empty()) return;
    const io::ErrorTrap trap;
    io::check_fields_of_sql(layer, sql, place);
    // OGR's own parser first: some drivers hand the text to a database that takes an unknown field for a string.
    OGRFeatureQuery query;
    if (query.Compile(&layer, sql.c_str()) != OGRERR_NONE || layer.SetAttributeFilter(sql.c_str()) != OGRERR_NONE) {
        throw ConfigError(trap.explain(msg("the filter '{}' is not valid", where)), place);
    }
}

GDALDatasetUniquePtr open_shapefile(const SourceRef& ref, const std::string& encoding) {
    const char* const shapefile_only[] = {"ESRI Shapefile", nullptr};
    CPLStringList options;
    options.SetNameValue("ENCODING", encoding.c_str());
    return io::open_vector(ref, shapefile_only, options.List());
}

/// What a filter cannot be applied to is known only when the features are looked at.
std::int64_t filtered_count(OGRLayer& layer, const std::string& where, const Place& place) {
    const io::ErrorTrap trap;
    const std::int64_t count = layer.GetFeatureCount(TRUE);
    if (trap.failed()) throw ConfigError(trap.explain(msg("the filter '{}' is not valid", where)), place);
    return count;
}

/// Opens the file, a Shapefile with the encoding that it declares or that was given.
void open_with_encoding(Source::Impl& impl) {
    if (impl.ref.memory) {
        impl.dataset = io::open_memory(impl.ref);
        return;
    }
    impl.dataset = io::open_vector(impl.ref);
    if (impl.ref.layer == io::all_layers && impl.dataset->GetLayerCount() > 1)
        impl.dataset = io::layers_together(*impl.dataset, impl.ref);
    const bool is_shapefile = EQUAL(impl.dataset->GetDriverName(), "ESRI Shapefile");
    impl.encoding = impl.ref.encoding;
    if (is_shapefile) {
        impl.raw_dataset = open_shapefile(impl.ref, {});
        impl.raw_layer = &io::choose_layer(*impl.raw_dataset, impl.ref);
        io::ShapefileEncoding declared = io::declared_encoding(*impl.raw_layer);
        if (impl.encoding.empty() && declared.vague) {
            constexpr std::size_t enough = 2000;
            declared.name = io::guess_vague_encoding(io::text_samples(*impl.raw_layer, enough));
        }
        if (impl.encoding.empty()) {
            impl.encoding = declared.name;
            io::check_latin(*impl.raw_layer, declared.name, file_place(impl.ref));
        }
        impl.dataset = open_shapefile(impl.ref, impl.encoding);
    }
    if (!impl.encoding.empty()) {
        try {
            impl.recoder = std::make_unique<io::Recoder>(impl.encoding, "UTF-8");
        } catch (const ConfigError& error) {
            if (!impl.ref.encoding.empty()) throw;
            throw InputError(msg("the file declares the encoding '{}', which is not known", impl.encoding),
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
        if (impl.is_encoded || !io::is_utf8(name)) name = impl.decode(name, msg("the name of field {}", i + 1), -1);
        names.push_back(std::move(name));
    }
    const std::vector<std::string> unique = io::unique_names(names);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const FieldType type = io::field_type(*definition.GetFieldDefn(static_cast<int>(i)));
        impl.fields.push_back({unique[i], type, unique[i] == names[i] ? std::string() : names[i]});
    }
    io::number_fields(*impl.layer);
    if (impl.raw_layer != nullptr) io::number_fields(*impl.raw_layer);
}

std::unique_ptr<Source::Impl> open_source(const SourceRef& ref, std::optional<std::int64_t> records) {
    auto impl = std::make_unique<Source::Impl>();
    impl->ref = ref;
    std::optional<io::FirstRowIsHeader> first_row_is_header;  // sheets are read when they are looked at
    if (ref.places) first_row_is_header.emplace();
    open_with_encoding(*impl);
    impl->layer = &io::choose_layer(*impl->dataset, ref);
    impl->layer_name = impl->layer->GetName();
    const Place place = impl->place();
    io::reading(place, [&] { io::read_as_text_what_is_no_number(*impl->dataset, *impl->layer); });
    if (!ref.is_table) impl->geometry = io::choose_geometry(*impl->layer, ref, place);
    const auto all = io::reading(place, [&] { return io::measure(*impl->dataset, *impl->layer, impl->geometry); });
    impl->deleted = io::check_parts(*impl, all.count, records);
    if (!ref.may_be_empty && all.count == 0) throw InputError(msg("the layer is empty"), place);
    if (io::is_place_table(*impl)) {
        read_fields(*impl);
        impl->places = io::find_places(*impl);
    } else if (ref.places && !(ref.places->x + ref.places->y + ref.places->wkt).empty()) {
        throw ConfigError(
            msg("the layer has a geometry of its own"), place,
            msg("leave out --sites-x, --sites-y and --sites-wkt, or choose another layer with --sites-layer"));
    }
    if (!ref.is_table) {
        impl->extent = impl->places ? io::extent_of_table(*impl) : all.extent;
        impl->crs_wkt = choose_crs(*impl, place);
        set_datum(*impl, place);
    }
    if (impl->fields.empty()) read_fields(*impl);
    if (!ref.where.empty()) io::prepare_for_sql(*impl);
    apply_filter(*impl->layer, ref.where, impl->sql_text(ref.where), place);
    impl->count = ref.where.empty() ? all.count : filtered_count(*impl->layer, ref.where, place);
    if (impl->places) {
        impl->kind = io::kind_of_table(*impl);
    } else if (!ref.is_table) {
        impl->kind = io::choose_kind(*impl->layer, impl->geometry, ref, impl->count == 0, place);
    }
    return impl;
}

}  // namespace

Source::Source(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Source::Source(Source&&) noexcept = default;
Source& Source::operator=(Source&&) noexcept = default;
Source::~Source() = default;

Source Source::open(const SourceRef& ref) {
    io::init_gdal();
    if (!ref.memory) check_exists(ref);
    std::optional<std::int64_t> records;
    if (!ref.memory)
        records = io::check_shapefile(ref.path);  // it says more than GDAL where a part is missing or short
    const auto open = [&] { return Source(io::reading(file_place(ref), [&] { return open_source(ref, records); })); };
    try {
        return open();
    } catch (const InputError& error) {
        if (!io::is_unordered_osm(error)) throw;
    }
    const io::ScopedConfig any_order("OSM_USE_CUSTOM_INDEXING", "NO");
    return open();
}

std::vector<std::string> layer_names(const SourceRef& ref) {
    io::init_gdal();
    if (ref.memory) return {ref.path};
    check_exists(ref);
    return io::reading(file_place(ref), [&] {
        const GDALDatasetUniquePtr dataset = io::open_vector(ref);
        std::vector<std::string> names;
        for (OGRLayer* layer : dataset->GetLayers())
            names.emplace_back(layer->GetName());
        return names;
    });
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
std::int64_t Source::deleted_records() const {
    return m_impl->deleted;
}
std::int64_t Source::feature_count() const {
    return m_impl->count;
}
GeometryKind Source::geometry_kind() const {
    return m_impl->kind;
}
const LeftOut& Source::left_out() const {
    return m_impl->left_out;
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
