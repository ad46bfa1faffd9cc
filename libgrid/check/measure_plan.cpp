#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "libgrid/check/compare_plans.hpp"
#include "libgrid/check/count_once.hpp"
#include "libgrid/check/inner_borders.hpp"
#include "libgrid/core/gini.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/wishes/wish_groups.hpp"

namespace grid {

namespace {

using Figure = PlanFigures::Figure;

class PlanMeasurer {
public:
    PlanMeasurer(CheckContext& context, std::vector<PlacedItem>& items)
        : m_context(context), m_items(items), m_all(context.grids.rows.size()) {
        std::iota(m_all.begin(), m_all.end(), 0);
    }

    PlanFigures run() {
        const GridTable& grids = m_context.grids;
        m_figures.file = grids.file;
        m_figures.layer = grids.layer;
        m_figures.grids = static_cast<double>(grids.rows.size());
        m_figures.general_grids = static_cast<double>(
            std::ranges::count_if(grids.rows, [](const GridRecord& row) { return !row.is_dedicated; }));
        find_counts();
        measure_households();
        measure_balance();
        if (!grids.is_measurable) return m_figures;
        measure_borders();
        measure_shapes();
        const CheckRequest& request = m_context.request;
        if (!request.against.wishes.empty()) count_wishes();
        if (m_context.ground != nullptr && (!m_context.ground->blocks.empty() || !request.against.blocks.empty()))
            m_figures.blocks_cut = static_cast<double>(cut_blocks(m_context));
        return m_figures;
    }

private:
    void count_wishes() {
        const std::vector<Wish>& wishes = m_context.ground->wishes;
        std::vector<std::int32_t> all(wishes.size());
        std::iota(all.begin(), all.end(), 0);
        std::vector<std::int32_t> missed;
        for (const BrokenWish& broken : broken_wishes(m_context))
            missed.push_back(broken.missed.wish);
        const std::vector<char> is_missed = missed_groups(wishes_by_priority(wishes, all), missed);
        m_figures.wishes = static_cast<double>(is_missed.size());
        m_figures.wishes_met = static_cast<double>(std::ranges::count(is_missed, 0));
    }

    /// Households and workload by row: counted, else as the layer says; NAN: not known.
    void find_counts() {
        const Ground* ground = m_context.ground;
        const GriddingRequest& against = m_context.request.against;
        if (ground != nullptr && (against.sites || against.cells)) {
            const std::vector<std::int32_t> rows = rows_of_items(m_context);
            place_items(rows);
            for (const CountedOnce& counted : count_once(m_context, rows)) {
                m_households.push_back(static_cast<double>(counted.households) / count_scale);
                m_workload.push_back(counted.workload);
            }
            return;
        }
        for (const GridRecord& row : m_context.grids.rows) {
            m_households.push_back(row.households.value_or(NAN));
            m_workload.push_back(row.workload.value_or(NAN));
        }
    }

    void place_items(const std::vector<std::int32_t>& rows) {
        const Ground& ground = *m_context.ground;
        Count nowhere = 0;
        const auto add = [&](std::int64_t fid, std::string id, Count households) {
            const std::int32_t row = rows[m_items.size()];
            if (row < 0) nowhere += households;
            m_items.push_back({fid, std::move(id), households, row});
        };
        for (std::size_t i = 0; i < ground.sites.size(); ++i)
            add(ground.sites[i].fid, ground.site_ids.empty() ? std::string() : ground.site_ids[i],
                ground.sites[i].site.households);
        for (const LocatedCell& cell : ground.cells)
            add(cell.fid, {}, cell.cell.households);
        std::ranges::stable_sort(m_items, [](const PlacedItem& a, const PlacedItem& b) {
            return std::tie(a.fid, a.id) < std::tie(b.fid, b.id);
        });
        m_figures.households_in_no_grid = static_cast<double>(nowhere) / count_scale;
    }

    /// The values of the general grids; empty if one of them is not known.
    [[nodiscard]] std::vector<double> of_general_grids(const std::vector<double>& values,
                                                       const std::vector<std::size_t>& rows) const {
        std::vector<double> general;
        for (const std::size_t row : rows) {
            if (m_context.grids.rows[row].is_dedicated) continue;
            if (!std::isfinite(values[row])) return {};
            general.push_back(values[row]);
        }
        return general;
    }

    void measure_households() {
        double sum = 0;
        for (const double households : m_households)
            sum += households;
        if (std::isfinite(sum)) m_figures.households = sum;
        const std::vector<double> general = of_general_grids(m_households, m_all);
        if (!general.empty()) {
            const Profile& profile = m_context.request.against.profile;
            const auto [fewest, most] = std::ranges::minmax(general);
            m_figures.fewest = fewest;
            m_figures.most = most;
            m_figures.within_limits = static_cast<double>(std::ranges::count_if(general, [&](double households) {
                return households >= static_cast<double>(profile.min) && households <= static_cast<double>(profile.max);
            }));
            m_figures.gini_households = gini(general);
        }
        std::vector<double> workload = of_general_grids(m_workload, m_all);
        if (!workload.empty()) m_figures.gini_workload = gini(std::move(workload));
    }

    /// How far the general grids are from the mean of their unit.
    [[nodiscard]] std::vector<double> deviations(const std::vector<double>& values) const {
        std::vector<double> all;
        if (of_general_grids(values, m_all).empty()) return all;
        for (const std::vector<std::size_t>& rows : rows_of_units(m_context.grids)) {
            const std::vector<double> general = of_general_grids(values, rows);
            double mean = 0;
            for (const double value : general)
                mean += value / static_cast<double>(general.size());
            for (const double value : general)
                all.push_back(mean > 0 ? std::abs(value - mean) / mean : 0);
        }
        return all;
    }

    [[nodiscard]] static Figure within(const std::vector<double>& deviations, double tolerance, bool is_wanted) {
        if (!is_wanted || deviations.empty()) return {};
        // As check_balance() has it.
        return static_cast<double>(std::ranges::count_if(deviations, [&](double d) { return d <= tolerance + 1e-6; }));
    }

    void measure_balance() {
        const CheckRequest& request = m_context.request;
        const std::vector<double> households = deviations(m_households);
        const Profile& profile = request.against.profile;
        m_figures.within_tolerance = within(households, profile.tolerance, request.against.tolerance_is_wanted);
        m_figures.within_workload_tolerance =
            within(deviations(m_workload), profile.workload_tolerance, request.workload_tolerance_is_wanted);
        if (households.empty()) return;
        m_figures.worst_deviation = std::ranges::max(households);
        m_figures.mean_deviation = mean_of(households);
    }

    void measure_borders() {
        const bool barriers = m_context.ground != nullptr && !m_context.request.against.barriers.empty();
        const InnerBorders borders = measure_inner_borders(m_context, barriers);
        m_figures.border_m = borders.length_m;
        if (barriers && borders.length_m > 0) m_figures.border_on_barrier = borders.on_barrier_m / borders.length_m;
    }

    void measure_shapes() {
        const GridTable& grids = m_context.grids;
        std::vector<MultiPolygon> hulls;
        for (const MultiPolygon& polygons : grids.geometry)
            hulls.push_back(convex_hull(polygons).value_or(MultiPolygon()));
        const std::vector<Measures> measures = measure_all(m_context);
        const std::vector<Measures> of_hulls =
            measure_polygons(hulls, grids.crs_wkt, m_context.request.against.threads);
        std::vector<double> compactness;
        std::vector<double> convexity;
        for (std::size_t row = 0; row < measures.size(); ++row) {
            if (!(of_hulls[row].area_m2 > 0)) continue;
            compactness.push_back(measures[row].compactness);
            convexity.push_back(measures[row].area_m2 / of_hulls[row].area_m2);
        }
        if (compactness.empty()) return;
        m_figures.compactness = mean_of(compactness);
        m_figures.low_compactness = share_below(compactness, low_compactness_limit);
        m_figures.convexity = mean_of(convexity);
        m_figures.low_convexity = share_below(convexity, low_convexity_limit);
    }

    [[nodiscard]] static double mean_of(const std::vector<double>& values) {
        double sum = 0;
        for (const double value : values)
            sum += value;
        return sum / static_cast<double>(values.size());
    }

    [[nodiscard]] static double share_below(const std::vector<double>& values, double limit) {
        const auto below = std::ranges::count_if(values, [limit](double value) { return value < limit; });
        return static_cast<double>(below) / static_cast<double>(values.size());
    }

    CheckContext& m_context;
    std::vector<PlacedItem>& m_items;
    PlanFigures m_figures;
    std::vector<std::size_t> m_all;  ///< rows
    std::vector<double> m_households;
    std::vector<double> m_workload;
};

}  // namespace

PlanFigures measure_plan(CheckContext& context, std::vector<PlacedItem>& items) {
    return PlanMeasurer(context, items).run();
}

}  // namespace grid
