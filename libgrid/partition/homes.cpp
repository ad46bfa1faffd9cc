#include "libgrid/partition/homes.hpp"

#include <algorithm>
#include <tuple>

namespace grid::partition {

std::vector<std::int32_t> match_labels(const std::vector<std::int32_t>& label, const std::vector<std::int32_t>& part,
                                       const std::vector<double>& stay, std::int32_t labels, std::int32_t parts) {
    struct Pair {
        std::int32_t label;
        std::int32_t part;
        double common;
    };
    std::vector<Pair> pairs;
    for (std::size_t v = 0; v < part.size(); ++v) {
        if (label[v] >= 0) {
            pairs.push_back({label[v], part[v], stay[v]});
        }
    }
    const auto ends = [](const Pair& p) { return std::tie(p.label, p.part); };
    std::stable_sort(pairs.begin(), pairs.end(), [&](const Pair& a, const Pair& b) { return ends(a) < ends(b); });
    std::size_t last = 0;
    for (std::size_t i = 1; i < pairs.size(); ++i) {
        if (ends(pairs[i]) == ends(pairs[last])) {
            pairs[last].common += pairs[i].common;
        } else {
            pairs[++last] = pairs[i];
        }
    }
    pairs.resize(pairs.empty() ? 0 : last + 1);
    std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.common > b.common; });
    std::vector<std::int32_t> part_of(labels, -1);
    std::vector<char> taken(parts, 0);
    for (const Pair& pair : pairs) {
        if (part_of[pair.label] < 0 && taken[pair.part] == 0) {
            part_of[pair.label] = pair.part;
            taken[pair.part] = 1;
        }
    }
    return part_of;
}

std::vector<std::int32_t> at_home(const State& state, std::vector<std::int32_t> part) {
    if (!state.has_homes()) {
        return part;
    }
    std::vector<std::int32_t> home;
    std::vector<double> stay;
    for (std::int32_t v = 0; v < state.problem().n; ++v) {
        home.push_back(state.home(v));
        stay.push_back(state.stay(v));
    }
    const std::int32_t parts = state.parts();
    const std::vector<std::int32_t> part_of = match_labels(home, part, stay, parts, parts);
    std::vector<std::int32_t> number(parts, -1);
    std::vector<char> used(parts, 0);
    for (std::int32_t h = 0; h < parts; ++h) {
        if (part_of[h] >= 0) {
            number[part_of[h]] = h;
            used[h] = 1;
        }
    }
    std::int32_t next = 0;
    for (std::int32_t& n : number) {
        if (n >= 0) {
            continue;
        }
        while (used[next] != 0) {
            ++next;
        }
        n = next++;
    }
    for (std::int32_t& p : part) {
        p = number[p];
    }
    return part;
}

}  // namespace grid::partition
