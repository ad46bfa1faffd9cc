#include "libgrid/coverage/repair.hpp"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "libgrid/core/threads.hpp"
#include "libgrid/coverage/clean_rings.hpp"
#include "libgrid/coverage/geometry_checks.hpp"
#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/coverage/repair_round.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

/// What was done to a feature in all rounds.
struct Tally {
    int points = 0;  ///< repeated ones dropped
    bool rings = false;
    bool made_valid = false;
    int vertices = 0;
    int moved = 0;
    int gained = 0;
    int lost = 0;
    Point at;
};

std::string describe(const Tally& tally) {
    std::vector<std::string> parts;
    const auto count = [&parts](int n, std::string_view one, std::string_view several) {
        if (n > 0) parts.push_back(fmt::format("{} {}", n, n == 1 ? one : several));
    };
    count(tally.points, "repeated point dropped", "repeated points dropped");
    if (tally.rings) parts.emplace_back("rings put right");
    if (tally.made_valid) parts.emplace_back("made valid");
    count(tally.moved, "vertex snapped", "vertices snapped");
    count(tally.vertices, "vertex inserted", "vertices inserted");
    count(tally.gained, "gap filled", "gaps filled");
    count(tally.lost, "overlap given up", "overlaps given up");
    std::string text;
    for (const std::string& part : parts)
        text += (text.empty() ? "" : ", ") + part;
    return text;
}

class Repair {
public:
    Repair(std::span<const MultiPolygon> features, const RepairOptions& options)
        : m_before(features), m_options(options) {
        m_result.features.assign(features.begin(), features.end());
    }

    RepairResult run() {
        mend_geometries();
        for (int round = 0; round < m_options.max_rounds; ++round) {
            const bool changed = take(merge_round(m_result.features, m_options), &Tally::moved) ||
                                 take(mend_round(m_result.features, m_options), &Tally::vertices) ||
                                 take(snap_round(m_result.features, m_options), &Tally::moved) ||
                                 take(cut_round(m_result.features, m_options), &Tally::vertices);
            if (!changed) break;
        }
        CoverageOptions check;
        check.scale = m_options.scale;
        check.threads = m_options.threads;
        m_result.left = check_coverage(m_result.features, check);
        list_changes();
        return std::move(m_result);
    }

private:
    void mend_geometries() {
        const std::size_t n = m_before.size();
        std::vector<std::optional<Tally>> tallies(n);
        tbb::parallel_for(std::size_t{0}, n, [&](std::size_t i) { tallies[i] = mend_geometry(m_result.features[i]); });
        for (std::size_t i = 0; i < n; ++i) {
            if (tallies[i]) m_tallies.emplace(static_cast<std::int32_t>(i), *tallies[i]);
        }
    }

    /// Nothing if the geometry is good, or cannot be mended.
    [[nodiscard]] std::optional<Tally> mend_geometry(MultiPolygon& geometry) const {
        Tally tally;
        GeometryOptions look;
        look.scale = m_options.scale;
        look.spike_angle_degrees = 0;
        for (const GeometryDefect& defect : check_geometry(geometry, look)) {
            if (defect.code == geometry_code::empty) return std::nullopt;
            if (defect.code == geometry_code::multipart) continue;
            tally.at = defect.at;
            const bool is_repeated = defect.code == geometry_code::repeated_point;
            tally.points += is_repeated ? 1 : 0;
            tally.rings = tally.rings || !is_repeated;
        }
        if (!tally.rings && tally.points == 0) return std::nullopt;
        std::optional<MultiPolygon> mended = clean_rings(geometry);
        if (!mended || find_invalid(*mended)) {
            mended = make_valid(geometry);
            tally.made_valid = true;
            tally.rings = false;
        }
        if (!mended) return std::nullopt;
        geometry = std::move(*mended);
        return tally;
    }

    bool take(std::vector<MendedFeature> mended, int Tally::*vertices) {
        bool changed = false;
        for (MendedFeature& m : mended) {
            MultiPolygon& geometry = m_result.features[static_cast<std::size_t>(m.feature)];
            if (find_invalid(m.geometry)) {  // rounding: let GEOS say what ground it is
                std::optional<MultiPolygon> valid = make_valid(m.geometry);
                if (!valid) continue;
                m.geometry = std::move(*valid);
            }
            changed = true;
            geometry = std::move(m.geometry);
            Tally& tally = m_tallies[m.feature];
            tally.*vertices += m.vertices;
            tally.gained += m.gained;
            tally.lost += m.lost;
            tally.at = m.at;
        }
        return changed;
    }

    void list_changes() {
        for (const auto& [feature, tally] : m_tallies) {
            const auto i = static_cast<std::size_t>(feature);
            m_result.changes.push_back({feature, describe(tally), measure_ground(m_before[i], m_options.scale).area_m2,
                                        measure_ground(m_result.features[i], m_options.scale).area_m2, tally.at});
        }
    }

    std::span<const MultiPolygon> m_before;
    const RepairOptions& m_options;
    RepairResult m_result;
    std::map<std::int32_t, Tally> m_tallies;
};

}  // namespace

RepairResult repair_coverage(std::span<const MultiPolygon> features, const RepairOptions& options) {
    RepairResult result;
    run_on_threads(options.threads, [&] { result = Repair(features, options).run(); });
    return result;
}

}  // namespace grid
