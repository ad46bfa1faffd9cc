
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "libgrid/check/check_context.hpp"
#include "libgrid/core/grid_layer.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/layer/nesting.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

/// A micro-grid as its layer has it.
struct MicroGrid {
    std::string code;
    std::string parent;
    std::optional<double> counts[3];  ///< as `counted`
    MultiPolygon polygons;

    [[nodiscard]] Point at() const { return polygons.empty() ? Point{} : polygons.front().shell.front(); }
};

/// What micro-grids add up to.
struct Counted {
    const char* field;
    std::optional<double> (*of_grid)(const GridRecord& row);
};
constexpr Counted counted[] = {
    {"households", [](const GridRecord& row) { return row.households; }},
    {"persons", [](const GridRecord& row) { return row.persons; }},
    {"sites", [](const GridRecord& row) { return row.sites ? std::optional<double>(*row.sites) : std::nullopt; }}};

class MicroChecker {
public:
    explicit MicroChecker(CheckContext& context) : m_context(context) {
        for (std::size_t row = 0; row < context.grids.rows.size(); ++row)
            m_row_of.emplace(context.grids.rows[row].code, row);
        m_of_row.resize(context.grids.rows.size());
    }

    void check() {
        read();
        for (std::size_t row = 0; row < m_of_row.size(); ++row) {
            check_ground(row);
            for (std::size_t count = 0; count < std::size(counted); ++count)
                check_sum(row, count);
        }
    }

private:
    void read() {
        Source source = Source::open(*m_context.micro);
        const CrsTransform to_grids(source.crs_wkt(), m_context.grids.crs_wkt);
        std::vector<std::string> fields{"grid_code", parent_field};
        std::vector<std::size_t> place(std::size(counted), 0);
        for (std::size_t count = 0; count < std::size(counted); ++count) {
            if (!source.find_field({}, {counted[count].field}, "")) continue;
            place[count] = fields.size();
            fields.emplace_back(counted[count].field);
        }
        source.for_each(fields, [&](Feature&& feature) {
            MicroGrid micro{to_text(feature.values[0]), to_text(feature.values[1]), {}, std::move(feature.polygons)};
            for (std::size_t count = 0; count < std::size(counted); ++count) {
                if (place[count] > 0) micro.counts[count] = to_number(feature.values[place[count]]);
            }
            for (Polygon& polygon : micro.polygons) {
                to_grids(polygon.shell);
                for (Ring& hole : polygon.holes)
                    to_grids(hole);
            }
            take(std::move(micro));
        });
    }

    void take(MicroGrid&& micro) {
        if (!m_codes.insert(micro.code).second)
            add("code_duplicate", micro, msg("the micro-grid {} is there twice", micro.code));
        const auto row = m_row_of.find(micro.parent);
        if (row == m_row_of.end()) {
            add("micro_parent", micro,
                msg("the micro-grid {} is in no grid that there is: its parent is '{}'", micro.code, micro.parent));
            return;
        }
        if (!micro.code.starts_with(micro.parent) || micro.code == micro.parent)
            add("code_prefix", micro,
                msg("the code of the micro-grid {} does not begin with that of its grid, {}", micro.code,
                    micro.parent));
        m_of_row[row->second].push_back(std::move(micro));
    }

    void add(std::string_view code, const MicroGrid& micro, Message message) {
        m_context.findings.add(code, -1, micro.at(), std::move(message));
    }

    void check_ground(std::size_t row) {
        std::vector<const MultiPolygon*> parts;
        for (const MicroGrid& micro : m_of_row[row])
            parts.push_back(&micro.polygons);
        const std::string& code = m_context.grids.rows[row].code;
        if (const auto fault = find_nesting_fault({}, code, m_context.grids.geometry[row], parts))
            m_context.findings.add("micro_not_exact", static_cast<std::int64_t>(row), *fault->at, fault->message);
    }

    void check_sum(std::size_t row, std::size_t count) {
        const GridRecord& grid = m_context.grids.rows[row];
        const std::optional<double> whole = counted[count].of_grid(grid);
        if (!whole || m_of_row[row].empty()) return;
        double sum = 0;
        for (const MicroGrid& micro : m_of_row[row]) {
            if (!micro.counts[count]) return;
            sum += *micro.counts[count];
        }
        constexpr double rounding = 1e-6;
        if (std::abs(sum - *whole) <= rounding) return;
        m_context.findings.add("micro_sum", static_cast<std::int64_t>(row),
                               msg("the micro-grids of grid {} have {} {}, but the grid has {}", grid.code, sum,
                                   counted[count].field, *whole));
    }

    CheckContext& m_context;
    std::map<std::string, std::size_t> m_row_of;   ///< of grids, by code
    std::vector<std::vector<MicroGrid>> m_of_row;  ///< by row of the grid
    std::set<std::string> m_codes;
};

}  // namespace

void check_micro(CheckContext& context) {
    MicroChecker(context).check();
}

}  // namespace grid
