#include "libgrid/layer/site_datum.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace {

using grid::MapDatum;
using grid::Point;

/// A square unit near Wuhan, in degrees.
class Town {
public:
    explicit Town(double side_degrees, const Point& corner = {114.3, 30.6}) : m_corner(corner), m_side(side_degrees) {}

    /// Sites in rows and columns all over the unit, moved into a datum.
    [[nodiscard]] std::vector<Point> sites(int per_side, MapDatum datum) const {
        std::vector<Point> points;
        for (int i = 0; i < per_side; ++i) {
            for (int j = 0; j < per_side; ++j) {
                const Point site{m_corner.x + m_side * (i + 0.5) / per_side,
                                 m_corner.y + m_side * (j + 0.5) / per_side};
                points.push_back(grid::from_wgs84(site, datum));
            }
        }
        return points;
    }

    [[nodiscard]] bool is_inside(const Point& at) const {
        return at.x >= m_corner.x && at.x <= m_corner.x + m_side && at.y >= m_corner.y && at.y <= m_corner.y + m_side;
    }

    [[nodiscard]] grid::DatumSample sample(const std::vector<Point>& sites) const {
        grid::DatumSample sample;
        for (const Point& site : sites)
            sample.add(site, is_inside(site));
        return sample;
    }

    /// What is found; empty if nothing.
    [[nodiscard]] std::string ask(const std::vector<Point>& sites, MapDatum read_as = MapDatum::unset) const {
        const grid::DatumQuestion question{.sites = read_as,
                                           .crs_wkt = grid::crs_to_wkt("EPSG:4490"),
                                           .is_inside = [this](const Point& at) { return is_inside(at); }};
        const auto finding = grid::find_site_datum(sample(sites), question);
        return finding ? finding->message.english() : std::string();
    }

private:
    Point m_corner;
    double m_side;
};

}  // namespace

TEST_CASE("sites in another datum than their unit are told, true ones are not") {
    const Town town(0.05);
    CHECK(town.ask(town.sites(40, MapDatum::wgs84)).empty());
    CHECK(town.ask(town.sites(40, MapDatum::gcj02))
              .ends_with("if the sites are in GCJ-02 it would be 0: give --sites-datum gcj02"));
    CHECK(town.ask(town.sites(40, MapDatum::bd09))
              .ends_with("if the sites are in BD-09 it would be 0: give --sites-datum bd09"));
}

TEST_CASE("a town smaller than the shift has all its sites outside, and is recognised as well") {
    const Town village(0.004);
    const std::string found = village.ask(village.sites(10, MapDatum::bd09));
    CHECK(found.starts_with("100 of 100 sites lie outside all units; if the sites are in BD-09 it would be 0"));
}

TEST_CASE("what cannot be told apart is told as such") {
    // All sites that matter are in a narrow heap at the south-eastern corner: both shifts brought them out, and either
    // way back brings them in.
    const Town town(0.05);
    std::vector<Point> sites;
    for (int i = 0; i < 30; ++i)
        sites.push_back(grid::from_wgs84({114.3498 + i * 5e-6, 30.62}, MapDatum::gcj02));
    const std::string found = town.ask(sites);
    CHECK(found.find("if the sites are in GCJ-02 it would be 0") != std::string::npos);
    CHECK(found.find(" or --") != std::string::npos);
}

TEST_CASE("a few sites outside, another city and another country are no matter of datums") {
    const Town town(0.05);
    std::vector<Point> sites = town.sites(40, MapDatum::wgs84);
    const std::vector<Point> shifted = town.sites(40, MapDatum::gcj02);
    int outside = 0;
    for (const Point& site : shifted) {
        if (town.is_inside(site) || outside == 9) continue;
        sites.push_back(site);
        ++outside;
    }
    CHECK(outside == 9);
    CHECK(town.ask(sites).empty());
    // As many along all borders: no shift brings all of them in.
    for (Point& site : sites)
        site.x += 0.42;  // 40 km
    CHECK(town.ask(sites).empty());
    const Town vaduz(0.05, {9.5, 47.1});
    std::vector<Point> moved = vaduz.sites(40, MapDatum::wgs84);
    for (Point& site : moved)
        site.x += 0.0079;  // 600 m
    CHECK(vaduz.ask(moved).empty());
}

TEST_CASE("a datum that was given and is wrong is told") {
    const Town town(0.05);
    // Read as BD-09, true sites lie as far off on the other side.
    std::vector<Point> sites = town.sites(40, MapDatum::wgs84);
    for (Point& site : sites)
        site = grid::to_wgs84(site, MapDatum::bd09);
    const std::string found = town.ask(sites, MapDatum::bd09);
    CHECK(found.find("(read as sites in BD-09)") != std::string::npos);
    CHECK(found.ends_with("if the sites are in WGS 84 it would be 0: give --sites-datum wgs84"));
}

TEST_CASE("the sample depends on the places only, and what is reckoned from it is said to be about so many") {
    const Town town(0.05);
    std::vector<Point> sites = town.sites(400, MapDatum::bd09);
    const std::string found = town.ask(sites);
    CHECK(found.find("if the sites are in BD-09 it would be about 0") != std::string::npos);
    const grid::DatumSample sample = town.sample(sites);
    CHECK(sample.inside().count + sample.outside().count == 160'000);
    CHECK(sample.outside().places.size() == grid::DatumSample::most);
    CHECK(sample.outside().weight() > 1);
    std::reverse(sites.begin(), sites.end());
    std::rotate(sites.begin(), sites.begin() + 12'345, sites.end());
    const grid::DatumSample again = town.sample(sites);
    CHECK(again.outside().places == sample.outside().places);
    CHECK(again.inside().places == sample.inside().places);
    CHECK(town.ask(sites) == found);
}
