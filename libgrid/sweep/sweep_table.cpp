#include "libgrid/sweep/sweep_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/msg.hpp"

namespace grid {

namespace {

using Json = nlohmann::ordered_json;

enum class Kind { number, share, hours, kilometres, metres };

/// One figure: the only place where it is said what it is called, how it is written and where it is drawn.
struct FigureRow {
    const char* name = "";  ///< in JSON and CSV
    const char* title = "";
    const char* title_zh = "";
    SweepPoint::Figure SweepPoint::*figure = nullptr;
    Kind kind = Kind::number;
    const char* chart = "";  ///< figures with the same text are drawn together; empty: not drawn
};

constexpr std::array rows{
    FigureRow{"grids", "grids", "网格数", &SweepPoint::grids, Kind::number, "grids"},
    FigureRow{"within_limits", "grids within the limits", "户数在上下限内的网格", &SweepPoint::within_limits},
    FigureRow{"within_tolerance", "grids within the tolerance", "户数在容差内的网格", &SweepPoint::within_tolerance},
    FigureRow{"worst_dev", "largest deviation", "户数最大偏差", &SweepPoint::worst_dev, Kind::share, "worst"},
    FigureRow{"mean_dev", "mean deviation", "户数平均偏差", &SweepPoint::mean_dev, Kind::share, "mean"},
    FigureRow{"within_workload_tolerance", "grids within the tolerance of workload", "工作量在容差内的网格",
              &SweepPoint::within_workload_tolerance},
    FigureRow{"worst_dev_wl", "largest deviation of workload", "工作量最大偏差", &SweepPoint::worst_dev_wl, Kind::share,
              "worst"},
    FigureRow{"mean_dev_wl", "mean deviation of workload", "工作量平均偏差", &SweepPoint::mean_dev_wl, Kind::share,
              "mean"},
    FigureRow{"least", "fewest households of a grid", "网格最少户数", &SweepPoint::least, Kind::number, "households"},
    FigureRow{"most", "most households of a grid", "网格最多户数", &SweepPoint::most, Kind::number, "households"},
    FigureRow{"least_h", "fewest hours a month of a grid", "网格每月最少工时", &SweepPoint::least_h, Kind::hours,
              "hours"},
    FigureRow{"most_h", "most hours a month of a grid", "网格每月最多工时", &SweepPoint::most_h, Kind::hours, "hours"},
    FigureRow{"workers", "workers", "网格员人数", &SweepPoint::workers, Kind::number, "workers"},
    FigureRow{"most_load", "highest load", "最高负荷", &SweepPoint::most_load, Kind::share, "most_load"},
    FigureRow{"walk_km", "rounds, kilometres in all", "巡查路线总长（千米）", &SweepPoint::walk_km, Kind::kilometres,
              "walk_km"},
    FigureRow{"border_m", "inner borders, kilometres", "内部边界总长（千米）", &SweepPoint::border_m, Kind::metres,
              "border_m"},
    FigureRow{"moved", "households moved", "调整户数", &SweepPoint::moved, Kind::number, "moved"},
    FigureRow{"units_without_fit", "units without a number that fits", "没有合适网格数的单元",
              &SweepPoint::units_without_fit, Kind::number, "units_without_fit"},
};

const char* kind_name(Kind kind) {
    constexpr std::array names{"number", "share", "hours", "kilometres", "metres"};
    return names[static_cast<std::size_t>(kind)];
}

std::string cell_text(const SweepPoint& point, const FigureRow& row) {
    const SweepPoint::Figure& figure = point.*row.figure;
    if (!figure) return "-";
    switch (row.kind) {
        case Kind::share:
            return fmt::format("{:.2f} %", 100 * *figure);
        case Kind::hours:
            return fmt::format("{:.1f}", *figure);
        case Kind::kilometres:
            return fmt::format("{:.3f}", *figure);
        case Kind::metres:
            return fmt::format("{:.3f}", *figure / 1000);
        case Kind::number:
            break;
    }
    return number_text(std::round(*figure * 10) / 10);
}

bool is_known(const Sweep& sweep, const FigureRow& row) {
    return std::ranges::any_of(sweep.points,
                               [&row](const SweepPoint& point) { return (point.*row.figure).has_value(); });
}

const FigureRow* knee_row(const Sweep& sweep) {
    const auto* const found =
        std::ranges::find_if(rows, [&sweep](const FigureRow& row) { return row.figure == sweep.knee_of; });
    return found == rows.end() ? nullptr : found;
}

}  // namespace

std::string sweep_text(const Sweep& sweep, Language language) {
    const auto title_of = [language](const FigureRow& row) {
        return language == Language::zh ? row.title_zh : row.title;
    };
    std::vector<std::size_t> widths;
    for (const SweepPoint& point : sweep.points) {
        std::size_t width = point.value.size();
        for (const FigureRow& row : rows)
            width = std::max(width, cell_text(point, row).size());
        widths.push_back(width);
    }
    std::string text = fmt::format("{:<40}", sweep_goal_name(sweep.goal));
    for (std::size_t p = 0; p < widths.size(); ++p)
        text += fmt::format("  {:>{}}", sweep.points[p].value, widths[p]);
    text += '\n';
    for (const FigureRow& row : rows) {
        if (!is_known(sweep, row)) continue;
        text += fmt::format("  {:<38}", title_of(row));
        for (std::size_t p = 0; p < widths.size(); ++p)
            text += fmt::format("  {:>{}}", cell_text(sweep.points[p], row), widths[p]);
        text += '\n';
    }
    if (sweep.knee) {
        const bool is_against_goal = sweep.goal == SweepGoal::tolerance || sweep.goal == SweepGoal::workers;
        text += msg("knee: {} {} ({} against {})", sweep_goal_name(sweep.goal), sweep.points[*sweep.knee].value,
                    title_of(*knee_row(sweep)), is_against_goal ? Message(sweep_goal_name(sweep.goal)) : msg("grids"))
                    .in(language) +
                '\n';
    }
    return text;
}

std::string sweep_csv(const Sweep& sweep) {
    std::string text = "value";
    for (const FigureRow& row : rows)
        text += fmt::format(",{}", row.name);
    text += ",knee\n";
    for (std::size_t p = 0; p < sweep.points.size(); ++p) {
        text += sweep.points[p].value;
        for (const FigureRow& row : rows) {
            const SweepPoint::Figure& figure = sweep.points[p].*row.figure;
            text += figure ? fmt::format(",{}", *figure) : ",";
        }
        text += sweep.knee == p ? ",1\n" : ",0\n";
    }
    return text;
}

std::string sweep_json(const Sweep& sweep) {
    Json figures = Json::array();
    for (const FigureRow& row : rows) {
        if (!is_known(sweep, row)) continue;
        figures.push_back({{"name", row.name},
                           {"en", row.title},
                           {"zh", row.title_zh},
                           {"kind", kind_name(row.kind)},
                           {"chart", row.chart}});
    }
    Json points = Json::array();
    for (const SweepPoint& point : sweep.points) {
        Json json{{"value", point.value}};
        for (const FigureRow& row : rows) {
            if (!is_known(sweep, row)) continue;
            const SweepPoint::Figure& figure = point.*row.figure;
            json[row.name] = figure ? Json(*figure) : Json(nullptr);
        }
        points.push_back(std::move(json));
    }
    Json knee = nullptr;
    if (sweep.knee) knee = {{"point", *sweep.knee}, {"value", sweep.points[*sweep.knee].value}};
    const Json all{{"sweep", sweep_goal_name(sweep.goal)},
                   {"count_only", sweep.is_count_only},
                   {"knee_of", knee_row(sweep) != nullptr ? Json(knee_row(sweep)->name) : Json(nullptr)},
                   {"knee", std::move(knee)},
                   {"figures", std::move(figures)},
                   {"points", std::move(points)}};
    return all.dump(2) + '\n';
}

}  // namespace grid
