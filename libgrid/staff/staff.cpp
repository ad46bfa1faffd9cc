#include "libgrid/staff/staff.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"

namespace grid {

namespace {

constexpr double rounding = 1e-9;  // hours that are exactly enough are enough

constexpr const char* more_workers =
    mark("give more --workers, or make fewer grids: --target, --grids, --target-hours");

/// Shares workers among some of the grids.
void share(std::vector<StaffedGrid>& staff, const std::vector<std::size_t>& some, std::int64_t workers,
           const StaffRules& rules) {
    std::vector<double> hours;
    for (const std::size_t g : some)
        hours.push_back(staff[g].hours);
    const std::vector<std::int64_t> shares = share_workers(hours, workers);
    for (std::size_t i = 0; i < some.size(); ++i)
        staff[some[i]].posts = posts_of(shares[i], hours[i], rules);
}

void share_by_unit(std::vector<StaffedGrid>& staff, const WorkerNumbers& workers, const StaffRules& rules) {
    std::map<std::string, std::vector<std::size_t>> grids_of;
    for (std::size_t g = 0; g < staff.size(); ++g)
        grids_of[staff[g].unit_code].push_back(g);
    for (const auto& [unit, number] : workers.by_unit) {
        const auto found = grids_of.find(unit);
        if (found == grids_of.end()) continue;
        if (number < static_cast<std::int64_t>(found->second.size()))
            throw InputError(msg("unit {} has {} workers, fewer than its {} grids", unit, number, found->second.size()),
                             {}, marked(more_workers));
        share(staff, found->second, number, rules);
    }
}

/// What an area has in all.
struct AreaStaff {
    std::string name;
    std::int64_t grids = 0;
    Posts posts;
    double hours = 0;

    void add(const StaffedGrid& grid) {
        ++grids;
        posts.full_time += grid.posts.full_time;
        posts.part_time += grid.posts.part_time;
        hours += grid.hours;
    }
};

bool is_area_code(const std::string& code) {
    return code.size() == 12 && std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
}

double load_of(double hours, const Posts& posts, const StaffRules& rules) {
    return hours / posts.capacity(rules);
}

void add_row(FeatureTable& table, std::vector<Value> values) {
    Feature feature;
    feature.fid = static_cast<std::int64_t>(table.features.size()) + 1;
    feature.values = std::move(values);
    table.features.push_back(std::move(feature));
}

/// A column in both languages.
struct StaffColumn {
    const char* name;
    const char* title;
    const char* title_zh;
    FieldType type = FieldType::text;
};
constexpr StaffColumn hours_column{"hours", "Hours a month", "每月工时", FieldType::real};
constexpr StaffColumn workers_column{"workers", "Workers", "网格员人数", FieldType::integer64};
constexpr StaffColumn full_time_column{"full_time", "Full-time", "专职", FieldType::integer64};
constexpr StaffColumn part_time_column{"part_time", "Part-time", "兼职", FieldType::integer64};
constexpr StaffColumn load_column{"load", "Load in percent", "负荷（%）", FieldType::real};
constexpr std::array grid_columns{StaffColumn{"grid_code", "Code of the grid", "网格代码"},
                                  StaffColumn{"unit_code", "Code of the unit", "单元代码"},
                                  hours_column,
                                  workers_column,
                                  full_time_column,
                                  part_time_column,
                                  load_column};
constexpr std::array area_columns{StaffColumn{"level", "Level", "层级"},
                                  StaffColumn{"area_code", "Code of the area", "区划代码"},
                                  StaffColumn{"area_name", "Area", "名称"},
                                  StaffColumn{"grids", "Grids", "网格数", FieldType::integer64},
                                  workers_column,
                                  full_time_column,
                                  part_time_column,
                                  hours_column,
                                  load_column};

FeatureTable empty_table(const char* name, const char* title, std::span<const StaffColumn> columns, bool is_chinese) {
    FeatureTable table;
    table.name = name;
    table.title = title;
    for (const StaffColumn& column : columns)
        table.fields.push_back({.name = column.name,
                                .title = is_chinese ? column.title_zh : column.title,
                                .type = column.type,
                                .decimals = column.type == FieldType::real ? 3 : -1});
    return table;
}

/// Percent, to a thousandth.
double percent(double ratio) {
    return std::round(ratio * 1e5) / 1e3;
}
double thousandths(double hours) {
    return std::round(hours * 1e3) / 1e3;
}

}  // namespace

FeatureTable staff_area_table(std::span<const StaffedGrid> staff, const StaffRules& rules, Language language) {
    struct Level {
        const char* name;
        std::size_t digits;
    };
    constexpr std::array levels{Level{"town", 9}, Level{"county", 6}, Level{"city", 4}, Level{"province", 2}};
    FeatureTable table = empty_table("staff_areas", "Workers of the units and of the areas above them", area_columns,
                                     language == Language::zh);
    const auto add = [&](const char* level, const std::string& code, const AreaStaff& area) {
        add_row(table,
                {std::string(level), code, area.name, area.grids, area.posts.workers(), area.posts.full_time,
                 area.posts.part_time, thousandths(area.hours), percent(load_of(area.hours, area.posts, rules))});
    };
    std::map<std::string, AreaStaff> units;
    AreaStaff all;
    for (const StaffedGrid& grid : staff) {
        AreaStaff& unit = units[grid.unit_code];
        unit.name = grid.unit_name;
        unit.add(grid);
        all.add(grid);
    }
    for (const auto& [code, unit] : units)
        add("unit", code, unit);
    const bool has_levels = std::ranges::all_of(units, [](const auto& unit) { return is_area_code(unit.first); });
    for (const Level& level : levels) {
        if (!has_levels) break;
        std::map<std::string, AreaStaff> areas;
        for (const StaffedGrid& grid : staff)
            areas[grid.unit_code.substr(0, level.digits)].add(grid);
        for (const auto& [code, area] : areas)
            add(level.name, code, area);
    }
    if (all.grids > 0) add("all", {}, all);
    return table;
}

Posts posts_for(double hours, const StaffRules& rules) {
    Posts posts;
    posts.full_time = std::llround(std::floor(hours / rules.hours + rounding));
    const double rest = hours - rules.hours * static_cast<double>(posts.full_time);
    if (rest <= rounding && posts.full_time > 0) return posts;
    (rest <= rules.part_time * rules.hours + rounding && rules.part_time > 0 ? posts.part_time : posts.full_time) += 1;
    return posts;
}

Posts posts_of(std::int64_t workers, double hours, const StaffRules& rules) {
    const Posts with_part_timer{workers - 1, 1};
    const bool is_enough = rules.part_time > 0 && hours <= with_part_timer.capacity(rules) + rounding;
    return is_enough ? with_part_timer : Posts{workers, 0};
}

std::vector<StaffedGrid> staff_grids(const std::vector<GridRow>& grids, const WorkerNumbers& workers,
                                     const StaffRules& rules) {
    std::vector<StaffedGrid> staff;
    std::vector<std::size_t> all;
    for (const GridRow& row : grids) {
        const double hours = row.service_h.value_or(0) + row.walk_h.value_or(0);
        all.push_back(staff.size());
        staff.push_back({row.code, row.unit_code, row.unit_name, hours, posts_for(hours, rules)});
    }
    if (workers.in_all) {
        if (*workers.in_all < static_cast<std::int64_t>(staff.size()))
            throw InputError(msg("{} workers are fewer than the {} grids", *workers.in_all, staff.size()), {},
                             marked(more_workers));
        share(staff, all, *workers.in_all, rules);
    }
    share_by_unit(staff, workers, rules);
    return staff;
}

double highest_load(std::span<const StaffedGrid> staff, const StaffRules& rules) {
    double most = 0;
    for (const StaffedGrid& grid : staff)
        most = std::max(most, load_of(grid.hours, grid.posts, rules));
    return most;
}

FeatureTable staff_table(std::span<const StaffedGrid> staff, const StaffRules& rules, Language language) {
    FeatureTable table = empty_table("staff", "Workers of the grids; load in percent of their hours", grid_columns,
                                     language == Language::zh);
    for (const StaffedGrid& grid : staff) {
        add_row(table, {grid.code, grid.unit_code, thousandths(grid.hours), grid.posts.workers(), grid.posts.full_time,
                        grid.posts.part_time, percent(load_of(grid.hours, grid.posts, rules))});
    }
    return table;
}

}  // namespace grid
