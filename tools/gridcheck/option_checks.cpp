#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/write.hpp"
#include "tools/common/file_options.hpp"
#include "tools/gridcheck/options.hpp"

#include <boost/algorithm/string/case_conv.hpp>

#include <cmath>
#include <filesystem>
#include <utility>

namespace grid::tools {

namespace {

void check_range(const char* name, double value, double most) {
    if (value >= 0 && value <= most) return;
    throw ConfigError(msg("--{} must be from 0 to {} metres, not {}", name, most, value));
}

void check_ratio(const char* name, const std::optional<double>& value) {
    if (!value || (*value > 0 && *value < 1)) return;
    throw ConfigError(msg("--{} must be between 0 and 1, not {}", name, *value), {}, msg("10 % is written 0.1"));
}

void check_number(const char* name, const std::optional<std::int64_t>& value, std::int64_t least) {
    constexpr std::int64_t most = 1'000'000'000;
    if (!value || (*value >= least && *value <= most)) return;
    throw ConfigError(msg("--{} must be from {} to {}, not {}", name, least, most, *value));
}

/// Options that say something of an input that is not there.
void check_belongings(const GridcheckOptions& o) {
    const auto check = [](const std::string& path, const Message& owner,
                          std::initializer_list<std::pair<const char*, const std::string*>> options) {
        if (!path.empty()) return;
        for (const auto& [name, value] : options) {
            if (!value->empty()) throw ConfigError(msg("--{} is given without {}", name, owner));
        }
    };
    check(o.boundaries.path, "--boundaries",
          {{"boundaries-layer", &o.boundaries.layer},
           {"boundaries-where", &o.boundaries.where},
           {"boundaries-datum", &o.boundaries.datum},
           {"boundaries-code", &o.boundaries_code}});
    check_unit_rules(o.unit_rules, o.boundaries, false);
    check(o.sites.path, "--sites",
          {{"sites-layer", &o.sites.layer}, {"sites-where", &o.sites.where}, {"sites-datum", &o.sites.datum}});
    check(o.cells.path, "--cells",
          {{"cells-layer", &o.cells.layer}, {"cells-where", &o.cells.where}, {"cells-datum", &o.cells.datum}});
    check_site_columns(o.site_columns, o.sites, o.households, o.persons);
    check(o.sites.path + o.cells.path, msg("--sites or --cells"),
          {{"households", &o.households}, {"persons", &o.persons}, {"workload", &o.workload}});
    check_work_options(o.work, o.land.ways);
    if (o.work.is_wanted(o.land.ways) && (o.sites.path + o.cells.path).empty())
        throw ConfigError(msg("hours of work are asked for without sites or cells"), {}, msg("add --sites or --cells"));
    check(o.lineage, "--lineage", {{"lineage-layer", &o.lineage_layer}});
    check(o.copy(), msg("--repair or --recount"), {{"output-format", &o.output_format}});
    if (!o.repair.empty() && !o.recount.empty())
        throw ConfigError(msg("--repair and --recount exclude each other"), {},
                          msg("--repair brings up to date what it changes; recount what it has written"));
    check(o.exceptions, "--exceptions", {{"exceptions-layer", &o.exceptions_layer}});
    const bool repairs = !o.repair.empty() || o.suggest;
    const bool has_rule = o.overlap_to != GroundRule::longest_border;
    for (const auto& [name, is_given] :
         {std::pair("overlap-to", has_rule), {"close-inlets", o.close_inlets}, {"give-slivers", o.give_slivers}}) {
        if (is_given && !repairs) throw ConfigError(msg("--{} is given without --repair or --suggest", name));
    }
}

bool is_package(const std::string& path, const std::string& format) {
    return !path.empty() && choose_format(format, path) == Format::geopackage;
}

}  // namespace

bool comparison_is_json(const std::string& path) {
    if (path.empty()) return false;
    const std::string extension = boost::algorithm::to_lower_copy(std::filesystem::path(path).extension().string());
    if (extension == ".json") return true;
    if (extension == ".csv" || path == "-") return false;
    throw ConfigError(msg("--comparison {} is neither CSV nor JSON", path), {},
                      msg("let the name end in .csv or .json"));
}

void check_options(const GridcheckOptions& options) {
    if (options.list_checks) return;
    if (options.grids.path.empty()) throw ConfigError(msg("there are no grids"), {}, msg("give a file of grids"));
    if (!options.sites.path.empty() && !options.cells.path.empty())
        throw ConfigError(msg("--sites and --cells exclude each other"), {},
                          msg("counts come either on sites or on cells"));
    check_belongings(options);
    (void)comparison_is_json(options.comparison);
    if (options.overwrite_layer && !is_package(options.issues, {}) &&
        !is_package(options.copy(), options.output_format))
        refuse_overwrite_layer();
    check_number("target", options.sizes.target, 1);
    check_number("min", options.sizes.min, 0);
    check_number("max", options.sizes.max, 1);
    check_ratio("tolerance", options.sizes.tolerance);
    check_ratio("workload-tolerance", options.sizes.workload_tolerance);
    check_range("site-reach", options.site_reach, 1e6);
    check_range("gap-width", options.gap_width, 1000);
    check_range("sliver-width", options.sliver_width, 1000);
    check_range("snap", options.snap, 100);
}

}  // namespace grid::tools
