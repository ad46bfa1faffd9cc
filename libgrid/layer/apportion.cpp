#include "libgrid/layer/apportion.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <queue>

namespace grid {

namespace {

__extension__ using Wide = __int128;  // GCC and Clang have it, ISO C++ does not
using Wider = boost::multiprecision::uint256_t;

void check_size(const GridSize& size) {
    constexpr Count greatest = 1'000'000'000'000'000'000;  // products of three stay within 128 bits
    if (size.min < 0 || size.min > size.target || size.target <= 0 || size.target > size.max || size.max > greatest)
        throw ConfigError(msg("the size of a grid needs 0 <= min <= target <= max and a target above 0"));
}

/// H^2 / (k (k + 1)) of the share that is asked for, as a claim to grid k + 1.
struct Claim {
    Wider square;
    std::int64_t grids;
    std::size_t share;
};

/// True if `a` comes after `b`.
bool weaker(const Claim& a, const Claim& b) {
    const auto steps = [](const Claim& claim) { return Wider(claim.grids) * (claim.grids + 1); };
    const Wider left = a.square * steps(b);
    const Wider right = b.square * steps(a);
    if (left != right) return left < right;
    if (a.grids != b.grids) return a.grids > b.grids;
    return a.share > b.share;
}

}  // namespace

GridCount grid_count(Count households, const GridSize& size, std::int32_t max_cells) {
    check_size(size);
    if (households < 0 || max_cells < 1) throw ConfigError(msg("a unit needs a cell and households of 0 or more"));
    if (households == 0) return {1, CountFit::no_households};

    const Wide h = households;
    const Wide least = (h + size.max - 1) / size.max;
    const Wide most = size.min == 0 ? std::max<Wide>(least, max_cells) : h / size.min;
    if (most == 0) return {1, CountFit::too_few};

    Wide count = 0;
    CountFit fit = CountFit::fits;
    if (least <= most) {
        count = std::clamp((2 * h + size.target) / (2 * static_cast<Wide>(size.target)), least, most);
    } else {  // then least = most + 1: `most` grids exceed max, `least` grids fall short of min
        fit = CountFit::no_count;
        const bool fewer_is_better = h * h <= (most * size.min) * (least * size.max);
        count = fewer_is_better ? most : least;
    }
    if (count > max_cells) {
        count = max_cells;
        if (fit == CountFit::no_count || count < least) fit = CountFit::not_enough_cells;
    }
    return {static_cast<std::int32_t>(count), fit};
}

std::vector<std::int32_t> apportion(std::span<const Share> shares, std::int64_t total) {
    std::vector<std::int32_t> counts;
    counts.reserve(shares.size());
    std::int64_t least = 0;
    std::int64_t most = 0;
    for (const Share& share : shares) {
        if (share.households < 0 || share.least < 1 || share.most < share.least)
            throw ConfigError(msg("a share needs households of 0 or more and 1 <= least <= most"));
        counts.push_back(share.least);
        least += share.least;
        most += share.most;
    }
    if (total < least) {
        throw ConfigError(msg("{} grids are too few: {} are needed, at least one for each unit", total, least), {},
                          msg("raise --grids"));
    }
    if (total > most) {
        throw ConfigError(msg("{} grids are too many: there are only {} cells to make them of", total, most), {},
                          msg("lower --grids"));
    }

    std::priority_queue<Claim, std::vector<Claim>, decltype(&weaker)> claims(&weaker);
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const Wider square = Wider(shares[i].households) * shares[i].households;
        if (counts[i] < shares[i].most) claims.push({square, counts[i], i});
    }
    for (std::int64_t given = least; given < total; ++given) {
        Claim claim = claims.top();
        claims.pop();
        ++counts[claim.share];
        ++claim.grids;
        if (claim.grids < shares[claim.share].most) claims.push(claim);
    }
    return counts;
}

}  // namespace grid
