#include "libgrid/io/unique_names.hpp"

#include <cpl_string.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace grid::io {

namespace {

std::string lower(const std::string& name) {
    return CPLString(name).tolower();
}

std::string numbered(const std::string& wanted, const std::set<std::string>& taken) {
    std::string name = wanted;
    for (int n = 2; taken.contains(lower(name)); ++n)
        name = fmt::format("{}_{}", wanted, n);
    return name;
}

}  // namespace

std::vector<std::string> unique_names(const std::vector<std::string>& names) {
    std::set<std::string> all;
    std::ranges::for_each(names, [&](const std::string& name) { all.insert(lower(name)); });
    std::set<std::string> taken;
    std::vector<std::string> unique;
    for (const std::string& name : names) {
        const bool is_first = taken.insert(lower(name)).second;
        unique.push_back(is_first ? name : numbered(name, all));
        all.insert(lower(unique.back()));
    }
    return unique;
}

std::string free_name(const std::string& wanted, const std::vector<std::string>& taken) {
    std::set<std::string> all;
    std::ranges::for_each(taken, [&](const std::string& name) { all.insert(lower(name)); });
    return numbered(wanted, all);
}

bool is_repeated(const std::string& name, const std::vector<std::string>& names) {
    return std::ranges::count(names, lower(name), lower) > 1;
}

}  // namespace grid::io
