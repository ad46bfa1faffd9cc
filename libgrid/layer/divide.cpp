#include "libgrid/layer/divide.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <utility>

#include "libgrid/core/error.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/memory_layer.hpp"
#include "libgrid/layer/run_rows.hpp"

namespace grid {

namespace {

constexpr const char* households_field = "households";
constexpr const char* persons_field = "persons";
constexpr const char* workload_field = "workload";
constexpr const char* name_field = "name";
constexpr const char* unit_field = "unit";

void refuse(bool is_refused, const std::string& problem, const std::string& advice = {}) {
    if (is_refused) throw ConfigError(problem, {}, advice);
}

/// Values that an option of the tool would not take.
void check_rules(const GriddingRequest& rules) {
    const Profile& profile = rules.profile;
    refuse(
        profile.min < 1 || profile.min > profile.target || profile.target > profile.max || profile.max > 1'000'000'000,
        fmt::format("the sizes do not fit each other: min {}, target {}, max {}", profile.min, profile.target,
                    profile.max),
        "1 <= min <= target <= max");
    const auto check = [](const char* name, double value, double least, double most) {
        refuse(!(value >= least && value <= most),
               fmt::format("{} must be from {} to {}, not {}", name, least, most, value));
    };
    check("the tolerance", profile.tolerance, 0.001, 0.999);
    check("the tolerance of the workload", profile.workload_tolerance, 0.001, 0.999);
    check("the evenness", profile.evenness, 0, 1);
    check("the number of grids", static_cast<double>(rules.grids.value_or(1)), 1, 1e9);
    check("the number of tries", rules.tries, 1, 1000);
    check("the reach of sites", rules.site_reach_m, 0, 1e6);
    check("the width in which lines are one", rules.snap_m, 0, 100);
    check("the width in which units are closed", rules.unit_rules.snap_m, 0, 100);
    check("the radius", rules.max_radius_m, 0, 1e6);
    check("the households from which a site is alone", static_cast<double>(rules.alone_from), 0, 1e9);
    check("the number of threads", rules.threads, 0, 4096);
    refuse(profile.micro.is_wanted() && (profile.micro.min < 1 || profile.micro.min > profile.micro.target ||
                                         profile.micro.target > profile.micro.max),
           "the sizes of micro-grids do not fit each other");
}

/// In a file, a count that is no number is one that is missing; here it is a mistake.
template <typename Items>
void check_counts(const Items& items, const char* name) {
    for (std::size_t i = 0; i < items.size(); ++i) {
        const DivideCounts& counts = items[i].counts;
        if (std::isfinite(counts.households + counts.persons.value_or(0) + counts.workload.value_or(0))) continue;
        throw InputError("households, persons or workload are not a finite number",
                         {.file = name, .layer = {}, .fid = static_cast<std::int64_t>(i), .at = {}});
    }
}

void check_given(const DivideRequest& request) {
    const GriddingRequest& rules = request.rules;
    refuse(rules.boundaries || rules.sites || rules.cells || !rules.barriers.empty() || !rules.blocks.empty() ||
               !rules.dedicated.empty(),
           "rules name units, sites, cells, barriers, blocks or dedicated areas as files",
           "give them as members of the request");
    refuse(request.sites.empty() && request.cells.empty(), "there are neither sites nor cells to count households of");
    refuse(request.units.empty() && request.cells.empty() && !rules.outline, "there are no units to divide");
    refuse(rules.outline && (!request.units.empty() || !request.cells.empty()),
           "an outline is made of sites alone, but there are units or cells");
    check_counts(request.sites, "sites");
    for (std::size_t i = 0; i < request.sites.size(); ++i) {
        const DivideSite& site = request.sites[i];
        if (!site.building.empty() || std::isfinite(site.at.x + site.at.y)) continue;
        throw InputError("a coordinate is not a finite number",
                         {.file = "sites", .layer = {}, .fid = static_cast<std::int64_t>(i), .at = {}});
    }
    check_counts(request.cells, "cells");
}

/// Makes a layer of each part of a request. The request outlives it.
class Layers {
public:
    explicit Layers(const DivideRequest& request) : m_request(request), m_crs(crs_of(request)) {}

    [[nodiscard]] SourceRef units() const {
        return layer("units", {"code", name_field}, m_request.units.size(),
                     [&units = m_request.units](std::size_t i, Feature& feature) {
                         const DivideUnit& unit = units[i];
                         feature.polygons = unit.outline;
                         feature.values = {unit.code, unit.name};
                     });
    }

    [[nodiscard]] CountSource sites() const {
        CountSource source;
        const Counts counts(m_request.sites, source);
        source.source = counted("sites", {}, counts, m_request.sites.size(),
                                [&sites = m_request.sites, counts](std::size_t i, Feature& feature) {
                                    const DivideSite& site = sites[i];
                                    if (site.building.empty())
                                        feature.points.push_back(site.at);
                                    else
                                        feature.polygons = site.building;
                                    counts.add(site, feature.values);
                                });
        return source;
    }

    [[nodiscard]] CountSource cells() const {
        CountSource source;
        const Counts counts(m_request.cells, source);
        source.source = counted("cells", {{unit_field, FieldType::text}}, counts, m_request.cells.size(),
                                [&cells = m_request.cells, counts](std::size_t i, Feature& feature) {
                                    const DivideCell& cell = cells[i];
                                    feature.polygons = cell.area;
                                    feature.values = {cell.unit_code};
                                    counts.add(cell, feature.values);
                                });
        return source;
    }

    /// A barrier with a factor of its own is of a class that is called by it, which `factors` gets.
    [[nodiscard]] BarrierSource barriers(BarrierFactors& factors) const {
        for (const DivideBarrier& barrier : m_request.barriers) {
            if (!barrier.factor) continue;
            refuse(!(*barrier.factor > 0 && *barrier.factor <= 2),
                   fmt::format("the factor of a barrier must be above 0 and at most 2, not {}", *barrier.factor));
            factors.by_class[class_of(barrier)] = *barrier.factor;
        }
        return {layer("barriers", {"class", "hard"}, m_request.barriers.size(),
                      [&barriers = m_request.barriers](std::size_t i, Feature& feature) {
                          const DivideBarrier& barrier = barriers[i];
                          feature.lines = barrier.lines;
                          feature.values = {class_of(barrier), std::string(barrier.is_hard ? "yes" : "no")};
                      }),
                "hard = 'yes'"};
    }

    [[nodiscard]] SourceRef blocks() const {
        return layer("blocks", {}, m_request.blocks.size(),
                     [&blocks = m_request.blocks](std::size_t i, Feature& feature) { feature.polygons = blocks[i]; });
    }

    [[nodiscard]] SourceRef dedicated() const {
        return layer("dedicated areas", {name_field}, m_request.dedicated.size(),
                     [&areas = m_request.dedicated](std::size_t i, Feature& feature) {
                         feature.polygons = areas[i].area;
                         feature.values = {areas[i].name};
                     });
    }

private:
    using Read = std::function<void(std::size_t, Feature&)>;

    /// Which fields there are besides households: one that no item has a value for is none.
    struct Counts {
        template <typename Items>
        Counts(const Items& items, CountSource& source)
            : has_persons(std::ranges::any_of(items, [](const auto& i) { return i.counts.persons.has_value(); })),
              has_workload(std::ranges::any_of(items, [](const auto& i) { return i.counts.workload.has_value(); })),
              has_names(std::ranges::any_of(items, [](const auto& i) { return !i.name.empty(); })) {
            source.households_field = households_field;
            if (has_persons) source.persons_field = persons_field;
            if (has_workload) source.workload = workload_field;
        }

        template <typename Item>
        void add(const Item& item, std::vector<Value>& values) const {
            values.emplace_back(item.counts.households);
            if (has_persons) values.emplace_back(item.counts.persons.value_or(0));
            if (has_workload) values.emplace_back(item.counts.workload.value_or(item.counts.households));
            if (has_names) values.emplace_back(item.name);
        }

        bool has_persons;
        bool has_workload;
        bool has_names;
    };

    static std::string class_of(const DivideBarrier& barrier) {
        return barrier.factor ? fmt::format("factor {}", *barrier.factor) : barrier.barrier_class;
    }

    static std::string crs_of(const DivideRequest& request) {
        if (!request.crs.empty()) return crs_to_wkt(request.crs);
        Box box;
        const auto add = [&box](const MultiPolygon& polygons) { box.join(box_of(polygons)); };
        for (const DivideUnit& unit : request.units)
            add(unit.outline);
        for (const DivideCell& cell : request.cells)
            add(cell.area);
        for (const DivideSite& site : request.sites) {
            if (std::isfinite(site.at.x + site.at.y) && request.units.empty()) box.add(site.at);
        }
        return planar_crs(box);
    }

    [[nodiscard]] SourceRef layer(const char* name, const std::vector<std::string>& texts, std::size_t count,
                                  Read read) const {
        MemoryLayer made{.crs = m_crs, .fields = {}, .count = static_cast<std::int64_t>(count), .read = {}};
        for (const std::string& field : texts)
            made.fields.push_back({field, FieldType::text});
        return finish(name, std::move(made), std::move(read));
    }

    /// `first` are the fields that come before those of the counts.
    [[nodiscard]] SourceRef counted(const char* name, std::vector<FieldInfo> first, const Counts& counts,
                                    std::size_t count, Read read) const {
        MemoryLayer made{
            .crs = m_crs, .fields = std::move(first), .count = static_cast<std::int64_t>(count), .read = {}};
        made.fields.push_back({households_field, FieldType::real});
        if (counts.has_persons) made.fields.push_back({persons_field, FieldType::real});
        if (counts.has_workload) made.fields.push_back({workload_field, FieldType::real});
        if (counts.has_names) made.fields.push_back({name_field, FieldType::text});
        return finish(name, std::move(made), std::move(read));
    }

    static SourceRef finish(const char* name, MemoryLayer layer, Read read) {
        layer.read = [read = std::move(read)](std::int64_t number, Feature& feature) {
            read(static_cast<std::size_t>(number), feature);
        };
        return in_memory(name, std::move(layer));
    }

    const DivideRequest& m_request;
    std::string m_crs;
};

}  // namespace

GriddingRequest gridding_request(const DivideRequest& request) {
    check_rules(request.rules);
    GriddingRequest run = request.rules;
    const Layers layers(request);
    if (!request.units.empty()) run.boundaries = layers.units();
    if (!request.sites.empty()) run.sites = layers.sites();
    if (!request.cells.empty()) run.cells = layers.cells();
    if (!request.barriers.empty()) run.barriers = {layers.barriers(run.profile.barriers)};
    if (!request.blocks.empty()) run.blocks = {layers.blocks()};
    if (!request.dedicated.empty()) run.dedicated = {layers.dedicated()};
    run.code_field = "code";
    run.name_field = request.units.empty() ? "" : name_field;
    run.unit_field = unit_field;
    run.dedicated_name_field = name_field;
    run.micro_name_field.clear();
    run.profile.fields.dedicated_name = {name_field};  // those of sites and cells, too
    run.profile.fields.barrier_class = {"class"};
    return run;
}

DivideResult divide(const DivideRequest& request, const GriddingProgress& progress) {
    check_given(request);
    const GriddingRequest run = gridding_request(request);
    RowsOfItems rows{std::vector<std::int32_t>(request.sites.size(), -1),
                     std::vector<std::int32_t>(request.cells.size(), -1)};
    GriddingResult result = run_gridding(run, false, progress, &rows);
    return {std::move(result.layer), std::move(result.report), std::move(rows.sites), std::move(rows.cells)};
}

}  // namespace grid
