#pragma once

#include "libgrid/layer/shard.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace grid::tools {

/// Two whole numbers with a text between them, and nothing else.
[[nodiscard]] std::optional<std::pair<std::int64_t, std::int64_t>> two_numbers(std::string_view text,
                                                                               std::string_view between);

/// I/N of --shard. Throws ConfigError.
[[nodiscard]] Shard shard_of(const std::string& text);

}  // namespace grid::tools
