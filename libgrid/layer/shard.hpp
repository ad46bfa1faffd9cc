#pragma once

#include <cstdint>
#include <string_view>

namespace grid {

/// A share of the units, chosen by their codes alone, so that several runs can divide a province among them.
/// 1 <= number <= count; the default is the whole.
struct Shard {
    std::int64_t number = 1;
    std::int64_t count = 1;

    [[nodiscard]] bool is_whole() const { return count == 1; }

    /// Whether the unit with this code is in the shard: the CRC-32 of the code's bytes (that of gzip and PNG), modulo
    /// `count`, is `number` - 1.
    [[nodiscard]] bool holds(std::string_view unit_code) const;

    /// Whether what belongs to no unit, as a site outside all of them, is reported in this shard: in the first one.
    [[nodiscard]] bool holds_the_rest() const { return number == 1; }
};

}  // namespace grid
