#include "libgrid/view/atlas/texts.hpp"

#include <fmt/format.h>

#include <cmath>

namespace grid {

namespace {

constexpr AtlasTexts english{
    .number = "No.",
    .name = "Name",
    .code = "Code",
    .page_column = "Page",
    .grids = "Grids",
    .households = "Households",
    .persons = "Persons",
    .workload = "Workload",
    .hours = "Hours",
    .round_km = "Round, km",
    .deviation = "Deviation",
    .dedicated = "dedicated",
    .total = "Total",
    .north = "N",
    .unit_boundary = "boundary of the unit",
    .grid_border = "grid: number, households",
    .micro_border = "micro-grid",
    .unit_area = "unit: name, page",
    .neighbour = "neighbouring unit",
    .main_road = "main road",
    .street = "street, path",
    .railway = "railway",
    .river = "river, stream",
    .site = "site",
    .detail_frame = "A, B ...: larger on the next pages",
    .overview = "Overview",
    .count_of_units = "{} units",
    .one_grid = "1 grid",
    .count_of_grids = "{} grids",
    .count_of_homes = "{} households",
    .mean_of_homes = "{} on average",
    .area_km2 = "{} km²",
    .page_of = "Page {} of {}",
    .page_short = "p. {}",
    .detail_of = "{}: detail {}",
    .table_of = "{}: table of grids",
    .units_of = "{}: table of units",
    .separator = "  ·  ",
};

constexpr AtlasTexts chinese{
    .number = "序号",
    .name = "名称",
    .code = "编码",
    .page_column = "页码",
    .grids = "网格数",
    .households = "户数",
    .persons = "人数",
    .workload = "工作量",
    .hours = "每月工时",
    .round_km = "巡访千米",
    .deviation = "偏差",
    .dedicated = "专属",
    .total = "合计",
    .north = "北",
    .unit_boundary = "单元边界",
    .grid_border = "网格：序号、户数",
    .micro_border = "微网格",
    .unit_area = "单元：名称、页码",
    .neighbour = "相邻单元",
    .main_road = "主要道路",
    .street = "街道、小路",
    .railway = "铁路",
    .river = "河流",
    .site = "地点",
    .detail_frame = "A、B……：放大图，见后页",
    .overview = "总图",
    .count_of_units = "{}个单元",
    .one_grid = "1个网格",
    .count_of_grids = "{}个网格",
    .count_of_homes = "{}户",
    .mean_of_homes = "平均{}户",
    .area_km2 = "{}平方公里",
    .page_of = "第{}页，共{}页",
    .page_short = "第{}页",
    .detail_of = "{}：放大图{}",
    .table_of = "{}：网格表",
    .units_of = "{}：单元表",
    .separator = "  ·  ",
};

}  // namespace

const AtlasTexts& atlas_texts(Language language) {
    return language == Language::zh ? chinese : english;
}

std::string grouped(std::int64_t number) {
    std::string digits = fmt::format("{}", number);
    const std::ptrdiff_t first = digits.front() == '-' ? 1 : 0;
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > first; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

std::string grouped(double number) {
    constexpr double most = 9e15;  // beyond it not every whole number is a double
    if (!(std::abs(number) < most)) return std::isfinite(number) ? fmt::format("{:.3g}", number) : "–";
    const double rounded = std::round(number * 10) / 10;
    const double whole = std::trunc(rounded);
    std::string text = grouped(static_cast<std::int64_t>(whole));
    const int tenth = static_cast<int>(std::lround(std::abs(rounded - whole) * 10));
    if (tenth == 0) return text;
    if (whole == 0 && rounded < 0) text = "-0";
    return fmt::format("{}.{}", text, tenth);
}

std::string percent(double share) {
    if (!std::isfinite(share)) return "–";
    const double tenths = std::round(share * 1000);
    if (tenths == 0) return "0.0%";
    return fmt::format("{}{:.1f}%", tenths > 0 ? "+" : "−", std::abs(tenths) / 10);
}

std::string square_km(double area_m2) {
    const double area = area_m2 / 1e6;
    if (!std::isfinite(area)) return "–";
    return area >= 100 ? grouped(std::round(area)) : fmt::format("{:.{}f}", area, area >= 10 ? 1 : area >= 1 ? 2 : 3);
}

}  // namespace grid
