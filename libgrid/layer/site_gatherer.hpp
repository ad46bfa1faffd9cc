#pragma once

#include <tbb/enumerable_thread_specific.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/io/crs.hpp"
#include "libgrid/layer/datum_sample.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/unit_finder.hpp"

namespace grid {

/// Takes sites as they are read, finds the unit of each and adds it to the ground. Sites of other shards are only added
/// to the totals of their units, so that memory holds a batch of them at most. Part of read_ground().
class SiteGatherer {
public:
    /// `crs_wkt` is that of the points to come. The ground has its work plane and an entry of `totals` for each unit.
    /// The other arguments must outlive this object.
    SiteGatherer(const GriddingRequest& request, const UnitFinder& units, const std::string& crs_wkt, Ground& ground);

    /// Each site goes there with its identifier instead of to the ground, in the order of adding.
    void send_to(std::function<void(const LocatedSite&, const std::string&)> sink) { m_sink = std::move(sink); }
    /// Makes room for the sites to come.
    void expect(std::int64_t sites);
    /// A site at `at`, a place as read. Either all sites have an `id` or none has.
    void add_point(const LocatedSite& site, const Point& at, std::optional<std::string> id);
    /// A site at the point inside `block`.
    void add_building(LocatedSite site, Area block, std::optional<std::string> id);
    /// A site whose place in the output CRS is known.
    void add_placed(const LocatedSite& site, std::optional<std::string> id);
    /// To be called after the last site. Adds a finding where the sites seem to be in another datum than the units.
    void finish();

private:
    void push(const LocatedSite& site, std::optional<std::string> id);
    void place_batch();

    const GriddingRequest& m_request;
    const UnitFinder& m_units;
    Ground& m_ground;
    tbb::enumerable_thread_specific<CrsTransform> m_to_output;
    DatumSample m_sample;
    std::function<void(const LocatedSite&, const std::string&)> m_sink;
    std::vector<LocatedSite> m_batch;
    std::vector<std::string> m_ids;
    std::vector<std::pair<std::size_t, Point>> m_points;  ///< site of the batch, its place as read
};

}  // namespace grid
