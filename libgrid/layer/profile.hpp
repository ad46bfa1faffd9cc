#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libgrid/core/language.hpp"

namespace grid {

/// How a grid code is made: digits that all codes begin with, unit code, number with leading zeros.
struct CodeLayout {
    int unit_digits = 0;       ///< a unit code has exactly so many digits; 0: any text
    bool area_ranges = false;  ///< look at the area-code ranges of the town and village parts (12 digits only)
    int number_digits = 3;     ///< 1 .. 9
    std::int64_t first_number = 1;
    std::int64_t first_dedicated = 0;           ///< of the dedicated grids of a unit; 0: they follow the general ones
    std::int64_t dedicated_gap = 0;             ///< numbers left free before the dedicated grids where they follow
    std::optional<std::int64_t> only_number{};  ///< of the only grid of a unit, below `first_number`
    std::string prefix{};                       ///< before the unit code: digits

    /// Digits of a whole code; 0: a unit code may be any text.
    [[nodiscard]] int code_digits() const {
        return unit_digits == 0 ? 0 : static_cast<int>(prefix.size()) + unit_digits + number_digits;
    }
};

/// The names that grids get from their numbers; see grid_name().
struct NamePatterns {
    std::string numbered = "{unit} Grid {n}";
    std::string only{};  ///< of the only general grid of a unit; empty: as the others

    /// Of a grid that is, or is not, the only one.
    [[nodiscard]] const std::string& pattern(bool is_only) const { return is_only && !only.empty() ? only : numbered; }
};

/// The names under which a column is looked for when no option names it; compared without case.
struct FieldAliases {
    std::vector<std::string> code = {"unit_code", "XZQDM", "ZLDWDM", "CODE", "GEOID", "GEOID10", "GEOID20", "VILLCODE"};
    std::vector<std::string> name = {"unit_name", "XZQMC", "ZLDWMC", "NAME", "NAME10", "NAME20", "VILLNAME"};
    std::vector<std::string> households = {"households", "HS", "H_CNT", "SETAI", "HU", "户数"};
    std::vector<std::string> persons = {"persons", "RK", "P_CNT", "JINKO", "POP", "population", "人口", "人数"};
    std::vector<std::string> dedicated_name = {"name", "MC", "名称"};  ///< of a dedicated area
    std::vector<std::string> unit = {"unit_code", "XZQDM", "ZLDWDM"};  ///< of the unit that a cell belongs to
    std::vector<std::string> site_id = {"site_id", "osm_id", "CODEBASE", "GEOID", "GEOID10", "GEOID20", "KEY_CODE"};
    /// What looks like the number of a household; not used as one unless an option names it.
    std::vector<std::string> household_id = {"household_id", "household", "household_no", "hh_id",    "hhid",  "hh_no",
                                             "户号",         "户编号",    "家庭户号",     "家庭编号", "户籍号"};
    /// Where a table says its sites are: longitude or easting, latitude or northing, or a geometry as WKT.
    std::vector<std::string> site_x = {"lon",     "lng",  "long", "longitude", "x",     "point_x",
                                       "easting", "经度", "东经", "横坐标",    "X坐标", "坐标X"};
    std::vector<std::string> site_y = {"lat",  "latitude", "y",      "point_y", "northing",
                                       "纬度", "北纬",     "纵坐标", "Y坐标",   "坐标Y"};
    std::vector<std::string> site_wkt = {"WKT", "geom", "geometry", "the_geom", "shape"};
    /// Several of them may be in one layer (OpenStreetMap): the first one that holds text counts.
    std::vector<std::string> barrier_class = {"class", "fclass", "highway", "railway", "waterway"};
};

/// What a metre of grid border costs along a barrier, by its class; a metre on open land costs 1. The idea is that of
/// natural cuts (Delling et al., "Graph partitioning with natural cuts", 2011; Ahuja et al., 2015). No factor is near
/// 0: a border that costs next to nothing along a river wanders for the river's sake, and the grids lose their shape.
struct BarrierFactors {
    std::map<std::string, double, std::less<>> by_class = {
        {"river", 0.3},  {"canal", 0.3},       {"motorway", 0.35},     {"trunk", 0.35},        {"primary", 0.35},
        {"rail", 0.35},  {"light_rail", 0.35}, {"narrow_gauge", 0.35}, {"secondary", 0.5},     {"tertiary", 0.5},
        {"street", 0.5}, {"residential", 0.5}, {"unclassified", 0.5},  {"living_street", 0.5}, {"tram", 0.5},
        {"stream", 0.5}, {"ditch", 0.8},       {"drain", 0.8},         {"pedestrian", 0.8},    {"service", 0.8},
        {"path", 0.8},   {"footway", 0.8},     {"cycleway", 0.8},      {"steps", 0.8},         {"track", 0.8}};
    double other = 0.5;  ///< of a class that is not listed, and of a line without a class

    /// Compared without case; `motorway_link` counts as `motorway` unless it is listed itself.
    [[nodiscard]] double factor(std::string_view barrier_class) const;
};

/// How hours of work are reckoned where no option says it. The minutes of service are a usual order of magnitude: some
/// 400 households are then two thirds of the 150 hours that a worker has in a month.
struct WorkProfile {
    double service_min = 15;  ///< minutes a month that a household takes
    double visits = 1;        ///< rounds a month
    double speed_kmh = 4.5;
    double off_network = 1.3;  ///< metres walked for a metre of straight line where there is no way
    double hours = 150;        ///< that a worker works in a month
    double part_time = 0;      ///< share of them that a part-timer works; 0: there are none
    double roadside_m = 50;    ///< a site no farther from a way is passed on the way
    /// Classes of barriers that nobody walks along; xxx_link is one if xxx is. Compared without case.
    std::vector<std::string> not_walked = {"motorway", "rail",  "light_rail", "narrow_gauge", "tram",  "subway",
                                           "monorail", "river", "canal",      "stream",       "ditch", "drain"};

    std::map<std::string, double, std::less<>> event_min{};  ///< minutes that an event takes, by its kind
    std::optional<double> other_event_min{};                 ///< of a kind that is not listed

    [[nodiscard]] bool is_walked(std::string_view barrier_class) const;
};

/// How grids are divided again, into micro-grids.
struct MicroProfile {
    std::int64_t target = 0;  ///< households in a micro-grid; 0: grids are not divided again
    std::int64_t min = 0;
    std::int64_t max = 0;
    int number_digits = 3;  ///< that follow the code of the grid in that of a micro-grid
    NamePatterns names{"{parent} Micro-grid {n}", {}};

    [[nodiscard]] bool is_wanted() const { return target > 0; }
    /// Sets a target, and limits in the usual proportions to it: 30 to 80 for 50.
    void set_target(std::int64_t households);
};

/// All that differs from one kind of area, or of census, to another. The defaults are those of the profile `default`.
struct Profile {
    std::string name = "default";
    std::int64_t target = 400;  ///< households in a grid
    std::int64_t min = 300;
    std::int64_t max = 500;
    double tolerance = 0.10;           ///< largest |dev| of households, in (0, 1)
    double workload_tolerance = 0.10;  ///< largest |dev| of workload, in (0, 1)
    /// What a grid at the edge of its tolerance is worth to be moved to the mean, as a share of the border of a grid.
    double evenness = 0.05;
    CodeLayout code;
    Language language = Language::en;  ///< of the names
    NamePatterns names;
    MicroProfile micro;
    FieldAliases fields;
    BarrierFactors barriers;
    WorkProfile work;

    /// Sets the target, and the limits in the proportions that they have to it now: min rounded down, max rounded up.
    void set_target(std::int64_t households);
};

/// Reads a profile: `key = value` lines in sections, documented in data/profiles/default.profile. What the text leaves
/// out keeps its default; a list replaces the default list, a factor is added to the default factors.
/// `source` is named in messages. Throws ConfigError for an unknown or repeated key and for a bad value, naming it.
[[nodiscard]] Profile parse_profile(const std::string& text, const std::string& source, const std::string& name);

/// The profile that the user means. What contains a `/` or ends in `.profile` is a file; everything else is a name,
/// looked for as `<dir>/<name>.profile` in `search_dirs` in their order and then among the built-in profiles, never in
/// the current folder. Throws ConfigError, naming the profiles there are.
[[nodiscard]] Profile load_profile(const std::string& name_or_path, const std::vector<std::string>& search_dirs = {});

/// Text of the built-in profiles (data/profiles/*.profile), by name.
[[nodiscard]] const std::map<std::string, std::string, std::less<>>& builtin_profiles();

}  // namespace grid
