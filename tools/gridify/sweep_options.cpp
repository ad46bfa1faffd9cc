#include "tools/gridify/sweep_options.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "tools/gridify/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace grid::tools {

namespace {

constexpr std::size_t most_values = 1000;

/// A number as it is written: so many units of the last decimal.
struct Decimal {
    std::int64_t units = 0;
    int decimals = 0;
};

constexpr int most_digits = 9;  // of either kind, so that sums of them fit 64 bits whatever the scale

std::optional<Decimal> decimal_of(std::string_view text) {
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view rest = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    const bool is_number = !whole.empty() && whole.size() <= most_digits && rest.size() <= most_digits &&
                           (point == std::string_view::npos || !rest.empty());
    const std::string digits = std::string(whole) + std::string(rest);
    if (!is_number || digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
    Decimal number{0, static_cast<int>(rest.size())};
    std::from_chars(digits.data(), digits.data() + digits.size(), number.units);
    return number;
}

std::int64_t units_at(const Decimal& number, int decimals) {
    std::int64_t units = number.units;
    for (int d = number.decimals; d < decimals; ++d)
        units *= 10;
    return units;
}

/// Without zeros at the end of the decimals.
std::string text_of(std::int64_t units, int decimals) {
    while (decimals > 0 && units % 10 == 0) {
        units /= 10;
        --decimals;
    }
    std::string digits = fmt::format("{:0{}}", units, decimals + 1);
    if (decimals > 0) digits.insert(digits.size() - static_cast<std::size_t>(decimals), ".");
    return digits;
}

[[noreturn]] void refuse(const std::string& text, const Message& why) {
    throw ConfigError(msg("--sweep {}: {}", text, why), {},
                      msg("for example target=300..600/50, grids=80,100,120 or tolerance=0.05..0.2/0.05"));
}

std::vector<std::string> range_of(const std::string& text, std::string_view range) {
    const std::size_t dots = range.find("..");
    const std::size_t slash = range.find('/', dots);
    if (slash == std::string_view::npos) refuse(text, msg("a range is FROM..TO/STEP"));
    const auto from = decimal_of(range.substr(0, dots));
    const auto to = decimal_of(range.substr(dots + 2, slash - dots - 2));
    const auto step = decimal_of(range.substr(slash + 1));
    if (!from || !to || !step)
        refuse(text, msg("FROM, TO and STEP are numbers of at most nine digits and nine decimals"));
    const int decimals = std::max({from->decimals, to->decimals, step->decimals});
    const std::int64_t last = units_at(*to, decimals);
    const std::int64_t by = units_at(*step, decimals);
    std::int64_t units = units_at(*from, decimals);
    if (by == 0) refuse(text, msg("the step is 0"));
    if (units > last) refuse(text, msg("TO is below FROM"));
    if ((last - units) / by >= static_cast<std::int64_t>(most_values))
        refuse(text, msg("there are more than {} values", most_values));
    std::vector<std::string> values;
    for (; units <= last; units += by)
        values.push_back(text_of(units, decimals));
    return values;
}

std::vector<std::string> list_of(const std::string& text, std::string_view list) {
    std::vector<std::string> values;
    std::optional<Decimal> before;
    while (true) {
        const std::size_t comma = list.find(',');
        const auto number = decimal_of(list.substr(0, comma));
        if (!number) refuse(text, msg("a value is a number of at most nine digits and nine decimals"));
        if (before && units_at(*before, most_digits) >= units_at(*number, most_digits))
            refuse(text, msg("the values do not ascend"));
        values.push_back(text_of(number->units, number->decimals));
        if (values.size() > most_values) refuse(text, msg("there are more than {} values", most_values));
        before = number;
        if (comma == std::string_view::npos) return values;
        list.remove_prefix(comma + 1);
    }
}

void exclude(bool is_given, const char* name, const Message& why) {
    if (is_given) throw ConfigError(msg("--{} and --sweep exclude each other", name), {}, why);
}

}  // namespace

SweepOption sweep_of(const std::string& text) {
    constexpr std::array goals{SweepGoal::target, SweepGoal::grids, SweepGoal::tolerance, SweepGoal::hours,
                               SweepGoal::workers};
    const std::size_t equals = text.find('=');
    const std::string_view name = std::string_view(text).substr(0, equals);
    const auto* const goal =
        std::ranges::find_if(goals, [name](SweepGoal candidate) { return name == sweep_goal_name(candidate); });
    if (equals == std::string::npos || goal == goals.end())
        refuse(text, msg("it is NAME=VALUES, with target, grids, tolerance, hours or workers as the name"));
    const std::string_view values = std::string_view(text).substr(equals + 1);
    SweepOption sweep{*goal,
                      values.find("..") == std::string_view::npos ? list_of(text, values) : range_of(text, values)};
    const bool may_be_fractions = *goal == SweepGoal::tolerance || *goal == SweepGoal::hours;
    for (const std::string& value : sweep.values) {
        if (!may_be_fractions && value.find('.') != std::string::npos)
            refuse(text, msg("a fraction of a household, a grid or a worker cannot be"));
    }
    return sweep;
}

GridifyOptions options_at(const GridifyOptions& options, const std::string& value) {
    GridifyOptions at = options;
    at.sweep.reset();
    at.count_only = false;
    at.chart.clear();
    const char* const end = value.data() + value.size();
    double number = 0;
    std::from_chars(value.data(), end, number);  // as the option itself would read it
    const auto whole = static_cast<std::int64_t>(number);
    switch (options.sweep->goal) {
        case SweepGoal::target:
            at.target = whole;
            break;
        case SweepGoal::grids:
            at.grids = whole;
            break;
        case SweepGoal::tolerance:
            at.tolerance = number;
            break;
        case SweepGoal::hours:
            at.target_hours = number;
            break;
        case SweepGoal::workers:
            at.workers = whole;
            break;
    }
    return at;
}

void check_sweep(const GridifyOptions& o) {
    if (!o.sweep) {
        if (o.count_only) throw ConfigError(msg("--count-only is given without --sweep"));
        if (!o.chart.empty()) throw ConfigError(msg("--chart is given without --sweep"));
        return;
    }
    const SweepGoal goal = o.sweep->goal;
    const Message swept = msg("the sweep says which values are tried");
    exclude(goal == SweepGoal::target && o.target, "target", swept);
    exclude(goal == SweepGoal::grids && o.grids, "grids", swept);
    exclude(goal == SweepGoal::tolerance && o.tolerance, "tolerance", swept);
    exclude(goal == SweepGoal::hours && o.target_hours, "target-hours", swept);
    exclude(goal == SweepGoal::workers && (o.workers || !o.unit_sizes.workers.empty()), "workers", swept);
    const Message no_layer = msg("a sweep writes a table, no layer");
    exclude(!o.output.format.empty(), "output-format", no_layer);
    exclude(o.output.layer != GridOutput{}.layer, "output-layer", no_layer);
    exclude(o.output.overwrite_layer, "overwrite-layer", no_layer);
    exclude(o.complete, "complete", no_layer);
    exclude(!o.improvements.empty(), "improvements", msg("run gridify with the value that you choose"));
    exclude(!o.report.empty(), "report", msg("the table has the figures of each value"));
    exclude(!o.plan.path.empty() && !o.improve, "plan", msg("with --improve the plan is where each search starts"));
    exclude(o.wants_staff(), "staff", msg("run gridify with the value that you choose"));
    if (o.count_only && ((goal != SweepGoal::target && goal != SweepGoal::grids) || o.target_hours))
        throw ConfigError(msg("--count-only counts by households alone"), {}, msg("sweep target or grids"));
    exclude(o.count_only && !o.assignments.empty(), "assignments", msg("--count-only divides nothing"));
    const std::string& path = o.output.path;
    if (!path.empty() && !path.ends_with(".csv") && !path.ends_with(".json"))
        throw ConfigError(msg("--output {}: the table of a sweep is .csv or .json", path), {},
                          msg("--chart writes it as a page"));
    if (!o.chart.empty() && !o.chart.ends_with(".html"))
        throw ConfigError(msg("--chart {}: the name must end in .html", o.chart));
}

}  // namespace grid::tools
