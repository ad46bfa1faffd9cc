#include "tools/common/shard_option.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"

#include <charconv>
#include <system_error>

namespace grid::tools {

std::optional<std::pair<std::int64_t, std::int64_t>> two_numbers(std::string_view text, std::string_view between) {
    const char* const end = text.data() + text.size();
    std::pair<std::int64_t, std::int64_t> numbers;
    const auto first = std::from_chars(text.data(), end, numbers.first);
    if (first.ec != std::errc() || !std::string_view(first.ptr, end).starts_with(between)) return std::nullopt;
    const auto second = std::from_chars(first.ptr + between.size(), end, numbers.second);
    if (second.ec != std::errc() || second.ptr != end) return std::nullopt;
    return numbers;
}

Shard shard_of(const std::string& text) {
    constexpr std::int64_t most = 1'000'000;
    const auto numbers = two_numbers(text, "/");
    if (numbers && 1 <= numbers->first && numbers->first <= numbers->second && numbers->second <= most)
        return {numbers->first, numbers->second};
    throw ConfigError(msg("--shard is I/N with 1 <= I <= N <= {}, not '{}'", most, text), {},
                      msg("the first of four shards is 1/4"));
}

}  // namespace grid::tools
