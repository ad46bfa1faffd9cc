#include "libgrid/layer/profile.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/layer/grid_name.hpp"
#include "libgrid/layer/number.hpp"
#include "libgrid/layer/settings_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/algorithm/string.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <functional>

namespace grid {

namespace {

/// One `key = value` of a profile, and how to complain about it.
struct Entry {
    std::string source;
    std::string section;
    std::string key;
    std::string value;

    [[noreturn]] void reject(const Message& wanted) const {
        throw ConfigError(msg("{}: [{}] {} = '{}' is not {}", source, section, key, value, wanted));
    }
};

template <typename Number>
Number number_of(const Entry& entry, Number least, Number greatest) {
    Number number{};
    const char* const end = entry.value.data() + entry.value.size();
    const auto [stop, error] = std::from_chars(entry.value.data(), end, number);
    if (error != std::errc{} || stop != end || !(number >= least && number <= greatest))
        entry.reject(msg("a number from {} to {}", least, greatest));
    return number;
}

double tolerance_of(const Entry& entry) {
    const double value = number_of<double>(entry, 0, 1);
    if (value <= 0 || value >= 1) entry.reject(msg("a number between 0 and 1"));
    return value;
}

bool yes_or_no(const Entry& entry) {
    if (entry.value != "yes" && entry.value != "no") entry.reject(msg("yes or no"));
    return entry.value == "yes";
}

std::vector<std::string> list_of(const Entry& entry) {
    std::vector<std::string> items;
    boost::split(items, entry.value, [](char c) { return c == ','; });
    for (std::string& item : items) {
        boost::trim(item);
        if (item.empty()) entry.reject(msg("a list of names with commas between them"));
    }
    return items;
}

int unit_digits_of(const Entry& entry) {
    return entry.value == "any" ? 0 : number_of<int>(entry, 1, 32);
}

/// `next`, `+N` or `N`.
void set_first_dedicated(CodeLayout& code, const Entry& entry) {
    constexpr std::int64_t most = 999'999'999;
    code.first_dedicated = code.dedicated_gap = 0;
    if (entry.value == "next") return;
    Entry number = entry;
    const bool is_gap = entry.value.starts_with('+');
    if (is_gap) number.value.erase(0, 1);
    (is_gap ? code.dedicated_gap : code.first_dedicated) = number_of<std::int64_t>(number, 1, most);
}

std::string prefix_of(const Entry& entry) {
    constexpr std::size_t most = 18;
    const bool fits =
        entry.value.size() <= most && std::ranges::all_of(entry.value, [](char c) { return c >= '0' && c <= '9'; });
    if (!fits) entry.reject(msg("at most {} digits", most));
    return entry.value;
}

std::optional<std::int64_t> only_number_of(const Entry& entry) {
    if (entry.value == "numbered") return std::nullopt;
    return number_of<std::int64_t>(entry, 0, 999'999'999);
}

Language language_of(const Entry& entry) {
    if (entry.value != "en" && entry.value != "zh") entry.reject(msg("en or zh"));
    return entry.value == "zh" ? Language::zh : Language::en;
}

using Setter = std::function<void(Profile&, const Entry&)>;
using Section = std::map<std::string, Setter>;

const std::map<std::string, Section>& sections() {
    constexpr std::int64_t most = 1'000'000'000;
    static const std::map<std::string, Section> known = {
        {"sizes",
         {{"target", [](Profile& p, const Entry& e) { p.target = number_of<std::int64_t>(e, 1, most); }},
          {"min", [](Profile& p, const Entry& e) { p.min = number_of<std::int64_t>(e, 0, most); }},
          {"max", [](Profile& p, const Entry& e) { p.max = number_of<std::int64_t>(e, 1, most); }},
          {"tolerance", [](Profile& p, const Entry& e) { p.tolerance = tolerance_of(e); }},
          {"workload_tolerance", [](Profile& p, const Entry& e) { p.workload_tolerance = tolerance_of(e); }},
          {"evenness", [](Profile& p, const Entry& e) { p.evenness = number_of<double>(e, 0, 1); }}}},
        {"codes",
         {{"unit_code", [](Profile& p, const Entry& e) { p.code.unit_digits = unit_digits_of(e); }},
          {"area_ranges", [](Profile& p, const Entry& e) { p.code.area_ranges = yes_or_no(e); }},
          {"digits", [](Profile& p, const Entry& e) { p.code.number_digits = number_of<int>(e, 1, 9); }},
          {"first",
           [](Profile& p, const Entry& e) { p.code.first_number = number_of<std::int64_t>(e, 0, 999'999'999); }},
          {"first_dedicated", [](Profile& p, const Entry& e) { set_first_dedicated(p.code, e); }},
          {"only", [](Profile& p, const Entry& e) { p.code.only_number = only_number_of(e); }},
          {"prefix", [](Profile& p, const Entry& e) { p.code.prefix = prefix_of(e); }}}},
        {"names",
         {{"language", [](Profile& p, const Entry& e) { set_language(p, language_of(e)); }},
          {"pattern", [](Profile& p, const Entry& e) { p.names.numbered = e.value; }},
          {"only", [](Profile& p, const Entry& e) { p.names.only = e.value; }}}},
        {"micro",
         {{"target", [](Profile& p, const Entry& e) { p.micro.target = number_of<std::int64_t>(e, 1, most); }},
          {"min", [](Profile& p, const Entry& e) { p.micro.min = number_of<std::int64_t>(e, 0, most); }},
          {"max", [](Profile& p, const Entry& e) { p.micro.max = number_of<std::int64_t>(e, 1, most); }},
          {"digits", [](Profile& p, const Entry& e) { p.micro.number_digits = number_of<int>(e, 1, 9); }},
          {"pattern", [](Profile& p, const Entry& e) { p.micro.names.numbered = e.value; }},
          {"only", [](Profile& p, const Entry& e) { p.micro.names.only = e.value; }}}},
        {"fields",
         {{"code", [](Profile& p, const Entry& e) { p.fields.code = list_of(e); }},
          {"name", [](Profile& p, const Entry& e) { p.fields.name = list_of(e); }},
          {"households", [](Profile& p, const Entry& e) { p.fields.households = list_of(e); }},
          {"persons", [](Profile& p, const Entry& e) { p.fields.persons = list_of(e); }},
          {"dedicated_name", [](Profile& p, const Entry& e) { p.fields.dedicated_name = list_of(e); }},
          {"unit", [](Profile& p, const Entry& e) { p.fields.unit = list_of(e); }},
          {"site_id", [](Profile& p, const Entry& e) { p.fields.site_id = list_of(e); }},
          {"household_id", [](Profile& p, const Entry& e) { p.fields.household_id = list_of(e); }},
          {"site_x", [](Profile& p, const Entry& e) { p.fields.site_x = list_of(e); }},
          {"site_y", [](Profile& p, const Entry& e) { p.fields.site_y = list_of(e); }},
          {"site_wkt", [](Profile& p, const Entry& e) { p.fields.site_wkt = list_of(e); }},
          {"barrier_class", [](Profile& p, const Entry& e) { p.fields.barrier_class = list_of(e); }}}},
        {"work",
         {{"service", [](Profile& p, const Entry& e) { p.work.service_min = number_of<double>(e, 0, 1e6); }},
          {"visits", [](Profile& p, const Entry& e) { p.work.visits = number_of<double>(e, 0, 1000); }},
          {"speed", [](Profile& p, const Entry& e) { p.work.speed_kmh = number_of<double>(e, 0.1, 100); }},
          {"off_network", [](Profile& p, const Entry& e) { p.work.off_network = number_of<double>(e, 1, 10); }},
          {"hours", [](Profile& p, const Entry& e) { p.work.hours = number_of<double>(e, 1, 744); }},
          {"part_time", [](Profile& p, const Entry& e) { p.work.part_time = number_of<double>(e, 0, 1); }},
          {"roadside", [](Profile& p, const Entry& e) { p.work.roadside_m = number_of<double>(e, 0, 1000); }},
          {"not_walked", [](Profile& p, const Entry& e) { p.work.not_walked = list_of(e); }}}},
    };
    return known;
}

void set_factor(Profile& profile, const Entry& entry) {
    const double factor = number_of<double>(entry, 0, 2);
    if (factor <= 0) entry.reject(msg("a number above 0 and at most 2"));
    const std::string name = boost::to_lower_copy(entry.key);
    (name == "other" ? profile.barriers.other : profile.barriers.by_class[name]) = factor;
}

void set_event(Profile& profile, const Entry& entry) {
    const double minutes = number_of<double>(entry, 0, 1e6);
    if (entry.key == "other")
        profile.work.other_event_min = minutes;
    else
        profile.work.event_min[entry.key] = minutes;
}

void set(Profile& profile, const Entry& entry) {
    if (entry.section == "events") return set_event(profile, entry);
    if (entry.section == "barriers") return set_factor(profile, entry);
    const auto section = sections().find(entry.section);
    const Section& keys = section->second;
    const auto setter = keys.find(entry.key);
    if (setter == keys.end()) {
        std::vector<std::string> names;
        for (const auto& [name, ignored] : keys)
            names.push_back(name);
        throw ConfigError(msg("{}: unknown key '{}' in section [{}]", entry.source, entry.key, entry.section), {},
                          msg("the keys there are {}", fmt::join(names, ", ")));
    }
    setter->second(profile, entry);
}

std::string class_name(std::string_view barrier_class) {
    return boost::trim_copy(boost::to_lower_copy(std::string(barrier_class)));
}

/// xxx_link -> xxx
bool drop_link(std::string& name) {
    constexpr std::string_view link = "_link";
    if (!name.ends_with(link)) return false;
    name.resize(name.size() - link.size());
    return true;
}

void check_sizes(const Profile& profile, const std::string& source) {
    if (profile.min <= profile.target && profile.target <= profile.max) return;
    throw ConfigError(msg("{}: min {}, target {} and max {} are not in ascending order", source, profile.min,
                          profile.target, profile.max),
                      {}, msg("give all three in [sizes]: what is left out keeps its default"));
}

void check_micro(const MicroProfile& micro, const std::string& source) {
    if (!micro.is_wanted() && (micro.min > 0 || micro.max > 0))
        throw ConfigError(msg("{}: [micro] has limits, but no target", source), {}, msg("give target as well"));
    if (micro.min <= micro.target && micro.target <= micro.max) return;
    throw ConfigError(msg("{}: [micro] min {}, target {} and max {} are not in ascending order", source, micro.min,
                          micro.target, micro.max));
}

void check_codes(const CodeLayout& code, const std::string& source) {
    if (code.area_ranges && code.unit_digits != 12)
        throw ConfigError(msg("{}: [codes] area_ranges needs unit_code = 12", source));
    if (code.first_dedicated != 0 && code.first_dedicated <= code.first_number)
        throw ConfigError(
            msg("{}: [codes] first_dedicated = {} leaves no number for general grids, which begin "
                "with {}",
                source, code.first_dedicated, code.first_number));
    if (code.first_dedicated > last_number(code))
        throw ConfigError(msg("{}: [codes] first_dedicated = {} has more than {} digits", source, code.first_dedicated,
                              code.number_digits));
    if (code.only_number && *code.only_number >= code.first_number)
        throw ConfigError(msg("{}: [codes] only = {} is not below the first number, {}", source, *code.only_number,
                              code.first_number));
}

}  // namespace

double BarrierFactors::factor(std::string_view barrier_class) const {
    std::string name = class_name(barrier_class);
    if (const auto found = by_class.find(name); found != by_class.end()) return found->second;
    if (drop_link(name)) {
        if (const auto found = by_class.find(name); found != by_class.end()) return found->second;
    }
    return other;
}

void Profile::set_target(std::int64_t households) {
    min = households * min / target;
    max = (households * max + target - 1) / target;
    target = households;
}

void MicroProfile::set_target(std::int64_t households) {
    target = households;
    min = households * 3 / 5;
    max = (households * 8 + 4) / 5;
}

bool WorkProfile::is_walked(std::string_view barrier_class) const {
    std::string name = class_name(barrier_class);
    const auto is_listed = [&] {
        return std::ranges::any_of(not_walked, [&](const std::string& c) { return boost::iequals(c, name); });
    };
    return !is_listed() && !(drop_link(name) && is_listed());
}

Profile parse_profile(const std::string& text, const std::string& source, const std::string& name) {
    const SettingsTree tree = parse_settings(text, source);
    Profile profile;
    profile.name = name;
    for (const auto& [section, entries] : tree) {
        if (section != "barriers" && section != "events" && !sections().contains(section)) {
            throw ConfigError(
                msg("{}: unknown section or key outside a section: '{}'", source, section), {},
                msg("the sections are [sizes], [micro], [codes], [names], [fields], [barriers], [work] and "
                    "[events]"));
        }
        if (!entries.data().empty()) throw ConfigError(msg("{}: '{}' is a section, not a key", source, section));
        for (const auto& [key, value] : entries)
            set(profile, {source, section, key, value.data()});
    }
    const auto says = [&tree](const char* section, const char* key) {
        const auto found = tree.find(section);
        return found != tree.not_found() && found->second.count(key) != 0;
    };
    MicroProfile usual;
    usual.set_target(profile.micro.target);
    if (!says("micro", "min")) profile.micro.min = usual.min;
    if (!says("micro", "max")) profile.micro.max = usual.max;
    check_sizes(profile, source);
    check_micro(profile.micro, source);
    // Who says how grids are called says so for the only one of a unit as well.
    if (says("names", "pattern") && !says("names", "only")) profile.names.only.clear();
    if (says("micro", "pattern") && !says("micro", "only")) profile.micro.names.only.clear();
    check_name_pattern(profile.names.numbered, source, true);
    check_name_pattern(profile.names.only, source, false);
    check_name_pattern(profile.micro.names.numbered, source, true);
    check_name_pattern(profile.micro.names.only, source, false);
    check_codes(profile.code, source);
    return profile;
}

Profile load_profile(const std::string& name_or_path, const std::vector<std::string>& search_dirs) {
    namespace fs = std::filesystem;
    if (name_or_path.find('/') != std::string::npos || name_or_path.ends_with(".profile"))
        return parse_profile(read_settings_file(name_or_path, "profile"), name_or_path,
                             fs::path(name_or_path).stem().string());

    for (const std::string& dir : search_dirs) {
        const fs::path path = fs::path(dir) / (name_or_path + ".profile");
        std::error_code error;
        if (fs::exists(path, error))
            return parse_profile(read_settings_file(path, "profile"), path.string(), name_or_path);
    }
    const auto builtin = builtin_profiles().find(name_or_path);
    if (builtin == builtin_profiles().end()) {
        std::vector<std::string> names;
        for (const auto& [name, text] : builtin_profiles())
            names.push_back(name);
        throw ConfigError(
            msg("there is no profile '{}'", name_or_path), {},
            msg("--profile takes {}, or a file, given with a folder (./x) or as x.profile", fmt::join(names, ", ")));
    }
    return parse_profile(builtin->second, fmt::format("built-in profile {}", name_or_path), name_or_path);
}

}  // namespace grid
