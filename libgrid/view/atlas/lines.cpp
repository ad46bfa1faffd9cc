#include "libgrid/view/atlas/lines.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace grid {

LineKind line_kind(std::string_view line_class) {
    // The first word that the class contains decides.
    static constexpr std::array<std::pair<std::string_view, LineKind>, 44> words{{
        {"trail", LineKind::path},
        {"rail", LineKind::railway},
        {"subway", LineKind::railway},
        {"tram", LineKind::railway},
        {"metro", LineKind::railway},
        {"narrow_gauge", LineKind::railway},
        {"funicular", LineKind::railway},
        {"铁", LineKind::railway},
        {"鐵", LineKind::railway},
        {"轨", LineKind::railway},
        {"stream", LineKind::stream},
        {"ditch", LineKind::stream},
        {"drain", LineKind::stream},
        {"brook", LineKind::stream},
        {"溪", LineKind::stream},
        {"沟", LineKind::stream},
        {"river", LineKind::river},
        {"canal", LineKind::river},
        {"water", LineKind::river},
        {"河", LineKind::river},
        {"江", LineKind::river},
        {"渠", LineKind::river},
        {"motorway", LineKind::main_road},
        {"trunk", LineKind::main_road},
        {"primary", LineKind::main_road},
        {"secondary", LineKind::main_road},
        {"highway", LineKind::main_road},
        {"高速", LineKind::main_road},
        {"国道", LineKind::main_road},
        {"省道", LineKind::main_road},
        {"主干", LineKind::main_road},
        {"快速", LineKind::main_road},
        {"foot", LineKind::path},
        {"path", LineKind::path},
        {"track", LineKind::path},
        {"steps", LineKind::path},
        {"cycle", LineKind::path},
        {"pedestrian", LineKind::path},
        {"service", LineKind::path},
        {"bridleway", LineKind::path},
        {"lane", LineKind::path},
        {"alley", LineKind::path},
        {"巷", LineKind::path},
        {"小路", LineKind::path},
    }};
    std::string lower(line_class);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    for (const auto& [word, kind] : words) {
        if (lower.find(word) != std::string::npos) return kind;
    }
    return LineKind::street;
}

}  // namespace grid
