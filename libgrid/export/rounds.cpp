#include "libgrid/export/rounds.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "libgrid/core/error.hpp"
#include "libgrid/layer/layer_work.hpp"
#include "libgrid/layer/profile.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

/// A field of the grids that goes along with its round.
struct Taken {
    std::size_t column = 0;
    std::string name;
};

class RoundsMaker {
public:
    RoundsMaker(const FeatureTable& grids, const SourceRef& ref, const std::string& key, const RoundsSource& source)
        : m_grids(grids), m_source(source) {
        const Source layer = Source::open(ref);
        const GridFields fields = find_grid_fields(layer, source.fields, source.ground.profile.fields);
        take(key, key);
        if (fields.name) take(*fields.name, "grid_name");
        if (fields.unit) m_unit = take(*fields.unit, "unit_code");
    }

    FeatureTable make(Findings& findings) {
        GriddingRequest request = m_source.ground;
        request.output_crs = m_grids.crs_wkt;
        const Ground ground = read_ground(request, {.frame_crs = m_grids.crs_wkt, .checksums = false});
        for (const Feature& feature : m_grids.features)
            m_polygons.push_back(feature.polygons);
        m_item_grid = grids_of_items(ground, m_polygons, request.threads);
        LayerWork work = work_of_layer(ground, laid_grids(), m_item_grid, request.profile.work, true, request.threads);
        add_findings(ground.findings, findings);
        std::ranges::move(work.findings, std::back_inserter(findings));
        FeatureTable table = empty_table();
        const std::vector<Count> households = households_of(ground);
        for (std::size_t g = 0; g < m_polygons.size(); ++g)
            table.features.push_back(round_of(g, work, households[g]));
        return table;
    }

private:
    std::optional<std::size_t> take(const std::string& field, const std::string& name) {
        const auto column = m_grids.find(field);
        if (!column) return std::nullopt;
        const bool is_there = std::ranges::any_of(m_taken, [&](const Taken& t) { return t.column == *column; });
        if (!is_there) m_taken.push_back({*column, name});
        return column;
    }

    /// Grids of one unit share its ways.
    [[nodiscard]] LaidGrids laid_grids() const {
        LaidGrids laid{m_polygons, {}, {}};
        std::map<std::string, std::int32_t> units;
        for (const Feature& feature : m_grids.features) {
            const std::string unit = m_unit ? to_text(feature.values[*m_unit]) : std::string();
            const auto [known, is_new] = units.try_emplace(unit, static_cast<std::int32_t>(units.size()));
            if (is_new) laid.units.push_back(unit);
            laid.unit.push_back(known->second);
        }
        return laid;
    }

    /// What was found while reading, but for what no round depends on.
    static void add_findings(const Findings& read, Findings& findings) {
        std::ranges::copy_if(read, std::back_inserter(findings), [](const Finding& finding) {
            return finding.code == "walk_missing" || finding.code == "datum_shift_unknown" ||
                   finding.code == "no_location";
        });
    }

    [[nodiscard]] FeatureTable empty_table() const {
        FeatureTable table;
        table.name = "rounds";
        table.has_geometry = true;
        table.kind = GeometryKind::lines;
        table.crs_wkt = m_grids.crs_wkt;
        table.deleted = m_grids.deleted;
        for (const Taken& taken : m_taken) {
            table.fields.push_back(m_grids.fields[taken.column]);
            table.fields.back().name = taken.name;
        }
        table.fields.push_back({.name = "stops", .type = FieldType::integer64});
        table.fields.push_back({.name = "households", .type = FieldType::real, .decimals = 3});
        for (const char* const name : {"walk_km", "walk_h", "service_h", "workload"})
            table.fields.push_back({.name = name, .type = FieldType::real, .decimals = 6});
        return table;
    }

    [[nodiscard]] std::vector<Count> households_of(const Ground& ground) const {
        std::vector<Count> households(m_polygons.size(), 0);
        for (std::size_t i = 0; i < m_item_grid.size(); ++i) {
            if (m_item_grid[i] < 0) continue;
            households[static_cast<std::size_t>(m_item_grid[i])] +=
                i < ground.sites.size() ? ground.sites[i].site.households
                                        : ground.cells[i - ground.sites.size()].cell.households;
        }
        return households;
    }

    [[nodiscard]] Feature round_of(std::size_t grid, LayerWork& work, Count households) const {
        Feature feature;
        feature.fid = static_cast<std::int64_t>(grid) + 1;
        for (const Taken& taken : m_taken)
            feature.values.push_back(m_grids.features[grid].values[taken.column]);
        WalkedRound& round = work.rounds[grid];
        const GridWork& hours = work.grids[grid];
        feature.values.emplace_back(static_cast<std::int64_t>(round.stops.size()));
        feature.values.emplace_back(static_cast<double>(households) / count_scale);
        for (const double value : {hours.walk_km, hours.walk_h, hours.service_h, hours.hours()})
            feature.values.emplace_back(value);
        feature.has_geometry = round.line.size() > 1;
        if (feature.has_geometry) feature.lines.push_back(std::move(round.line));
        return feature;
    }

    const FeatureTable& m_grids;
    const RoundsSource& m_source;
    std::vector<Taken> m_taken;
    std::optional<std::size_t> m_unit;  ///< column of the unit's code
    std::vector<MultiPolygon> m_polygons;
    std::vector<std::int32_t> m_item_grid;
};

}  // namespace

FeatureTable rounds_table(const FeatureTable& grids, const SourceRef& ref, const std::string& key,
                          const RoundsSource& source, Findings& findings) {
    return RoundsMaker(grids, ref, key, source).make(findings);
}

}  // namespace grid
