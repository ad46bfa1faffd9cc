#include "libgrid/trace/joint_moves.hpp"

#include <array>

#include "libgrid/core/predicates.hpp"
#include "libgrid/trace/shortcuts.hpp"

namespace grid {

namespace {

constexpr double straight_m = 1e-3;  // a joint this near to the line between its neighbours lies on a straight stretch
constexpr std::array<double, 4> steps = {1, 0.5, 0.25, 0.125};  // parts of the wanted move that are tried in turn

// The other end of the segment of a piece that ends at the joint.
struct Neighbour {
    Point at;
    std::int32_t id = -1;
    std::int32_t marker = -1;
    std::uint8_t flags = 0;
    bool free = false;
};

Neighbour neighbour(const Sketch& sketch, const PieceEnd& end) {
    const Piece& piece = sketch.pieces[static_cast<std::size_t>(end.piece)];
    const std::size_t i = end.back ? piece.points.size() - 2 : 1;
    return {piece.points[i].work, piece.ids[i], piece.marker, end.back ? piece.flags.back() : piece.flags.front(),
            piece.free};
}

// Whether the line between joint and neighbour may be turned about the neighbour until the joint is at `to`, where
// obstacle `at_to` may be.
bool can_turn(const Sketch& sketch, const Joint& joint, const Neighbour& n, const Point& to, double clearance_m,
              std::int32_t at_to = -1) {
    const Point& from = joint.at.work;
    if (to == n.at) return false;
    if (!sketch.is_empty(from, n.at, to, {joint.id, n.id, n.marker, at_to})) return false;
    return sketch.obstacles.each(box_around({n.at, to}, std::max(least_room, clearance_m)), [&](std::int32_t id) {
        if (id == joint.id || id == n.id || id == n.marker || id == at_to) return true;
        const Point& p = sketch.obstacles.at(id);
        const double room = distance(p, n.at, to);
        if (room < least_room) return false;
        return !sketch.obstacles.wide(id) || room >= std::min(clearance_m, distance(p, n.at, from));
    });
}

// The point with the least sum of distances to `points`.
Point median(const std::vector<Point>& points) {
    Point m;
    for (const Point& p : points)
        m = {m.x + p.x, m.y + p.y};
    const auto count = static_cast<double>(points.size());
    m = {m.x / count, m.y / count};
    for (int i = 0; i < 40; ++i) {
        Point sum;
        double weights = 0;
        for (const Point& p : points) {
            const double weight = 1 / std::max(distance(m, p), 1e-6);
            sum = {sum.x + weight * p.x, sum.y + weight * p.y};
            weights += weight;
        }
        m = {sum.x / weights, sum.y / weights};
    }
    return m;
}

double length_to(const std::vector<Point>& points, const Point& from) {
    double sum = 0;
    for (const Point& p : points)
        sum += distance(p, from);
    return sum;
}

// Whether the way from the joint to `to` is free of lines: it lies between two of its own, in a triangle with them that
// no obstacle is in.
bool is_open(const Sketch& sketch, const Joint& joint, const std::vector<Neighbour>& around, const Point& to) {
    const Point& from = joint.at.work;
    for (std::size_t i = 0; i < around.size(); ++i) {
        const Neighbour& a = around[i];
        const Neighbour& b = around[(i + 1) % around.size()];
        const double ax = a.at.x - from.x;
        const double ay = a.at.y - from.y;
        const double bx = b.at.x - from.x;
        const double by = b.at.y - from.y;
        const double area = ax * by - ay * bx;
        if (!(area > 0)) continue;
        const double dx = to.x - from.x;
        const double dy = to.y - from.y;
        const double along_a = (dx * by - dy * bx) / area;
        const double along_b = (ax * dy - ay * dx) / area;
        const double part = along_a + along_b;
        if (along_a < 0 || along_b < 0 || part > 0.999) continue;
        const double reach = part + 0.001;
        return sketch.is_empty(from, {from.x + reach * ax, from.y + reach * ay},
                               {from.x + reach * bx, from.y + reach * by}, {joint.id, a.marker, b.marker});
    }
    return false;
}

void settle_free(Sketch& sketch, Joint& joint, std::vector<Neighbour> around, double clearance_m) {
    const Point from = joint.at.work;
    std::ranges::sort(
        around, [&](const Neighbour& p, const Neighbour& q) { return counter_clockwise_before(from, p.at, q.at); });
    std::vector<Point> points;
    for (const Neighbour& n : around)
        points.push_back(n.at);
    const double before = length_to(points, from);
    std::ranges::sort(points);
    const Point best = median(points);
    for (const double step : steps) {
        const MeshVertex vertex =
            sketch.new_vertex({from.x + step * (best.x - from.x), from.y + step * (best.y - from.y)});
        const Point& to = vertex.work;
        if (length_to(points, to) > before - 1e-3 * before) return;
        const auto turns = [&](const Neighbour& n) { return can_turn(sketch, joint, n, to, clearance_m); };
        if (!is_open(sketch, joint, around, to) || !std::ranges::all_of(around, turns)) continue;
        sketch.move(joint, vertex);
        return;
    }
}

// Moves the joint along one of its pieces onto the first bend, if what the others gain in length is less than the bend
// costs. Short stubs between node and bend go away like this.
void take_bend(Sketch& sketch, Joint& joint, double clearance_m) {
    const Point from = joint.at.work;
    for (const PieceEnd& end : joint.ends) {
        Piece& piece = sketch.pieces[static_cast<std::size_t>(end.piece)];
        if (piece.from == piece.to || piece.points.size() < 3) continue;
        const Neighbour bend = neighbour(sketch, end);
        const std::int32_t after_bend = end.back ? piece.ids[piece.ids.size() - 3] : piece.ids[2];
        double growth = -distance(from, bend.at);
        bool can_move = true;
        for (const PieceEnd& other : joint.ends) {
            if (other.piece == end.piece || !can_move) continue;
            const Neighbour n = neighbour(sketch, other);
            growth += distance(n.at, bend.at) - distance(n.at, from);
            can_move = n.id != after_bend && can_turn(sketch, joint, n, bend.at, clearance_m, bend.id);
        }
        if (!can_move || growth > vertex_cost * sketch.mean_free_length_m) continue;
        const auto gone = static_cast<std::ptrdiff_t>(end.back ? piece.points.size() - 2 : 1);
        const MeshVertex at = piece.points[static_cast<std::size_t>(gone)];
        sketch.obstacles.remove(bend.id);
        piece.points.erase(piece.points.begin() + gone);
        piece.ids.erase(piece.ids.begin() + gone);
        piece.flags.pop_back();
        sketch.move(joint, at);
        return;
    }
}

// Slides the end of `line` on the stretch between `a` and `b`.
void slide(Sketch& sketch, Joint& joint, const Neighbour& line, const Neighbour& a, const Neighbour& b,
           double clearance_m) {
    const Point from = joint.at.work;
    const double length = distance(a.at, b.at);
    if (length == 0 || distance(from, a.at, b.at) > straight_m) return;
    const double ux = (b.at.x - a.at.x) / length;
    const double uy = (b.at.y - a.at.y) / length;
    const double margin = std::min(clearance_m, length / 4);
    const double here = (from.x - a.at.x) * ux + (from.y - a.at.y) * uy;
    const double foot = std::clamp((line.at.x - a.at.x) * ux + (line.at.y - a.at.y) * uy, margin, length - margin);
    for (const double step : steps) {
        const double t = here + step * (foot - here);
        const MeshVertex vertex = sketch.new_vertex({a.at.x + t * ux, a.at.y + t * uy}, joint.at.outline_segment);
        const Point& to = vertex.work;
        if (distance(line.at, to) > distance(line.at, from) - 1e-3 * distance(from, to) || to == from) return;
        if (!can_turn(sketch, joint, line, to, clearance_m)) continue;
        const bool stays = sketch.is_empty(a.at, from, to, {a.id, joint.id, a.marker}) &&
                           sketch.is_empty(b.at, from, to, {b.id, joint.id, b.marker}) &&
                           sketch.obstacles.each(box_around({from, to}, straight_m), [&](std::int32_t id) {
                               const bool own = id == joint.id || id == a.marker || id == b.marker;
                               return own || distance(sketch.obstacles.at(id), from, to) > straight_m;
                           });
        if (!stays) continue;
        sketch.move(joint, vertex);
        return;
    }
}

}  // namespace

void settle(Sketch& sketch, Joint& joint, double clearance_m) {
    if (joint.fixed || joint.ends.size() < 3) return;
    std::vector<Neighbour> free;
    std::vector<Neighbour> kept;
    for (const PieceEnd& end : joint.ends) {
        const Neighbour n = neighbour(sketch, end);
        (n.free ? free : kept).push_back(n);
    }
    if (kept.empty()) {
        take_bend(sketch, joint, clearance_m);
        free.clear();
        for (const PieceEnd& end : joint.ends)
            free.push_back(neighbour(sketch, end));
        settle_free(sketch, joint, std::move(free), clearance_m);
    } else if (free.size() == 1 && kept.size() == 2 && kept[0].flags == kept[1].flags) {
        slide(sketch, joint, free[0], kept[0], kept[1], clearance_m);
    }
}

}  // namespace grid
