#include "libgrid/wishes/plan_judge.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "libgrid/core/msg.hpp"

namespace grid {

namespace {

using Grids = LaidPlan::Grids;

class PlanJudge {
public:
    PlanJudge(const LaidPlan& plan, std::span<const Wish> wishes) : m_plan(plan), m_wishes(wishes) {}

    std::vector<BrokenWish> run(std::span<const std::int32_t> chosen) {
        for (const std::int32_t w : chosen)
            judge(w, m_wishes[static_cast<std::size_t>(w)]);
        std::ranges::stable_sort(m_broken, {}, [](const BrokenWish& broken) { return broken.missed.wish; });
        return std::move(m_broken);
    }

private:
    void judge(std::int32_t w, const Wish& wish) {
        switch (wish.kind) {
            case WishKind::lock:
                if (!m_plan.is_locked(wish)) tell(w, -1, reason_of_lock(wish));
                break;
            case WishKind::pin:
                judge_code(w, wish, m_plan.grids_of(wish));
                break;
            case WishKind::centre:
                judge_centre(w, wish);
                break;
            case WishKind::together:
                judge_together(w, wish);
                break;
            case WishKind::apart:
                judge_apart(w, m_apart[wish.group], m_plan.grids_of(wish));
                break;
            case WishKind::no_border:
                if (m_plan.is_cut(wish)) tell(w, -1, msg("a border passes through it"));
                break;
            case WishKind::border:
                if (!m_plan.is_border(wish)) tell(w, -1, msg("a grid lies on both sides of it"));
                break;
            case WishKind::no_grid:  // its ground has been given away: any plan meets it
                break;
        }
    }

    [[nodiscard]] Message reason_of_lock(const Wish& wish) const {
        if (wish.grid_code.empty()) return msg("its ground is no grid");
        return m_plan.named_grid(wish) < 0 ? msg("no grid has the code") : msg("the grid is not as it was");
    }

    /// Returns whether what the wish is about lies in the grid that it names, as far as it lies in any.
    bool judge_code(std::int32_t w, const Wish& wish, const Grids& grids) {
        const std::int32_t named = m_plan.named_grid(wish);
        const auto other = std::ranges::find_if(grids, [named](std::int32_t grid) { return grid != named; });
        if (other == grids.end()) return true;
        tell(w, *other, named < 0 ? msg("no grid has the code") : msg("it lies in another grid"));
        return false;
    }

    void judge_centre(std::int32_t w, const Wish& wish) {
        const Grids grids = m_plan.grids_of(wish);
        if (!wish.grid_code.empty() && !judge_code(w, wish, grids)) return;
        if (!judge_apart(w, m_centres, grids) || wish.name.empty()) return;
        for (const std::int32_t grid : grids) {
            if (!m_plan.has_name(grid, wish)) tell(w, grid, msg("its grid has another name"));
        }
    }

    /// All of one group are in one grid; without a group each wish is one by itself.
    void judge_together(std::int32_t w, const Wish& wish) {
        const Grids own = m_plan.grids_of(wish);
        Grids all = own;
        if (!wish.group.empty()) {
            all.insert(m_together[wish.group].begin(), m_together[wish.group].end());
            m_together[wish.group] = all;
        }
        if (all.size() > 1 && !own.empty()) tell(w, *own.begin(), msg("it lies in more grids than one"));
    }

    /// `before`: the grids of those of the group that were seen before.
    bool judge_apart(std::int32_t w, Grids& before, const Grids& grids) {
        const auto common = std::ranges::find_if(grids, [&](std::int32_t grid) { return before.contains(grid); });
        const bool are_apart = common == grids.end();
        if (!are_apart) tell(w, *common, msg("another one is in the same grid"));
        before.insert(grids.begin(), grids.end());
        return are_apart;
    }

    void tell(std::int32_t wish, std::int32_t grid, Message reason) {
        m_broken.push_back({{wish, std::move(reason)}, grid});
    }

    const LaidPlan& m_plan;
    std::span<const Wish> m_wishes;
    std::map<std::string, Grids> m_together;  ///< by group
    std::map<std::string, Grids> m_apart;     ///< by group
    Grids m_centres;
    std::vector<BrokenWish> m_broken;
};

}  // namespace

std::vector<BrokenWish> judge_plan(const LaidPlan& plan, std::span<const Wish> wishes,
                                   std::span<const std::int32_t> chosen) {
    return PlanJudge(plan, wishes).run(chosen);
}

}  // namespace grid
