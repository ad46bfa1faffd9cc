#include "libgrid/view/atlas/style.hpp"

#include "libgrid/core/palette.hpp"

namespace grid {

Color item_color(std::int32_t number, double alpha) {
    if (number < 0) return {map_ground.red, map_ground.green, map_ground.blue, alpha};
    return color(palette::neighbour(number), alpha);
}

Pen border_pen(double factor) {
    return {color(palette::border), 0.9 * factor};
}

Pen part_pen(double factor) {
    return {color(palette::border, 0.8), 0.4 * factor, {2.4 * factor, 1.2 * factor}};
}

Pen boundary_pen(double factor) {
    return {color(palette::boundary), 2 * factor};
}

Pen neighbour_pen(double factor) {
    return {color(0xa4a39e), 0.8 * factor};
}

Pen detail_pen(double factor) {
    return {detail_ink, 0.9 * factor, {4 * factor, 2.2 * factor}, false};
}

std::vector<Pen> line_pens(LineKind kind, double factor) {
    switch (kind) {
        case LineKind::stream:
            return {{color(0x7fb0d9), 0.6 * factor}};
        case LineKind::river:
            return {{color(0x6ba3d6), 1.7 * factor}};
        case LineKind::path:
            return {{color(0xb3aca0), 0.35 * factor}};
        case LineKind::other:
        case LineKind::street:
            return {{color(0xa39d93), 0.55 * factor}};
        case LineKind::main_road:
            return {{color(0x98928a), 2.3 * factor}, {color(0xffffff), 1.2 * factor}};
        case LineKind::railway:
            return {{color(0x5d5d66), 1.3 * factor, {}, false},
                    {color(0xffffff), 0.7 * factor, {3 * factor, 3 * factor}, false}};
    }
    return {};
}

}  // namespace grid
