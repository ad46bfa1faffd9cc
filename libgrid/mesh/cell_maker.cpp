#include "libgrid/mesh/cell_maker.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "libgrid/mesh/segment_math.hpp"

namespace grid {

CellMaker::CellMaker(const UnitGround& ground, const BaseFaces& base, const FaceGenerators& generators,
                     const FineFaces& fine, const Lattice& lattice, const TessellateOptions& options)
    : m_ground(ground),
      m_base(base),
      m_generators(generators),
      m_fine(fine),
      m_lattice(lattice),
      m_sets(static_cast<std::size_t>(fine.arrangement.face_count())) {
    find_given(options.first_cell);
    unite_same_owner();
    find_homes(options.snap_m);
    unite_strays();
    number_cells(unite_given());
}

void CellMaker::find_given(std::size_t first_cell) {
    m_given.resize(m_base.block_root.size());
    for (std::size_t b = first_cell; b < m_base.block_root.size(); ++b) {
        Given& given = m_given[static_cast<std::size_t>(m_base.block_root[b])];
        given.polygons += m_ground.blocks[b].polygons.size();
        given.blocks.push_back(b);
    }
}

bool CellMaker::is_given(const Owner& owner) const {
    const auto block = static_cast<std::size_t>(owner.index);
    return owner.kind == Owner::label && block < m_given.size() && m_given[block].polygons > 0;
}

std::int32_t CellMaker::cell_of_site(std::size_t site) {
    const LatticePoint at = m_lattice.at(m_ground.sites[site].at);
    const std::int32_t here = cell(m_fine.arrangement.locate(at));
    const auto home = m_home.find(m_generators.label_of_site(site));
    const std::int32_t own = home == m_home.end() ? no_cell : cell(home->second);
    if (here >= 0 && here == own) return own;
    std::vector<std::int32_t> touched;
    for (const std::int32_t face : m_fine.arrangement.faces_around(at)) {
        if (cell(face) >= 0) touched.push_back(cell(face));
    }
    if (touched.empty()) return own >= 0 ? own : nearest_cell(at);
    return std::find(touched.begin(), touched.end(), own) != touched.end() ? own : touched.front();
}

template <typename Visit>
void CellMaker::for_inner_edges(Visit&& visit) const {
    const Arrangement& a = m_fine.arrangement;
    for (std::size_t e = 0; e < a.edges().size(); ++e) {
        const std::int32_t left = a.left_face(static_cast<std::int32_t>(2 * e));
        const std::int32_t right = a.right_face(static_cast<std::int32_t>(2 * e));
        const std::int32_t base_edge = m_fine.base_edge[e];
        // The outline is no way from one face to another, also where it has the unit on both sides.
        const bool outline =
            base_edge >= 0 && (m_base.edges[static_cast<std::size_t>(base_edge)].flags & edge_outline) != 0;
        if (left == right || outline || face_owner(left).kind == Owner::outside) continue;
        visit(static_cast<std::int32_t>(e), left, right);
    }
}

void CellMaker::unite_same_owner() {
    for_inner_edges([this](std::int32_t, std::int32_t left, std::int32_t right) {
        if (face_owner(left) == face_owner(right)) m_sets.unite(left, right);
    });
}

/// The piece of ground where each label is at home: with its site in it, or its block.
void CellMaker::find_homes(double sliver_m) {
    const Arrangement& a = m_fine.arrangement;
    m_is_home.assign(static_cast<std::size_t>(a.face_count()), 0);
    for (std::int32_t f = 1; f < a.face_count(); ++f) {
        if (face_owner(f).kind == Owner::dedicated) m_is_home[static_cast<std::size_t>(m_sets.find(f))] = 1;
    }
    settle_empty(sliver_m);
    settle_blocks();
    for (const Generator& site : m_generators.point_sites()) {
        const std::int32_t face = a.locate(site.at);
        if (face_owner(face) == Owner{Owner::label, site.label}) {
            settle(site.label, face);
            continue;
        }
        for (const std::int32_t beside : a.faces_around(site.at)) {
            if (face_owner(beside) == Owner{Owner::label, site.label}) settle(site.label, beside);
        }
    }
}

/// Ground of nobody is at home with itself, if it is wider than a sliver: 2 area / perimeter.
void CellMaker::settle_empty(double sliver_m) {
    const auto sizes = sizes_of([](const Owner& owner) { return owner.kind == Owner::empty; });
    for (const auto& [root, size] : sizes)
        m_is_home[static_cast<std::size_t>(root)] = 2 * size.area_m2 > sliver_m * size.perimeter_m ? 1 : 0;
}

/// The sizes of pieces of ground whose owner is meant, by root.
template <typename Meant>
std::map<std::int32_t, CellMaker::Size> CellMaker::sizes_of(const Meant& is_meant) {
    const Arrangement& a = m_fine.arrangement;
    std::map<std::int32_t, Size> sizes;
    const LatticePoint origin = a.vertices().front();
    const MetricScale& metres = m_lattice.metres();
    for (std::int32_t h = 0; h < static_cast<std::int32_t>(2 * a.edges().size()); ++h) {
        const std::int32_t face = a.left_face(h);
        if (!is_meant(face_owner(face))) continue;
        const std::int32_t root = m_sets.find(face);
        if (m_sets.find(a.right_face(h)) == root) continue;
        const Segment s = a.segment(h / 2);
        Size& size = sizes[root];
        size.area_m2 += (h % 2 == 0 ? 1 : -1) * static_cast<double>(cross(origin, s.p, s.q)) / 2 * metres.x * metres.y;
        size.perimeter_m += m_lattice.length_m(s.p, s.q);
    }
    return sizes;
}

/// Ground inside a block is home of the block; of a given cell see settle_given().
void CellMaker::settle_blocks() {
    const Arrangement& a = m_fine.arrangement;
    for (std::size_t e = 0; e < a.edges().size(); ++e) {
        const std::int32_t base_edge = m_fine.base_edge[e];
        if (base_edge < 0) continue;
        for (const std::int32_t side : {0, 1}) {
            const auto base_face = static_cast<std::size_t>(m_base.arrangement.left_face(2 * base_edge + side));
            const std::int32_t block = m_base.block[base_face];
            if (block < 0 || m_base.dedicated[base_face] >= 0 || !m_base.inside[base_face]) continue;
            const std::int32_t fine_side = m_fine.same_way[e] != 0 ? side : 1 - side;
            const std::int32_t face = a.left_face(static_cast<std::int32_t>(2 * e) + fine_side);
            if (face_owner(face) != Owner{Owner::label, block}) continue;
            Given& given = m_given[static_cast<std::size_t>(block)];
            if (given.polygons == 0)
                settle(block, face);
            else
                given.pieces.emplace(m_sets.find(face), face);
        }
    }
    settle_given();
}

/// A given cell is at home in all its pieces, but for shreds: of more pieces than it came with, those that have less
/// than a hundredth of its ground, or are strips, beside a larger one, and do not count it.
void CellMaker::settle_given() {
    constexpr double shred = 0.01;
    constexpr double strip_m = 0.5;
    const auto has_many = [](const Given& given) { return given.pieces.size() > given.polygons; };
    std::map<std::int32_t, Size> sizes;
    if (std::ranges::any_of(m_given, has_many)) {
        sizes = sizes_of([&](const Owner& owner) {
            return is_given(owner) && has_many(m_given[static_cast<std::size_t>(owner.index)]);
        });
    }
    const auto size_of = [&sizes](const auto& piece) { return sizes[piece.first]; };
    for (std::size_t block = 0; block < m_given.size(); ++block) {
        Given& given = m_given[block];
        double whole_m2 = 0;
        double largest_m2 = 0;
        for (const auto& piece : given.pieces) {
            whole_m2 += size_of(piece).area_m2;
            largest_m2 = std::max(largest_m2, size_of(piece).area_m2);
        }
        for (const auto& piece : given.pieces) {
            const Size size = size_of(piece);
            const bool is_shred = size.area_m2 < largest_m2 &&
                                  (size.area_m2 < shred * whole_m2 || 2 * size.area_m2 <= strip_m * size.perimeter_m);
            if (has_many(given) && is_shred && !counts_in(given, piece.first)) continue;
            settle(static_cast<std::int32_t>(block), piece.second);
            given.homes.push_back(piece.second);
        }
    }
}

/// Whether a piece of ground holds the point where a cell counts.
bool CellMaker::counts_in(const Given& given, std::int32_t root) {
    return std::ranges::any_of(given.blocks, [&](std::size_t b) {
        return m_sets.find(m_fine.arrangement.locate(m_lattice.at(m_ground.blocks[b].inside))) == root;
    });
}

void CellMaker::settle(std::int32_t label, std::int32_t face) {
    m_is_home[static_cast<std::size_t>(m_sets.find(face))] = 1;
    m_home.try_emplace(label, face);
}

/// A piece that is cut off from its site by the corner of a face, or a sliver of nobody, goes to a neighbour over open
/// ground if there is a way, else over a line, and into a dedicated area last.
void CellMaker::unite_strays() {
    for (Way most = Way::open;;) {
        if (unite_strays(most))
            most = Way::open;
        else if (most == Way::open)
            most = Way::line;
        else if (most == Way::line)
            most = Way::dedicated;
        else
            return;
    }
}

/// Of several neighbours to the one with the longest common border. Returns whether there was any stray to unite.
bool CellMaker::unite_strays(Way most) {
    std::map<std::pair<std::int32_t, std::int32_t>, double> shared;  // stray, neighbour -> length
    for_inner_edges([&](std::int32_t e, std::int32_t left, std::int32_t right) {
        const std::int32_t l = m_sets.find(left);
        const std::int32_t r = m_sets.find(right);
        if (l == r || is_home(l) == is_home(r)) return;
        const auto is_dedicated = [this](std::int32_t face) { return face_owner(face).kind == Owner::dedicated; };
        const Way way = is_dedicated(left) || is_dedicated(right)            ? Way::dedicated
                        : m_fine.base_edge[static_cast<std::size_t>(e)] >= 0 ? Way::line
                                                                             : Way::open;
        if (way > most) return;
        const Segment line = m_fine.arrangement.segment(e);
        shared[is_home(r) ? std::pair(l, r) : std::pair(r, l)] += m_lattice.length_m(line.p, line.q);
    });
    for (auto it = shared.begin(); it != shared.end();) {
        const std::int32_t stray = it->first.first;
        auto best = it;
        for (; it != shared.end() && it->first.first == stray; ++it) {
            if (it->second > best->second) best = it;
        }
        const std::int32_t home = m_sets.find(best->first.second);
        m_sets.unite(stray, home);
        m_is_home[static_cast<std::size_t>(m_sets.find(home))] = 1;
    }
    return !shared.empty();
}

/// Makes one of the pieces of each given cell, but for those that went to another. Returns the piece of each face as it
/// was before.
std::vector<std::int32_t> CellMaker::unite_given() {
    const std::int32_t faces = m_fine.arrangement.face_count();
    std::vector<std::int32_t> pieces(static_cast<std::size_t>(faces));
    for (std::int32_t f = 0; f < faces; ++f)
        pieces[static_cast<std::size_t>(f)] = m_sets.find(f);
    std::vector<std::int32_t> first(m_given.size(), -1);
    for (std::int32_t f = 1; f < faces; ++f) {
        const Owner& owner = face_owner(f);
        if (!is_given(owner)) continue;
        const std::int32_t piece = pieces[static_cast<std::size_t>(f)];
        const auto is_here = [&](std::int32_t face) { return pieces[static_cast<std::size_t>(face)] == piece; };
        const std::vector<std::int32_t>& homes = m_given[static_cast<std::size_t>(owner.index)].homes;
        if (is_home(piece) && std::ranges::none_of(homes, is_here)) continue;
        std::int32_t& own = first[static_cast<std::size_t>(owner.index)];
        if (own < 0)
            own = f;
        else
            m_sets.unite(own, f);
    }
    return pieces;
}

void CellMaker::number_cells(const std::vector<std::int32_t>& pieces) {
    const std::int32_t faces = m_fine.arrangement.face_count();
    std::vector<std::int32_t> of_root(static_cast<std::size_t>(faces), -1);
    m_cell.assign(static_cast<std::size_t>(faces), no_cell);
    for (std::int32_t f = 1; f < faces; ++f) {
        const Owner& owner = face_owner(f);
        if (owner.kind == Owner::outside) continue;
        std::int32_t& number = of_root[static_cast<std::size_t>(m_sets.find(f))];
        if (number < 0) {
            number = static_cast<std::int32_t>(m_dedicated.size());
            m_dedicated.push_back(-1);
            m_parts.push_back(0);
        }
        m_cell[static_cast<std::size_t>(f)] = number;
        m_parts[static_cast<std::size_t>(number)] += pieces[static_cast<std::size_t>(f)] == f ? 1 : 0;
        if (owner.kind == Owner::dedicated) m_dedicated[static_cast<std::size_t>(number)] = owner.index;
    }
}

std::int32_t CellMaker::nearest_cell(const LatticePoint& point) const {
    std::int32_t best = 0;
    double best_m = std::numeric_limits<double>::infinity();
    const Arrangement& a = m_fine.arrangement;
    for (std::int32_t h = 0; h < static_cast<std::int32_t>(2 * a.edges().size()); ++h) {
        const std::int32_t here = cell(a.left_face(h));
        if (here == no_cell) continue;
        const double far = foot_on(a.segment(h / 2), point, m_lattice.metres()).metres;
        if (far >= best_m) continue;
        best_m = far;
        best = here;
    }
    return best;
}

}  // namespace grid
