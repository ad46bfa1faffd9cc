#include "libgrid/view/html/comparison.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/layer/settings_file.hpp"

namespace grid {

namespace {

using Json = nlohmann::ordered_json;

/// What of a plan is shown; null if it is none.
Json plan_of(const Json& given) {
    if (!given.is_object() || !given.contains("file") || !given["file"].is_string()) return nullptr;
    Json plan{{"file", given["file"]}};
    for (const auto& [name, value] : given.items()) {
        if (value.is_number() && std::isfinite(value.get<double>())) plan[name] = value;
    }
    return plan;
}

}  // namespace

Json read_comparison(const std::string& path) {
    if (path.empty()) return nullptr;
    const Json table = Json::parse(read_settings_file(path, "table of plans"), nullptr, false);
    Json plans = Json::array();
    const bool has_list = table.is_object() && table.contains("plans") && table["plans"].is_array();
    if (has_list) {
        for (const Json& given : table["plans"])
            plans.push_back(plan_of(given));
    }
    if (plans.empty() || plans.front().is_null() || plans.back().is_null())
        throw ConfigError(msg("this is no table of plans"), {path, {}, {}, {}},
                          msg("make one with gridcheck --against FILE --comparison FILE.json"));
    return plans;
}

}  // namespace grid
