#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <cmath>

#include "libgrid/check/check_context.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/mesh/area_locator.hpp"

namespace grid {

namespace {

/// What of a site or cell is counted.
struct Counted {
    Point at;
    Count households = 0;
    Count persons = 0;
    double workload = 0;
    bool has_unit = false;
};

std::vector<Counted> all_counted(const Ground& ground) {
    std::vector<Counted> all;
    all.reserve(ground.sites.size() + ground.cells.size());
    for (const LocatedSite& s : ground.sites)
        all.push_back({s.site.at, s.site.households, s.site.persons, s.site.workload, s.unit >= 0});
    for (const LocatedCell& c : ground.cells)
        all.push_back({c.inside, c.cell.households, c.cell.persons, c.cell.workload, c.unit >= 0});
    return all;
}

class Recount {
public:
    explicit Recount(CheckContext& context)
        : m_context(context), m_ground(*context.ground), m_what(m_ground.counts_on_cells ? msg("cell") : msg("site")) {}

    void run() {
        const std::vector<Counted> all = all_counted(m_ground);
        const AreaLocator locator(m_context.grids.geometry);
        std::vector<std::vector<AreaLocator::Hit>> hits(all.size());
        // One millimetre: what rounding and projecting may move a border.
        constexpr double reach_m = 0.001;
        run_on_threads(m_context.request.against.threads, [&] {
            tbb::parallel_for(tbb::blocked_range<std::size_t>(0, all.size()), [&](const auto& range) {
                for (std::size_t i = range.begin(); i < range.end(); ++i)
                    hits[i] = locator.find_all(all[i].at, reach_m, m_context.scale.at(all[i].at.y));
            });
        });
        m_context.counts.assign(m_context.grids.rows.size(), {});
        m_context.row_of_item.assign(all.size(), -1);
        for (std::size_t i = 0; i < all.size(); ++i) {
            count(all[i], hits[i]);
            if (hits[i].size() == 1) m_context.row_of_item[i] = hits[i].front().area;
        }
    }

private:
    void count(const Counted& item, const std::vector<AreaLocator::Hit>& hits) {
        std::int32_t inside = -1;
        for (const AreaLocator::Hit& hit : hits) {
            if (hit.on_border) continue;
            if (inside >= 0) {
                const auto& rows = m_context.grids.rows;
                m_context.findings.add(
                    "site_in_two_grids", hit.area, item.at,
                    msg("a {} with {} households lies in this grid and in {} (feature {})", m_what,
                        static_cast<double>(item.households) / count_scale, rows[static_cast<std::size_t>(inside)].code,
                        rows[static_cast<std::size_t>(inside)].fid));
            }
            inside = hit.area;
        }
        if (hits.empty()) report_outside(item);
        // A site that lies in a grid beyond doubt and on the border of another one counts in the first only.
        for (const AreaLocator::Hit& hit : hits) {
            if (inside >= 0 && hit.on_border) continue;
            add(item, m_context.counts[static_cast<std::size_t>(hit.area)], hits.size() == 1 || !hit.on_border);
        }
    }

    static void add(const Counted& item, CountRange& range, bool is_certain) {
        range.most_sites += 1;
        range.most_households += item.households;
        range.most_persons += item.persons;
        range.most_workload += item.workload;
        range.heaviest = std::max(range.heaviest, item.households);
        if (!is_certain) return;
        range.least_sites += 1;
        range.least_households += item.households;
        range.least_persons += item.persons;
        range.least_workload += item.workload;
    }

    void report_outside(const Counted& item) {
        const bool outside_all = !m_ground.units.empty() && !item.has_unit;
        m_context.findings.add(
            outside_all ? "site_outside" : "site_in_no_grid", -1, item.at,
            msg("a {} with {} households lies in no {}", m_what, static_cast<double>(item.households) / count_scale,
                outside_all ? msg("unit") : msg("grid")));
    }

    CheckContext& m_context;
    const Ground& m_ground;
    Message m_what;
};

/// `400`, or `398 to 402` where sites on borders leave it open.
Message range_text(double least, double most) {
    return least == most ? Message(fmt::format("{:.10g}", least)) : msg("{:.10g} to {:.10g}", least, most);
}

void compare(CheckContext& context, std::size_t row, const char* code, const Message& what, double said, double least,
             double most) {
    if (said >= least && said <= most) return;
    context.findings.add(code, static_cast<std::int64_t>(row),
                         msg("the layer says {:.10g} {}, but there are {}", said, what, range_text(least, most)));
}

/// Fractions of households are rounded down or up (they must add up to the total).
double whole_down(Count count) {
    return std::floor(static_cast<double>(count) / count_scale);
}
double whole_up(Count count) {
    return std::ceil(static_cast<double>(count) / count_scale);
}

}  // namespace

void count_items(CheckContext& context) {
    if (!context.counts.empty()) return;
    Recount(context).run();
    if (context.request.against.work) reckon_work(context);
}

void check_counts(CheckContext& context) {
    count_items(context);
    for (std::size_t row = 0; row < context.counts.size(); ++row) {
        const CountRange& is = context.counts[row];
        const GridRecord& said = context.grids.rows[row];
        if (said.households) {
            compare(context, row, "households_differ", "households", *said.households, whole_down(is.least_households),
                    whole_up(is.most_households));
        }
        if (said.persons && context.ground->has_persons) {
            compare(context, row, "persons_differ", "persons", *said.persons, whole_down(is.least_persons),
                    whole_up(is.most_persons));
        }
        if (said.workload) {
            const double rounding = 1e-6 + 1e-9 * is.most_workload;
            const bool fits =
                *said.workload >= is.least_workload - rounding && *said.workload <= is.most_workload + rounding;
            if (!fits) {
                context.findings.add("workload_differs", static_cast<std::int64_t>(row),
                                     msg("the layer says a workload of {:.10g}, but it is {}", *said.workload,
                                         range_text(is.least_workload, is.most_workload)));
            }
        }
        if (!context.work.empty()) check_work(context, row);
        if (said.sites) {
            compare(context, row, "sites_differ", context.ground->counts_on_cells ? msg("cells") : msg("sites"),
                    static_cast<double>(*said.sites), static_cast<double>(is.least_sites),
                    static_cast<double>(is.most_sites));
        }
    }
}

}  // namespace grid
