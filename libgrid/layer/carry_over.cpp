#include "libgrid/layer/carry_over.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "libgrid/core/msg.hpp"
#include "libgrid/layer/extra_fields.hpp"

namespace grid {

OwnValues::OwnValues(const Ground& ground, const Profile& profile) : m_ground(ground), m_names(profile) {
    if (ground.previous) {
        m_fields = ground.previous->extra_fields;
        m_notes = ground.previous->notes;
    }
    if (!ground.plan || !ground.plan->entered) return;
    for (const FieldInfo& field : ground.plan->entered->fields)
        m_of_plan.push_back(add_extra_field(field, "the plan", m_fields, m_notes));
}

void OwnValues::give(const DividedGrid& grid, const std::string& unit_name, GridRow& row) const {
    const std::string made_name = row.name;
    if (grid.heir_of >= 0) {
        const PreviousGrid& old = m_ground.previous->grids[static_cast<std::size_t>(grid.heir_of)];
        row.extra = old.extra;
        if (m_names.is_given(old.given_name, {unit_name}, old.unit_code, old.code)) row.name = old.given_name;
    }
    if (grid.plan_label >= 0) give_plan(grid.plan_label, made_name, row);
    for (std::size_t i = 0; i < row.extra.size(); ++i)
        widen_value(m_fields[i].type, row.extra[i]);
}

void OwnValues::give_plan(std::int32_t label, const std::string& made_name, GridRow& row) const {
    const auto& entered = m_ground.plan->entered;
    if (!entered) return;
    const auto known = entered->of.find(m_ground.plan->labels[static_cast<std::size_t>(label)]);
    if (known == entered->of.end()) return;
    const EnteredValues::OfGrid& values = known->second;
    if (!m_of_plan.empty()) row.extra.resize(m_fields.size());
    for (std::size_t i = 0; i < m_of_plan.size(); ++i)
        row.extra[m_of_plan[i]] = values.extra[i];
    if (values.name_is_given && !m_names.is_made(values.name, row.unit_name, row.unit_code))
        row.name = values.name;
    else if (!values.name.empty())
        row.name = made_name;
}

std::optional<Finding> find_dropped_values(const ChangedRun& run) {
    constexpr std::size_t most = 100;
    std::vector<std::string> codes;
    const PreviousGrid* first = nullptr;
    for (const PreviousGrid* grid : retired_grids(run)) {
        if (!grid->has_own_values()) continue;
        if (first == nullptr) first = grid;
        codes.push_back(grid->code);
    }
    if (first == nullptr) return std::nullopt;
    const std::size_t count = codes.size();
    if (count > most) codes.resize(most);
    return Finding{"own_values_dropped",
                   {},
                   {},
                   msg("{} carried on by no grid, so that what was entered for {} (a name, or further fields) "
                       "is in the previous layer only: {}{}",
                       count == 1 ? msg("a previous grid is") : msg("{} previous grids are", count),
                       count == 1 ? msg("it") : msg("them"), fmt::join(codes, ", "),
                       count > most ? msg(" and {} more", count - most) : Message()),
                   first->output.front().shell.front()};
}

}  // namespace grid
