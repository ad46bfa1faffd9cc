#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/core/grid_layer.hpp"
#include "libgrid/core/message.hpp"
#include "libgrid/layer/changes.hpp"
#include "libgrid/layer/given_names.hpp"
#include "libgrid/layer/previous.hpp"

namespace grid {

// What people entered goes with the code: to the grid that carries the previous one on, and to no other. What they
// entered in a plan that is taken over is newer: it goes with the grid of the plan.

/// Names by hand and further fields, of the grids before and of a plan.
class OwnValues {
public:
    /// `ground` must outlive this object.
    OwnValues(const Ground& ground, const Profile& profile);

    /// The further fields: those of the grids before, then those that only the plan has.
    [[nodiscard]] const std::vector<FieldInfo>& fields() const { return m_fields; }
    /// What was decided of them, for -v.
    [[nodiscard]] const std::vector<Message>& notes() const { return m_notes; }
    /// Gives a row the further fields of the grid that it carries on, and its name, if that was given by hand; then the
    /// values of the fields that the plan has, empty ones too, and the plan's name, if it has one.
    void give(const DividedGrid& grid, const std::string& unit_name, GridRow& row) const;

private:
    void give_plan(std::int32_t label, const std::string& made_name, GridRow& row) const;

    const Ground& m_ground;
    GivenNames m_names;
    std::vector<FieldInfo> m_fields;
    std::vector<std::size_t> m_of_plan;  ///< by field of the plan: which of the fields it is
    std::vector<Message> m_notes;
};

/// A finding that names the previous grids that no grid carries on, and whose values or names are lost so. Of a shard
/// only those of its units.
[[nodiscard]] std::optional<Finding> find_dropped_values(const ChangedRun& run);

}  // namespace grid
