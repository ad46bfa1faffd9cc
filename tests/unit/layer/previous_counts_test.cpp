#include "libgrid/layer/previous_counts.hpp"

#include <doctest/doctest.h>

namespace {

using Numbers = std::vector<std::int32_t>;

Numbers after(std::vector<grid::Count> held, std::int64_t cells, std::int32_t count, const grid::GridSize& size) {
    grid::GroupBefore before{0, cells, std::move(held)};
    for (const grid::Count households : before.held)
        before.households += households;
    return grid::counts_after(before, count, size);
}

}  // namespace

TEST_CASE("a grid in which nobody lives any more divides nothing by zero") {
    CHECK(after({150, 150, 0}, 20, 3, {100, 0, 200}) == Numbers{2, 3, 4});
    CHECK(after({0, 0}, 20, 1, {100, 0, 200}) == Numbers{1, 2, 3});
}

TEST_CASE("what is too large is split and what is too small is joined, within the limits") {
    const grid::GridSize size{400, 300, 500};
    CHECK(after({400, 400, 400}, 50, 3, size) == Numbers{3});
    const Numbers more = after({900, 400, 400}, 50, 4, size);
    CHECK(more.front() >= 4);
    CHECK(more.back() <= 5);
}

TEST_CASE("where no number keeps the limits it is the given one") {
    CHECK(after({550}, 50, 1, {400, 300, 500}) == Numbers{1});
}
