#pragma once

#include "libgrid/core/datum.hpp"
#include "libgrid/layer/request.hpp"
#include "tools/common/option_parser.hpp"

#include "libgrid/core/message.hpp"

#include <boost/program_options.hpp>

#include <string>
#include <utility>
#include <vector>

namespace grid::tools {

/// A file, which of its layers, and which of its features.
struct InputOption {
    std::string path;
    std::string layer;    ///< empty: the only one
    std::string where;    ///< empty: all
    std::string datum{};  ///< wgs84, gcj02 or bd09; empty: nothing is converted
};

/// The columns of a table of sites: where they are, and which household a person belongs to. Empty: by alias; and
/// the rows are no persons.
struct SiteColumns {
    std::string x;
    std::string y;
    std::string wkt;
    std::string household_id;
};

struct BarrierOption {
    InputOption input;
    std::string hard_where;  ///< which features are hard; empty: none
};

/// What lies on the ground besides sites. Each may be given several times, and an option that says more about a file
/// belongs to the file before it.
struct LandOptions {
    std::vector<BarrierOption> barriers;
    std::vector<InputOption> blocks;
    std::vector<InputOption> dedicated;
    std::vector<InputOption> wishes;
    std::vector<InputOption> ways;
};

/// An empty group of help in the width that all tools have.
[[nodiscard]] boost::program_options::options_description option_group(const char* caption);

[[nodiscard]] boost::program_options::typed_value<std::string>* text_value(std::string& variable, const char* name);

/// What an option says that names the datum of an input.
inline constexpr const char* datum_help =
    mark("what their degrees are: wgs84, gcj02, bd09 (default: as their CRS says)");

/// The datum of an input; unset where its option is not given. Throws ConfigError for a name that there is not.
[[nodiscard]] MapDatum datum_of(const InputOption& input);

/// Throws ConfigError if the value of an option is neither empty nor a day as YYYY-MM-DD.
void check_day(const char* option, const std::string& date);

/// Adds --snap-units, --dissolve-units and --skip-faulty: what is done with the units before all else.
void add_unit_rules(boost::program_options::options_description& group, UnitRules& rules);

/// Throws ConfigError for rules without boundaries, or a width that cannot be. Faulty units can be skipped also where
/// they are made of cells.
void check_unit_rules(const UnitRules& rules, const InputOption& boundaries, bool made_of_cells);

/// Adds --sites and --cells with their layers, filters and datums.
void add_count_inputs(boost::program_options::options_description& group, InputOption& sites, InputOption& cells);

/// Adds --cells with its layer, filter and datum.
void add_cells_input(boost::program_options::options_description& group, InputOption& cells, const char* purpose);

/// Adds --households, --persons and --workload: what is counted of a site or cell.
void add_count_fields(boost::program_options::options_description& group, std::string& households, std::string& persons,
                      std::string& workload);

/// Adds --sites-x, --sites-y and --sites-wkt.
void add_place_columns(boost::program_options::options_description& group, SiteColumns& columns);

/// Adds these and --household-id.
void add_site_columns(boost::program_options::options_description& group, SiteColumns& columns);

/// Throws ConfigError for columns without sites, or that exclude each other or one of `households` and `persons` (the
/// values of these options).
void check_site_columns(const SiteColumns& columns, const InputOption& sites, const std::string& households,
                        const std::string& persons);

/// Adds --input-crs and --encoding.
void add_reading_options(boost::program_options::options_description& group, std::string& input_crs,
                         std::string& encoding);

/// Adds --barriers with its layers and filters.
void add_barrier_lines(boost::program_options::options_description& group, const char* purpose);

/// Adds --hard-barriers.
void add_hard_barriers(boost::program_options::options_description& group, const char* purpose);

/// Adds --barriers, --blocks, --dedicated and what belongs to them.
void add_land_options(boost::program_options::options_description& group);

/// Adds --wishes and what belongs to it.
void add_wish_options(boost::program_options::options_description& group);

/// Adds --walk and what belongs to it.
void add_way_options(boost::program_options::options_description& group);

/// Tells the parser to keep their order, and that those of the command line overrule those of the file.
void add_land_order(OptionSet& options);

/// From ParsedOptions::ordered. Throws ConfigError for an option without its file.
[[nodiscard]] LandOptions take_land_options(const std::vector<std::pair<std::string, std::string>>& ordered);

}  // namespace grid::tools
