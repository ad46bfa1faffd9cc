#pragma once

#include <string>
#include <vector>

#include "libgrid/core/message.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/input_notes.hpp"

namespace grid {

// Reading of lines. Part of read_ground().

/// Opens a layer of which only that kind of geometry is of use.
[[nodiscard]] Source open_kind(SourceRef ref, GeometryKind kind);

/// Throws InputError, naming `what`, for a layer of another kind.
void require_kind(const Source& source, GeometryKind kind, const Message& what);

[[nodiscard]] InputRules rules_of(const GriddingRequest& request, const std::string& output_wkt);

struct GroundLines {
    std::vector<BarrierSegment> barriers;
    std::vector<Way> ways;  ///< where work is reckoned
    RunRecord inputs;
    Findings findings;
};

/// The barriers, and what people walk along; both in an order of their own.
[[nodiscard]] GroundLines read_lines(const GriddingRequest& request, const std::string& output_wkt, bool checksums);

}  // namespace grid
