#include "libgrid/trace/sketch.hpp"

#include "libgrid/core/predicates.hpp"

#include <span>

namespace grid {

namespace {

constexpr double straight_m = 1e-4;       // vertices of barriers and outline that are nearer to the line are not bends
constexpr std::size_t most_thinned = 64;  // in a row, so that the time stays linear

Box area_of(const Mesh& mesh) {
    Box box;
    for (const MeshVertex& v : mesh.vertices)
        box.add(v.work);
    for (const MeshVertex& v : mesh.shape)
        box.add(v.work);
    return box;
}

bool is_movable_line(std::uint8_t flags) {
    return (flags & ~(edge_barrier | edge_hard | edge_outline)) == 0;
}

}  // namespace

Sketch::Sketch(Network& network, const Mesh& mesh, const std::vector<std::int32_t>& plan)
    : obstacles(area_of(mesh), mesh.sites.size() + mesh.vertices.size() / 2), m_network(network), m_mesh(mesh) {
    for (const Point& site : mesh.sites)
        obstacles.add(site, true);
    // NOLINTNEXTLINE(cppcoreguidelines-prefer-member-initializer): known only after the loop
    m_site_count = static_cast<std::int32_t>(obstacles.size());
    add_anchors(plan);
    joints.reserve(network.nodes.size());
    for (const Node& node : network.nodes)
        add_joint(node.at);
    m_chain_pieces.resize(network.chains.size());
    double length = 0;
    std::size_t count = 0;
    for (std::size_t c = 0; c < network.chains.size(); ++c) {
        const Chain& chain = network.chains[c];
        for (std::size_t i = 0; i < chain.flags.size(); ++i) {
            if (chain.flags[i] != 0) continue;
            length += distance(chain.points[i].work, chain.points[i + 1].work);
            ++count;
        }
        take_apart(c);
    }
    mean_free_length_m = count > 0 ? length / static_cast<double>(count) : 0;
    for (Piece& piece : pieces) {
        if (!piece.free) thin(piece);
        renew_marker(piece);
    }
}

std::int32_t Sketch::anchor(const Point& p) const {
    const auto found = std::ranges::lower_bound(m_anchors, p, {}, &Anchor::at);
    return found != m_anchors.end() && found->at == p ? found->id : -1;
}

// What is not a border between grids and still must not be crossed: blocks, and hard barriers within a grid.
void Sketch::add_anchors(const std::vector<std::int32_t>& plan) {
    const Mesh& mesh = m_mesh;
    const auto grid_of = [&](std::int32_t cell) {
        return cell == no_cell ? no_cell : plan[static_cast<std::size_t>(cell)];
    };
    std::vector<Point> points;
    constexpr int kept = edge_hard | edge_block | edge_given | edge_dedicated;
    for (const MeshEdge& e : mesh.edges) {
        if ((e.flags & kept) == 0) continue;
        if ((e.flags & edge_block) == 0 && grid_of(e.left) != grid_of(e.right)) continue;
        points.push_back(mesh.vertices[static_cast<std::size_t>(e.a)].work);
        points.push_back(mesh.vertices[static_cast<std::size_t>(e.b)].work);
        for (std::uint32_t i = 0; i < e.shape_count; ++i)
            points.push_back(mesh.shape[e.first_shape + i].work);
    }
    std::ranges::sort(points);
    points.erase(std::unique(points.begin(), points.end()), points.end());
    m_anchors.reserve(points.size());
    for (const Point& p : points)
        m_anchors.push_back({p, obstacles.add(p, true)});
}

std::int32_t Sketch::add_joint(const MeshVertex& at) {
    const std::int32_t known = anchor(at.work);
    joints.push_back({at, known >= 0 ? known : obstacles.add(at.work, false), known >= 0 || at.is_input, {}});
    return static_cast<std::int32_t>(joints.size()) - 1;
}

bool Sketch::has_site(const Point& a, const Point& b) const {
    return !obstacles.each(box_around({a, b}), [&](std::int32_t id) {
        return id >= m_site_count || orientation(a, b, obstacles.at(id)) != 0;
    });
}

// Cuts a chain where free and flagged parts meet and at each point of a free part that must stay.
void Sketch::take_apart(std::size_t index) {
    const Chain& chain = m_network.chains[index];
    const std::size_t last = chain.flags.size();
    std::vector<bool> cut(last + 1, false);
    for (std::size_t i = 0; i < last; ++i) {
        if (i > 0 && (chain.flags[i] == 0) != (chain.flags[i - 1] == 0)) cut[i] = true;
        if (chain.flags[i] != 0) continue;
        for (const std::size_t k : {i, i + 1}) {
            if (chain.points[k].is_input || anchor(chain.points[k].work) >= 0) cut[k] = true;
        }
        if (has_site(chain.points[i].work, chain.points[i + 1].work)) cut[i] = cut[i + 1] = true;
    }
    cut.front() = cut.back() = true;
    std::int32_t from = chain.first >= 0 ? chain.first : add_joint(chain.points.front());
    const std::int32_t end = chain.first >= 0 ? chain.last : from;
    for (std::size_t i = 0; i < last;) {
        std::size_t k = i + 1;
        while (!cut[k])
            ++k;
        Piece piece;
        piece.free = chain.flags[i] == 0;
        piece.from = from;
        piece.to = k == last ? end : add_joint(chain.points[k]);
        piece.points.assign(chain.points.begin() + i, chain.points.begin() + k + 1);
        piece.flags.assign(chain.flags.begin() + i, chain.flags.begin() + k);
        for (std::size_t n = i; n <= k; ++n) {
            const bool is_end = n == i || n == k;
            const std::int32_t known = is_end ? joints[static_cast<std::size_t>(n == i ? piece.from : piece.to)].id
                                              : anchor(chain.points[n].work);
            piece.ids.push_back(known >= 0 ? known : obstacles.add(chain.points[n].work, false));
        }
        const auto self = static_cast<std::int32_t>(pieces.size());
        joints[static_cast<std::size_t>(piece.from)].ends.push_back({self, false});
        joints[static_cast<std::size_t>(piece.to)].ends.push_back({self, true});
        m_chain_pieces[index].push_back(pieces.size());
        from = piece.to;
        pieces.push_back(std::move(piece));
        i = k;
    }
}

bool Sketch::is_empty(const Point& a, const Point& b, const Point& c,
                      std::initializer_list<std::int32_t> except) const {
    return obstacles.each(box_around({a, b, c}), [&](std::int32_t id) {
        if (std::ranges::find(except, id) != except.end()) return true;
        const Point& p = obstacles.at(id);
        const int ab = orientation(a, b, p);
        const int bc = orientation(b, c, p);
        const int ca = orientation(c, a, p);
        return (ab > 0 || bc > 0 || ca > 0) && (ab < 0 || bc < 0 || ca < 0);
    });
}

// Leaves out the vertices that unused borders of cells left behind on straight stretches.
void Sketch::thin(Piece& piece) {
    std::size_t kept = 0;  // the points up to here are final
    std::size_t came = 0;  // where the last of them came from; the points after that are as they were
    for (std::size_t i = 1; i < piece.points.size(); ++i) {
        const MeshVertex at = piece.points[i];
        const std::int32_t id = piece.ids[i];
        const std::uint8_t before = piece.flags[i - 1];
        const bool is_last = i + 1 == piece.points.size();
        const bool may_go = !is_last && i - came <= most_thinned && !at.is_input && before == piece.flags[i] &&
                            is_movable_line(before) && anchor(at.work) < 0;
        if (may_go) {
            const Point& a = piece.points[kept].work;
            const Point& b = piece.points[i + 1].work;
            const auto passed = std::span(piece.points).subspan(came + 1, i - came);
            const auto is_near = [&](const MeshVertex& v) { return distance(v.work, a, b) < straight_m; };
            if (std::ranges::all_of(passed, is_near) &&
                is_empty(a, at.work, b, {piece.ids[kept], id, piece.ids[i + 1]})) {
                obstacles.remove(id);
                continue;
            }
        }
        ++kept;
        came = i;
        piece.points[kept] = at;
        piece.ids[kept] = id;
        piece.flags[kept - 1] = before;
    }
    piece.points.resize(kept + 1);
    piece.ids.resize(kept + 1);
    piece.flags.resize(kept);
}

void Sketch::renew_marker(Piece& piece) {
    if (piece.marker >= 0) obstacles.remove(piece.marker);
    piece.marker = -1;
    if (piece.points.size() != 2) return;
    const Point& a = piece.points[0].work;
    const Point& b = piece.points[1].work;
    piece.marker = obstacles.add({(a.x + b.x) / 2, (a.y + b.y) / 2}, false);
}

MeshVertex Sketch::new_vertex(const Point& work, std::int32_t outline_segment) const {
    const Plane& plane = m_mesh.plane;
    Point output = plane.to_output(work);
    if (outline_segment < 0) {
        output = plane.tidy(output);
    } else {
        auto [a, b] = m_mesh.outline_segments[static_cast<std::size_t>(outline_segment)];
        if (b < a) std::swap(a, b);  // the same result from both sides
        const Point along{b.x - a.x, b.y - a.y};
        const double share =
            ((output.x - a.x) * along.x + (output.y - a.y) * along.y) / (along.x * along.x + along.y * along.y);
        output = {a.x + share * along.x, a.y + share * along.y};
    }
    return {plane.to_work(output), output, false, outline_segment};
}

void Sketch::move(Joint& joint, const MeshVertex& to) {
    obstacles.remove(joint.id);
    joint.id = obstacles.add(to.work, false);
    joint.at = to;
    for (const PieceEnd& end : joint.ends) {
        Piece& piece = pieces[static_cast<std::size_t>(end.piece)];
        (end.back ? piece.points.back() : piece.points.front()) = joint.at;
        (end.back ? piece.ids.back() : piece.ids.front()) = joint.id;
        piece.changed = true;
        renew_marker(piece);
    }
}

void Sketch::finish() {
    for (std::size_t n = 0; n < m_network.nodes.size(); ++n)
        m_network.nodes[n].at = joints[n].at;
    for (std::size_t c = 0; c < m_network.chains.size(); ++c) {
        Chain& chain = m_network.chains[c];
        chain.points.clear();
        chain.flags.clear();
        for (const std::size_t p : m_chain_pieces[c]) {
            const Piece& piece = pieces[p];
            chain.points.insert(chain.points.end(), piece.points.begin() + (chain.points.empty() ? 0 : 1),
                                piece.points.end());
            chain.flags.insert(chain.flags.end(), piece.flags.begin(), piece.flags.end());
        }
    }
}

}  // namespace grid
