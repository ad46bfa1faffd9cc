#include "libgrid/view/atlas/page.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "libgrid/view/atlas/columns.hpp"

namespace grid {

namespace {

/// The page without its margins: a head above, a foot below, what is left between them.
PlainPage divide_page(Paper paper, bool landscape, double head_height) {
    const double f = type_factor(paper);
    const double margin = 10 * points_per_mm * std::sqrt(f);
    const double foot_height = 16 * f;
    PlainPage result;
    result.page = page_size(paper, landscape);
    const double width = result.page.width - 2 * margin;
    result.head = {margin, margin, width, head_height};
    result.foot = {margin, result.page.height - margin - foot_height, width, foot_height};
    result.body = {margin, result.head.bottom(), width, result.foot.y - 4 * f - result.head.bottom()};
    return result;
}

double map_scale(const Rect& map, const Size& ground) {
    if (!(map.width > 0 && map.height > 0)) return 0;
    return std::min(map.width / std::max(ground.width, 1e-9), map.height / std::max(ground.height, 1e-9));
}

/// The map over the whole width, what explains it in a strip below.
PagePlan with_strip(Paper paper, const PageNeeds& needs, bool landscape) {
    const PlainPage parts = divide_page(paper, landscape, needs.head_height);
    PagePlan plan;
    plan.page = parts.page;
    plan.landscape = landscape;
    plan.head = parts.head;
    plan.foot = parts.foot;
    const Rect& body = parts.body;
    const double gap = 6 * type_factor(paper);
    plan.map = {body.x, body.y, body.width, body.height - needs.strip_height - gap};
    plan.furniture = {body.x, plan.map.bottom() + gap, body.width, needs.strip_height};
    plan.table_place = needs.table_width > 0 ? TablePlace::next_pages : TablePlace::none;
    return plan;
}

/// The same, and the table below in as many columns as there is room for.
PagePlan with_table_below(Paper paper, const PageNeeds& needs, bool landscape) {
    PagePlan plan = with_strip(paper, needs, landscape);
    const double gap = 8 * type_factor(paper);
    const double height =
        needs.table_head +
        least_column_height(needs.table_rows, columns_in(plan.map.width, needs.table_width, column_gap(paper)));
    plan.map.height -= height + gap;
    plan.furniture.y -= height + gap;
    plan.table = {plan.map.x, plan.furniture.bottom() + gap, plan.map.width, height};
    plan.table_place = TablePlace::below;
    return plan;
}

/// The map left; right of it the table, and below that what explains the map.
PagePlan with_panel(Paper paper, const PageNeeds& needs, bool landscape) {
    PagePlan plan = with_strip(paper, needs, landscape);
    const double gap = 10 * type_factor(paper);
    const double width = std::max(needs.table_width, needs.furniture.width);
    const double bottom = plan.furniture.bottom();
    plan.map.width -= width + gap;
    plan.map.height = bottom - plan.map.y;
    plan.furniture_in_strip = false;
    plan.furniture = {plan.map.right() + gap, bottom - needs.furniture.height, width, needs.furniture.height};
    plan.table = {plan.furniture.x, plan.map.y, width, plan.furniture.y - gap - plan.map.y};
    plan.table_place = TablePlace::beside;
    return plan;
}

}  // namespace

Size page_size(Paper paper, bool landscape) {
    const Size upright = paper == Paper::a3 ? Size{297 * points_per_mm, 420 * points_per_mm}
                                            : Size{210 * points_per_mm, 297 * points_per_mm};
    return landscape ? Size{upright.height, upright.width} : upright;
}

double type_factor(Paper paper) {
    return paper == Paper::a3 ? 1.25 : 1;
}

double column_gap(Paper paper) {
    return 14 * type_factor(paper);
}

std::size_t columns_in(double width, double column_width, double gap) {
    if (!(column_width > 0)) return 1;
    return static_cast<std::size_t>(std::max(1.0, std::floor((width + gap + 1e-6) / (column_width + gap))));
}

PagePlan plan_page(Paper paper, const PageNeeds& needs) {
    const double table_height = std::accumulate(needs.table_rows.begin(), needs.table_rows.end(), needs.table_head);
    PagePlan best;
    double best_scale = -1;
    const auto consider = [&](const PagePlan& plan, double favour) {
        const double scale = favour * map_scale(plan.map, needs.ground);
        if (scale <= best_scale) return;
        best_scale = scale;
        best = plan;
    };
    for (const bool landscape : {false, true}) {
        // A table on the page of its map is worth a smaller map.
        constexpr double beside_favour = 1.6;
        consider(with_strip(paper, needs, landscape), 1);
        if (!(needs.table_width > 0)) continue;
        const PagePlan panel = with_panel(paper, needs, landscape);
        if (table_height <= panel.table.height) consider(panel, beside_favour);
        const PagePlan below = with_table_below(paper, needs, landscape);
        if (below.table.height <= below.map.height) consider(below, beside_favour);
    }
    return best;
}

PlainPage plain_page(Paper paper, bool landscape, double head_height) {
    return divide_page(paper, landscape, head_height);
}

}  // namespace grid
