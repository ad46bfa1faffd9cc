#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "libgrid/core/msg.hpp"
#include "libgrid/io/field_value.hpp"
#include "libgrid/io/geometry_in.hpp"
#include "libgrid/io/query.hpp"
#include "libgrid/io/reading.hpp"
#include "libgrid/io/shapefile_check.hpp"
#include "libgrid/io/source_impl.hpp"
#include "libgrid/io/table_source.hpp"
#include "libgrid/io/unique_names.hpp"

namespace grid {

namespace {

[[noreturn]] void refuse_ambiguous(const std::string& name, const Place& place) {
    throw ConfigError(
        msg("two fields are called '{}', but for upper and lower case, which SQL cannot tell apart", name), place,
        msg("rename one of them in the file"));
}

/// How one field is fetched.
struct Column {
    std::string name;
    int index = 0;       ///< in the features of the layer that is read
    int raw_index = -1;  ///< in the raw layer; -1: not text of a Shapefile
    FieldType type = FieldType::text;
    bool is_as_written = false;  ///< of a table over which SQL is evaluated: `index` is that in the raw layer
};

void check_name(const Source::Impl& impl, const std::string& field) {
    const std::vector<std::string> names = io::field_names(*impl.layer);
    const auto known = std::ranges::find(impl.fields, field, &FieldInfo::name);
    const auto index = static_cast<std::size_t>(known - impl.fields.begin());
    if (index < names.size() && io::is_repeated(names[index], names)) refuse_ambiguous(field, impl.place());
}

std::string select_statement(const Source::Impl& impl, const std::vector<std::string>& fields) {
    std::vector<std::string> columns;
    for (const std::string& field : fields) {
        const std::string* expression = impl.expression(field);
        if (impl.places && expression == nullptr) continue;  // comes from the raw layer
        if (expression == nullptr) check_name(impl, field);
        const std::string quoted = io::quote_identifier(field);
        columns.push_back(expression != nullptr ? fmt::format("({}) AS {}", impl.sql_text(*expression), quoted)
                                                : quoted);
    }
    if (impl.geometry > 0) {
        const OGRGeomFieldDefn& column = *impl.layer->GetLayerDefn()->GetGeomFieldDefn(impl.geometry);
        columns.push_back(io::quote_identifier(column.GetNameRef()));
    }
    std::string sql = fmt::format("SELECT {} FROM {}", fmt::join(columns, ", "), io::quote_identifier(impl.layer_name));
    if (!impl.ref.where.empty()) sql += fmt::format(" WHERE ({})", impl.sql_text(impl.ref.where));
    return sql;
}

std::vector<Column> columns_of(Source::Impl& impl, OGRLayer& layer, const std::vector<std::string>& fields,
                               bool computed) {
    std::vector<Column> columns;
    int next_computed = 0;
    for (const std::string& field : fields) {
        const auto known =
            std::find_if(impl.fields.begin(), impl.fields.end(), [&](const FieldInfo& f) { return f.name == field; });
        if (known == impl.fields.end()) {
            throw ConfigError(msg("there is no field '{}'", field), impl.place());
        }
        Column column{
            .name = field, .index = static_cast<int>(known - impl.fields.begin()), .raw_index = -1, .type = {}};
        if (impl.raw_layer != nullptr && is_plain_text(known->type) && impl.expression(field) == nullptr) {
            column.raw_index = column.index;  // both handles see the same table
        }
        column.is_as_written = impl.places && impl.raw_layer != nullptr && impl.expression(field) == nullptr;
        if (column.is_as_written) {
            column.raw_index = -1;
            column.type = io::field_type(*impl.raw_layer->GetLayerDefn()->GetFieldDefn(column.index));
            columns.push_back(std::move(column));
            continue;
        }
        if (computed) column.index = next_computed++;
        column.type = io::field_type(*layer.GetLayerDefn()->GetFieldDefn(column.index));
        columns.push_back(std::move(column));
    }
    return columns;
}

Value value_of(Source::Impl& impl, const OGRFeature& feature, const OGRFeature* raw, const Column& column) {
    if (!feature.IsFieldSetAndNotNull(column.index)) return {};
    if (!is_plain_text(column.type)) return io::value_of_field(feature, column.index);
    if (raw != nullptr && column.raw_index >= 0) {
        return impl.decode(raw->GetFieldAsString(column.raw_index), column.name, feature.GetFID());
    }
    const std::string_view text = feature.GetFieldAsString(column.index);
    return !impl.is_encoded && io::is_utf8(text) ? std::string(text) : impl.decode(text, column.name, feature.GetFID());
}

/// A tolerant source takes text that is not valid for no text, and says so.
Value tolerated_value(Source::Impl& impl, const OGRFeature& from, const OGRFeature* raw, const Column& column,
                      Feature& to) {
    if (!impl.ref.tolerant) return value_of(impl, from, raw, column);
    try {
        return value_of(impl, from, raw, column);
    } catch (const InputError& error) {
        to.flaws.push_back({FlawKind::bad_text, error.message()});
        return {};
    }
}

Message name_of(GeometryKind kind) {
    switch (kind) {
        case GeometryKind::points:
            return msg("points");
        case GeometryKind::lines:
            return msg("lines");
        default:
            return msg("polygons");
    }
}

/// Takes what is of use, and counts what is not. False if the feature is to be left out.
bool set_fitting(Source::Impl& impl, const OGRGeometry& geometry, Feature& to) {
    const io::Taken taken = io::take_fitting(geometry, impl.ref.kinds, to);
    if (taken == io::Taken::all) return true;
    LeftOut& left = impl.left_out;
    if (left.features + left.parts == 0) {
        left.first = to.fid;
        left.type = geometry.getGeometryName();
    }
    ++(taken == io::Taken::part ? left.parts : left.features);
    return taken == io::Taken::part;
}

/// False if the feature is to be left out.
bool set_geometry(Source::Impl& impl, const OGRFeature& from, Feature& to) {
    const std::unique_ptr<OGRGeometry> made = impl.places ? io::geometry_of_row(impl, from) : nullptr;
    // Where SQL computes fields, it gives the one column of geometry that was asked for.
    const int column = impl.geometry < from.GetGeomFieldCount() ? impl.geometry : 0;
    const OGRGeometry* geometry = impl.places ? made.get() : from.GetGeomFieldRef(column);
    if (geometry == nullptr || impl.ref.is_table) return true;
    to.has_geometry = true;
    const auto refuse = [&](FlawKind kind, const Message& message, const Message& advice) {
        if (!impl.ref.tolerant) throw InputError(message, impl.place(to.fid), advice);
        to.flaws.push_back({kind, message});
        to.points.clear();
        to.lines.clear();
        to.polygons.clear();
    };
    try {
        if (!impl.ref.kinds.empty() && !impl.ref.tolerant) return set_fitting(impl, *geometry, to);
        if (io::take_geometry(*geometry, impl.kind, to)) return true;
    } catch (const InputError& error) {
        refuse(FlawKind::bad_coordinate, error.message(), error.advice());
        return true;
    }
    refuse(
        FlawKind::other_geometry,
        msg("the geometry is of the type {}, but the layer holds {}", geometry->getGeometryName(), name_of(impl.kind)),
        {});
    return true;
}

void read_features(Source::Impl& impl, const std::vector<std::string>& fields,
                   const std::function<void(Feature&&)>& visit) {
    const bool computed =
        std::any_of(fields.begin(), fields.end(), [&](const std::string& f) { return impl.expression(f) != nullptr; });
    std::unique_ptr<io::Query> query;
    std::unique_ptr<io::FieldSelection> selection;
    std::unique_ptr<io::FieldSelection> raw_selection;
    OGRLayer* layer = impl.layer;
    if (computed) {
        const io::ErrorTrap trap;
        query = std::make_unique<io::Query>(*impl.dataset, select_statement(impl, fields));
        layer = query->layer();
        if (layer == nullptr) throw ConfigError(trap.explain(msg("the expression cannot be evaluated")), impl.place());
    }
    const std::vector<Column> columns = columns_of(impl, *layer, fields, computed);
    if (!computed) {
        // A query over the layer that has ended since took the filter away.
        layer->SetAttributeFilter(impl.ref.where.empty() ? nullptr : impl.sql_text(impl.ref.where).c_str());
        std::set<std::string> wanted = io::fields_of_filter(*layer, impl.ref.where);
        for (const Column& column : columns)
            wanted.insert(layer->GetLayerDefn()->GetFieldDefn(column.index)->GetNameRef());
        // Of a table all is read: it takes no longer, and only so an empty row is seen to be one.
        if (!impl.places) selection = std::make_unique<io::FieldSelection>(*layer, wanted, true);
    }
    std::set<std::string> raw_wanted;
    for (const Column& column : columns) {
        if (column.raw_index < 0) continue;
        raw_wanted.insert(impl.raw_layer->GetLayerDefn()->GetFieldDefn(column.raw_index)->GetNameRef());
    }
    if (!raw_wanted.empty()) raw_selection = std::make_unique<io::FieldSelection>(*impl.raw_layer, raw_wanted, false);

    impl.left_out = {};
    layer->ResetReading();
    while (true) {
        const std::unique_ptr<OGRFeature> from(layer->GetNextFeature());
        if (!from) break;
        std::unique_ptr<OGRFeature> raw;
        const bool is_twofold = impl.places && impl.raw_layer != nullptr;
        if (raw_selection || is_twofold) raw.reset(impl.raw_layer->GetFeature(from->GetFID()));
        if (is_twofold && !raw)
            throw InputError(msg("the table changed while it was read"), impl.place(from->GetFID()));
        const OGRFeature& row = is_twofold ? *raw : *from;
        if (impl.places && io::is_empty_row(row)) continue;
        Feature feature;
        feature.fid = from->GetFID();
        if (!set_geometry(impl, row, feature)) continue;
        if (impl.datum_shift) (*impl.datum_shift)(feature);
        feature.values.reserve(columns.size());
        for (const Column& column : columns)
            feature.values.push_back(
                tolerated_value(impl, column.is_as_written ? row : *from, raw.get(), column, feature));
        visit(std::move(feature));
    }
}

}  // namespace

void io::check_fields_of_sql(OGRLayer& layer, const std::string& where, const Place& place) {
    const std::vector<std::string> names = field_names(layer);
    for (const std::string& used : fields_of_filter(layer, where))
        if (is_repeated(used, names)) refuse_ambiguous(used, place);
}

const std::string* Source::Impl::expression(const std::string& field) const {
    const auto it =
        std::find_if(expressions.begin(), expressions.end(), [&](const auto& e) { return e.first == field; });
    return it == expressions.end() ? nullptr : &it->second;
}

std::string Source::Impl::sql_text(const std::string& sql) const {
    if (!is_encoded || io::is_ascii(sql)) return sql;
    return io::Recoder("UTF-8", encoding)(sql).value_or(sql);
}

std::string Source::Impl::decode(std::string_view bytes, const Message& field, std::int64_t fid) {
    if (io::is_ascii(bytes)) return std::string(bytes);
    if (!recoder && io::is_utf8(bytes)) return std::string(bytes);
    if (recoder) {
        if (std::optional<std::string> text = (*recoder)(bytes)) return *text;
    }
    if (ref.tolerant && fid >= 0) {
        throw InputError(msg("the text of field '{}' is not valid {}", field,
                             recoder ? "in the encoding " + encoding : std::string("UTF-8")));
    }
    constexpr std::size_t enough = 2000;
    std::vector<std::string> all = samples;
    all.emplace_back(bytes);
    if (raw_layer != nullptr && !places) {
        for (std::string& sample : io::text_samples(*raw_layer, enough))
            all.push_back(std::move(sample));
    }
    const std::vector<std::string> fitting = io::fitting_encodings(all);
    const Message subject = fid < 0 ? field : msg("the text of field '{}'", field);
    Message what;
    if (recoder) {
        what = msg("{} is not valid in the encoding {}{}", subject, encoding,
                   ref.encoding.empty() ? msg(", which the file declares") : Message());
    } else {
        what = msg("{} is not valid UTF-8 and the file declares no encoding", subject);
    }
    throw InputError(what, place(fid < 0 ? std::nullopt : std::optional(fid)),
                     fitting.empty()
                         ? msg("name the encoding with --encoding")
                         : msg("name the encoding with --encoding; these would fit: {}", fmt::join(fitting, ", ")));
}

void Source::add_expression(const std::string& name, const std::string& expression) {
    Impl& impl = *m_impl;
    const auto known = [&](const FieldInfo& f) { return EQUAL(f.name.c_str(), name.c_str()); };
    if (std::any_of(impl.fields.begin(), impl.fields.end(), known)) {
        throw ConfigError(msg("a computed field cannot be called '{}': there is such a field", name), place());
    }
    io::prepare_for_sql(impl);
    const std::string written = impl.sql_text(expression);
    const auto fail = [&](const io::ErrorTrap& trap) {
        const bool is_text = impl.places && trap.message().find("Type mismatch") != std::string::npos;
        throw ConfigError(trap.explain(msg("the expression '{}' is not valid", expression)), place(),
                          is_text
                              ? msg("a column of numbers that holds other text is text; CAST(field AS float) reads the "
                                    "numbers in it")
                              : Message());
    };
    const io::ErrorTrap trap;
    const std::string from = io::quote_identifier(impl.layer_name);
    // As a condition first: there, nothing but one expression can stand, and aggregates cannot.
    io::check_fields_of_sql(*impl.layer, fmt::format("({}) IS NULL", written), place());
    const io::Query condition(*impl.dataset, fmt::format("SELECT FID FROM {} WHERE (({}) IS NULL)", from, written));
    if (condition.layer() == nullptr || trap.failed()) fail(trap);
    const io::Query query(*impl.dataset,
                          fmt::format("SELECT ({}) AS {} FROM {}", written, io::quote_identifier(name), from));
    if (query.layer() == nullptr || trap.failed() || query.layer()->GetLayerDefn()->GetFieldCount() != 1) fail(trap);
    impl.fields.push_back({name, io::field_type(*query.layer()->GetLayerDefn()->GetFieldDefn(0))});
    impl.expressions.emplace_back(name, expression);
}

void Source::for_each(const std::vector<std::string>& fields, const std::function<void(Feature&&)>& visit) {
    io::reading(m_impl->place(), [&] { read_features(*m_impl, fields, visit); });
}

std::vector<std::int64_t> Source::matching(const std::string& where) {
    Impl& impl = *m_impl;
    const io::ErrorTrap trap;
    const auto fail = [&] {
        throw ConfigError(trap.explain(msg("the filter '{}' is not valid", where)), impl.place());
    };
    OGRFeatureQuery parsed;
    if (where.empty() || parsed.Compile(impl.layer, where.c_str()) != OGRERR_NONE) fail();
    io::check_fields_of_sql(*impl.layer, where, impl.place());
    io::prepare_for_sql(impl);
    const std::string both = impl.ref.where.empty() ? where : fmt::format("({}) AND ({})", impl.ref.where, where);
    std::vector<std::int64_t> fids;
    const io::FieldSelection selection(*impl.layer, io::fields_of_filter(*impl.layer, both), false);
    const bool valid = impl.layer->SetAttributeFilter(both.c_str()) == OGRERR_NONE;
    if (valid) {
        while (true) {
            const std::unique_ptr<OGRFeature> feature(impl.layer->GetNextFeature());
            if (!feature) break;
            fids.push_back(feature->GetFID());
        }
    }
    const bool failed = trap.failed();
    impl.layer->SetAttributeFilter(impl.ref.where.empty() ? nullptr : impl.ref.where.c_str());
    if (!valid || failed) fail();
    return fids;
}

}  // namespace grid
