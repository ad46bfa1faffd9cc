#include "libgrid/io/table_source.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "libgrid/core/msg.hpp"
#include "libgrid/core/text_number.hpp"
#include "libgrid/io/geometry_in.hpp"

namespace grid::io {

namespace {

constexpr const char* naming =
    mark("name the columns with --sites-x and --sites-y, or one that holds WKT with --sites-wkt");

int index_of(const std::vector<FieldInfo>& fields, const std::optional<std::string>& name) {
    if (!name) return -1;
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const FieldInfo& f) { return f.name == *name; });
    return static_cast<int>(found - fields.begin());
}

/// OGR calls a field `field_3` or `Field3` if the first row has no name for it: because it is data, or a title.
bool looks_headless(const std::vector<FieldInfo>& fields) {
    const auto unnamed = std::count_if(fields.begin(), fields.end(), [&](const FieldInfo& field) {
        const auto number = std::to_string(&field - fields.data() + 1);
        return field.name == "field_" + number || field.name == "Field" + number;
    });
    return 2 * static_cast<std::size_t>(unnamed) >= fields.size();
}

[[noreturn]] void fail_without_columns(const Source::Impl& impl, const Message& what) {
    std::vector<std::string> names;
    for (const FieldInfo& field : impl.fields)
        names.push_back(field.name);
    throw ConfigError(
        msg("{}; the fields are: {}{}", what, fmt::join(names, ", "),
            looks_headless(impl.fields) ? msg(" (its first row does not hold names)") : Message()),
        impl.place(),
        looks_headless(impl.fields) ? msg("make the row with the names of the columns the first one") : marked(naming));
}

/// The text as it can be put into a message, whatever its encoding.
std::string shown(std::string_view text) {
    constexpr std::size_t enough = 60;
    const std::string valid = replace_invalid_utf8(text);
    return valid.size() <= enough ? valid : std::string(cut_utf8(valid, enough)) + "...";
}

/// A coordinate; nullopt where the cell is empty.
std::optional<double> coordinate(const Source::Impl& impl, const OGRFeature& row, int column) {
    if (!row.IsFieldSetAndNotNull(column)) return std::nullopt;
    const OGRFieldType type = row.GetFieldDefnRef(column)->GetType();
    TextNumber number;
    if (type == OFTInteger || type == OFTInteger64 || type == OFTReal) {
        number.value = row.GetFieldAsDouble(column);
    } else {
        number = number_in(row.GetFieldAsString(column));
    }
    if (number.fault == NumberFault::none && !std::isfinite(number.value)) number.fault = NumberFault::other;
    if (number.fault == NumberFault::none) return number.value;
    if (number.fault == NumberFault::empty) return std::nullopt;
    Message advice = marked(naming);
    if (number.fault == NumberFault::sexagesimal)
        advice = msg("convert the coordinates to decimal degrees, such as 114.305");
    if (number.fault == NumberFault::comma) advice = msg("write decimals behind a point, and one number in a column");
    throw InputError(msg("the coordinate '{}' in '{}' {}", shown(row.GetFieldAsString(column)),
                         impl.fields[static_cast<std::size_t>(column)].name, describe(number.fault)),
                     impl.place(row.GetFID()), advice);
}

std::unique_ptr<OGRGeometry> geometry_of_text(const Source::Impl& impl, const OGRFeature& row) {
    if (!row.IsFieldSetAndNotNull(impl.places->wkt)) return nullptr;
    const std::string text = row.GetFieldAsString(impl.places->wkt);
    const std::string trimmed(without_spaces(text));
    if (trimmed.empty()) return nullptr;
    const ErrorTrap trap;
    OGRGeometry* geometry = nullptr;
    const char* rest = trimmed.c_str();
    const OGRErr status = OGRGeometryFactory::createFromWkt(&rest, nullptr, &geometry);
    std::unique_ptr<OGRGeometry> taken(geometry);
    if (status == OGRERR_NONE && taken && without_spaces(rest).empty()) return taken;
    throw InputError(msg("the text '{}' in '{}' is not a geometry as WKT", shown(trimmed),
                         impl.fields[static_cast<std::size_t>(impl.places->wkt)].name),
                     impl.place(row.GetFID()), msg("write it as POINT (114.305 30.59), or use columns of coordinates"));
}

template <typename Visit>
void for_each_row(const Source::Impl& impl, Visit&& visit) {
    impl.layer->ResetReading();
    while (true) {
        const std::unique_ptr<OGRFeature> row(impl.layer->GetNextFeature());
        if (!row || !visit(*row)) break;
    }
    impl.layer->ResetReading();
}

}  // namespace

FirstRowIsHeader::FirstRowIsHeader() {
    const auto force = [](std::optional<ScopedConfig>& config, const char* key) {
        if (CPLGetConfigOption(key, nullptr) == nullptr) config.emplace(key, "FORCE");
    };
    force(m_xlsx, "OGR_XLSX_HEADERS");
    force(m_ods, "OGR_ODS_HEADERS");
    force(m_xls, "OGR_XLS_HEADERS");
}

bool is_place_table(const Source::Impl& impl) {
    return impl.ref.places && (impl.layer->GetGeomType() == wkbNone || EQUAL(impl.dataset->GetDriverName(), "CSV"));
}

std::optional<TablePlaces> find_places(const Source::Impl& impl) {
    const PlaceColumns& wanted = *impl.ref.places;
    const bool wants_xy = !wanted.x.empty() || !wanted.y.empty();
    const auto find = [&](const std::string& name, const std::vector<std::string>& aliases, const char* option) {
        return index_of(impl.fields, find_field(impl.fields, impl.place(), name, aliases, option));
    };
    TablePlaces places;
    if (!wants_xy) places.wkt = find(wanted.wkt, wanted.wkt_aliases, "--sites-wkt");
    if (wanted.wkt.empty()) {
        places.x = find(wanted.x, wanted.x_aliases, "--sites-x");
        places.y = find(wanted.y, wanted.y_aliases, "--sites-y");
    }
    const bool has_xy = places.x >= 0 && places.y >= 0;
    const auto name = [&](int column) { return impl.fields[static_cast<std::size_t>(column)].name; };
    if (has_xy && places.x == places.y)
        throw ConfigError(msg("the field '{}' cannot hold both coordinates", name(places.x)), impl.place(),
                          marked(naming));
    if (has_xy && places.wkt >= 0) {
        throw ConfigError(
            msg("the places could be in '{}' and '{}', or in '{}'", name(places.x), name(places.y), name(places.wkt)),
            impl.place(), msg("choose with --sites-x and --sites-y, or with --sites-wkt"));
    }
    if (has_xy) return places;
    if (places.wkt >= 0) return TablePlaces{-1, -1, places.wkt};
    if (impl.layer->GetGeomType() != wkbNone && !wants_xy) return std::nullopt;
    if (places.x >= 0) fail_without_columns(impl, msg("no field of the table holds the coordinate y"));
    if (places.y >= 0) fail_without_columns(impl, msg("no field of the table holds the coordinate x"));
    fail_without_columns(impl, msg("the table has no geometry, and no fields that hold coordinates"));
}

std::unique_ptr<OGRGeometry> geometry_of_row(const Source::Impl& impl, const OGRFeature& row) {
    if (impl.places->wkt >= 0) return geometry_of_text(impl, row);
    const std::optional<double> x = coordinate(impl, row, impl.places->x);
    const std::optional<double> y = coordinate(impl, row, impl.places->y);
    return x && y ? std::make_unique<OGRPoint>(*x, *y) : nullptr;
}

bool is_empty_row(const OGRFeature& row) {
    for (int i = 0; i < row.GetFieldCount(); ++i) {
        if (row.IsFieldSetAndNotNull(i) && !without_spaces(row.GetFieldAsString(i)).empty()) return false;
    }
    return true;
}

GeometryKind kind_of_table(const Source::Impl& impl) {
    if (impl.places->wkt < 0) return GeometryKind::points;
    std::optional<GeometryKind> kind;
    std::optional<InputError> first_error;  // a row that does not pass the filter may be as it likes
    for_each_row(impl, [&](const OGRFeature& row) {
        try {
            const std::unique_ptr<OGRGeometry> geometry = geometry_of_row(impl, row);
            if (geometry && geometry->IsEmpty() == 0) kind = kind_of(*geometry);
        } catch (const InputError& error) {
            if (!first_error) first_error = error;
        }
        return !kind.has_value();
    });
    if (!kind && first_error) throw InputError(*first_error);
    if (!kind) throw InputError(msg("no row of the table has a geometry"), impl.place(), marked(naming));
    return *kind;
}

Box extent_of_table(const Source::Impl& impl) {
    Box box;
    for_each_row(impl, [&](const OGRFeature& row) {
        try {
            const std::unique_ptr<OGRGeometry> geometry = geometry_of_row(impl, row);
            if (!geometry || geometry->IsEmpty() != 0) return true;
            OGREnvelope envelope;
            geometry->getEnvelope(&envelope);
            if (!std::isfinite(envelope.MinX + envelope.MaxX + envelope.MinY + envelope.MaxY)) return true;
            box.add({envelope.MinX, envelope.MinY});
            box.add({envelope.MaxX, envelope.MaxY});
        } catch (const InputError&) {
            return true;  // said when the row is read, if it passes the filter
        }
        return true;
    });
    return box;
}

}  // namespace grid::io
