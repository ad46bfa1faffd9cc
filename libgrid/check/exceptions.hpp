#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libgrid/check/findings.hpp"
#include "libgrid/check/grid_table.hpp"
#include "libgrid/coverage/ground_scale.hpp"
#include "libgrid/io/source.hpp"

namespace grid {

/// Something that is known and accepted. Without geometry it is about what has no place, or about the grid that it
/// names.
struct KnownException {
    std::string code;       ///< of the check
    std::string grid_code;  ///< may be empty
    std::int64_t fid = 0;
    std::vector<Point> points;  ///< in the CRS of the layer
    MultiPolygon area;
    bool is_used = false;  ///< some finding was accepted for it
};

/// The exceptions of a file. A finding with an area is accepted by a polygon beyond which it nowhere reaches farther
/// than `reach_m`, or by a point in it; one that is about a grid as a whole by a point in the grid or a polygon that
/// holds the place of the finding; any other by a point no farther from it than a metre, or by such a polygon. Where
/// the exception names a grid, what has no area must be about that grid.
class ExceptionList {
public:
    /// Points or polygons with a field `code`, into the CRS of the grids. Throws InputError, ConfigError for what
    /// cannot be read, a field that is missing, and codes of no check.
    ExceptionList(const SourceRef& ref, const GridTable& grids, const GroundScale& scale, double reach_m);

    /// `datum_shift_unknown`, if they were carried over so.
    [[nodiscard]] const std::optional<Finding>& unknown_shift() const { return m_unknown_shift; }

    /// Takes the findings that are accepted out of `found`, and returns them.
    Findings take_accepted(CompleteFindings& found);

    /// Exceptions of one of these checks that no finding needed so far.
    [[nodiscard]] Findings expired(const std::vector<std::string>& checks) const;

    /// Whether ground between the grids is an accepted gap.
    [[nodiscard]] bool is_known_gap(const MultiPolygon& area) const;

private:
    [[nodiscard]] bool accepts(const KnownException& exception, const Finding& finding, std::int64_t whole) const;
    [[nodiscard]] bool accepts_area(const KnownException& exception, const MultiPolygon& area) const;

    std::string m_file;
    std::optional<Finding> m_unknown_shift;
    const GridTable* m_grids;
    GroundScale m_scale;
    double m_reach_m;
    std::vector<KnownException> m_all;  ///< by code, then in the order of the file
};

}  // namespace grid
