#include "libgrid/tag/tag_sites.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "libgrid/core/secrets.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/csv.hpp"
#include "libgrid/layer/damaged_code.hpp"
#include "libgrid/layer/input_notes.hpp"
#include "libgrid/layer/profile.hpp"
#include "libgrid/layer/read_counts.hpp"
#include "libgrid/layer/site_source.hpp"
#include "libgrid/layer/values.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();

/// Whether the layer has a field for a code of grids, and nothing that says where its rows are.
bool is_table_of_codes(const SourceRef& ref) {
    SourceRef table = ref;
    table.is_table = true;
    table.places.reset();
    const Source source = Source::open(table);
    const auto has = [&source](const std::vector<std::string>& names) {
        return std::ranges::any_of(source.fields(), [&](const FieldInfo& field) {
            return std::ranges::find(names, field.name) != names.end();
        });
    };
    const PlaceColumns& columns = *ref.places;
    if (!(columns.x + columns.y + columns.wkt).empty() || !has({"grid_code"})) return false;
    return !(has(columns.x_aliases) && has(columns.y_aliases)) && !has(columns.wkt_aliases);
}

class SiteReader {
public:
    SiteReader(const SiteInput& input, const TagLayer& layer) : m_input(input), m_layer(layer), m_source(open()) {
        const auto id = m_source.find_field(input.id_field, load_profile("default").fields.site_id, "--site-id");
        if (!id && input.needs_ids)
            throw ConfigError(
                fmt::format("no field holds the codes of the sites; the fields are: {}", field_list(m_source)),
                m_source.place(), "name it with --site-id");
        m_id = m_columns.add(id);
        if (m_is_codes) m_code = m_columns.add("grid_code");
    }

    TagSites read() {
        TagSites sites;
        sites.shown = shown_source(m_source.ref().path);
        std::optional<CrsTransform> to_grids;
        if (!m_is_codes) {
            check_sites(m_source);
            to_grids.emplace(m_source.crs_wkt(), m_layer.crs_wkt);
        }
        m_source.for_each(m_columns.names, [&](Feature&& feature) {
            sites.ids.push_back(identifier(feature));
            if (m_is_codes) {
                sites.at.push_back({nowhere, nowhere});
                sites.grid_codes.push_back(text(feature, m_code));
            } else {
                add_place(std::move(feature), *to_grids, sites);
            }
        });
        if (!m_is_codes)
            add_input_findings("sites", m_source, {m_layer.crs_wkt, m_input.allow_ballpark}, sites.findings);
        return sites;
    }

private:
    Source open() {
        SourceRef ref = with_places(m_input.source, load_profile("default").fields);
        m_is_codes = m_input.may_be_codes && is_table_of_codes(ref);
        if (m_is_codes) {
            ref.is_table = true;
            ref.places.reset();
        } else {
            ref.kinds = {GeometryKind::points, GeometryKind::polygons};
        }
        return Source::open(ref);
    }

    [[nodiscard]] std::string text(Feature& feature, int column) const {
        Value& value = feature.values[static_cast<std::size_t>(column)];
        value = from_csv(std::move(value), m_source.ref().path);
        refuse_damage(value, 0, fmt::format("the {}", m_columns.names[static_cast<std::size_t>(column)]),
                      m_source.place(feature.fid));
        return to_text(value);
    }

    [[nodiscard]] std::string identifier(Feature& feature) const {
        return m_id < 0 ? fmt::format("{}", feature.fid) : text(feature, m_id);
    }

    static void add_place(Feature&& feature, const CrsTransform& to_grids, TagSites& sites) {
        Point at{nowhere, nowhere};
        if (!feature.points.empty()) {
            at = feature.points.front();
            to_grids({&at, 1});
        }
        MultiPolygon polygons = std::move(feature.polygons);
        for (Polygon& polygon : polygons) {
            to_grids(polygon.shell);
            for (Ring& hole : polygon.holes)
                to_grids(hole);
        }
        if (!polygons.empty()) {
            at = inside_point(polygons).value_or(polygons.front().shell.front());
            sites.cells.resize(sites.ids.size() - 1);
            sites.cells.push_back(std::move(polygons));
        }
        sites.at.push_back(at);
    }

    const SiteInput& m_input;
    const TagLayer& m_layer;
    bool m_is_codes = false;
    Source m_source;
    FieldColumns m_columns;
    int m_id = -1;
    int m_code = -1;
};

}  // namespace

TagSites read_tag_sites(const SiteInput& input, const TagLayer& layer) {
    TagSites sites = SiteReader(input, layer).read();
    if (!sites.cells.empty()) sites.cells.resize(sites.ids.size());
    return sites;
}

}  // namespace grid
