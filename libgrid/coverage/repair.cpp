#include "libgrid/coverage/repair.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "libgrid/core/msg.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/coverage/clean_rings.hpp"
#include "libgrid/coverage/geometry_checks.hpp"
#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/coverage/point_hash.hpp"
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
    int slivers_given = 0;
    int slivers_taken = 0;
    bool returned = false;  ///< a step would have brought it back to a state that it had
    Point at;
};

/// A step of a round: what it does, where its vertices are counted, and which features it does not touch any more.
struct Step {
    std::vector<MendedFeature> (*round)(std::span<const MultiPolygon>, const RepairOptions&, const LeftAlone&);
    int Tally::*vertices;
    LeftAlone left_alone{};
};

/// A number for a geometry as it is, point by point.
std::uint64_t state_of(const MultiPolygon& geometry) {
    std::uint64_t state = geometry.size();
    const auto add = [&state](const Ring& ring) {
        state = mix(state + ring.size());
        for (const Point& p : ring)
            state = mix(state + hash_of(p));
    };
    for (const Polygon& polygon : geometry) {
        add(polygon.shell);
        std::ranges::for_each(polygon.holes, add);
    }
    return state;
}

Message describe(const Tally& tally) {
    std::vector<Message> parts;
    const auto count = [&parts](int n, const char* one, const char* several) {
        if (n > 0) parts.push_back(msg("{} {}", n, marked(n == 1 ? one : several)));
    };
    count(tally.points, mark("repeated point dropped"), mark("repeated points dropped"));
    if (tally.rings) parts.emplace_back(msg("rings put right"));
    if (tally.made_valid) parts.emplace_back(msg("made valid"));
    count(tally.moved, mark("vertex snapped"), mark("vertices snapped"));
    count(tally.vertices, mark("vertex inserted"), mark("vertices inserted"));
    count(tally.gained, mark("gap filled"), mark("gaps filled"));
    count(tally.lost, mark("overlap given up"), mark("overlaps given up"));
    count(tally.slivers_given, mark("sliver given away"), mark("slivers given away"));
    count(tally.slivers_taken, mark("sliver taken in"), mark("slivers taken in"));
    if (tally.returned) parts.emplace_back(msg("then left alone where one step undid another"));
    return list_of_messages(parts);
}

class Repair {
public:
    Repair(std::span<const MultiPolygon> features, const RepairOptions& options)
        : m_before(features), m_options(options) {
        m_result.features.assign(features.begin(), features.end());
    }

    RepairResult run() {
        mend_geometries();
        constexpr int most_passes = 3;
        for (int pass = 0; pass < most_passes; ++pass) {
            if (!make_rounds() || !forget_left_alone(pass + 1 == most_passes)) break;
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

    /// All rounds; returns whether anything changed in them.
    bool make_rounds() {
        bool any = false;
        m_result.at_limit = true;
        for (int round = 0; round < m_options.max_rounds && m_result.at_limit; ++round) {
            bool changed = false;
            for (Step& step : m_steps)
                changed = make(step) || changed;
            m_result.at_limit = changed || make(m_cut) || make(m_give);
            any = any || m_result.at_limit;
        }
        if (m_result.at_limit) make(m_cut);
        return any;
    }

    /// Where the others have changed meanwhile, a feature that was left alone may settle at a second try. Returns
    /// whether there was any, and does nothing if it is the last pass.
    bool forget_left_alone(bool is_last) {
        bool any = !m_cut.left_alone.empty() || !m_give.left_alone.empty();
        for (const Step& step : m_steps)
            any = any || !step.left_alone.empty();
        if (!any || is_last) return false;
        for (Step& step : m_steps)
            step.left_alone.clear();
        m_cut.left_alone.clear();
        m_give.left_alone.clear();
        m_states.clear();
        for (auto& [feature, tally] : m_tallies)
            tally.returned = false;
        return true;
    }

    /// Makes a step, without the features that would come back by it. Returns whether anything changed.
    bool make(Step& step) {
        while (true) {
            std::vector<MendedFeature> mended = step.round(m_result.features, m_options, step.left_alone);
            std::erase_if(mended, [this](MendedFeature& m) { return !is_usable(m.geometry) || is_as_it_was(m); });
            const std::size_t before = step.left_alone.size();
            for (const MendedFeature& m : mended) {
                if (!comes_back(m)) continue;
                step.left_alone.insert(m.feature);
                m_states.erase(m.feature);  // for the other steps all is open again
                if (const auto tally = m_tallies.find(m.feature); tally != m_tallies.end())
                    tally->second.returned = true;
            }
            // What a feature that is left alone would have gained or lost must not be given to others or by them.
            if (step.left_alone.size() > before) continue;
            for (MendedFeature& m : mended)
                take(m, step.vertices);
            return !mended.empty();
        }
    }

    /// Rounding may have made it invalid: then GEOS says what ground it is.
    static bool is_usable(MultiPolygon& geometry) {
        if (!find_invalid(geometry)) return true;
        std::optional<MultiPolygon> valid = make_valid(geometry);
        if (valid) geometry = std::move(*valid);
        return valid.has_value();
    }

    [[nodiscard]] bool is_as_it_was(const MendedFeature& m) const {
        return state_of(m.geometry) == state_of(m_result.features[static_cast<std::size_t>(m.feature)]);
    }

    [[nodiscard]] bool comes_back(const MendedFeature& m) const {
        const auto known = m_states.find(m.feature);
        return known != m_states.end() && known->second.contains(state_of(m.geometry));
    }

    void take(MendedFeature& m, int Tally::*vertices) {
        MultiPolygon& geometry = m_result.features[static_cast<std::size_t>(m.feature)];
        m_states[m.feature].insert(state_of(geometry));
        geometry = std::move(m.geometry);
        Tally& tally = m_tallies[m.feature];
        tally.*vertices += m.vertices;
        tally.gained += m.gained;
        tally.lost += m.lost;
        tally.slivers_given += m.slivers_given;
        tally.slivers_taken += m.slivers_taken;
        tally.at = m.at;
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
    std::map<std::int32_t, std::set<std::uint64_t>> m_states;  ///< that a feature had in the rounds
    Step m_cut{&cut_round, &Tally::vertices};
    Step m_give{&sliver_round, &Tally::vertices};
    std::array<Step, 4> m_steps{{{&merge_round, &Tally::moved},
                                 {&mend_round, &Tally::vertices},
                                 {&snap_round, &Tally::moved},
                                 {&inlet_round, &Tally::vertices}}};
};

}  // namespace

RepairResult repair_coverage(std::span<const MultiPolygon> features, const RepairOptions& options) {
    RepairResult result;
    run_on_threads(options.threads, [&] { result = Repair(features, options).run(); });
    return result;
}

}  // namespace grid
