#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libgrid/core/error.hpp"

namespace grid {

/// Which of the names is meant, as Source::find_field() chooses among the fields of a layer.
[[nodiscard]] std::optional<std::string> choose_field(const std::vector<std::string>& names, const Place& place,
                                                      std::string_view wanted, const std::vector<std::string>& aliases,
                                                      std::string_view option);

}  // namespace grid
