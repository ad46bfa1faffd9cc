#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libgrid/core/count.hpp"
#include "libgrid/core/finding.hpp"
#include "libgrid/io/source.hpp"

namespace grid {

// What makes counts doubtful that can be read without fault: the input is something else than it is taken for. Part of
// read_ground().

/// Rows of which each counts as one household, although a column looks like the number of a household: a roster of
/// persons, as a rule.
class RowsAsHouseholds {
public:
    explicit RowsAsHouseholds(std::string field) : m_field(std::move(field)) {}

    void add(const Value& number);
    /// `counted_rows`, if numbers repeat. `path` names the source.
    [[nodiscard]] std::optional<Finding> finding(const std::string& path);

private:
    std::string m_field;
    std::int64_t m_rows = 0;
    std::vector<std::uint64_t> m_numbers;  ///< hashed
};

/// Sites of several points in different places: each counts at its first, though another may lie in another unit.
class SitesOfSeveralPoints {
public:
    void look_at(const Feature& site);
    /// `site_of_several_points`, if there are any. `path` names the source.
    [[nodiscard]] std::optional<Finding> finding(const std::string& path) const;

private:
    std::int64_t m_number = 0;
    std::int64_t m_first = 0;  ///< fid
};

/// Features with one identifier that all have the same count: an area in several features, to each of which a join has
/// given the count of the whole.
class RepeatedCounts {
public:
    /// `least`: counts up to it may well be the same. A household each is what the rows of one address have.
    RepeatedCounts(std::string field, Count least) : m_field(std::move(field)), m_least(least) {}

    void add(const Value& identifier, Count households);
    /// `repeated_count`, if almost all identifiers that repeat are like that.
    [[nodiscard]] std::optional<Finding> finding(const std::string& path);

private:
    struct Item {
        std::uint64_t identifier = 0;  ///< hashed
        Count households = 0;
    };
    std::string m_field;
    Count m_least;
    std::vector<Item> m_items;
};

}  // namespace grid
