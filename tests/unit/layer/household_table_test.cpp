#include "libgrid/layer/household_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <tuple>

namespace {

using grid::HouseholdTable;
using grid::PersonRow;

auto all_of(const PersonRow& row) {
    return std::tuple(row.key, row.rank, row.persons, row.at, grid::to_amount(row.workload));
}

PersonRow row(std::uint64_t key, std::uint32_t rank, double x, double y, double workload = 0) {
    return {key, rank, 1, {x, y}, grid::exact_workload(workload)};
}

}  // namespace

TEST_CASE("Rows of a household at one place become one row with their persons and work") {
    HouseholdTable table;
    for (const double work : {0.1, 0.2, 0.3})
        table.add(row(7, 0, 10, 20, work));
    table.add(row(8, 0, 10, 20, 4));
    const auto rows = table.finish();
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].persons == 3);
    CHECK(grid::to_amount(rows[0].workload) == doctest::Approx(0.6).epsilon(1e-15));
    CHECK(rows[1].persons == 1);
}

TEST_CASE("The first place of a household is in a unit if any is, and then the westernmost") {
    HouseholdTable table;
    table.add(row(1, grid::in_no_place, 0, 0));
    table.add(row(1, grid::in_no_unit, -50, 0));
    table.add(row(1, 5, -20, 0));
    table.add(row(1, 4, 30, 1));
    table.add(row(1, 4, 30, -1));
    table.add(row(1, 4, 31, -9));
    const auto rows = table.finish();
    REQUIRE(rows.size() == 6);
    CHECK(rows[0].at == grid::Point{-20, 0});
    CHECK(rows[0].rank == 5);
    CHECK(rows[1].at == grid::Point{30, -1});
    CHECK(rows[3].at == grid::Point{31, -9});
    CHECK(rows[4].rank == grid::in_no_unit);
    CHECK(rows[5].rank == grid::in_no_place);
}

TEST_CASE("The order of the rows makes no difference, also where the table is put together on the way") {
    std::mt19937 random(1);
    std::vector<PersonRow> persons;
    const auto pick = [&random](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
    for (int i = 0; i < 1'500'000; ++i) {
        const std::uint32_t place = pick(3);  // the unit follows from it
        persons.push_back(row(pick(5000), place % 2, place, 7, 0.1 * pick(100)));
    }
    const auto table_of = [&persons] {
        HouseholdTable table;
        for (const PersonRow& person : persons)
            table.add(person);
        return table.finish();
    };
    const auto first = table_of();
    std::shuffle(persons.begin(), persons.end(), random);
    const auto second = table_of();
    REQUIRE(first.size() == 15'000);
    REQUIRE(first.size() == second.size());
    std::uint64_t count = 0;
    bool same = true;
    for (std::size_t i = 0; i < first.size(); ++i) {
        same = same && all_of(first[i]) == all_of(second[i]);
        count += first[i].persons;
    }
    CHECK(same);
    CHECK(count == persons.size());
}

TEST_CASE("The key of an identifier is CRC-64/XZ") {
    CHECK(grid::household_key("123456789") == 0x995DC9BBDF1939FAULL);
    CHECK(grid::household_key("") == 0);
    CHECK(grid::household_key("a") != grid::household_key("b"));
}

TEST_CASE("Amounts of work are kept exactly") {
    for (const double amount : {0.0, 1.0, 0.1, 1e12, 1.0 / 3, 123456.789}) {
        CAPTURE(amount);
        CHECK(grid::to_amount(grid::exact_workload(amount)) == amount);
    }
}
