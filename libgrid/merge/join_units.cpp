#include "libgrid/merge/join_units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <sstream>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "libgrid/core/msg.hpp"
#include "libgrid/layer/used_codes.hpp"
#include "libgrid/trace/outline.hpp"

namespace grid {

namespace {

/// The same polygons, whatever vertex and ring they begin with.
bool is_same(MultiPolygon a, MultiPolygon b) {
    order_rings(a);
    order_rings(b);
    return a == b;
}

/// The name with another number, if it has the old one: the last that stands by itself counts.
std::string renumbered(const std::string& name, std::int64_t before, std::int64_t now) {
    const std::string digits = fmt::format("{}", before);
    const auto is_digit = [&name](std::size_t i) { return i < name.size() && name[i] >= '0' && name[i] <= '9'; };
    for (std::size_t at = name.rfind(digits); at != std::string::npos; at = name.rfind(digits, at - 1)) {
        if (!(at > 0 && is_digit(at - 1)) && !is_digit(at + digits.size()))
            return name.substr(0, at) + fmt::format("{}", now) + name.substr(at + digits.size());
        if (at == 0) break;
    }
    return name;
}

class UnitJoin {
public:
    UnitJoin(GridSet& set, Findings& findings) : m_set(set), m_findings(findings) {}

    void run() {
        note_units();
        std::vector<char> keep(m_set.size(), 1);
        std::unordered_map<std::string, std::size_t> first;
        std::vector<std::pair<std::size_t, std::size_t>> repeated;  // the row that keeps the code, the other
        for (std::size_t i = 0; i < m_set.size(); ++i) {
            if (!input_of(i).has_codes) continue;
            const auto [known, is_new] = first.try_emplace(m_set.rows[i].code, i);
            if (!is_new) repeated.emplace_back(known->second, i);
        }
        // The new numbers do not depend on the order of the features in a file.
        std::ranges::sort(repeated, {}, [this](const auto& pair) {
            return std::tuple(m_set.origins[pair.second].input, m_set.rows[pair.second].code, pair.second);
        });
        for (const auto& [winner, other] : repeated) {
            if (&input_of(winner) == &input_of(other)) refuse(winner, other);
            if (is_same(m_set.geometry[winner], m_set.geometry[other])) {
                keep[other] = 0;
                drop(winner, other);
            } else {
                renew(winner, other);
            }
        }
        keep_rows(m_set, keep);
    }

private:
    [[nodiscard]] const InputLayer& input_of(std::size_t row) const {
        return m_set.inputs[static_cast<std::size_t>(m_set.origins[row].input)];
    }

    void note_units() {
        std::map<std::string, std::set<std::int32_t>> inputs;
        for (std::size_t i = 0; i < m_set.size(); ++i)
            inputs[m_set.rows[i].unit_code].insert(m_set.origins[i].input);
        for (const auto& [unit, of_unit] : inputs) {
            if (of_unit.size() < 2 || unit.empty()) continue;
            m_set.uncounted_units.push_back(unit);
            m_set.notes.push_back(
                msg("unit {} has grids in {} inputs; those of all are kept (--on-duplicate)", unit, of_unit.size()));
        }
    }

    [[noreturn]] void refuse(std::size_t a, std::size_t b) const {
        throw InputError(msg("the grid code {} occurs twice: {} and {}", m_set.rows[a].code,
                             describe(place_of(m_set, a)), describe(place_of(m_set, b))),
                         {}, msg("make the codes of the input unique"));
    }

    void drop(std::size_t winner, std::size_t other) {
        const GridRow& row = m_set.rows[other];
        Finding dropped{"grid_dropped", row.unit_code, row.code,
                        msg("the grid {} is the same in two inputs and counts once, as in {}; left out: {}", row.code,
                            describe(place_of(m_set, winner)), describe(place_of(m_set, other))),
                        point_of(m_set.geometry[other])};
        m_findings.push_back(std::move(dropped));
    }

    void renew(std::size_t winner, std::size_t other) {
        GridRow& row = m_set.rows[other];
        const std::string old = row.code;
        const int digits = static_cast<int>(old.size()) - static_cast<int>(row.unit_code.size());
        const std::int64_t number =
            digits > 0 && digits < 10 ? number_in_code(old, row.unit_code, layout_of(digits)) : -1;
        if (number < 0) {
            throw InputError(
                msg("the grid code {} occurs twice: {} and {}; it is not the code of its unit and a number, so that "
                    "none can be found for the second",
                    old, describe(place_of(m_set, winner)), describe(place_of(m_set, other))),
                {}, msg("--on-duplicate first or last keeps one of them"));
        }
        const std::int64_t fresh = next_number(row.unit_code, digits);
        row.code = fmt::format("{}{:0{}}", row.unit_code, fresh, digits);
        if (row.code.size() != old.size())
            throw InputError(msg("unit {} has no number left for the second grid {}", row.unit_code, old),
                             place_of(m_set, other), msg("--on-duplicate first or last keeps one of them"));
        used(digits).add_living(row.code);
        row.name = renumbered(row.name, number, fresh);
        carry_over(m_set.origins[other].input, old, row.code);
        Finding renewed{"code_renewed", row.unit_code, row.code,
                        msg("the code {} is that of {}, too, which keeps it: {} is {} now", old,
                            describe(place_of(m_set, winner)), describe(place_of(m_set, other)), row.code),
                        point_of(m_set.geometry[other])};
        m_findings.push_back(std::move(renewed));
    }

    static CodeLayout layout_of(int number_digits) {
        CodeLayout layout;
        layout.number_digits = number_digits;
        return layout;
    }

    std::int64_t next_number(const std::string& unit, int digits) {
        return used(digits).greatest(unit, NumberRange::usual).value_or(0) + 1;
    }

    /// The codes in use and those that were, by the digits of their numbers.
    UsedCodes& used(int digits) {
        const auto [known, is_new] = m_used.try_emplace(digits, layout_of(digits));
        if (is_new) {
            for (const GridRow& row : m_set.rows)
                known->second.add_living(row.code);
            for (const LineageRow& row : m_set.lineage)
                known->second.add_retired(row.old_code);
            for (const auto& [key, value] : m_set.run) {
                if (!key.ends_with(retired_codes_key) && !key.ends_with(last_codes_key)) continue;
                std::istringstream codes(value);
                for (std::string code; codes >> code;)
                    known->second.add_retired(code);
            }
        }
        return known->second;
    }

    /// What the input says of the grid elsewhere.
    void carry_over(std::int32_t input, const std::string& old, const std::string& code) {
        const auto at = static_cast<std::size_t>(input);
        const std::size_t issues = at == 0 ? 0 : m_set.inputs[at - 1].issues_end;
        for (Finding& issue : std::span(m_set.issues).subspan(issues, m_set.inputs[at].issues_end - issues)) {
            if (issue.grid_code == old) issue.grid_code = code;
        }
        const std::size_t lineage = at == 0 ? 0 : m_set.inputs[at - 1].lineage_end;
        for (LineageRow& row : std::span(m_set.lineage).subspan(lineage, m_set.inputs[at].lineage_end - lineage)) {
            if (row.new_code == old) row.new_code = code;
        }
    }

    GridSet& m_set;
    Findings& m_findings;
    std::map<int, UsedCodes> m_used;
};

}  // namespace

void join_units(GridSet& set, Findings& findings) {
    UnitJoin(set, findings).run();
}

}  // namespace grid
