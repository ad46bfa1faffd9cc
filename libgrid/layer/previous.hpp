#pragma once

#include <map>
#include <string>
#include <vector>

#include "libgrid/core/field.hpp"
#include "libgrid/core/finding.hpp"
#include "libgrid/core/geometry.hpp"
#include "libgrid/core/message.hpp"
#include "libgrid/layer/request.hpp"
#include "libgrid/layer/used_codes.hpp"

namespace grid {

/// A grid that was there before the run.
struct PreviousGrid {
    std::string code;
    std::string unit_code;  ///< of the unit that it was in
    bool dedicated = false;
    MultiPolygon output;         ///< output CRS
    std::string valid_from{};    ///< YYYY-MM-DD; empty: not known
    std::string given_name{};    ///< the name that people gave it; empty: it has the one that follows from its code
    std::vector<Value> extra{};  ///< by PreviousGrids::extra_fields

    /// Whether it has something that nobody could compute again.
    [[nodiscard]] bool has_own_values() const;
};

/// The layer that the run starts from.
struct PreviousGrids {
    std::vector<PreviousGrid> grids;  ///< by code
    /// The units that came of an old one, where the user says so; the others kept their codes.
    std::map<std::string, std::vector<std::string>> successors{};
    std::vector<FieldInfo> extra_fields{};  ///< the fields that are not ours, as GridLayer::extra_fields
    std::vector<Message> notes{};           ///< what was decided, for -v
    /// Units that are there, but not looked at by this run: ascending, see leave_out().
    std::vector<std::string> left_out{};

    /// The units that a previous unit is now.
    [[nodiscard]] std::vector<std::string> units_now(const std::string& unit_code) const;
    /// Whether a unit is not looked at, or one that it is now.
    [[nodiscard]] bool is_left_out(const std::string& unit_code) const;
    /// Says which units (ascending) are not looked at. Grids of which nothing is in another unit are forgotten.
    void leave_out(std::vector<std::string> units);
};

/// What people entered in a layer of grids that they edit.
struct EnteredValues {
    struct OfGrid {
        std::string name;            ///< as it is in the layer; empty: none
        bool name_is_given = false;  ///< it does not follow from a number of the unit
        std::vector<Value> extra{};  ///< by `fields`
    };
    std::vector<FieldInfo> fields{};     ///< those that are not ours
    std::map<std::string, OfGrid> of{};  ///< by code, without one by label_of_feature(); the first of one code counts
    std::vector<Message> notes{};        ///< what was decided, for -v
};

/// What a feature without a code is called: `feature 12`.
[[nodiscard]] std::string label_of_feature(std::int64_t fid);

/// Reads what was entered. Throws what read_previous() throws of fields.
[[nodiscard]] EnteredValues read_entered(const PreviousSource& edited, Source& source, const Profile& profile);

/// Reads the grids, the codes retired before (from the tables `lineage` and `grid_run` of the same file, or from
/// `<stem>_lineage.csv` beside it) into `used`, and the map of units. In a layer that is edited a code that was given
/// up before is that of no grid, though somebody has typed it. Throws InputError (no such file, a code missing or
/// twice, a grid without geometry) and ConfigError (no field holds the codes).
[[nodiscard]] PreviousGrids read_previous(const PreviousSource& previous, Source& source, const Profile& profile,
                                          const std::string& output_wkt, UsedCodes& used);

/// A finding for each previous unit that has become none of `units` (codes, ascending) and is not left out, at its
/// first grid. Where the map says that it has become nothing (an empty code), there is none.
[[nodiscard]] Findings find_gone_units(const PreviousGrids& previous, const std::vector<std::string>& units);

}  // namespace grid
