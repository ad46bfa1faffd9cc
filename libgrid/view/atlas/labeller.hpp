#pragma once

// For the files of this stage only: what is written on a map, and where.

#include <string>
#include <vector>

#include "libgrid/view/atlas/canvas.hpp"
#include "libgrid/view/atlas/labels.hpp"
#include "libgrid/view/atlas/scene.hpp"

namespace grid {

/// What is written into an item of a map: the name where there is room, else the number.
struct MapItem {
    std::string number;
    std::string name;
    std::string detail;         ///< below the name, where there is room
    std::string number_detail;  ///< below the number, where there is room
};

/// The lines of a label; the first one is bold, the second smaller.
using LabelLines = std::vector<std::string>;
inline constexpr double second_line = 0.86;

/// A label with what it says. `item` tells which item it belongs to; -1: a neighbour, -2: the name of a detail.
struct MapLabel {
    LabelLines lines;
    LabelPlace place;
    std::ptrdiff_t item = -1;
};

/// Finds places for the labels of a map.
class MapLabeller {
public:
    /// Refers to what it is given. No label goes into `taken`.
    MapLabeller(const MapScene& scene, const Rect& frame, const std::vector<MapItem>& items, Typesetter& typesetter,
                double factor, std::vector<Rect> taken = {});

    /// Labels inside the items and the neighbours. All items show their names, or all their numbers where the names of
    /// many would not fit.
    void label_inside();

    /// Items of which something can be seen, but that have no label inside, ascending.
    [[nodiscard]] const std::vector<std::size_t>& crowded() const noexcept { return m_crowded; }

    /// Their numbers beside them, with a line; where there is no room there is no label.
    void label_beside(const std::vector<std::size_t>& items);

    /// The name of a frame within the map, on its edge; nothing where there is no room.
    void label_frame(const Rect& frame, const std::string& text);

    [[nodiscard]] const std::vector<MapLabel>& labels() const noexcept { return m_labels; }

private:
    [[nodiscard]] LabelForm form_of(const LabelLines& lines, const std::vector<double>& letters) const;
    void label_items(bool with_names);
    void label_parts(std::size_t item, bool with_names);
    void label_neighbours();

    const MapScene& m_scene;
    Rect m_frame;
    const std::vector<MapItem>& m_items;
    Typesetter& m_typesetter;
    double m_factor;
    std::vector<Rect> m_taken;
    LabelPlacer m_placer;
    std::vector<AreaBorders> m_areas;
    AreaBorders m_outline;
    std::vector<MapLabel> m_labels;
    std::vector<std::size_t> m_crowded;
};

}  // namespace grid
