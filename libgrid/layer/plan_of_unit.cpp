#include "libgrid/layer/plan_of_unit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/ring_area.hpp"
#include "libgrid/layer/lineage.hpp"
#include "libgrid/layer/undivided_unit.hpp"
#include "libgrid/layer/used_codes.hpp"

namespace grid {

namespace {

constexpr double least_share = 0.1;   // of a grid that lies elsewhere: less is no grid here
constexpr double told_share = 0.001;  // of the unit: less ground that is left out is not told of
constexpr double crumb_width_m = 2;   // snapping leaves nothing wider

double area_of(const MultiPolygon& polygons, const Plane& plane) {
    double area = 0;
    for (const Polygon& polygon : to_work(polygons, plane)) {
        area += std::abs(doubled_area(polygon.shell)) / 2;
        for (const Ring& hole : polygon.holes)
            area -= std::abs(doubled_area(hole)) / 2;
    }
    return area;
}

}  // namespace

PlanOfUnit::PlanOfUnit(const Ground& ground, const GroundIndex& index, std::size_t unit, Count least)
    : m_ground(ground), m_index(index), m_unit(unit), m_least(least) {
    if (!ground.plan) return;
    const auto is_said = [](std::int32_t entry) { return entry >= 0; };
    const auto of_unit = [](const std::vector<std::int32_t>& all, std::size_t first, std::size_t count) {
        return std::span(all).subspan(first, count);
    };
    m_says_nothing =
        index.plan_of(unit).empty() &&
        std::ranges::none_of(of_unit(ground.plan->of_site, index.first_site(unit), index.sites(unit).size()),
                             is_said) &&
        std::ranges::none_of(of_unit(ground.plan->of_cell, index.first_cell(unit), index.cells(unit).size()), is_said);
    if (m_says_nothing || !ground.plan->is_drawn() || ground.counts_on_cells) return;
    const Unit& here = ground.units[unit];
    m_drawn.emplace(here, ground.plan->areas, index.plan_of(unit), index.plan(box_of(here.output)));
}

Finding PlanOfUnit::unsaid() const {
    const std::string& code = m_ground.units[m_unit].code;
    return {"plan_gap",
            code,
            {},
            msg("the plan says nothing of unit {}; it was divided as without a plan", code),
            ground_of_unit(m_ground, m_index, m_unit).front().shell.front()};
}

void PlanOfUnit::read(const UnitMesh& made, double snap_m) {
    m_findings.clear();
    m_grid_of.clear();
    m_typed.clear();
    const Mesh& mesh = made.mesh;
    find_entries(made, snap_m);
    if (m_drawn) look_inside(mesh);
    if (m_ground.plan->is_drawn()) release_pieces(mesh);
    m_label.clear();
    for (std::size_t c = 0; c < m_entry.size(); ++c)
        m_label.push_back(mesh.cells[c].dedicated < 0 ? m_ground.plan->label(m_entry[c]) : closed_label);
    if (m_drawn) release_crumbs(mesh, crumb_width_m, m_label);
}

/// Sites come first, then cells.
std::int32_t PlanOfUnit::entry_of_place(std::size_t place, const UnitMesh& made) const {
    const std::size_t sites = made.cells_are_given ? 0 : m_index.sites(m_unit).size();
    return place < sites ? m_ground.plan->of_site[m_index.first_site(m_unit) + place]
                         : m_ground.plan->of_cell[m_index.first_cell(m_unit) + place - sites];
}

Count PlanOfUnit::households_of_place(std::size_t place, const UnitMesh& made) const {
    const auto sites = m_index.sites(m_unit);
    if (made.cells_are_given) return m_index.cells(m_unit)[place].cell.households;
    return place < sites.size() ? sites[place].site.households
                                : m_index.cells(m_unit)[place - sites.size()].cell.households;
}

bool PlanOfUnit::is_at_border(std::size_t place, double reach_m) const {
    const auto sites = m_index.sites(m_unit);
    return m_drawn && reach_m > 0 && place < sites.size() && m_drawn->is_at_border(sites[place].site.at, reach_m);
}

void PlanOfUnit::find_entries(const UnitMesh& made, double snap_m) {
    const std::size_t cells = made.mesh.cells.size();
    m_entry.assign(cells, -1);
    if (made.cells_are_given) {
        for (std::size_t c = 0; c < cells; ++c)
            m_entry[c] = entry_of_place(c, made);
        return;
    }
    std::map<std::pair<std::int32_t, std::int32_t>, std::pair<Count, std::int64_t>> votes;  // households, then sites
    for (std::size_t s = 0; s < made.mesh.site_cell.size(); ++s) {
        const std::int32_t entry = entry_of_place(s, made);
        if (entry < 0 || is_at_border(s, snap_m)) continue;
        auto& [households, sites] = votes[{made.mesh.site_cell[s], entry}];
        households += households_of_place(s, made);
        sites += 1;
    }
    std::vector<std::pair<Count, std::int64_t>> most(cells);
    for (const auto& [key, count] : votes) {
        const auto cell = static_cast<std::size_t>(key.first);
        if (m_entry[cell] >= 0 && count <= most[cell]) continue;
        most[cell] = count;
        m_entry[cell] = key.second;
    }
}

/// The entries of cells without sites that have one.
void PlanOfUnit::look_inside(const Mesh& mesh) {
    std::vector<char> is_open;
    for (const std::int32_t entry : m_entry)
        is_open.push_back(static_cast<char>(entry < 0));
    for (const auto& [cell, point] : points_inside(mesh, is_open))
        m_entry[static_cast<std::size_t>(cell)] = m_drawn->find(point);
}

/// Pieces of areas that lie in another unit, for the most part.
void PlanOfUnit::release_pieces(const Mesh& mesh) {
    const GivenPlan& plan = *m_ground.plan;
    std::map<std::int32_t, Piece> pieces;
    for (std::size_t c = 0; c < m_entry.size(); ++c) {
        if (m_entry[c] < 0 || plan.unit_of[static_cast<std::size_t>(m_entry[c])] == static_cast<std::int32_t>(m_unit))
            continue;
        Piece& piece = pieces[m_entry[c]];
        piece.area_m2 += mesh.cells[c].area_m2;
        piece.households += mesh.cells[c].households;
        if (!piece.at || mesh.cells[c].households > 0) piece.at = mesh.plane.to_output(mesh.cells[c].at);
    }
    std::set<std::int32_t> released;
    for (const auto& [entry, piece] : pieces) {
        const double all = area_of(plan.areas[static_cast<std::size_t>(entry)].output, mesh.plane);
        const bool is_grid = piece.area_m2 >= least_share * all;
        if (!is_grid) released.insert(entry);
        if (!is_grid && piece.households == 0) continue;
        add_finding("plan_across_units",
                    msg("{} reaches into unit {} with {} households; they {}", name_of(plan.label(entry)),
                        m_ground.units[m_unit].code, count_text(piece.households),
                        is_grid ? msg("are a grid of their own, for grids end where units do")
                                : msg("went to the grids beside them")),
                    piece.at);
    }
    const bool are_all =
        std::ranges::all_of(m_entry, [&released](std::int32_t entry) { return entry < 0 || released.contains(entry); });
    if (are_all) return;  // better than nothing
    for (std::int32_t& entry : m_entry)
        entry = released.contains(entry) ? -1 : entry;
}

UnitPlan PlanOfUnit::take_over(const UnitMesh& made) {
    const Mesh& mesh = made.mesh;
    tell_gap(mesh);
    const auto first = static_cast<std::int32_t>(m_ground.plan->labels.size());
    label_large_gaps(mesh, m_least, first, m_label);
    fill_gaps(mesh, m_label);
    UnitPlan plan;
    plan.grid.assign(m_label.size(), -1);
    std::set<std::int32_t> labels;
    for (const std::int32_t label : m_label) {
        if (label >= 0) labels.insert(label);
    }
    std::map<std::int32_t, std::int32_t> grid_of;
    for (const std::int32_t label : labels)
        grid_of[label] = plan.grid_count++;
    plan.general_count = plan.grid_count;
    plan.fit = fit_of(mesh, plan.general_count);
    for (std::size_t c = 0; c < m_label.size(); ++c)
        plan.grid[c] = m_label[c] >= 0 ? grid_of[m_label[c]] : plan.grid_count++;
    tell_parts(mesh, plan);
    return plan;
}

/// A unit that cannot be more than one grid is not to blame for its size.
CountFit PlanOfUnit::fit_of(const Mesh& mesh, std::int32_t grids) const {
    Count households = 0;
    for (std::size_t c = 0; c < m_label.size(); ++c)
        households += m_label[c] >= 0 ? mesh.cells[c].households : 0;
    if (grids > 1 || households >= m_least) return CountFit::fits;
    return households == 0 ? CountFit::no_households : CountFit::too_few;
}

void PlanOfUnit::tell_gap(const Mesh& mesh) {
    double area = 0;
    double all = 0;
    Count households = 0;
    std::optional<Point> at;
    for (std::size_t c = 0; c < m_label.size(); ++c) {
        const MeshCell& cell = mesh.cells[c];
        all += cell.area_m2;
        if (m_label[c] == closed_label || m_entry[c] >= 0) continue;
        area += cell.area_m2;
        households += cell.households;
        if (!at || cell.households > 0) at = mesh.plane.to_output(cell.at);
    }
    const bool has_area = m_drawn.has_value() && area > told_share * all;
    if (households == 0 && !has_area) return;
    add_finding(
        "plan_gap",
        msg("the plan says nothing of {} households{} of unit {}: they went to the grids beside them, "
            "or are grids of their own where they are enough for one{}",
            count_text(households), has_area ? msg(" and {}", area_text(area)) : Message(), m_ground.units[m_unit].code,
            has_area ? msg("; where borders do not quite meet, --plan-snap joins them") : Message()),
        at);
}

/// Grids of the plan that do not hang together.
void PlanOfUnit::tell_parts(const Mesh& mesh, const UnitPlan& plan) {
    struct Parts {
        int all = 0;           ///< that do not touch
        int between_hard = 0;  ///< that touch over hard barriers at most
        std::optional<Point> at;
    };
    std::map<std::int32_t, Parts> parts;
    DisjointSets all = parts_of_labels(mesh, plan.grid, true);
    DisjointSets between_hard = parts_of_labels(mesh, plan.grid, false);
    for (std::size_t c = 0; c < m_label.size(); ++c) {
        if (m_label[c] == closed_label) continue;
        const auto cell = static_cast<std::int32_t>(c);
        Parts& known = parts[plan.grid[c]];
        known.all += all.find(cell) == cell ? 1 : 0;
        known.between_hard += between_hard.find(cell) == cell ? 1 : 0;
        if (!known.at || all.find(cell) == cell) known.at = mesh.plane.to_output(mesh.cells[c].at);
    }
    const auto label_of = [&](std::int32_t grid) {
        const auto cell = std::ranges::find(plan.grid, grid) - plan.grid.begin();
        return name_of(m_label[static_cast<std::size_t>(cell)]);
    };
    for (const auto& [grid, known] : parts) {
        if (known.all > 1) {
            add_finding("unit_disconnected",
                        msg("{} has {} parts in unit {} that do not touch", label_of(grid), known.all,
                            m_ground.units[m_unit].code),
                        known.at, fmt::format("{}", grid));
        }
        if (known.between_hard > known.all) {
            add_finding("hard_barrier_spanned",
                        msg("{} lies on both sides of a hard barrier (--hard-barriers) in unit {}", label_of(grid),
                            m_ground.units[m_unit].code),
                        known.at, fmt::format("{}", grid));
        }
    }
}

void PlanOfUnit::settle(const UnitMesh& made, const UnitPlan& plan, std::span<const std::int32_t> place_grid,
                        bool improved, const CodeLayout& layout, DividedUnit& divided) {
    if (improved) tell_gap(made.mesh);
    std::map<std::pair<std::int32_t, std::int32_t>, GridOverlap> overlaps;
    Count said = 0;
    for (std::size_t place = 0; place < place_grid.size(); ++place) {
        const std::int32_t label = m_ground.plan->label(entry_of_place(place, made));
        if (label < 0) continue;
        GridOverlap& overlap = overlaps[{label, place_grid[place]}];
        overlap.old_grid = label;
        overlap.new_grid = place_grid[place];
        overlap.households += households_of_place(place, made);
        said += households_of_place(place, made);
    }
    for (std::size_t c = 0; c < m_label.size(); ++c) {
        const std::int32_t label = m_ground.plan->label(m_entry[c]);
        if (label < 0) continue;
        GridOverlap& overlap = overlaps[{label, plan.grid[c]}];
        overlap.old_grid = label;
        overlap.new_grid = plan.grid[c];
        overlap.area_m2 += made.mesh.cells[c].area_m2;
    }
    std::map<std::int32_t, std::int32_t> known;  // label -> its place
    std::vector<std::int32_t> labels;
    std::vector<GridOverlap> all;
    for (const auto& [key, overlap] : overlaps) {
        if (known.emplace(key.first, static_cast<std::int32_t>(labels.size())).second) labels.push_back(key.first);
        all.push_back(overlap);
        all.back().old_grid = known[key.first];
    }
    const std::vector<std::int32_t> label_of =
        grid::heirs(all, labels.size(), static_cast<std::size_t>(plan.grid_count));
    for (std::size_t g = 0; g < label_of.size(); ++g) {
        if (label_of[g] >= 0) m_grid_of[labels[static_cast<std::size_t>(label_of[g])]] = static_cast<std::int32_t>(g);
    }
    Count stayed = 0;
    for (const auto& [key, overlap] : overlaps) {
        const auto grid = m_grid_of.find(key.first);
        if (grid != m_grid_of.end() && grid->second == key.second) stayed += overlap.households;
    }
    std::set<std::int32_t> grids(m_label.begin(), m_label.end());
    std::erase_if(grids, [this](std::int32_t label) {
        return label < 0 || static_cast<std::size_t>(label) >= m_ground.plan->labels.size();
    });
    divided.plan_grids = static_cast<std::int32_t>(grids.size());
    divided.plan_moved = said - stayed;
    if (!improved && divided.plan_moved > 0) {
        add_finding("plan_not_followed",
                    msg("{} households of unit {} are in another grid than the plan says: what is in one cell, "
                        "as a building or one place, is in one grid, and so is what lies between a border and "
                        "what it was put onto",
                        count_text(divided.plan_moved), m_ground.units[m_unit].code),
                    {});
    }
    take_codes(layout);
    divided.findings.insert(divided.findings.end(), m_findings.begin(), m_findings.end());
}

/// Codes of the plan that no previous grid of the unit has: those that fit and were never used are taken over, the
/// others are told, all of one reason together.
void PlanOfUnit::take_codes(const CodeLayout& layout) {
    const std::string& unit = m_ground.units[m_unit].code;
    std::set<std::string> odd;
    std::set<std::string> used;
    for (const auto& [label, grid] : m_grid_of) {
        const std::string* const code = m_ground.plan->code(label);
        if (code == nullptr) continue;
        const std::int64_t number = number_in_code(*code, unit, layout);
        const PreviousGrid* const before = previous_of(*code);
        if (before != nullptr && (number >= 0 || before->unit_code != unit)) continue;  // it is carried on
        if (number < layout.first_number)
            odd.insert(*code);
        else if (m_ground.used.has(*code))
            used.insert(*code);
        else
            m_typed.emplace_back(grid, number);
    }
    tell_refused(odd, msg("{} not the code of unit {} and {} digits from {} on",
                          odd.size() == 1 ? msg("is") : msg("are"), unit, layout.number_digits, layout.first_number));
    tell_refused(used, msg("{} used before (--previous, --used-codes or the record of the plan)",
                           used.size() == 1 ? msg("was") : msg("were")));
}

void PlanOfUnit::tell_refused(const std::set<std::string>& codes, const Message& reason) {
    if (codes.empty()) return;
    constexpr std::size_t most = 10;
    std::vector<std::string> some(codes.begin(), codes.end());
    some.resize(std::min(most, some.size()));
    const Message more = codes.size() > most ? msg(" and {} more", codes.size() - most) : Message();
    const auto& areas = m_ground.plan->areas;
    const auto first = std::ranges::find(areas, *codes.begin(), &PreviousGrid::code);
    std::optional<Point> at;
    if (first != areas.end()) at = first->output.front().shell.front();
    const bool is_one = codes.size() == 1;
    add_finding("plan_code_refused",
                msg("the plan's code{} {}{} {}; the grid{} got {}", is_one ? "" : "s", fmt::join(some, ", "), more,
                    reason, is_one ? "" : "s", is_one ? msg("another one") : msg("other ones")),
                at);
}

const PreviousGrid* PlanOfUnit::previous_of(const std::string& code) const {
    if (!m_ground.previous) return nullptr;
    const auto own = m_index.previous_of(m_unit);
    const auto known = std::ranges::find_if(
        own, [&](std::int32_t old) { return m_ground.previous->grids[static_cast<std::size_t>(old)].code == code; });
    return known == own.end() ? nullptr : &m_ground.previous->grids[static_cast<std::size_t>(*known)];
}

void PlanOfUnit::label_grids(std::span<DividedGrid> grids) const {
    for (const auto& [label, grid] : m_grid_of)
        grids[static_cast<std::size_t>(grid)].plan_label = label;
    for (const auto& [grid, number] : m_typed) {
        if (grids[static_cast<std::size_t>(grid)].heir_of < 0) grids[static_cast<std::size_t>(grid)].number = number;
    }
}

std::vector<std::pair<std::int32_t, std::int32_t>> PlanOfUnit::heirs(std::span<const std::int32_t> own) const {
    std::vector<std::pair<std::int32_t, std::int32_t>> result;
    for (const std::int32_t old : own) {
        const std::string& code = m_ground.previous->grids[static_cast<std::size_t>(old)].code;
        const auto label = std::ranges::lower_bound(m_ground.plan->labels, code);
        if (label == m_ground.plan->labels.end() || *label != code) continue;
        const auto grid = m_grid_of.find(static_cast<std::int32_t>(label - m_ground.plan->labels.begin()));
        if (grid != m_grid_of.end()) result.emplace_back(grid->second, old);
    }
    return result;
}

Message PlanOfUnit::name_of(std::int32_t label) const {
    const std::vector<std::string>& labels = m_ground.plan->labels;
    if (static_cast<std::size_t>(label) >= labels.size()) return msg("ground of which the plan says nothing");
    return msg("the plan's grid {}", labels[static_cast<std::size_t>(label)]);
}

void PlanOfUnit::add_finding(FindingCode kind, Message text, const std::optional<Point>& at, std::string grid) {
    m_findings.emplace_back(kind, m_ground.units[m_unit].code, std::move(grid), std::move(text), at);
}

}  // namespace grid
