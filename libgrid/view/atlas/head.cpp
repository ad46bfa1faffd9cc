#include "libgrid/view/atlas/head.hpp"

#include <fmt/format.h>

#include "libgrid/view/atlas/style.hpp"

namespace grid {

namespace {

constexpr int most_lines = 3;
constexpr double below = 7;  ///< the head

TextStyle title_style(double factor) {
    return {18 * factor, true, label_ink};
}

TextStyle subtitle_style(double factor) {
    return {9.2 * factor, false, quiet_ink};
}

}  // namespace

double head_height(const std::string& title, const std::string& subtitle, double width, double factor,
                   Typesetter& typesetter) {
    double height = typesetter.measure(title, title_style(factor), width, most_lines).height + below * factor;
    if (!subtitle.empty()) height += typesetter.measure(subtitle, subtitle_style(factor), width, most_lines).height;
    return height;
}

void draw_head(Canvas& canvas, const Rect& place, const std::string& title, const std::string& subtitle,
               double factor) {
    Rect rest = place;
    rest.y += canvas.text(rest, title, title_style(factor), Align::left, most_lines);
    if (!subtitle.empty()) canvas.text(rest, subtitle, subtitle_style(factor), Align::left, most_lines);
}

void draw_foot(Canvas& canvas, const Rect& place, const std::string& title, int page, int pages,
               const AtlasTexts& texts, double factor) {
    const TextStyle style{7.6 * factor, false, quiet_ink};
    const std::string number = fmt::format(fmt::runtime(texts.page_of), page, pages);
    const double width = canvas.typesetter().measure(number, style).width;
    const Rect line{place.x, place.bottom() - 1.36 * style.letters, place.width - width - 20 * factor, place.height};
    canvas.text(line, title, style);
    canvas.text({place.right() - width, line.y, width, place.height}, number, style, Align::right);
}

}  // namespace grid
