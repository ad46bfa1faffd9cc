#include "libgrid/layer/placed_improvements.hpp"

namespace grid {

std::vector<PlacedChange> placed_improvements(const UnitMesh& made, const std::vector<CellChange>& changes,
                                              const GroundIndex& index, std::size_t unit) {
    const Mesh& mesh = made.mesh;
    const auto sites = index.sites(unit);
    const auto cells = index.cells(unit);
    std::vector<std::int32_t> first(mesh.cells.size(), -1);  // place in each cell of the mesh
    for (std::size_t c = 0; made.cells_are_given && c < first.size(); ++c)
        first[c] = static_cast<std::int32_t>(c);
    for (std::size_t s = mesh.site_cell.size(); s-- > 0;)
        first[static_cast<std::size_t>(mesh.site_cell[s])] = static_cast<std::int32_t>(s);
    std::vector<PlacedChange> placed;
    for (const CellChange& change : changes) {
        const auto cell = static_cast<std::size_t>(change.cell);
        PlacedChange found{change, mesh.plane.to_output(mesh.cells[cell].at), first[cell], -1};
        if (change.exchanged >= 0) found.place_of_exchanged = first[static_cast<std::size_t>(change.exchanged)];
        if (found.place >= 0) {
            const auto place = static_cast<std::size_t>(found.place);
            found.at = place < sites.size() ? sites[place].site.at : cells[place - sites.size()].inside;
        }
        placed.push_back(found);
    }
    return placed;
}

}  // namespace grid
