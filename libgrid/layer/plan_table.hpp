#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/io/source.hpp"
#include "libgrid/layer/given_plan.hpp"
#include "libgrid/layer/profile.hpp"

namespace grid {

// Plans that are no layers; see read_given_plan().

/// For errors.
[[nodiscard]] Place place_of_plan(const std::string& path);

/// Identifier and label, in the order of the file.
using PlanRows = std::vector<std::pair<std::string, std::string>>;

/// Throws InputError (a damaged identifier) and ConfigError (no such field, no field for one of the two).
[[nodiscard]] PlanRows read_plan_table(const SourceRef& source, const std::string& label_field,
                                       const std::string& id_field, const FieldAliases& aliases);

/// `{"identifier": label, ...}`, as GerryChain has it. Throws InputError for JSON of another form.
[[nodiscard]] PlanRows read_plan_json(const std::string& path);

/// The labels of a file that has one in each line; blank lines behind the last one are nothing.
[[nodiscard]] std::vector<std::string> read_plan_list(const std::string& path);

/// What a file that OGR cannot open is, by its text; nullopt: nothing that could be a plan.
[[nodiscard]] std::optional<PlanForm> form_of_text(const std::string& path);

}  // namespace grid
