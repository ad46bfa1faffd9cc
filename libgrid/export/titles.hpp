#pragma once

#include <string>

#include "libgrid/core/language.hpp"
#include "libgrid/io/feature_table.hpp"

namespace grid {

/// Gives the table and its fields, as gridify and gridcheck name them, their titles. Others stay without.
void set_titles(FeatureTable& table, Language language);

}  // namespace grid
