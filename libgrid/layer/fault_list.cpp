#include "libgrid/layer/fault_list.hpp"

#include <algorithm>

#include "libgrid/core/msg.hpp"

namespace grid {

namespace {

constexpr std::size_t most = 10;

}  // namespace

Message first_ten(const std::vector<Message>& lines, std::size_t total) {
    const std::size_t shown = std::min(most, lines.size());
    Message list = join_messages({lines.data(), shown}, msg("; "));
    if (total > shown) list += msg("; and {} more", total - shown);
    return list;
}

void FaultList::add(const InputError& error) {
    ++m_number;
    if (m_first.size() < most) m_first.push_back(error);
}

void FaultList::settle(const Message& what) const {
    if (m_number == 0) return;
    const InputError& first = m_first.front();
    if (m_number == 1) throw InputError(first);
    std::vector<Message> lines;
    for (const InputError& error : m_first)
        lines.push_back(msg("feature {}: {}", error.place().fid.value_or(-1), error.problem()));
    throw InputError(msg("{} {}: {}", m_number, what, first_ten(lines, m_number)),
                     {first.place().file, first.place().layer, {}, {}}, first.advice());
}

}  // namespace grid
