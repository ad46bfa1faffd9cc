#include "tools/gridmerge/options.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/layer_uri.hpp"
#include "tools/common/file_options.hpp"
#include "tools/common/input_options.hpp"
#include "tools/common/usage.hpp"

#include <map>
#include <sstream>

namespace grid::tools {

namespace po = boost::program_options;

namespace {

const std::map<std::string, RollUp>& levels() {
    static const std::map<std::string, RollUp> all{{"unit", RollUp::unit},
                                                   {"town", RollUp::town},
                                                   {"county", RollUp::county},
                                                   {"city", RollUp::city},
                                                   {"province", RollUp::province}};
    return all;
}

RollUp level_of(const std::string& name) {
    const auto found = levels().find(name);
    if (found != levels().end()) return found->second;
    throw ConfigError(msg("--by is unit, town, county, city or province, not '{}'", name), {},
                      msg("--by-field dissolves by the values of any field"));
}

OnDuplicate rule_of(const std::string& name) {
    if (name == "error") return OnDuplicate::error;
    if (name == "first") return OnDuplicate::first;
    if (name == "last") return OnDuplicate::last;
    if (name == "merge") return OnDuplicate::merge;
    throw ConfigError(msg("--on-duplicate is error, first, last or merge, not '{}'", name));
}

/// The options of an input, in the order of help.
const std::vector<std::pair<std::string, const char*>>& input_options() {
    static const std::vector<std::pair<std::string, const char*>> all{{"layer", "NAME"},
                                                                      {"where", "SQL"},
                                                                      {"code-field", "FIELD"},
                                                                      {"unit-field", "FIELD"},
                                                                      {"households-field", "FIELD"},
                                                                      {"persons-field", "FIELD"},
                                                                      {"workload-field", "FIELD"},
                                                                      {"input-crs", "CRS"},
                                                                      {"encoding", "NAME"}};
    return all;
}

/// Where the value of an option of an input is kept.
std::string& member(MergeInput& input, const std::string& name) {
    if (name == "layer") return input.source.layer;
    if (name == "where") return input.source.where;
    if (name == "code-field") return input.fields.code;
    if (name == "unit-field") return input.fields.unit;
    if (name == "households-field") return input.fields.households;
    if (name == "persons-field") return input.fields.persons;
    if (name == "workload-field") return input.fields.workload;
    if (name == "input-crs") return input.source.default_crs;
    return input.source.encoding;
}

po::typed_value<std::vector<std::string>>* repeated(const char* name) {
    return po::value<std::vector<std::string>>()->value_name(name)->composing();
}

po::options_description input_group() {
    po::options_description group =
        option_group("Inputs (what is said after an input holds for it, before all for all)");
    auto add = group.add_options();
    add("input", input_files(), "a layer of grids; also as the words without an option");
    const std::map<std::string, const char*> texts{
        {"layer", mark("layer of the grids (default: the only one, or grids)")},
        {"where", mark("only the grids that pass this filter")},
        {"code-field", mark("code of the grid (default: by alias)")},
        {"unit-field", mark("code of its unit (default: by alias)")},
        {"households-field", mark("its households (default: by alias)")},
        {"persons-field", mark("its persons (default: by alias)")},
        {"workload-field", mark("its workload (default: workload)")},
        {"input-crs", mark("CRS of an input that does not say its own (EPSG:n, WKT, PROJ)")},
        {"encoding", mark("encoding of its text (default: as it says)")}};
    for (const auto& [name, value] : input_options())
        add(name.c_str(), repeated(value), texts.at(name));
    return group;
}

po::options_description merge_group(GridmergeOptions& o) {
    po::options_description group = option_group("What to do");
    auto add = group.add_options();
    add("on-duplicate",
        po::value<std::string>()->default_value("error")->value_name("RULE")->notifier(
            [&o](const std::string& name) { o.merge.on_duplicate = rule_of(name); }),
        "a code or unit in two inputs: error, first, last, merge");
    add("snap", po::value(&o.merge.snap_m)->default_value(0, "0")->value_name("METRES"),
        "borders that are nearer to each other than this are one");
    add("replace", po::bool_switch(&o.merge.replace),
        "put the units of the other inputs in the place of those of the first");
    add("fuse-below", optional_value(o.merge.fuse_below, "N"),
        "join grids with fewer households to a neighbour in their unit");
    add("valid-from", text_value(o.merge.date, "DATE"), "day from which fused grids are valid: YYYY-MM-DD");
    add("by", po::value<std::string>()->value_name("LEVEL")->notifier([&o](const std::string& name) {
        o.merge.roll_up = level_of(name);
        o.by = name;
    }),
        "dissolve to a level of the area code: unit, town, county, city, province");
    add("by-field", text_value(o.merge.roll_up_field, "FIELD"), "dissolve by the values of a field");
    add("boundaries", input_file(o.boundaries.path), "what the grids were made from: outlines have its vertices only");
    add("boundaries-layer", text_value(o.boundaries.layer, "NAME"), "layer of the boundaries");
    return group;
}

po::options_description output_group(GridmergeOptions& o) {
    po::options_description group = option_group("Output");
    add_grid_output(group, o.output);
    auto add = group.add_options();
    add("output-crs", text_value(o.merge.output_crs, "CRS"), "CRS of the output (default: that of the first input)");
    return group;
}

OptionSet option_set(GridmergeOptions& options) {
    OptionSet set{po::options_description(help_width, help_width - 40), "input", {}, {}, true};
    set.groups.add(input_group())
        .add(merge_group(options))
        .add(output_group(options))
        .add(common_group(options.common));
    std::vector<std::string> all{"input"};
    for (const auto& [name, value] : input_options())
        all.push_back(name);
    set.ordered.insert(all.begin(), all.end());
    for (const std::string& name : all)
        set.rivals[name] = all;
    add_common_rivals(set);
    return set;
}

}  // namespace

std::vector<MergeInput> take_inputs(const std::vector<std::pair<std::string, std::string>>& ordered) {
    std::vector<MergeInput> inputs;
    MergeInput common;
    for (const auto& [name, value] : ordered) {
        if (value.empty()) throw ConfigError(msg("--{} is empty", name));
        if (name == "input") {
            inputs.emplace_back().source.path = value;
            continue;
        }
        std::string& place = member(inputs.empty() ? common : inputs.back(), name);
        if (!place.empty()) {
            throw ConfigError(
                msg("--{} occurs twice for {}", name, inputs.empty() ? "all inputs" : inputs.back().source.path));
        }
        place = value;
    }
    for (MergeInput& input : inputs) {
        for (const auto& [name, value] : input_options()) {
            if (member(input, name).empty()) member(input, name) = member(common, name);
        }
        take_layer_uri(input.source);
    }
    return inputs;
}

Request parse_gridmerge_options(int argc, const char* const* argv, GridmergeOptions& options) {
    const ParsedOptions parsed = parse_options(argc, argv, option_set(options));
    if (parsed.request != Request::run) return parsed.request;
    take_switches(parsed, options.common);
    options.merge.inputs = take_inputs(parsed.ordered);
    check_options(options);
    if (!options.merge.roll_up_field.empty()) options.merge.roll_up = RollUp::field;
    if (!options.boundaries.path.empty()) {
        SourceRef ref;
        ref.path = options.boundaries.path;
        ref.layer = options.boundaries.layer;
        ref.default_crs = options.merge.inputs.front().source.default_crs;
        take_layer_uri(ref);
        options.merge.boundaries = std::move(ref);
    }
    options.merge.output_crs = crs_for(options.output, options.merge.output_crs);
    options.merge.threads = options.common.thread_count();
    options.merge.allow_ballpark = options.common.allow_ballpark;
    return Request::run;
}

std::string gridmerge_help() {
    GridmergeOptions options;
    std::ostringstream help;
    help << "Usage: gridmerge [options] INPUT... -o OUTPUT\n"
            "       gridmerge [options] BASE --replace NEW... -o OUTPUT\n"
            "       gridmerge [options] INPUT... --by LEVEL -o OUTPUT\n"
            "       gridmerge [options] INPUT... --fuse-below N -o OUTPUT\n\n"
         << mark("Puts layers of grids together, so that they are one exact coverage.") << "\n"
         << option_set(options).groups << "\n"
         << done_codes << "\n";
    return help.str();
}

std::string gridmerge_usage() {
    GridmergeOptions options;
    return usage_json("gridmerge", option_set(options));
}

}  // namespace grid::tools
