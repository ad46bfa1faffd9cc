#pragma once

#include <string>
#include <vector>

namespace grid::io {

/// The names, each later one that is the same without regard to case (for which OGR and SQLite have none) numbered:
/// `pop`, `pop_2`. A number that would make the name of another is passed over.
[[nodiscard]] std::vector<std::string> unique_names(const std::vector<std::string>& names);

/// The name, numbered if it is among `taken`.
[[nodiscard]] std::string free_name(const std::string& wanted, const std::vector<std::string>& taken);

/// True if another name is the same without regard to case.
[[nodiscard]] bool is_repeated(const std::string& name, const std::vector<std::string>& names);

}  // namespace grid::io
