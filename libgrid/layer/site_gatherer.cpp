#include "libgrid/layer/site_gatherer.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>

#include "libgrid/core/threads.hpp"
#include "libgrid/layer/own_units.hpp"
#include "libgrid/layer/site_datum.hpp"

namespace grid {

namespace {

constexpr std::size_t batch_size = 1U << 17U;
constexpr std::size_t task_size = 4096;

/// Calls body(first, last) for the ranges that make up 0 .. count - 1, several at a time.
template <typename Body>
void for_ranges(std::size_t count, Body&& body) {
    tbb::parallel_for(std::size_t{0}, (count + task_size - 1) / task_size,
                      [&](std::size_t task) { body(task * task_size, std::min(count, (task + 1) * task_size)); });
}

}  // namespace

SiteGatherer::SiteGatherer(const GriddingRequest& request, const UnitFinder& units, const std::string& crs_wkt,
                           Ground& ground)
    : m_request(request),
      m_units(units),
      m_ground(ground),
      m_to_output([crs_wkt, &ground] { return CrsTransform(crs_wkt, ground.output_wkt); }) {}

void SiteGatherer::expect(std::int64_t sites) {
    const auto share = static_cast<std::size_t>(std::max<std::int64_t>(0, sites) / m_request.shard.count);
    m_ground.sites.reserve(share);
    m_batch.reserve(std::min(share, batch_size));
}

void SiteGatherer::add_point(const LocatedSite& site, const Point& at, std::optional<std::string> id) {
    m_points.emplace_back(m_batch.size(), at);
    push(site, std::move(id));
}

void SiteGatherer::add_building(LocatedSite site, Area block, std::optional<std::string> id) {
    site.site.at = block.inside;
    if (m_units.meets_own(block.box)) {
        site.site.block = static_cast<std::int32_t>(m_ground.blocks.size());
        m_ground.blocks.push_back(std::move(block));
    }
    push(site, std::move(id));
}

void SiteGatherer::add_placed(const LocatedSite& site, std::optional<std::string> id) {
    push(site, std::move(id));
}

void SiteGatherer::finish() {
    place_batch();
    if (!m_request.boundaries) return;
    const DatumQuestion question{.sites = m_request.sites->source.datum,
                                 .boundaries = m_request.boundaries->datum,
                                 .crs_wkt = m_ground.output_wkt,
                                 .is_inside = [this](const Point& at) { return m_units.find(at) >= 0; }};
    if (auto finding = find_site_datum(m_sample, question)) m_ground.findings.push_back(std::move(*finding));
}

void SiteGatherer::push(const LocatedSite& site, std::optional<std::string> id) {
    m_batch.push_back(site);
    if (id) m_ids.push_back(std::move(*id));
    if (m_batch.size() == batch_size) place_batch();
}

/// Projecting and locating cost more than reading, so they are done for many sites at once.
void SiteGatherer::place_batch() {
    run_on_threads(m_request.threads, [this] {
        for_ranges(m_points.size(), [this](std::size_t first, std::size_t last) {
            std::vector<Point> places;
            for (std::size_t i = first; i < last; ++i)
                places.push_back(m_points[i].second);
            m_to_output.local()(places);
            for (std::size_t i = first; i < last; ++i)
                m_batch[m_points[i].first].site.at = places[i - first];
        });
        for_ranges(m_batch.size(), [this](std::size_t first, std::size_t last) {
            for (std::size_t i = first; i < last; ++i)
                m_batch[i].unit = m_units.find(m_batch[i].site.at);
        });
    });
    for (std::size_t i = 0; i < m_batch.size(); ++i) {
        m_sample.add(m_batch[i].site.at, m_batch[i].unit >= 0);
        if (m_sink) {
            m_sink(m_batch[i], m_ids[i]);
            continue;
        }
        if (m_units.is_foreign(m_batch[i].unit)) {
            add_to_total(m_batch[i].site, m_batch[i].unit, m_ground.totals);
            continue;
        }
        m_ground.sites.push_back(m_batch[i]);
        if (!m_ids.empty()) m_ground.site_ids.push_back(std::move(m_ids[i]));
    }
    m_batch.clear();
    m_ids.clear();
    m_points.clear();
}

}  // namespace grid
