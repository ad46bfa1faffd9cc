#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "libgrid/mesh/lattice.hpp"

namespace grid {

/// A row of a roster, or several at the same place that were put together: persons of one household.
struct PersonRow {
    std::uint64_t key = 0;   ///< of the household, see household_key()
    std::uint32_t rank = 0;  ///< the number of the unit that the place lies in, or one of the two below
    std::uint32_t persons = 1;
    Point at{};
    Int128 workload = 0;  ///< see exact_workload()
};

inline constexpr std::uint32_t in_no_unit = std::numeric_limits<std::uint32_t>::max() - 1;
inline constexpr std::uint32_t in_no_place = std::numeric_limits<std::uint32_t>::max();

/// The CRC-64 (ECMA-182, reflected) of the bytes of an identifier. Two of n identifiers that differ get the same key
/// with a probability of about n^2 / 2^65: one in 100,000 for 20 million households; and never if they differ within
/// eight neighbouring bytes only, as numbers in a row do.
[[nodiscard]] std::uint64_t household_key(std::string_view identifier);

/// An amount as a multiple of 2^-60, so that a sum does not depend on the order of its terms.
[[nodiscard]] Int128 exact_workload(double amount);
[[nodiscard]] double to_amount(Int128 workload);

/// Puts the rows of a roster together as they come: what it holds grows with the number of households and of the places
/// that each of them has, not with the number of persons. 48 bytes for each, and as much again now and then.
class HouseholdTable {
public:
    void add(const PersonRow& row);

    /// All rows in canonical order: by key; of a household those in a unit first, then those in none, then
    /// those without a place; and each of these by place, from west to east and from south to north.
    [[nodiscard]] std::vector<PersonRow> finish();

private:
    void compress();

    std::vector<PersonRow> m_rows;
    std::size_t m_limit = std::size_t{1} << 20U;
};

}  // namespace grid
