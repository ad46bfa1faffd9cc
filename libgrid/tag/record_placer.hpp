#pragma once

#include <tbb/enumerable_thread_specific.h>

#include <span>
#include <string>
#include <vector>

#include "libgrid/core/datum.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/datum_shift.hpp"
#include "libgrid/tag/record.hpp"
#include "libgrid/tag/site_finder.hpp"
#include "libgrid/tag/tag_layer.hpp"

namespace grid {

/// What the coordinates of records are in.
struct RecordPlaces {
    std::string crs_wkt;  ///< empty: that of the grids
    MapDatum datum = MapDatum::unset;
    double reach_m = 0;  ///< a record outside goes to the nearest grid within this distance
};

/// Puts records into grids. From any thread.
class RecordPlacer {
public:
    /// `shown` is what messages call the records. Throws ConfigError for a datum that the CRS cannot be in, InputError
    /// where there is no transformation between the CRS.
    /// `sites` finds where records count, if that is asked for; it outlives this.
    RecordPlacer(const TagLayer& layer, const RecordPlaces& places, const std::string& shown,
                 const SiteFinder* sites = nullptr);

    /// Sets grid, micro-grid, site, distance and fate of the records that have a place.
    void place(std::span<Record> records) const;

    /// What would bring most of these places, all of records in no grid, into grids: a clause that names the option.
    /// Empty if nothing is known that would.
    [[nodiscard]] std::string hint(std::span<const Point> outside) const;

    /// `datum_shift_unknown`, if it is.
    [[nodiscard]] Findings unknown_shift() const;

private:
    /// From the records' CRS and datum to the CRS of the grids.
    struct Carrier {
        Carrier(const RecordPlaces& places, const std::string& to_wkt, const std::string& shown);
        [[nodiscard]] bool is_identity() const { return shift.is_identity() && transform.is_identity(); }
        void operator()(std::span<Point> points) const;
        io::DatumShift shift;
        CrsTransform transform;
    };

    void carry(std::span<Record*> records, std::vector<Point>& points) const;
    /// Sets grid, distance and fate of a record by the grid that was found.
    void settle(Record& record, const Point& at, std::int32_t grid) const;
    [[nodiscard]] double share_inside(std::vector<Point> points, const RecordPlaces& places) const;

    const TagLayer& m_layer;
    RecordPlaces m_places;
    std::string m_shown;
    bool m_is_geographic;
    bool m_is_identity;
    GroundScale m_scale;
    const SiteFinder* m_sites;
    mutable tbb::enumerable_thread_specific<Carrier> m_carriers;
};

}  // namespace grid
