#include "tools/bench_units/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace grid::tools {

namespace {

/// The 95th percentile (nearest rank) and the greatest of the values as two fields; empty fields where there are none.
std::string p95_and_worst(std::vector<double> values) {
    if (values.empty()) return ",,";
    std::sort(values.begin(), values.end());
    const std::size_t rank = (95 * values.size() + 99) / 100;
    return fmt::format(",{:.2f},{:.2f}", 100 * values[rank - 1], 100 * values.back());
}

}  // namespace

std::string score_table(const std::vector<Engine>& engines, std::size_t problems, std::size_t seeds) {
    std::string table =
        "engine,ms_per_unit,border_km,border_to_first,grids,missing,disconnected,forced,outside,wrong,within_percent,"
        "p95_hh_percent,worst_hh_percent,p95_wl_percent,worst_wl_percent\n";
    const auto runs = static_cast<double>(problems * seeds);
    for (const Engine& e : engines) {
        table += fmt::format("\"{}\",{:.3f},{:.1f},{:.4f},{},{},{},{},{},{},{:.3f}", e.name, 1000 * e.seconds / runs,
                             e.cut / 1000 / static_cast<double>(seeds), e.cut / engines.front().cut, e.parts, e.missing,
                             e.disconnected, e.forced, e.outside, e.wrong,
                             100 * (1 - static_cast<double>(e.forced + e.outside) / static_cast<double>(e.parts)));
        for (std::size_t c = 0; c < 2; ++c)
            table += c < e.deviations.size() ? p95_and_worst(e.deviations[c]) : ",,";
        table += '\n';
    }
    return table;
}

void MissList::add(const Engine& engine, const Problem& problem, std::uint64_t seed, const UnitScore& score) {
    for (std::size_t p = 0; p < score.parts.size(); ++p) {
        const PartScore& part = score.parts[p];
        const char* what = part.is_forced() ? "forced" : "outside";
        if (part.pieces > 1) what = "disconnected";
        if (part.pieces == 0) what = "missing";
        if (part.within && part.pieces == 1) continue;
        m_csv += fmt::format("\"{}\",{},{},{},{},{},{:+.2f},", engine.name, seed, problem.unit, score.parts.size(), p,
                             what, 100 * part.deviation.front());
        if (part.deviation.size() > 1) m_csv += fmt::format("{:+.2f}", 100 * part.deviation[1]);
        m_csv += '\n';
    }
}

}  // namespace grid::tools
