#pragma once

#include <string>

#include "libgrid/io/feature_table.hpp"

namespace grid {

enum class Language { en, zh };

/// `en` or `zh`. Throws ConfigError.
[[nodiscard]] Language language_of(const std::string& name);

/// Gives the table and its fields, as gridify and gridcheck name them, their titles. Others stay without.
void set_titles(FeatureTable& table, Language language);

}  // namespace grid
