#include "libgrid/layer/unit_mesh.hpp"

#include <algorithm>
#include <utility>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/coverage/ring_assembly.hpp"
#include "libgrid/layer/read_counts.hpp"
#include "libgrid/mesh/cell_mesh.hpp"
#include "libgrid/mesh/tessellate.hpp"

namespace grid {

namespace {

class MeshMaker {
public:
    MeshMaker(const Ground& ground, const GroundIndex& index, std::size_t unit, const UnitMeshOptions& options)
        : m_ground(ground), m_index(index), m_unit_index(unit), m_unit(ground.units[unit]), m_options(options) {}

    UnitMesh make() {
        const auto located = m_index.cells(m_unit_index);
        m_result.outline = m_options.previous != nullptr ? m_options.previous->output() : m_unit.output;
        if (!m_ground.counts_on_cells) {
            m_result.mesh = m_options.is_one_cell ? one_cell({}) : tessellated({}, false);
            return std::move(m_result);
        }
        CellMesh made = make_cell_mesh(given(located), m_unit.plane);
        const bool is_exact = made.faults.empty() && (m_unit.output.empty() || same_outline(made));
        if (m_result.outline.empty()) {
            m_result.outline = is_exact ? assemble_polygons(made.outline) : united(made, located);
            m_result.has_own_outline = !is_exact;
        }
        if (m_options.is_one_cell) {
            m_result.mesh = one_cell(located);
        } else if (is_exact && !has_other_lines()) {
            m_result.cells_are_given = true;
            m_result.mesh = std::move(made.mesh);
        } else {
            if (!is_exact) report_fitted(made);
            m_result.mesh = tessellated(located, is_exact);
        }
        return std::move(m_result);
    }

private:
    static std::vector<GivenCell> given(std::span<const LocatedCell> located) {
        std::vector<GivenCell> cells;
        cells.reserve(located.size());
        for (const LocatedCell& cell : located)
            cells.push_back(cell.cell);
        return cells;
    }

    /// Whether the outline of the cells is that of the unit, segment by segment.
    [[nodiscard]] bool same_outline(const CellMesh& made) const {
        std::vector<DirectedSegment> segments;
        for (const Polygon& polygon : m_unit.output) {
            add_segments(polygon.shell, false, segments);
            for (const Ring& hole : polygon.holes)
                add_segments(hole, true, segments);
        }
        for (auto& [from, to] : segments)
            std::swap(from, to);
        segments.insert(segments.end(), made.outline.begin(), made.outline.end());
        cancel_opposites(segments);
        return segments.empty();
    }

    /// The ground of cells that do not quite match: there is no boundary that says what it is.
    [[nodiscard]] MultiPolygon united(const CellMesh& made, std::span<const LocatedCell> located) const {
        MultiPolygon all;
        for (const LocatedCell& cell : located)
            all.insert(all.end(), cell.cell.output.begin(), cell.cell.output.end());
        if (auto ground = make_valid(all)) return std::move(*ground);
        const CoverageFault& fault = made.faults.front();
        throw GeometryError(msg("the cells of unit {} do not match and cannot be united", m_unit.code),
                            {m_unit.place.file, m_unit.place.layer, located[fault.cell].fid, fault.at},
                            msg("mend them with gridcheck --repair, or give the units' boundaries as well"));
    }

    void report_fitted(const CellMesh& made) {
        const Point at = made.faults.empty() ? m_result.outline.front().shell.front() : made.faults.front().at;
        const char* text = m_unit.output.empty() ? "each other exactly and were fitted to each other"
                                                 : "its boundary or each other exactly and were fitted to it";
        m_result.findings.push_back(
            {"cells_fitted", m_unit.code, {}, msg("the cells of unit {} do not match {}", m_unit.code, text), at});
    }

    /// Whether anything but the cells has a say.
    [[nodiscard]] bool has_other_lines() const {
        const Box box = box_of(m_result.outline);
        return !m_index.barriers(box).empty() || !m_index.blocks(box).empty() || !m_index.dedicated(box).empty();
    }

    [[nodiscard]] bool is_avoided(const Point& p, const Point& q) const {
        return std::any_of(m_options.avoid.begin(), m_options.avoid.end(),
                           [&](const Point& at) { return m_unit.plane.scale.distance(at, p, q) <= m_options.avoid_m; });
    }

    [[nodiscard]] bool is_avoided(const Area& area) const {
        const auto ring_is = [this](const Ring& ring) {
            for (std::size_t i = 1; i < ring.size(); ++i) {
                if (is_avoided(ring[i - 1], ring[i])) return true;
            }
            return false;
        };
        return std::any_of(area.polygons.begin(), area.polygons.end(), [&](const Polygon& polygon) {
            return ring_is(polygon.shell) || std::any_of(polygon.holes.begin(), polygon.holes.end(), ring_is);
        });
    }

    struct Blocks {
        std::vector<Area> areas;
        std::vector<std::pair<std::int32_t, std::int32_t>> place;  ///< index in the ground -> in areas, ascending

        [[nodiscard]] std::int32_t of(std::int32_t in_ground) const {
            const auto here = std::lower_bound(place.begin(), place.end(), std::pair(in_ground, std::int32_t{0}));
            return here != place.end() && here->first == in_ground ? here->second : -1;
        }
    };

    [[nodiscard]] Blocks blocks(const Box& box) const {
        Blocks result;
        for (const std::int32_t b : m_index.blocks(box)) {
            const Area& area = m_ground.blocks[static_cast<std::size_t>(b)];
            if (is_avoided(area)) continue;
            result.place.emplace_back(b, static_cast<std::int32_t>(result.areas.size()));
            result.areas.push_back(area);
        }
        return result;
    }

    [[nodiscard]] std::vector<MeshSite> sites(const Blocks& blocks) const {
        std::vector<MeshSite> result;
        for (const LocatedSite& located : m_index.sites(m_unit_index)) {
            result.push_back(located.site);
            if (located.site.block >= 0) result.back().block = blocks.of(located.site.block);
        }
        return result;
    }

    /// The mesh around sites, or around cells, which take part as buildings do.
    [[nodiscard]] Mesh tessellated(std::span<const LocatedCell> cells, bool cells_are_exact) {
        const Box box = box_of(m_result.outline);
        std::vector<BarrierSegment> barriers = m_index.barriers(box);
        std::erase_if(barriers, [this](const BarrierSegment& s) { return is_avoided(s.p, s.q); });
        Blocks around = blocks(box);
        add_wished_blocks(around.areas);
        std::vector<Area> dedicated;
        for (const std::int32_t d : m_index.dedicated(box)) {
            const Area& area = m_ground.dedicated[static_cast<std::size_t>(d)];
            if (is_avoided(area)) continue;
            dedicated.push_back(area);
            m_result.dedicated.push_back(d);
            m_result.area_of.push_back(-1);
        }
        if (cells.empty()) cut_by_wishes(dedicated, barriers);
        std::vector<MeshSite> all_sites = sites(around);
        TessellateOptions options;
        options.snap_m = m_options.snap_m;
        options.previous_snap_m = m_options.borders_snap_m;
        options.first_cell = around.areas.size();
        options.cells_are_exact = cells_are_exact;
        for (const LocatedCell& located : cells) {
            all_sites.push_back({located.inside, located.cell.households, located.cell.persons, located.cell.workload,
                                 static_cast<std::int32_t>(around.areas.size())});
            around.areas.push_back({located.cell.output, located.inside, box_of(located.cell.output)});
        }
        std::vector<PreviousSegment> previous;
        if (m_options.previous != nullptr && m_options.borders_cut) {
            previous = m_options.previous->borders();
            std::erase_if(previous, [this](const PreviousSegment& s) { return is_avoided(s.p, s.q); });
        }
        UnitGround unit;
        unit.outline = m_result.outline;
        unit.plane = m_unit.plane;
        unit.previous = previous;
        unit.barriers = barriers;
        unit.blocks = around.areas;
        unit.dedicated = dedicated;
        unit.sites = all_sites;
        return tessellate(unit, options);
    }

    /// Areas that no border is to cut are blocks. But not near a locked grid or ground that counts nothing: a block
    /// would draw it in.
    void add_wished_blocks(std::vector<Area>& blocks) const {
        std::vector<Box> settled;
        for (const std::int32_t w : m_options.wishes) {
            const Wish& wish = m_ground.wishes[static_cast<std::size_t>(w)];
            if (wish.kind == WishKind::lock || wish.kind == WishKind::no_grid) settled.push_back(wish.box);
            if (wish.kind == WishKind::lock && wish.previous >= 0)
                settled.push_back(box_of(m_ground.previous->grids[static_cast<std::size_t>(wish.previous)].output));
        }
        for (const std::int32_t w : m_options.wishes) {
            const Wish& wish = m_ground.wishes[static_cast<std::size_t>(w)];
            if (wish.kind != WishKind::no_border) continue;
            if (std::ranges::any_of(settled, [&wish](const Box& box) { return box.meets(wish.box); })) continue;
            auto area = block_area(wish.polygons);
            if (area && !is_avoided(*area)) blocks.push_back(std::move(*area));
        }
    }

    /// The areas of wishes that have a grid of their own, or none; the lines on which a border is to run.
    void cut_by_wishes(std::vector<Area>& areas, std::vector<BarrierSegment>& lines) {
        constexpr float factor = 0.1F;  // a border costs little there, for it is wanted
        for (const std::int32_t w : m_options.wishes) {
            const Wish& wish = m_ground.wishes[static_cast<std::size_t>(w)];
            if (wish.kind == WishKind::lock || wish.kind == WishKind::no_grid) {
                auto area = block_area(wish.polygons);
                if (!area || is_avoided(*area)) continue;
                areas.push_back(std::move(*area));
                m_result.dedicated.push_back(-1);
                m_result.area_of.push_back(w);
            } else if (wish.kind == WishKind::border) {
                for (const LineString& line : wish.lines) {
                    for (std::size_t i = 1; i < line.size(); ++i) {
                        if (!is_avoided(line[i - 1], line[i])) lines.push_back({line[i - 1], line[i], factor, false});
                    }
                }
            }
        }
    }

    /// The unit as it is.
    [[nodiscard]] Mesh one_cell(std::span<const LocatedCell> cells) const {
        std::vector<MeshSite> all_sites = sites({});
        for (const LocatedCell& located : cells)
            all_sites.push_back({located.inside, located.cell.households, located.cell.persons, located.cell.workload});
        return single_cell_mesh(m_result.outline, m_unit.plane, all_sites);
    }

    const Ground& m_ground;
    const GroundIndex& m_index;
    std::size_t m_unit_index;
    const Unit& m_unit;
    const UnitMeshOptions& m_options;
    UnitMesh m_result;
};

}  // namespace

UnitMesh make_unit_mesh(const Ground& ground, const GroundIndex& index, std::size_t unit,
                        const UnitMeshOptions& options) {
    return MeshMaker(ground, index, unit, options).make();
}

}  // namespace grid
