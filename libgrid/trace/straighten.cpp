#include "libgrid/trace/straighten.hpp"

#include <algorithm>

#include "libgrid/trace/joint_moves.hpp"
#include "libgrid/trace/shortcuts.hpp"

namespace grid {

void straighten(Network& network, const Mesh& mesh, const std::vector<std::int32_t>& plan, double clearance_m) {
    const bool any_free = std::ranges::any_of(
        network.chains, [](const Chain& c) { return std::ranges::find(c.flags, 0) != c.flags.end(); });
    if (!any_free) return;
    Sketch sketch(network, mesh, plan);
    Shortcuts shortcuts(sketch, clearance_m);
    const auto redraw = [&](std::size_t parts) {
        for (Piece& piece : sketch.pieces) {
            if (piece.free && piece.changed) shortcuts.redraw(piece, parts);
        }
    };
    redraw(2);
    for (Piece& piece : sketch.pieces)
        piece.changed = true;  // once more, with more points to choose from
    for (int round = 0; round < 3; ++round) {
        for (Joint& joint : sketch.joints)
            settle(sketch, joint, clearance_m);
        redraw(5);
    }
    sketch.finish();
}

}  // namespace grid
