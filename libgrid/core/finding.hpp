#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libgrid/core/finding_kinds.hpp"
#include "libgrid/core/geometry.hpp"
#include "libgrid/core/message.hpp"

namespace grid {

/// Something in the data or in the result that the user must know of. Findings are data: they go into the layer
/// `issues`.
struct Finding {
    Finding() = default;
    Finding(FindingCode kind, std::string unit, std::string grid, Message text, const std::optional<Point>& place = {})
        : code(kind.kind().code),
          severity(kind.kind().severity),
          unit_code(std::move(unit)),
          grid_code(std::move(grid)),
          message(std::move(text)),
          at(place) {}

    std::string code;  ///< of finding_kinds(); in a file that was read it may be another
    Severity severity = Severity::warning;
    std::string unit_code;  ///< may be empty
    std::string grid_code;  ///< may be empty
    Message message;
    std::optional<Point> at;  ///< output CRS; unset: it has no place
    std::int64_t fid = -1;    ///< of the feature in its layer; -1: of none in particular

    std::optional<double> width_m;    ///< of what is wrong; of an area that of its largest inscribed circle
    std::optional<double> area_m2;    ///< of the ground that is wrong
    std::optional<double> length_m;   ///< of the border that is wrong
    std::vector<std::string> others;  ///< codes of the other features that have a part in it
    MultiLineString lines;            ///< a border that is wrong; may be empty
    MultiPolygon area;                ///< ground that is wrong; may be empty
};

using Findings = std::vector<Finding>;

}  // namespace grid
