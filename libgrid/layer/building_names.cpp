#include "libgrid/layer/building_names.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/raster.hpp"
#include "libgrid/layer/site_source.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

bool has_features(const GriddingRequest& request) {
    if (request.cells) return true;
    return request.sites && request.sites->household_id.empty() && !is_raster(request.sites->source);
}

Source open_buildings(const GriddingRequest& request) {
    return request.cells ? Source::open(request.cells->source) : open_sites(request);
}

}  // namespace

BuildingNames::BuildingNames(const GriddingRequest& request) : m_request(request) {
    if (!has_features(request)) {
        if (request.micro_name_field.empty()) return;
        throw ConfigError(msg("a raster, or a roster of persons, has no names of buildings"), {},
                          msg("leave out --micro-name-field"));
    }
    m_field = open_buildings(request).find_field(request.micro_name_field, request.profile.fields.dedicated_name,
                                                 "--micro-name-field");
}

std::map<std::int64_t, std::string> BuildingNames::read(const std::set<std::int64_t>& fids) const {
    std::map<std::int64_t, std::string> names;
    if (!m_field || fids.empty()) return names;
    Source source = open_buildings(m_request);
    source.for_each({*m_field}, [&](Feature&& feature) {
        if (!fids.contains(feature.fid)) return;
        std::string name = to_text(feature.values.front());
        if (!name.empty()) names.emplace(feature.fid, std::move(name));
    });
    return names;
}

}  // namespace grid
