#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "tools/common/file_options.hpp"
#include "tools/gridcheck/options.hpp"

#include <array>

namespace grid::tools {

namespace po = boost::program_options;

namespace {

constexpr const char* opener = "against";

/// An option that says more about the plan before it.
struct PlanProperty {
    const char* name;
    const char* value_name;
    std::string& (*of)(PlanOption& plan);
    const char* help;
};

constexpr std::array properties{
    PlanProperty{"against-layer", "NAME", [](PlanOption& p) -> std::string& { return p.input.layer; },
                 mark("layer of the --against before it (default: the only one, or grids)")},
    PlanProperty{"against-where", "SQL", [](PlanOption& p) -> std::string& { return p.input.where; },
                 mark("only the grids that pass this filter, of the --against before it")},
    PlanProperty{"against-code", "FIELD", [](PlanOption& p) -> std::string& { return p.fields.code; },
                 mark("code of its grids, of the --against before it (default: by alias)")},
    PlanProperty{"against-unit", "FIELD", [](PlanOption& p) -> std::string& { return p.fields.unit; },
                 mark("code of their units, of the --against before it (default: by alias)")},
    PlanProperty{"against-households", "FIELD", [](PlanOption& p) -> std::string& { return p.fields.households; },
                 mark("their households, of the --against before it (default: by alias)")},
    PlanProperty{"against-workload", "FIELD", [](PlanOption& p) -> std::string& { return p.fields.workload; },
                 mark("their workload, of the --against before it (default: workload)")},
};

}  // namespace

po::options_description plan_group(GridcheckOptions& o) {
    po::options_description group = option_group("Other plans of the same units");
    auto add = group.add_options();
    add(opener, input_files(), "compare the grids with these; repeatable, also as further words");
    for (const PlanProperty& property : properties) {
        add(property.name, po::value<std::vector<std::string>>()->value_name(property.value_name)->composing(),
            property.help);
    }
    add("comparison", output_file(o.comparison), "write the table of the plans (CSV, or JSON by the name)");
    return group;
}

void add_plan_order(OptionSet& set) {
    std::vector<std::string> all{opener};
    for (const PlanProperty& property : properties)
        all.emplace_back(property.name);
    set.ordered.insert(all.begin(), all.end());
    for (const std::string& name : all)
        set.rivals[name] = all;
    set.more_positional = opener;
}

std::vector<PlanOption> take_plan_options(std::vector<std::pair<std::string, std::string>>& ordered) {
    std::vector<PlanOption> plans;
    for (const auto& [name, value] : ordered) {
        if (!name.starts_with(opener)) continue;
        if (value.empty()) throw ConfigError(msg("--{} is empty", name));
        if (name == opener) {
            plans.push_back({});
            plans.back().input.path = value;
            continue;
        }
        if (plans.empty())
            throw ConfigError(msg("--{} belongs to the --{} before it, but there is none", name, opener), {},
                              msg("write --{} FILE --{} ...", opener, name));
        for (const PlanProperty& property : properties) {
            if (name != property.name) continue;
            std::string& place = property.of(plans.back());
            if (!place.empty())
                throw ConfigError(msg("--{} occurs twice for --{} {}", name, opener, plans.back().input.path));
            place = value;
        }
    }
    std::erase_if(ordered, [](const auto& option) { return option.first.starts_with(opener); });
    return plans;
}

}  // namespace grid::tools
