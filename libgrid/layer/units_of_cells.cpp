#include "libgrid/layer/units_of_cells.hpp"

#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/metric_scale.hpp"
#include "libgrid/layer/read_counts.hpp"
#include "libgrid/layer/unit_codes.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

UnitsOfCells::UnitsOfCells(const GriddingRequest& request, Source& source, std::vector<std::string>& fields)
    : m_request(request), m_source(source), m_named(request.unit_codes) {
    const FieldAliases& aliases = request.profile.fields;
    const auto code = source.find_field(request.unit_field, aliases.unit, "--unit-field");
    if (!code) {
        throw ConfigError(msg("no field says which unit a cell belongs to; the fields are: {}", field_list(source)),
                          source.place(), msg("name one with --unit-field, or give boundaries"));
    }
    m_code_at = fields.size();
    fields.push_back(*code);
    const auto name = source.find_field(request.name_field, aliases.name, "--name-field");
    if (!name) return;
    m_name_at = fields.size();
    fields.push_back(*name);
}

std::string UnitsOfCells::code_of(const Feature& feature) const {
    return to_text(feature.values[m_code_at]);
}

bool UnitsOfCells::wants(const Feature& feature) {
    return m_named.take(code_of(feature));
}

bool UnitsOfCells::add(const Feature& feature, const LocatedCell& cell) {
    Unit unit;
    unit.code = code_of(feature);
    unit.place = m_source.place(feature.fid);
    Findings notes;  // of good codes, once for each cell
    const Point& first = cell.cell.output.front().shell.front();
    if (auto fault =
            find_code_fault(feature.values[m_code_at], unit, first, m_request.profile.code, "--unit-field", notes)) {
        Skipped& skipped = m_faulty.try_emplace(unit.code, Skipped{std::move(*fault)}).first->second;
        skipped.cells += 1;
        skipped.households += cell.cell.households;
        return false;
    }
    m_unit_of.emplace_back(std::move(unit.code), m_name_at ? to_text(feature.values[*m_name_at]) : std::string{});
    return true;
}

void UnitsOfCells::settle_faulty_ones(Ground& ground) {
    std::vector<FaultyUnit> faulty;
    for (auto& [code, skipped] : m_faulty) {
        skipped.unit.problem += skipped.cells == 1 ? msg(", in 1 cell") : msg(", in {} cells", skipped.cells);
        if (m_request.unit_rules.skip_faulty)
            skipped.unit.problem += msg(" with {} households", count_text(skipped.households));
        if (!code.empty()) ground.left_out.push_back(code);
        faulty.push_back(std::move(skipped.unit));
    }
    settle_faulty(std::move(faulty), m_request.unit_rules.skip_faulty, {}, ground.findings);
    if (ground.cells.empty() && !m_faulty.empty())
        throw InputError(msg("no unit has a code that can be used"), m_source.place());
}

void UnitsOfCells::finish(Ground& ground) {
    m_named.check(m_source);
    settle_faulty_ones(ground);
    std::map<std::string, std::string> units;  // code -> its smallest name: does not depend on the order of the cells
    for (const auto& [code, name] : m_unit_of) {
        const auto [known, is_new] = units.try_emplace(code, name);
        if (!is_new && !name.empty() && (known->second.empty() || name < known->second)) known->second = name;
    }
    std::map<std::string, std::int32_t> index;
    for (const auto& [code, name] : units) {
        index[code] = static_cast<std::int32_t>(ground.units.size());
        Unit unit;
        unit.code = code;
        unit.name = name;
        unit.place = m_source.place();
        ground.units.push_back(std::move(unit));
    }
    std::vector<Box> boxes(ground.units.size());
    for (std::size_t c = 0; c < ground.cells.size(); ++c) {
        ground.cells[c].unit = index.at(m_unit_of[c].first);
        boxes[static_cast<std::size_t>(ground.cells[c].unit)].join(box_of(ground.cells[c].cell.output));
    }
    const ScaleFinder scales(ground.output_wkt);
    for (std::size_t u = 0; u < boxes.size(); ++u)
        ground.units[u].plane = plane_of(boxes[u], scales.at(boxes[u].middle()));
}

}  // namespace grid
