#include "tools/gridcheck/options.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/write.hpp"
#include "tools/common/file_options.hpp"
#include "tools/common/usage.hpp"

#include <fmt/format.h>

#include <sstream>
#include <utility>

namespace grid::tools {

namespace po = boost::program_options;

namespace {

po::typed_value<std::vector<std::string>>* list_value(std::vector<std::string>& variable, const char* name) {
    return po::value(&variable)->value_name(name)->composing();
}

po::typed_value<double>* metres(double& variable) {
    return po::value(&variable)->value_name("METRES")->default_value(variable, fmt::format("{}", variable));
}

po::options_description layer_group(GridcheckOptions& o) {
    po::options_description group = option_group("The layer");
    auto add = group.add_options();
    add("grids", input_file(o.grids.path), "the grids to check; also as the word without an option");
    add("layer", text_value(o.grids.layer, "NAME"), "layer of the grids (default: the only one, or grids)");
    add("where", text_value(o.grids.where, "SQL"), "only the grids that pass this filter");
    add("code-field", text_value(o.fields.code, "FIELD"), "code of the grid (default: by alias, see --profile)");
    add("unit-field", text_value(o.fields.unit, "FIELD"), "code of its unit (default: by alias)");
    add("households-field", text_value(o.fields.households, "FIELD"), "its households (default: by alias)");
    add("persons-field", text_value(o.fields.persons, "FIELD"), "its persons (default: by alias)");
    add("workload-field", text_value(o.fields.workload, "FIELD"), "its workload (default: workload)");
    add_reading_options(group, o.input_crs, o.encoding);
    return group;
}

po::options_description against_group(GridcheckOptions& o) {
    po::options_description group = option_group("What it is held against");
    auto add = group.add_options();
    add("boundaries", input_file(o.boundaries.path), "polygons of the units");
    add("boundaries-layer", text_value(o.boundaries.layer, "NAME"), "layer of the boundaries");
    add("boundaries-where", text_value(o.boundaries.where, "SQL"), "only the units that pass this filter");
    add("boundaries-datum", text_value(o.boundaries.datum, "NAME"), datum_help);
    add("boundaries-code", text_value(o.boundaries_code, "FIELD"), "code of the unit (default: by alias)");
    add_unit_rules(group, o.unit_rules);
    add_count_inputs(group, o.sites, o.cells);
    add_site_columns(group, o.site_columns);
    add_count_fields(group, o.households, o.persons, o.workload);
    add("site-reach", metres(o.site_reach), "a site in no unit counts in the nearest one within this distance");
    add_land_options(group);
    add_wish_options(group);
    add_work_options(group, o.work);
    add_event_options(group, o.work.events);
    add("lineage", input_file(o.lineage), "table with old_code and new_code: which codes were retired");
    add("lineage-layer", text_value(o.lineage_layer, "NAME"), "layer of the lineage");
    return group;
}

po::options_description size_group(GridcheckOptions& o) {
    po::options_description group = option_group("Sizes and codes");
    add_size_options(group, o.sizes.target, o.sizes.min, o.sizes.max);
    auto add = group.add_options();
    add("tolerance", optional_value(o.sizes.tolerance, "R"),
        "deviation of households from the mean (default: not checked)");
    add("workload-tolerance", optional_value(o.sizes.workload_tolerance, "R"),
        "deviation of workload (default: not checked)");
    add("profile", input_file(o.profile, "NAME|FILE")->default_value(o.profile),
        "sizes, codes, aliases: default, urban, rural, census");
    return group;
}

GroundRule rule_of(const std::string& name) {
    if (name == "longest-border") return GroundRule::longest_border;
    if (name == "largest") return GroundRule::largest;
    if (name == "smallest") return GroundRule::smallest;
    if (name == "first") return GroundRule::first;
    throw ConfigError(msg("--overlap-to is longest-border, largest, smallest or first, not '{}'", name));
}

po::options_description check_group(GridcheckOptions& o) {
    po::options_description group = option_group("Checks");
    auto add = group.add_options();
    add("list-checks", po::bool_switch(&o.list_checks), "list all checks with their severity, and end");
    add("only", list_value(o.only, "CODES"), "only these checks, with commas between them; repeatable");
    add("skip", list_value(o.skip, "CODES"), "not these checks; repeatable");
    add("severity", list_value(o.severity, "CODE=LEVEL"), "make a check an error, a warning, or off; repeatable");
    add("exceptions", input_file(o.exceptions), "what is known and accepted: points or polygons with a field code");
    add("exceptions-layer", text_value(o.exceptions_layer, "NAME"), "layer of the exceptions");
    add("gap-width", metres(o.gap_width), "gaps and overlaps as narrow as this are narrow ones");
    add("sliver-width", metres(o.sliver_width), "parts narrower than this are slivers");
    return group;
}

po::options_description repair_group(GridcheckOptions& o) {
    po::options_description group = option_group("Repair");
    auto add = group.add_options();
    add("repair", output_file(o.repair), "mend what needs no judgement and write the layer here");
    add("recount", output_file(o.recount),
        "bring counts and measures up to date, nothing else, and write the layer here");
    add("snap", metres(o.snap), "how far --repair may move a vertex");
    add("overlap-to",
        po::value<std::string>()
            ->default_value("longest-border")
            ->value_name("RULE")
            ->notifier([&o](const std::string& name) { o.overlap_to = rule_of(name); }),
        "who gets an overlap or gap: longest-border, largest, smallest, first");
    add("close-inlets", po::bool_switch(&o.close_inlets), "fill gaps that are open to the outside, too");
    add("give-slivers", po::bool_switch(&o.give_slivers), "give slivers to the neighbour with the longest border");
    add("suggest", po::bool_switch(&o.suggest), "say how much a repair would mend, and with which widths all");
    return group;
}

po::options_description output_group(GridcheckOptions& o) {
    po::options_description group = option_group("Output");
    auto add = group.add_options();
    const auto set_examples = [](std::int64_t value) {
        if (value < 0) throw ConfigError(msg("--examples must be 0 or more"));
    };
    add("examples",
        po::value<std::int64_t>(&o.examples)->default_value(o.examples)->value_name("N")->notifier(set_examples),
        "print so many findings of each check");
    add("issues", output_file(o.issues, issue_files), "write the findings as layers of points, lines and areas");
    add("summary", output_file(o.summary), "write how even the grids of each unit are (CSV)");
    add("output-format,f", text_value(o.output_format, "NAME"),
        "of the repaired or recounted layer (default: by name)");
    add("overwrite,O", po::bool_switch(&o.overwrite), "replace existing output");
    add("overwrite-layer", po::bool_switch(&o.overwrite_layer), overwrite_layer_help);
    return group;
}

OptionSet option_set(GridcheckOptions& options) {
    OptionSet set{po::options_description(help_width, help_width - 40), "grids", {}, {}};
    set.groups.add(layer_group(options)).add(against_group(options)).add(plan_group(options)).add(size_group(options));
    set.groups.add(check_group(options))
        .add(repair_group(options))
        .add(output_group(options))
        .add(common_group(options.common));
    add_land_order(set);
    add_plan_order(set);
    add_common_rivals(set);
    return set;
}

}  // namespace

Request parse_gridcheck_options(int argc, const char* const* argv, GridcheckOptions& options) {
    GridcheckOptions fresh;
    ParsedOptions parsed = parse_options(argc, argv, option_set(fresh));
    if (parsed.request != Request::run) return parsed.request;
    take_switches(parsed, fresh.common);
    fresh.plans = take_plan_options(parsed.ordered);
    fresh.land = take_land_options(parsed.ordered);
    check_options(fresh);
    options = std::move(fresh);
    return Request::run;
}

std::string gridcheck_help() {
    GridcheckOptions options;
    std::ostringstream help;
    help
        << "Usage: gridcheck [options] GRIDS\n"
           "       gridcheck [options] GRIDS --boundaries FILE --sites FILE\n"
           "       gridcheck [options] GRIDS --against FILE...\n"
           "       gridcheck [options] GRIDS --repair FILE\n\n"
        << mark("Checks a layer of grids, whoever made it, and says exactly where it fails.") << "\n"
        << option_set(options).groups << "\n"
        << mark(
               "Exit code: 0 clean; 1 findings, see --fail-on; 2 bad command line or configuration; 3 could not do it.")
        << "\n";
    return help.str();
}

std::string gridcheck_usage() {
    GridcheckOptions options;
    return usage_json("gridcheck", option_set(options));
}

}  // namespace grid::tools
