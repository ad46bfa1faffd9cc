#include "libgrid/view/atlas/sheet.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace grid {

namespace {

std::string filled(const char* pattern, const std::string& value) {
    return fmt::format(fmt::runtime(pattern), value);
}

std::string joined(const std::vector<std::string>& parts, const AtlasTexts& texts) {
    return fmt::format("{}", fmt::join(parts, texts.separator));
}

std::int64_t count(std::size_t number) {
    return static_cast<std::int64_t>(number);
}

/// What the code of a grid has beyond that of its unit, without leading zeros; empty if that is no short number.
std::string own_number(const GridRow& grid) {
    constexpr std::size_t most_digits = 6;
    if (!grid.code.starts_with(grid.unit_code)) return {};
    std::string number = grid.code.substr(grid.unit_code.size());
    if (number.empty() || number.size() > most_digits) return {};
    if (number.find_first_not_of("0123456789") != std::string::npos) return {};
    number.erase(0, std::min(number.find_first_not_of('0'), number.size() - 1));
    return number;
}

/// A number for each grid of the unit: that of its code, or where some have none, 1, 2, ... in the order of codes.
std::vector<std::string> numbers_of(const Plan& plan, const PlanUnit& unit) {
    std::vector<std::string> numbers;
    for (std::size_t i = unit.first; i < unit.last; ++i)
        numbers.push_back(own_number(plan.layer.grids[i]));
    std::vector<std::string> sorted = numbers;
    std::ranges::sort(sorted);
    const bool unclear = sorted.front().empty() || std::ranges::adjacent_find(sorted) != sorted.end();
    for (std::size_t i = 0; unclear && i < numbers.size(); ++i)
        numbers[i] = std::to_string(i + 1);
    return numbers;
}

/// The name without that of the unit before it, which stands above the map.
std::string short_name(const GridRow& grid, const std::string& number) {
    if (grid.name.empty()) return number;
    if (grid.unit_name.empty() || !grid.name.starts_with(grid.unit_name)) return grid.name;
    std::string rest = grid.name.substr(grid.unit_name.size());
    rest.erase(0, rest.find_first_not_of(' '));
    return rest.empty() ? grid.name : rest;
}

/// Where no deviation is known or meant, nothing.
std::string deviation_of(const GridRow& grid, const AtlasTexts& texts) {
    return grid.kind == "general" ? percent(grid.dev_households) : texts.dedicated;
}

PrintedTable table_of_grids(const Plan& plan, const PlanUnit& unit, const std::vector<std::string>& numbers,
                            const AtlasTexts& texts) {
    PrintedTable table;
    table.columns = {{texts.number, Align::right}, {texts.name, Align::left}, {texts.households, Align::right}};
    if (plan.has_persons) table.columns.push_back({texts.persons, Align::right});
    if (plan.has_workload) table.columns.push_back({plan.has_hours ? texts.hours : texts.workload, Align::right});
    if (plan.has_hours) table.columns.push_back({texts.round_km, Align::right});
    const auto workload = [&plan](double amount) {
        return plan.has_hours ? grouped(std::round(amount * 10) / 10) : grouped(amount);
    };
    const auto kilometres = [](double km) { return grouped(std::round(km * 10) / 10); };
    table.columns.push_back({texts.deviation, Align::right});
    for (std::size_t i = unit.first; i < unit.last; ++i) {
        const GridRow& grid = plan.layer.grids[i];
        std::vector<std::string> row{numbers[i - unit.first], shown_name(grid), grouped(grid.households)};
        if (plan.has_persons) row.push_back(grid.persons ? grouped(*grid.persons) : "–");
        if (plan.has_workload) row.push_back(workload(grid.workload));
        if (plan.has_hours) row.push_back(grid.walk_km ? kilometres(*grid.walk_km) : "–");
        row.push_back(deviation_of(grid, texts));
        table.rows.push_back(std::move(row));
    }
    std::vector<std::string> total{"", texts.total, grouped(unit.households)};
    if (plan.has_persons) total.push_back(grouped(unit.persons));
    if (plan.has_workload) total.push_back(workload(unit.workload));
    if (plan.has_hours) total.push_back(kilometres(unit.walk_km));
    total.emplace_back();
    table.rows.push_back(std::move(total));
    return table;
}

}  // namespace

Sheet unit_sheet(const AtlasGround& ground, std::size_t unit_number, const AtlasTexts& texts) {
    const Plan& plan = *ground.plan;
    const PlanUnit& unit = plan.units[unit_number];
    const NamedArea& area = ground.areas[unit_number];
    Sheet sheet;
    sheet.title = unit.name;
    std::vector<std::string> parts;
    if (unit.name != unit.code) parts.push_back(unit.code);
    const std::size_t grids = unit.last - unit.first;
    parts.push_back(grids == 1 ? texts.one_grid : filled(texts.count_of_grids, grouped(count(grids))));
    parts.push_back(filled(texts.count_of_homes, grouped(unit.households)));
    if (unit.mean_households > 0) parts.push_back(filled(texts.mean_of_homes, grouped(unit.mean_households)));
    parts.push_back(filled(texts.area_km2, square_km(unit.area_m2)));
    sheet.subtitle = joined(parts, texts);
    sheet.table_title = filled(texts.table_of, unit.name);
    sheet.subject.outlines = {area.boundary != nullptr ? area.boundary : &area.geometry};
    sheet.subject.own_areas = {unit_number};
    const std::vector<std::string> numbers = numbers_of(plan, unit);
    for (std::size_t i = unit.first; i < unit.last; ++i) {
        const GridRow& grid = plan.layer.grids[i];
        const std::string& number = numbers[i - unit.first];
        sheet.subject.items.push_back(&grid.geometry);
        for (const std::size_t part : plan.micro_of.empty() ? std::vector<std::size_t>() : plan.micro_of[i])
            sheet.subject.parts.push_back(&plan.micro->features[part].polygons);
        sheet.items.push_back({number, short_name(grid, number), grouped(grid.households), grouped(grid.households)});
        sheet.colours.push_back(ground.grid_colours[i]);
    }
    sheet.table = table_of_grids(plan, unit, numbers, texts);
    return sheet;
}

Sheet overview_sheet(const AtlasGround& ground, const std::vector<int>& pages, const AtlasTexts& texts) {
    const Plan& plan = *ground.plan;
    Sheet sheet;
    sheet.items_are_units = true;
    sheet.may_have_details = false;
    sheet.title = plan.title;
    sheet.table_title = filled(texts.units_of, plan.title);
    std::int64_t households = 0;
    std::int64_t persons = 0;
    double area_m2 = 0;
    bool has_codes = false;
    for (const PlanUnit& unit : plan.units)
        has_codes = has_codes || unit.name != unit.code;
    PrintedTable& table = sheet.table;
    table.columns = {{texts.page_column, Align::right}};
    if (has_codes) table.columns.push_back({texts.code, Align::left});
    table.columns.push_back({texts.name, Align::left});
    table.columns.push_back({texts.grids, Align::right});
    table.columns.push_back({texts.households, Align::right});
    if (plan.has_persons) table.columns.push_back({texts.persons, Align::right});
    for (std::size_t u = 0; u < plan.units.size(); ++u) {
        const PlanUnit& unit = plan.units[u];
        const std::string page = std::to_string(pages[u]);
        sheet.subject.items.push_back(&ground.areas[u].geometry);
        sheet.subject.outlines.push_back(&ground.areas[u].geometry);
        sheet.subject.own_areas.push_back(u);
        sheet.items.push_back({page, unit.name, filled(texts.page_short, page), {}});
        sheet.colours.push_back(ground.unit_colours[u]);
        std::vector<std::string> row{page};
        if (has_codes) row.push_back(unit.code);
        row.insert(row.end(), {unit.name, grouped(count(unit.last - unit.first)), grouped(unit.households)});
        if (plan.has_persons) row.push_back(grouped(unit.persons));
        table.rows.push_back(std::move(row));
        households += unit.households;
        persons += unit.persons;
        area_m2 += unit.area_m2;
    }
    std::vector<std::string> total{""};
    if (has_codes) total.emplace_back();
    total.insert(total.end(), {texts.total, grouped(count(plan.layer.grids.size())), grouped(households)});
    if (plan.has_persons) total.push_back(grouped(persons));
    table.rows.push_back(std::move(total));
    sheet.subtitle =
        joined({filled(texts.count_of_units, grouped(count(plan.units.size()))),
                filled(texts.count_of_grids, grouped(count(plan.layer.grids.size()))),
                filled(texts.count_of_homes, grouped(households)), filled(texts.area_km2, square_km(area_m2))},
               texts);
    return sheet;
}

std::string detail_name(std::size_t number) {
    constexpr std::size_t letters = 26;
    return number < letters ? std::string(1, static_cast<char>('A' + number)) : std::to_string(number + 1);
}

}  // namespace grid
