#include "libgrid/coverage/facing.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "libgrid/mesh/box_index.hpp"

namespace grid {

namespace {

double length(const Point& a, const Point& b) {
    return std::hypot(b.x - a.x, b.y - a.y);
}

/// The part of a piece onto which another projects, as shares of its length; nothing if that is a point.
std::optional<std::pair<double, double>> projection(const OutlinePiece& on, const OutlinePiece& of) {
    const double dx = on.second.x - on.first.x;
    const double dy = on.second.y - on.first.y;
    const double square = dx * dx + dy * dy;
    const auto share = [&](const Point& p) {
        return std::clamp(((p.x - on.first.x) * dx + (p.y - on.first.y) * dy) / square, 0.0, 1.0);
    };
    const auto [low, high] = std::minmax({share(of.first), share(of.second)});
    if (low == high) return std::nullopt;
    return std::pair(low, high);
}

Point along(const OutlinePiece& piece, double share) {
    return {piece.first.x + (piece.second.x - piece.first.x) * share,
            piece.first.y + (piece.second.y - piece.first.y) * share};
}

Box box_around(const OutlinePiece& piece, double margin) {
    const auto [x0, x1] = std::minmax(piece.first.x, piece.second.x);
    const auto [y0, y1] = std::minmax(piece.first.y, piece.second.y);
    return {x0 - margin, y0 - margin, x1 + margin, y1 + margin};
}

}  // namespace

std::optional<Facing> facing(const OutlinePiece& p, const OutlinePiece& q, double width_m) {
    const double dx = p.second.x - p.first.x;
    const double dy = p.second.y - p.first.y;
    if (dx * (q.second.x - q.first.x) + dy * (q.second.y - q.first.y) >= 0) return std::nullopt;
    const auto on_p = projection(p, q);
    const auto on_q = projection(q, p);
    if (!on_p || !on_q) return std::nullopt;
    const Point p0 = along(p, on_p->first);
    const Point p1 = along(p, on_p->second);
    const Point q0 = along(q, on_q->second);  // opposite to p0
    const Point q1 = along(q, on_q->first);
    if (length(p0, p1) <= width_m || length(q0, q1) <= width_m) return std::nullopt;
    const Point middle{(q0.x + q1.x) / 2, (q0.y + q1.y) / 2};
    if (dx * (middle.y - p.first.y) - dy * (middle.x - p.first.x) > 0) return std::nullopt;  // behind the border
    Facing found;
    found.width_m = std::max(length(p0, q0), length(p1, q1));
    if (found.width_m > width_m) return std::nullopt;
    found.area_m2 = std::abs((p1.x - q0.x) * (q1.y - p0.y) - (p1.y - q0.y) * (q1.x - p0.x)) / 2;  // by the diagonals
    found.on_first = *on_p;
    found.on_second = *on_q;
    return found;
}

std::vector<Facing> find_facing(std::span<const OutlinePiece> pieces, double width_m,
                                const std::function<bool(std::int32_t, std::int32_t)>& may_face) {
    std::vector<BoxIndex::Entry> entries;
    entries.reserve(pieces.size());
    for (std::size_t i = 0; i < pieces.size(); ++i)
        entries.emplace_back(box_around(pieces[i], 0), static_cast<std::int32_t>(i));
    const BoxIndex index(entries);
    std::vector<Facing> all;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const auto first = static_cast<std::int32_t>(i);
        for (const std::int32_t second : index.find(box_around(pieces[i], width_m))) {
            if (second <= first || !may_face(first, second)) continue;
            std::optional<Facing> found = facing(pieces[i], pieces[static_cast<std::size_t>(second)], width_m);
            if (!found) continue;
            found->first = first;
            found->second = second;
            all.push_back(*found);
        }
    }
    return all;
}

}  // namespace grid
