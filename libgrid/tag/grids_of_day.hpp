#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/tag/tag_layer.hpp"

namespace grid {

/// What grids were called on a day before they were what they are, as far as their lineage says it.
///
/// A change is a row of the table `lineage`: ground of the old code has had the new one since a date. Changes after the
/// day are taken back, the latest first. The table knows where households went; ground without any may have gone
/// another way.
class CodesOfDay {
public:
    /// `rows` are those of read_lineage_rows(). `valid_from`: the days of grids by code, YYYY-MM-DD, where they are
    /// known; a change without a date was on the day from which its new code is valid.
    CodesOfDay(const std::vector<std::vector<std::string>>& rows, const std::map<std::string, std::string>& valid_from,
               std::string day);

    /// The codes that ground of a grid of now had on the day: several if it is not known which; one that is empty for
    /// ground in no grid; none for a grid that is valid only since later, and of which the lineage knows nothing.
    [[nodiscard]] std::set<std::string> of(const std::string& code) const;

private:
    std::map<std::string, std::string> m_valid_from;
    std::string m_day;
    /// Date -> new code -> old codes; of changes after the day.
    std::map<std::string, std::map<std::string, std::set<std::string>>> m_changes;
};

/// Makes the grids of a layer those of a day: ground of one code is one grid; where it is not known which of several
/// codes it had, one without a code; ground that was in no grid is none. `geometry`, `fids` and `valid_from` are by
/// grid. A finding says what was done. Throws InputError if the layer says nothing of days.
void take_back_to(const std::string& day, const std::vector<std::vector<std::string>>& lineage,
                  const std::vector<std::string>& valid_from, TagLayer& layer, std::vector<MultiPolygon>& geometry,
                  std::vector<std::int64_t>& fids);

}  // namespace grid
