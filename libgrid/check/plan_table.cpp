#include "libgrid/check/plan_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>

#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/display_width.hpp"
#include "libgrid/core/finding_report.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/io/csv.hpp"

namespace grid {

namespace {

using Json = nlohmann::ordered_json;
using Out = std::back_insert_iterator<std::string>;

enum class Kind {
    number,
    of_general,  ///< a number of the general grids
    of_wishes,   ///< a number of the wishes
    share,
    ratio,
    kilometres,    ///< of metres
    of_households  ///< a number of households, and their share
};

/// One figure: the only place where it is said what it is called and how it is written.
struct FigureRow {
    const char* name = "";        ///< in JSON and CSV
    const char* title = nullptr;  ///< in the text; null: it is in another row there
    PlanFigures::Figure PlanFigures::*figure = nullptr;
    Kind kind = Kind::number;
    bool is_optional = false;  ///< left out of the text where no plan has it
};

constexpr std::array rows{
    FigureRow{"grids", mark("grids"), &PlanFigures::grids},
    FigureRow{"general_grids", nullptr, &PlanFigures::general_grids},
    FigureRow{"households", mark("households"), &PlanFigures::households},
    FigureRow{"households_in_no_grid", mark("  in no grid"), &PlanFigures::households_in_no_grid, Kind::number, true},
    FigureRow{"moved", mark("  in another grid than in A"), &PlanFigures::moved, Kind::of_households},
    FigureRow{"moved_by_code", mark("  with another code than in A"), &PlanFigures::moved_by_code, Kind::of_households,
              true},
    FigureRow{"within_limits", mark("grids within the limits"), &PlanFigures::within_limits, Kind::of_general},
    FigureRow{"within_tolerance", mark("  within the tolerance"), &PlanFigures::within_tolerance, Kind::of_general,
              true},
    FigureRow{"within_workload_tolerance", mark("  within that of workload"), &PlanFigures::within_workload_tolerance,
              Kind::of_general, true},
    FigureRow{"worst_dev", mark("largest deviation"), &PlanFigures::worst_deviation, Kind::share},
    FigureRow{"mean_dev", mark("mean deviation"), &PlanFigures::mean_deviation, Kind::share},
    FigureRow{"min", mark("fewest households of a grid"), &PlanFigures::fewest},
    FigureRow{"max", mark("most households of a grid"), &PlanFigures::most},
    FigureRow{"gini_households", mark("Gini of households"), &PlanFigures::gini_households, Kind::ratio},
    FigureRow{"gini_workload", mark("Gini of workload"), &PlanFigures::gini_workload, Kind::ratio},
    FigureRow{"border_m", mark("inner borders"), &PlanFigures::border_m, Kind::kilometres},
    FigureRow{"border_on_barrier", mark("  on barriers"), &PlanFigures::border_on_barrier, Kind::share, true},
    FigureRow{"compactness", mark("compactness"), &PlanFigures::compactness, Kind::ratio},
    FigureRow{"low_compactness", mark("  grids under 0.2"), &PlanFigures::low_compactness, Kind::share},
    FigureRow{"convexity", mark("share of the convex hull"), &PlanFigures::convexity, Kind::ratio},
    FigureRow{"low_convexity", mark("  grids under 0.6"), &PlanFigures::low_convexity, Kind::share},
    FigureRow{"wishes", nullptr, &PlanFigures::wishes},
    FigureRow{"wishes_met", mark("wishes met"), &PlanFigures::wishes_met, Kind::of_wishes, true},
    FigureRow{"blocks_cut", mark("blocks cut"), &PlanFigures::blocks_cut, Kind::number, true},
    FigureRow{"errors", mark("errors"), &PlanFigures::errors},
    FigureRow{"warnings", mark("warnings"), &PlanFigures::warnings},
    FigureRow{"notes", mark("notes"), &PlanFigures::notes},
};

std::string percent(double share) {
    return fmt::format("{:.2f} %", 100 * share);
}

/// `all`: households of the first plan.
Message cell_text(const PlanFigures& plan, const FigureRow& row, double all) {
    const PlanFigures::Figure& figure = plan.*row.figure;
    if (!figure) return "-";
    switch (row.kind) {
        case Kind::number:
            return number_text(*figure);
        case Kind::of_general:
            return msg("{} of {}", number_text(*figure), number_text(plan.general_grids.value_or(0)));
        case Kind::of_wishes:
            return msg("{} of {}", number_text(*figure), number_text(plan.wishes.value_or(0)));
        case Kind::share:
            return percent(*figure);
        case Kind::ratio:
            return fmt::format("{:.4f}", *figure);
        case Kind::kilometres:
            return fmt::format("{:.3f} km", *figure / 1000);
        case Kind::of_households:
            break;
    }
    return all > 0 ? fmt::format("{} ({})", number_text(*figure), percent(*figure / all)) : number_text(*figure);
}

/// A, B, ... Z, AA, AB ...
std::string letters_of(std::size_t plan) {
    std::string letters(1, static_cast<char>('A' + plan % 26));
    return plan < 26 ? letters : letters_of(plan / 26 - 1) + letters;
}

Message file_text(const PlanFigures& plan) {
    const std::string file = shown_source(plan.file);
    return plan.layer.empty() ? Message(file) : msg("{}, layer {}", file, plan.layer);
}

void add_lines(const std::vector<PlanFigures>& plans, Language language, std::string& text) {
    std::vector<std::vector<std::string>> columns(plans.size());
    std::vector<const FigureRow*> shown;
    for (const FigureRow& row : rows) {
        const bool known =
            std::ranges::any_of(plans, [&row](const PlanFigures& p) { return (p.*row.figure).has_value(); });
        if (row.title != nullptr && (known || !row.is_optional)) shown.push_back(&row);
    }
    std::string heads;
    for (std::size_t p = 0; p < plans.size(); ++p) {
        std::size_t width = 0;
        for (const FigureRow* row : shown) {
            columns[p].push_back(cell_text(plans[p], *row, plans.front().households.value_or(0)).in(language));
            width = std::max(width, display_width(columns[p].back()));
        }
        for (std::string& cell : columns[p])
            cell = fmt::format("  {:>{}}", cell, width);
        fmt::format_to(Out(heads), "  {:>{}}", letters_of(p), width);
    }
    fmt::format_to(Out(text), "  {:<29}{}\n", "", heads);
    for (std::size_t r = 0; r < shown.size(); ++r) {
        fmt::format_to(Out(text), "  {:<29}", marked(shown[r]->title).in(language));
        for (const std::vector<std::string>& column : columns)
            text += column[r];
        text += "\n";
    }
}

/// `  found in B: error site_outside (4), warning limit_missed (1)`
std::string findings_line(const Findings& findings, const std::string& plan, Language language) {
    std::string kinds;
    for (const FindingsOfKind& kind : by_kind(findings))
        fmt::format_to(Out(kinds), "{} {} {} ({})", kinds.empty() ? "" : ",",
                       severity_title(kind.severity).in(language), kind.code, kind.findings.size());
    return kinds.empty() ? std::string() : "  " + msg("found in {}:{}", plan, kinds).in(language) + "\n";
}

}  // namespace

std::string plans_text(const std::vector<PlanFigures>& plans, Language language) {
    if (plans.empty()) return {};
    std::string text = msg("Plans").in(language) + "\n";
    for (std::size_t p = 0; p < plans.size(); ++p)
        fmt::format_to(Out(text), "  {}  {}\n", letters_of(p), file_text(plans[p]).in(language));
    add_lines(plans, language, text);
    for (std::size_t p = 0; p < plans.size(); ++p)
        text += findings_line(plans[p].findings, letters_of(p), language);
    return text;
}

namespace {

/// Whole numbers whole.
Json number_json(const FigureRow& row, double figure) {
    const bool is_count = row.kind == Kind::number || row.kind == Kind::of_general || row.kind == Kind::of_wishes ||
                          row.kind == Kind::of_households;
    return is_count && figure == std::floor(figure) ? Json(static_cast<std::int64_t>(figure)) : Json(figure);
}

}  // namespace

Json plans_json(const std::vector<PlanFigures>& plans, bool with_findings) {
    Json all = Json::array();
    for (const PlanFigures& plan : plans) {
        Json json = {{"file", shown_source(plan.file)}, {"layer", plan.layer}};
        for (const FigureRow& row : rows) {
            const PlanFigures::Figure& figure = plan.*row.figure;
            json[row.name] = figure ? number_json(row, *figure) : Json(nullptr);
        }
        if (&plan != &plans.front()) json["found"] = counts_json(plan.findings);
        if (&plan != &plans.front() && with_findings) json["findings"] = to_json(plan.findings);
        all.push_back(std::move(json));
    }
    return all;
}

std::string plans_csv(const std::vector<PlanFigures>& plans) {
    std::string text = "file,layer";
    for (const FigureRow& row : rows)
        fmt::format_to(Out(text), ",{}", row.name);
    text += "\n";
    for (const PlanFigures& plan : plans) {
        text += csv_text_field(shown_source(plan.file)) + "," + csv_text_field(plan.layer);
        for (const FigureRow& row : rows) {
            const PlanFigures::Figure& figure = plan.*row.figure;
            text += figure ? fmt::format(",{}", *figure) : ",";
        }
        text += "\n";
    }
    return text;
}

}  // namespace grid
