#include "libgrid/view/atlas/page.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "libgrid/view/atlas/columns.hpp"
#include "libgrid/view/atlas/scale.hpp"
#include "libgrid/view/atlas/shapes.hpp"
#include "libgrid/view/atlas/texts.hpp"

using namespace grid;

namespace {

PageNeeds needs_of(double width, double height, std::size_t rows) {
    PageNeeds needs;
    needs.ground = {width, height};
    needs.table_width = 220;
    needs.table_head = 13;
    needs.table_rows.assign(rows, 13.0);
    needs.head_height = 45;
    needs.furniture = {150, 140};
    needs.strip_height = 38;
    return needs;
}

}  // namespace

TEST_CASE("the bar of a scale has the longest round length that fits") {
    CHECK(round_length(1234) == 1000);
    CHECK(round_length(999.9) == 500);
    CHECK(round_length(2000) == 2000);
    CHECK(round_length(0.7) == doctest::Approx(0.5));
    for (double most = 0.013; most < 1e7; most *= 1.37) {
        const double length = round_length(most);
        CHECK(length <= most);
        CHECK(length * 2.5 >= most);
        const double leading = length / std::pow(10, std::floor(std::log10(length) + 1e-9));
        CHECK((std::abs(leading - 1) < 1e-6 || std::abs(leading - 2) < 1e-6 || std::abs(leading - 5) < 1e-6));
    }
    CHECK(round_length(0) == 1);
    CHECK(round_length(NAN) == 1);
    CHECK(length_text(500) == "500 m");
    CHECK(length_text(2000) == "2 km");
    CHECK(length_text(0.5) == "0.5 m");
    CHECK(scale_bar_parts(2000) == 4);
    CHECK(scale_bar_parts(500) == 5);
    CHECK(scale_bar_parts(1) == 5);
}

TEST_CASE("the scale is the ratio of ground and paper") {
    // 100 m on 1 cm.
    CHECK(scale_number(100 / (10 * points_per_mm)) == doctest::Approx(10000));
    CHECK(scale_number(123.456 / (10 * points_per_mm)) == doctest::Approx(12300));
}

TEST_CASE("the page lies as the unit does") {
    CHECK_FALSE(plan_page(Paper::a4, needs_of(1000, 3000, 80)).landscape);
    CHECK(plan_page(Paper::a4, needs_of(3000, 1000, 80)).landscape);
    const Size a3 = plan_page(Paper::a3, needs_of(3000, 1000, 80)).page;
    CHECK(a3.width == doctest::Approx(420 * 72 / 25.4));
    CHECK(a3.height == doctest::Approx(297 * 72 / 25.4));
}

TEST_CASE("the parts of a page lie within its margins and apart from each other") {
    for (const Paper paper : {Paper::a4, Paper::a3}) {
        for (const double aspect : {0.001, 0.2, 0.7, 1.0, 1.4, 5.0, 1000.0}) {
            for (const std::size_t rows : {0U, 1U, 8U, 25U, 60U, 999U}) {
                PageNeeds needs = needs_of(aspect * 1000, 1000, rows);
                if (rows == 0) needs.table_width = 0;
                const PagePlan plan = plan_page(paper, needs);
                CAPTURE(aspect);
                CAPTURE(rows);
                std::vector<Rect> parts{plan.head, plan.map, plan.furniture, plan.foot};
                if (plan.table_place == TablePlace::beside || plan.table_place == TablePlace::below)
                    parts.push_back(plan.table);
                const Rect page{20, 20, plan.page.width - 40, plan.page.height - 40};
                for (std::size_t i = 0; i < parts.size(); ++i) {
                    CHECK(page.contains(parts[i]));
                    for (std::size_t j = 0; j < i; ++j)
                        CHECK_FALSE(parts[i].grown(-0.01).meets(parts[j]));
                }
                CHECK(plan.map.width > 150);
                CHECK(plan.map.height > 150);
                CHECK((plan.table_place == TablePlace::none) == (rows == 0));
                if (rows == 999) CHECK(plan.table_place == TablePlace::next_pages);
                if (rows == 1) CHECK(plan.table_place != TablePlace::next_pages);
            }
        }
    }
}

TEST_CASE("each row of a table is in exactly one column, in order, and no column is too high") {
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        std::vector<double> heights(random() % 300);
        for (double& height : heights)
            height = 10 + static_cast<double>(random() % 30);
        const double most = 60 + static_cast<double>(random() % 500);
        const std::size_t columns = 1 + random() % 4;
        std::size_t next = 0;
        for (const TablePage& page : arrange_rows(heights, most, columns)) {
            CHECK(page.size() <= columns);
            for (const RowRange& rows : page) {
                CHECK(rows.first == next);
                CHECK(rows.last > rows.first);
                next = rows.last;
                double height = 0;
                for (std::size_t i = rows.first; i < rows.last; ++i)
                    height += heights[i];
                CHECK(height <= most + 1e-3);
            }
        }
        CHECK(next == heights.size());
    }
}

TEST_CASE("a row higher than a column has one of its own") {
    const std::vector<double> heights{10, 500, 10};
    const auto pages = arrange_rows(heights, 100, 1);
    REQUIRE(pages.size() == 3);
    CHECK(pages[1][0].first == 1);
    CHECK(pages[1][0].last == 2);
}

TEST_CASE("few rows stay in one column, more are spread evenly") {
    CHECK(least_column_height(std::vector<double>(6, 10.0), 3) == 60);
    CHECK(least_column_height(std::vector<double>(30, 10.0), 3) == doctest::Approx(100));
    const auto pages = arrange_rows(std::vector<double>(30, 10.0), 170, 2);
    REQUIRE(pages.size() == 1);
    REQUIRE(pages[0].size() == 2);
    CHECK(pages[0][0].last == 15);
}

TEST_CASE("rings and lines are cut at the edge of the paper") {
    const Rect paper{0, 0, 100, 100};
    const Ring inside{{10, 10}, {20, 10}, {20, 20}, {10, 10}};
    CHECK(clip_ring(inside, paper) == inside);
    CHECK(clip_ring({{200, 10}, {220, 10}, {220, 20}, {200, 10}}, paper).empty());
    const Ring cut = clip_ring({{50, 10}, {150, 10}, {150, 60}, {50, 60}, {50, 10}}, paper);
    REQUIRE(cut.size() >= 5);
    CHECK(cut.front() == cut.back());
    for (const Point& p : cut)
        CHECK(paper.contains(p));
    const MultiLineString parts = clip_line({{-50, 50}, {50, 50}, {50, 150}, {60, 150}, {60, 50}}, paper);
    REQUIRE(parts.size() == 2);
    CHECK(parts[0] == LineString{{0, 50}, {50, 50}, {50, 100}});
    CHECK(parts[1] == LineString{{60, 100}, {60, 50}});
    CHECK(simplify_line({{0, 0}, {5, 0.01}, {10, 0}}) == LineString{{0, 0}, {10, 0}});
}

TEST_CASE("numbers are written for people") {
    CHECK(grouped(std::int64_t{0}) == "0");
    CHECK(grouped(std::int64_t{999}) == "999");
    CHECK(grouped(std::int64_t{1000}) == "1,000");
    CHECK(grouped(std::int64_t{-123456}) == "-123,456");
    CHECK(grouped(std::int64_t{1234567}) == "1,234,567");
    CHECK(grouped(1150.34) == "1,150.3");
    CHECK(grouped(-0.26) == "-0.3");
    CHECK(grouped(40.0) == "40");
    CHECK(grouped(1e300) == "1e+300");
    CHECK(grouped(NAN) == "–");
    CHECK(percent(0.0488) == "+4.9%");
    CHECK(percent(-0.1) == "−10.0%");
    CHECK(percent(-0.0001) == "0.0%");
    CHECK(percent(INFINITY) == "–");
    CHECK(square_km(12.34e6) == "12.3");
    CHECK(square_km(1234e6) == "1,234");
}
