#include "libgrid/layer/fault_list.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace grid {

namespace {

constexpr std::size_t most = 10;

}  // namespace

std::string problem_of(const Error& error) {
    const std::string text = error.what();
    const std::string where = describe(error.place()) + ": ";
    return text.starts_with(where) ? text.substr(where.size()) : text;
}

std::string first_ten(const std::vector<std::string>& lines, std::size_t total) {
    const std::size_t shown = std::min(most, lines.size());
    std::string list;
    for (std::size_t i = 0; i < shown; ++i)
        list += (i == 0 ? "" : "; ") + lines[i];
    if (total > shown) list += fmt::format("; and {} more", total - shown);
    return list;
}

void FaultList::add(const InputError& error) {
    ++m_number;
    if (m_first.size() < most) m_first.push_back(error);
}

void FaultList::settle(const char* what) const {
    if (m_number == 0) return;
    const InputError& first = m_first.front();
    if (m_number == 1) throw InputError(first);
    std::vector<std::string> lines;
    for (const InputError& error : m_first)
        lines.push_back(fmt::format("feature {}: {}", error.place().fid.value_or(-1), problem_of(error)));
    throw InputError(fmt::format("{} {}: {}", m_number, what, first_ten(lines, m_number)),
                     {first.place().file, first.place().layer, {}, {}}, first.advice());
}

}  // namespace grid
