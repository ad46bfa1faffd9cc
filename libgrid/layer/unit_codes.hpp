#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libgrid/core/field.hpp"
#include "libgrid/core/finding.hpp"
#include "libgrid/coverage/ground_scale.hpp"
#include "libgrid/layer/faulty_units.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/profile.hpp"
#include "libgrid/layer/request.hpp"

namespace grid {

// The codes of the units of a layer: which cannot be used, and what becomes of these. Part of read_ground().

/// Where the codes of the units of a layer come from: a field, or the numbers of the features.
class UnitCodes {
public:
    /// The field `wanted`, else the one with a usual name. The numbers of the features if `wanted` is `fid` and there
    /// is no such field, if the layer has no field, or if it holds one unit only and no field has a usual name. Throws
    /// ConfigError.
    UnitCodes(Source& source, const std::string& wanted, const std::vector<std::string>& aliases);

    /// To be read, before others; empty: the codes are the numbers of the features.
    [[nodiscard]] std::vector<std::string> fields() const;
    [[nodiscard]] Value of(const Feature& feature) const;
    /// `units_numbered`, if nobody has asked for the numbers of several features.
    [[nodiscard]] std::optional<Finding> finding(const Source& source) const;

private:
    std::optional<std::string> m_field;
    bool m_is_wanted = true;
};

/// What is wrong with a code by itself: missing, damaged (see refuse_damage), not as the layout asks (see
/// check_unit_code, whose notes on good codes go to `findings`). `value`: as it was read; `at`: of the unit's outline;
/// `option`: names the field of the codes.
[[nodiscard]] std::optional<FaultyUnit> find_code_fault(const Value& value, const Unit& unit, const Point& at,
                                                        const CodeLayout& layout, const char* option,
                                                        Findings& findings);

/// Sorts the units by code. Those of one code become one unit if `rules` say so: exactly, for borders that two of them
/// have in common cancel; ground that two of them have counts once and is a finding, and so is it if they have several
/// names, of which the smallest is taken. Else all of them are faulty, whatever their order. Faulty units end the run
/// or are left out, see settle_faulty().
void settle_codes(std::vector<Unit>& units, std::vector<FaultyUnit> faulty, const UnitRules& rules,
                  const GroundScale& scale, Findings& findings);

}  // namespace grid
