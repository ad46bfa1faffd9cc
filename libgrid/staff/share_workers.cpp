#include <algorithm>
#include <cmath>
#include <numeric>
#include <queue>
#include <utility>

#include "libgrid/staff/staff.hpp"

namespace grid {

namespace {

/// By claim, of equal ones the first grid.
using Claim = std::pair<double, std::ptrdiff_t>;  // claim, less its index

/// Gives workers one by one to the grid with the greatest claim(grid, workers there), which must fall as it gets more.
template <typename Claiming>
void give(std::vector<std::int64_t>& workers, std::int64_t number, Claiming&& claim) {
    std::priority_queue<Claim> claims;
    for (std::size_t g = 0; g < workers.size(); ++g)
        claims.emplace(claim(g, workers[g]), -static_cast<std::ptrdiff_t>(g));
    for (; number > 0; --number) {
        const auto g = static_cast<std::size_t>(-claims.top().second);
        claims.pop();
        ++workers[g];
        claims.emplace(claim(g, workers[g]), -static_cast<std::ptrdiff_t>(g));
    }
}

double load(double hours, std::int64_t workers) {
    return hours / static_cast<double>(workers);
}

/// Fewest workers with whom the load is no higher than `most`, which is the load of some grid with so many workers.
std::int64_t fewest(double hours, double most) {
    if (hours <= 0) return 1;
    auto workers = std::max<std::int64_t>(1, std::llround(std::floor(hours / most)));
    while (load(hours, workers) > most)
        ++workers;
    return workers;
}

}  // namespace

std::vector<std::int64_t> share_workers(std::span<const double> hours, std::int64_t workers) {
    const double all = std::accumulate(hours.begin(), hours.end(), 0.0);
    // With so many as their exact shares of what the first worker of each grid leaves, rounded down, and one more, all
    // loads are below all / spare: so the highest load of the best way is, and each grid has at least these.
    const auto spare = static_cast<double>(workers - static_cast<std::int64_t>(hours.size()));
    std::vector<std::int64_t> shares;
    std::int64_t given = 0;
    for (const double own : hours) {
        constexpr double cautious = 1 - 1e-12;  // of rounding
        shares.push_back(1 + (all > 0 ? std::llround(std::floor(cautious * spare * own / all)) : 0));
        given += shares.back();
    }
    // The next worker to the highest load: no other way has a lower highest load in the end.
    give(shares, workers - given, [&](std::size_t g, std::int64_t there) { return load(hours[g], there); });
    double most = 0;
    for (std::size_t g = 0; g < hours.size(); ++g)
        most = std::max(most, load(hours[g], shares[g]));
    if (!(most > 0)) return shares;
    std::int64_t needed = 0;  // all but fewer than there are grids
    for (std::size_t g = 0; g < hours.size(); ++g) {
        shares[g] = fewest(hours[g], most);
        needed += shares[g];
    }
    give(shares, workers - needed, [&](std::size_t g, std::int64_t there) {
        return static_cast<double>(workers) * hours[g] / all - static_cast<double>(there);
    });
    return shares;
}

}  // namespace grid
