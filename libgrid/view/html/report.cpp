#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "libgrid/io/write.hpp"
#include "libgrid/view/html/background.hpp"
#include "libgrid/view/html/json.hpp"
#include "libgrid/view/html/page.hpp"
#include "libgrid/view/html/plane.hpp"
#include "libgrid/view/html/tables.hpp"
#include "libgrid/view/html/topology.hpp"
#include "libgrid/view/plan.hpp"

namespace grid {

namespace {

unsigned digit_of(char c) {
    return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
}

/// A checksum as a Content-Security-Policy wants it: 64 hexadecimal digits as base64.
std::string base64_of_hex(std::string_view hex) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    unsigned bits = 0;
    int have = 0;
    for (const char c : hex) {
        bits = bits << 4U | digit_of(c);
        have += 4;
        if (have < 6) continue;
        have -= 6;
        text += letters[bits >> have & 63U];
    }
    if (have > 0) text += letters[bits << (6 - have) & 63U];
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

/// Fills the places `{{name}}` of the template, in one pass, so that what is filled in is never looked at again.
template <std::size_t N>
std::string filled(std::string_view page, const std::array<std::pair<std::string_view, std::string>, N>& values) {
    std::string text;
    while (true) {
        const std::size_t open = page.find("{{");
        const std::size_t close = page.find("}}", open);
        if (open == std::string_view::npos || close == std::string_view::npos) break;
        text += page.substr(0, open);
        const std::string_view name = page.substr(open + 2, close - open - 2);
        for (const auto& [key, value] : values) {
            if (key == name) text += value;
        }
        page.remove_prefix(close + 2);
    }
    text += page;
    return text;
}

std::string map_json(const Plan& plan, const PagePlane& plane) {
    std::vector<MultiPolygon> grids;
    for (const GridRow& grid : plan.layer.grids)
        grids.push_back(grid.geometry);
    const Topology topology = topology_of(plane.simplified(std::move(grids)));
    return "{\"arcs\":" + json_numbers(topology.arcs) + ",\"rings\":" + json_numbers(topology.rings) +
           ",\"background\":" + background_json(plan, plane) + "}";
}

}  // namespace

std::vector<std::string> write_html_report(const Plan& plan, const ViewRequest& request) {
    const PagePlane plane(plan.layer);
    const auto source = [](const char* hash) { return "'sha256-" + base64_of_hex(hash) + "'"; };
    const std::array<std::pair<std::string_view, std::string>, 10> values{{
        {"language", request.language == Language::zh ? "zh-CN" : "en"},
        {"title", html_escape(plan.title)},
        {"script-sources", source(page_library_hash) + " " + source(page_script_hash)},
        {"style-sources", source(page_styles_hash)},
        {"styles", page_styles},
        {"library", page_library},
        {"script", page_script},
        {"tables", tables_json(plan, request, plane)},
        {"map", map_json(plan, plane)},
        {"skip", request.language == Language::zh ? "跳到表格" : "Skip to the tables"},
    }};
    write_text(request.path, filled(page_template, values), request.overwrite);
    return {request.path};
}

}  // namespace grid
