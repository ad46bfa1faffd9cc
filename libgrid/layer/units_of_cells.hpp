#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/io/source.hpp"
#include "libgrid/layer/faulty_units.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/left_out_units.hpp"
#include "libgrid/layer/request.hpp"

namespace grid {

/// The units that cells make up, where there are no boundaries: the cells with one code are one. Part of read_cells().
class UnitsOfCells {
public:
    /// Throws ConfigError if no field holds the codes. Adds the fields that are needed to `fields`, which are read.
    UnitsOfCells(const GriddingRequest& request, Source& source, std::vector<std::string>& fields);

    /// Whether the run is about the unit of the cell.
    [[nodiscard]] bool wants(const Feature& feature);
    /// Notes the unit of the next cell. False if it cannot be one: the cell is to be left out.
    [[nodiscard]] bool add(const Feature& feature, const LocatedCell& cell);
    /// Sets the units, and that of each cell. Throws InputError for units that the request names and that are not
    /// there, and for those that cannot be used, see settle_faulty().
    void finish(Ground& ground);

private:
    struct Skipped {
        FaultyUnit unit;
        std::int64_t cells = 0;
        Count households = 0;
    };

    void settle_faulty_ones(Ground& ground);
    [[nodiscard]] std::string code_of(const Feature& feature) const;

    const GriddingRequest& m_request;
    const Source& m_source;
    std::size_t m_code_at = 0;
    std::optional<std::size_t> m_name_at;
    NamedUnits m_named;
    std::vector<std::pair<std::string, std::string>> m_unit_of;  ///< code and name by cell
    std::map<std::string, Skipped> m_faulty;                     ///< by code
};

}  // namespace grid
