#include "libgrid/layer/lineage.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "libgrid/core/error.hpp"
#include "libgrid/layer/renumber.hpp"

namespace {

using Overlaps = std::vector<grid::GridOverlap>;
using Indices = std::vector<std::int32_t>;

constexpr grid::Count one = grid::count_scale;

struct Before {
    std::vector<grid::PreviousGrid> grids;
    grid::UsedCodes used;
};

Before previous(const std::vector<std::string>& codes, const std::vector<std::string>& retired = {}) {
    Before result;
    for (const std::string& code : codes) {
        result.grids.emplace_back();
        result.grids.back().code = code;
        result.grids.back().unit_code = code.substr(0, code.size() - 3);
        result.used.add_living(code);
    }
    for (const std::string& code : retired)
        result.used.add_retired(code);
    return result;
}

std::vector<std::int64_t> numbers(const Before& before, const std::string& unit, const Indices& heir_of) {
    Indices order(heir_of.size());
    std::iota(order.begin(), order.end(), 0);
    std::vector<grid::WantedNumber> wanted;
    for (const std::int32_t heir : heir_of)
        wanted.push_back({.heir_of = heir});
    return grid::numbers_after(before.grids, before.used, unit, wanted, order, {}, {});
}

}  // namespace

TEST_CASE("a code goes to the grid with the largest share of the old one") {
    // Old 0 is split 60 : 40; old 1 stays.
    const Overlaps overlaps{{0, 0, 60 * one, 1}, {0, 1, 40 * one, 9}, {1, 2, 10 * one, 1}};
    CHECK(grid::heirs(overlaps, 2, 3) == Indices{0, -1, 1});
}

TEST_CASE("a grid that carries on several old ones has the code of the one that gives it most") {
    const Overlaps overlaps{{0, 0, 10 * one, 5}, {1, 0, 90 * one, 1}, {-1, 0, 500 * one, 9}};
    CHECK(grid::heirs(overlaps, 2, 1) == Indices{1});
}

TEST_CASE("area decides where there are no households") {
    const Overlaps overlaps{{0, 0, 0, 5}, {0, 1, 0, 7}};
    CHECK(grid::heirs(overlaps, 1, 2) == Indices{-1, 0});
}

TEST_CASE("of equal shares the first grid gets the code") {
    const Overlaps overlaps{{0, 1, 5 * one, 2}, {0, 0, 5 * one, 2}};
    CHECK(grid::heirs(overlaps, 1, 2) == Indices{0, -1});
}

TEST_CASE("the rows of the lineage add up to the grids") {
    // Two thirds of a household and one third: whole numbers that add up to the grid's.
    const Overlaps overlaps{
        {0, 0, 2 * one / 3, 1}, {1, 0, one / 3 + 1, 1}, {-1, 0, 4 * one, 1}, {2, 1, 0, 8}, {2, 0, 0, 2}};
    const std::vector<std::string> old_codes{"a1", "a2", "a3"};
    const std::vector<std::string> new_codes{"a1", "a3"};
    const std::vector<std::int64_t> households{5, 0};
    const auto rows = grid::lineage_rows(overlaps, old_codes, new_codes, households);
    REQUIRE(rows.size() == 5);
    std::int64_t sum = 0;
    for (const auto& row : rows)
        sum += row.households;
    CHECK(sum == 5);
    CHECK(rows[0].old_code.empty());  // were in no grid
    CHECK(rows[0].households == 4);
    CHECK(rows[1].old_code == "a1");
    CHECK(rows[1].share == 1);
    // An old grid without households is told of by its area.
    CHECK(rows[3].old_code == "a3");
    CHECK(rows[3].new_code == "a1");
    CHECK(rows[3].share == doctest::Approx(0.2));
    CHECK(rows[4].share == doctest::Approx(0.8));
}

TEST_CASE("grids keep their numbers and new ones get numbers never used") {
    const auto before = previous({"u001", "u002", "u004"}, {"u009", "v012"});
    CHECK(before.used.greatest("u", grid::NumberRange::usual) == 9);
    CHECK(numbers(before, "u", {2, -1, 0, -1}) == std::vector<std::int64_t>{4, 10, 1, 11});
}

TEST_CASE("a unit with a new code keeps the numbers that are free there") {
    const auto before = previous({"a001", "a002", "b002", "b007"}, {"c001"});
    // Unit c is made of a and b; c001 was used once.
    CHECK(numbers(before, "c", {0, 1, 2, 3}) == std::vector<std::int64_t>{8, 2, 9, 7});
}

TEST_CASE("a gap below the greatest number is not filled, whoever comes") {
    // Unit c had 005 once; what was 003 in unit a may have been 003 in c as well, for all that is known.
    const auto before = previous({"a003", "a007"}, {"c005"});
    CHECK(numbers(before, "c", {0, 1, -1}) == std::vector<std::int64_t>{8, 7, 9});
}

TEST_CASE("a code that a grid has is not given up") {
    grid::UsedCodes used;
    for (const char* code : {"u003", "u001", "u002"})
        used.add_retired(code);
    used.add_living("u002");
    used.add_retired("u002");
    CHECK(used.retired() == std::vector<std::string>{"u001", "u003"});
    CHECK(used.greatest("u", grid::NumberRange::usual) == 3);
}

TEST_CASE("numbers that run out are an error") {
    const auto before = previous({"u999"});
    CHECK(numbers(before, "u", {0}) == std::vector<std::int64_t>{999});
    CHECK_THROWS_AS(numbers(before, "u", {0, -1}), grid::InputError);
}

TEST_CASE("a code whose end is no number is carried on by nobody's number") {
    const auto before = previous({"ux01"});
    CHECK(!before.used.greatest("u", grid::NumberRange::usual));
    CHECK(numbers(before, "u", {0}) == std::vector<std::int64_t>{1});
}

TEST_CASE("dedicated grids are numbered after all others, from their own number or after a gap") {
    grid::CodeLayout layout;
    const auto number = [&layout](const Before& before, const std::vector<grid::WantedNumber>& wanted) {
        Indices order(wanted.size());
        std::iota(order.begin(), order.end(), 0);
        std::ranges::stable_sort(order, {},
                                 [&](std::int32_t g) { return wanted[static_cast<std::size_t>(g)].is_dedicated; });
        return grid::numbers_after(before.grids, before.used, "U", wanted, order, layout, {});
    };
    using Numbers = std::vector<std::int64_t>;
    const grid::WantedNumber general{};
    const grid::WantedNumber school{-1, -1, true};
    CHECK(number(previous({}), {school, general, general}) == Numbers{3, 1, 2});
    layout.dedicated_gap = 5;
    CHECK(number(previous({}), {school, general, general, school}) == Numbers{8, 1, 2, 9});
    layout.dedicated_gap = 0;
    layout.first_dedicated = 101;
    const Before fresh{{}, grid::UsedCodes(layout)};
    CHECK(number(fresh, {school, general, general, school}) == Numbers{101, 1, 2, 102});
    CHECK_THROWS_AS((void)number(fresh, std::vector<grid::WantedNumber>(101, general)), grid::InputError);
}

TEST_CASE("a new grid takes no number of the other kind, where these are apart") {
    grid::CodeLayout layout;
    layout.first_dedicated = 101;
    Before before = previous({"U001", "U002", "U101"});
    before.used = grid::UsedCodes(layout);
    for (const char* const code : {"U001", "U002", "U101"})
        before.used.add_living(code);
    before.used.add_retired("U107");
    before.used.add_retired("U009");
    before.grids[2].dedicated = true;
    const std::vector<grid::WantedNumber> wanted{{0}, {1}, {2, -1, true}, {-1}, {-1, -1, true}};
    const Indices order{0, 1, 3, 2, 4};
    CHECK(grid::numbers_after(before.grids, before.used, "U", wanted, order, layout, {}) ==
          std::vector<std::int64_t>{1, 2, 101, 10, 108});
}

TEST_CASE("the only grid of a unit has its own number, which no other gets") {
    grid::CodeLayout layout;
    layout.only_number = 0;
    const auto number = [&layout](const Before& before, const std::vector<grid::WantedNumber>& wanted, Indices order) {
        return grid::numbers_after(before.grids, before.used, "U", wanted, order, layout, {});
    };
    CHECK(number(previous({}), {{}}, {0}) == std::vector<std::int64_t>{0});
    CHECK(number(previous({"U000"}), {{0}, {-1}}, {0, 1}) == std::vector<std::int64_t>{1, 2});
    CHECK(number(previous({"U001", "U002"}), {{1}}, {0}) == std::vector<std::int64_t>{0});
}
