#include <numeric>

#include "libgrid/check/check_context.hpp"
#include "libgrid/check/layer_plan.hpp"
#include "libgrid/layer/wishes_of_unit.hpp"

namespace grid {

const std::vector<BrokenWish>& broken_wishes(CheckContext& context) {
    if (!context.broken_wishes) {
        const std::vector<Wish>& wishes = context.ground->wishes;
        std::vector<std::int32_t> all(wishes.size());
        std::iota(all.begin(), all.end(), 0);
        context.broken_wishes = judge_plan(LayerPlan(context), wishes, all);
    }
    return *context.broken_wishes;
}

void check_wishes(CheckContext& context) {
    for (const BrokenWish& broken : broken_wishes(context)) {
        const Wish& wish = context.ground->wishes[static_cast<std::size_t>(broken.missed.wish)];
        const Finding missed = missed_wish(wish, {}, {}, broken.missed.reason);
        Finding& finding = missed.at ? context.findings.add("wish_missed", broken.grid, *missed.at, missed.message)
                                     : context.findings.add("wish_missed", broken.grid, missed.message);
        if (broken.grid < 0) finding.fid = missed.fid;
    }
}

}  // namespace grid
