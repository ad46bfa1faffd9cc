#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "libgrid/layer/previous.hpp"

namespace grid {

class InputNotes;
struct Ground;
struct GriddingRequest;
struct InputRules;

/// A plan that was made elsewhere. What has one label is one grid, in each unit.
struct GivenPlan {
    std::vector<std::string> labels;       ///< ascending
    std::vector<PreviousGrid> areas{};     ///< of a layer: its features, by size; the code is the label
    std::vector<std::int32_t> label_of{};  ///< by area
    std::vector<std::int32_t> unit_of{};   ///< by area: the unit that its inside point is in; -1
    /// By site and by cell of the ground: the area that it lies in, of a table the label; -1: none.
    std::vector<std::int32_t> of_site{};
    std::vector<std::int32_t> of_cell{};
    /// What was entered in a layer whose labels are codes of grids; the labels of features without one are no codes.
    std::optional<EnteredValues> entered{};
    std::set<std::string> uncoded{};  ///< these labels

    /// The code that somebody gave the grids of a label; null where labels are no codes.
    [[nodiscard]] const std::string* code(std::int32_t label) const;
    [[nodiscard]] bool is_drawn() const { return !areas.empty(); }
    /// The label of what `of_site` and `of_cell` have.
    [[nodiscard]] std::int32_t label(std::int32_t entry) const {
        return entry < 0 || !is_drawn() ? entry : label_of[static_cast<std::size_t>(entry)];
    }
};

/// How the plan of a request is kept.
enum class PlanForm {
    layer,  ///< polygons
    table,  ///< rows of a site or cell and its label
    json,   ///< the same as an object, `{"identifier": label, ...}`
    list    ///< a label in each line, for the sites or cells in the order of their file
};
/// Throws InputError for a file that is none of them.
[[nodiscard]] PlanForm form_of_plan(const SourceRef& source);

/// Reads the plan and says where sites and cells are in it; the ground must have all else. The label of a feature is in
/// the field that the request names, else in `grid_code`; a feature without one is a grid of its own. That of a row is
/// in the field that the request names, else in `grid_code`, else in the second of two fields; the site or cell is in
/// the other one of two, else in the field that the identifiers of the ground come from. But for a layer
/// the ground must have identifiers.
/// Throws InputError (a site with two labels, another number of lines than of sites or cells) and ConfigError (no such
/// field). What the plan leaves out, or names in vain, becomes a finding.
void read_given_plan(const GriddingRequest& request, PlanForm form, const InputRules& rules, InputNotes& notes,
                     Ground& ground);

/// Whether the grids of the plan have codes of their own, so that it stands for the previous grids as well.
[[nodiscard]] bool has_grid_codes(const SourceRef& source);

}  // namespace grid
