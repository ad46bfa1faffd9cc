#include "libgrid/layer/unit_mesh.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "libgrid/core/error.hpp"
#include "libgrid/layer/unit_finder.hpp"
#include "libgrid/mesh/cell_mesh.hpp"

namespace grid {

namespace {

class MeshMaker {
public:
    MeshMaker(const Ground& ground, const GroundIndex& index, std::size_t unit, const PreviousUnit* previous,
              bool borders_cut)
        : m_ground(ground),
          m_index(index),
          m_unit_index(unit),
          m_unit(ground.units[unit]),
          m_previous(previous),
          m_borders_cut(borders_cut) {}

    UnitMesh make() {
        m_result.mesh = make_mesh();
        return std::move(m_result);
    }

private:
    Mesh make_mesh() {
        if (!m_ground.counts_on_cells) return mesh_of_ground({});
        const auto located = m_index.cells(m_unit_index);
        std::vector<GivenCell> cells;
        cells.reserve(located.size());
        for (const LocatedCell& cell : located)
            cells.push_back(cell.cell);
        CellMesh made = make_cell_mesh(cells);
        if (made.faults.empty() && (m_unit.output.empty() || same_outline(made))) {
            m_result.cells_are_given = true;
            return std::move(made.mesh);
        }
        if (m_unit.output.empty()) {
            const CoverageFault& fault = made.faults.front();
            throw GeometryError(fmt::format("the cells of unit {} are not an exact coverage: {} segments overlap, "
                                            "cross or do not match, the first one",
                                            m_unit.code, made.faults.size()),
                                {m_unit.place.file, m_unit.place.layer, located[fault.cell].fid, fault.at},
                                "give the units' boundaries as well, then the cells are fitted to them");
        }
        const Point at = made.faults.empty() ? m_unit.output.front().shell.front() : made.faults.front().at;
        m_result.findings.push_back(
            {"cells_fitted",
             Severity::warning,
             m_unit.code,
             {},
             fmt::format("the cells of unit {} do not match its boundary or each other exactly and were fitted to it",
                         m_unit.code),
             at});
        return mesh_of_ground(located);
    }

    /// Whether the outline of the cells is that of the unit, segment by segment.
    [[nodiscard]] bool same_outline(const CellMesh& made) const {
        std::vector<std::pair<Point, Point>> cells = made.outline;
        std::vector<std::pair<Point, Point>> unit;
        const auto add_ring = [&unit](const Ring& ring) {
            for (std::size_t i = 1; i < ring.size(); ++i) {
                if (ring[i - 1] != ring[i]) unit.emplace_back(std::minmax(ring[i - 1], ring[i]));
            }
        };
        for (const Polygon& polygon : m_unit.output) {
            add_ring(polygon.shell);
            for (const Ring& hole : polygon.holes)
                add_ring(hole);
        }
        for (auto& segment : cells)
            segment = std::pair(std::min(segment.first, segment.second), std::max(segment.first, segment.second));
        std::sort(cells.begin(), cells.end());
        std::sort(unit.begin(), unit.end());
        return cells == unit;
    }

    /// The mesh of a unit with an outline. Cells that do not fit it take part as buildings do.
    [[nodiscard]] Mesh mesh_of_ground(std::span<const LocatedCell> fitted) {
        const LatticeBox box = box_of(m_unit);
        const std::vector<BarrierSegment> barriers = m_index.barriers(box);
        std::vector<LatticeArea> blocks;
        std::vector<std::pair<std::int32_t, std::int32_t>> block_of;  // index in the ground -> here, ascending
        for (const std::int32_t b : m_index.blocks(box)) {
            block_of.emplace_back(b, static_cast<std::int32_t>(blocks.size()));
            blocks.push_back(m_ground.blocks[static_cast<std::size_t>(b)]);
        }
        std::vector<LatticeArea> dedicated;
        for (const std::int32_t d : m_index.dedicated(box)) {
            dedicated.push_back(m_ground.dedicated[static_cast<std::size_t>(d)]);
            m_result.dedicated.push_back(d);
        }
        std::vector<MeshSite> sites;
        for (const LocatedSite& located : m_index.sites(m_unit_index)) {
            sites.push_back(located.site);
            if (located.site.block < 0) continue;
            const auto here =
                std::lower_bound(block_of.begin(), block_of.end(), std::pair(located.site.block, std::int32_t{0}));
            sites.back().block = here != block_of.end() && here->first == located.site.block ? here->second : -1;
        }
        for (const LocatedCell& located : fitted) {
            LatticeArea area;
            for (LatticeArea& part : lattice_areas(located.cell.work)) {
                for (auto& ring : part.rings)
                    area.rings.push_back(std::move(ring));
            }
            area.inside = located.inside;
            MeshSite site{located.inside, located.cell.households, located.cell.persons, located.cell.workload, -1};
            if (!area.rings.empty()) {
                site.block = static_cast<std::int32_t>(blocks.size());
                blocks.push_back(std::move(area));
            }
            sites.push_back(site);
        }
        UnitGround unit;
        unit.output = m_previous != nullptr ? m_previous->output() : m_unit.output;
        unit.work = m_previous != nullptr ? m_previous->work() : m_unit.work;
        std::vector<PreviousSegment> previous;
        if (m_previous != nullptr && m_borders_cut) previous = m_previous->borders();
        unit.previous = previous;
        unit.barriers = barriers;
        unit.blocks = blocks;
        unit.dedicated = dedicated;
        unit.sites = sites;
        TessellateOptions options;
        options.unite_overlapping = fitted.empty();
        return tessellate(unit, options);
    }

    const Ground& m_ground;
    const GroundIndex& m_index;
    std::size_t m_unit_index;
    const Unit& m_unit;
    const PreviousUnit* m_previous;
    bool m_borders_cut;
    UnitMesh m_result;
};

}  // namespace

UnitMesh make_unit_mesh(const Ground& ground, const GroundIndex& index, std::size_t unit, const PreviousUnit* previous,
                        bool borders_cut) {
    return MeshMaker(ground, index, unit, previous, borders_cut).make();
}

}  // namespace grid
