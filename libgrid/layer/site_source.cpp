#include "libgrid/layer/site_source.hpp"

#include <algorithm>
#include <string_view>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/crs.hpp"

namespace grid {

SourceRef with_places(SourceRef sites, const FieldAliases& aliases) {
    if (!sites.places) sites.places.emplace();
    sites.places->x_aliases = aliases.site_x;
    sites.places->y_aliases = aliases.site_y;
    sites.places->wkt_aliases = aliases.site_wkt;
    return sites;
}

Source open_sites(const GriddingRequest& request) {
    SourceRef sites = with_places(request.sites->source, request.profile.fields);
    sites.kinds = {GeometryKind::points, GeometryKind::polygons};
    return Source::open(sites);
}

void refuse_columns_of_raster(const GriddingRequest& request) {
    const CountSource& raster = *request.sites;
    const Place place{raster.source.path, {}, {}, {}};
    const auto& places = raster.source.places;
    if (places && !(places->x + places->y + places->wkt).empty())
        throw ConfigError(msg("a raster has no columns"), place, msg("leave out --sites-x, --sites-y and --sites-wkt"));
    if (!raster.household_id.empty())
        throw ConfigError(msg("a raster has no persons with identifiers of households"), place,
                          msg("leave out --household-id"));
    if (request.work && !(request.work->service + request.work->visits).empty())
        throw ConfigError(msg("a raster has no columns"), place,
                          msg("leave out --service and --visits: the profile has both"));
}

void check_sites(const Source& source) {
    if (source.geometry_kind() == GeometryKind::lines)
        throw InputError(msg("sites must be points or polygons, but the layer holds lines"), source.place());
    try {
        check_extent(source.crs_wkt(), source.extent(), source.ref().path);
    } catch (const InputError& error) {
        const std::vector<std::string> columns = source.place_columns();
        const bool is_swapped = std::string_view(error.what()).find("x and y are swapped") != std::string_view::npos;
        if (!is_swapped || columns.size() != 2) throw;
        // On Chinese maps in metres X is the northing.
        throw InputError(
            error.message(), {},
            msg("name the columns the other way round: --sites-x '{}' --sites-y '{}'", columns[1], columns[0]));
    }
}

std::optional<std::string> expression_field(const std::string& name, const std::string& expression, Source& source) {
    if (expression.empty()) return std::nullopt;
    // A field alone needs no evaluation, which OGR does at several times the cost of reading.
    const auto is_it = [&expression](const FieldInfo& field) { return field.name == expression; };
    if (std::any_of(source.fields().begin(), source.fields().end(), is_it)) return expression;
    source.add_expression(name, expression);
    return name;
}

double service_hours(const WorkProfile& work, Count households, std::optional<double> minutes) {
    constexpr double minutes_in_hour = 60;
    return minutes.value_or(work.service_min * static_cast<double>(households) / count_scale) / minutes_in_hour;
}

}  // namespace grid
