#pragma once

#include "tools/bench_units/engine.hpp"

#include <string>
#include <vector>

namespace grid::tools {

/// One line of CSV for each engine, which have solved `problems` problems with `seeds` seeds each. Border is the mean
/// of the seeds, and its ratio that to the first engine; counts, also that of the grids, are of all seeds together.
/// Deviations are two-sided, in percent, of all parts but the forced ones.
[[nodiscard]] std::string score_table(const std::vector<Engine>& engines, std::size_t problems, std::size_t seeds);

/// Grids that are not as asked for, as lines of CSV.
class MissList {
public:
    /// Adds the parts that are missing, disconnected, forced or outside.
    void add(const Engine& engine, const Problem& problem, std::uint64_t seed, const UnitScore& score);
    [[nodiscard]] const std::string& csv() const { return m_csv; }

private:
    std::string m_csv = "engine,seed,unit,parts,part,what,dev_hh_percent,dev_wl_percent\n";
};

}  // namespace grid::tools
