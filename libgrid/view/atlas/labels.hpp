#pragma once

// For the files of this stage only: where the labels of a map go, so that none covers another.

#include <optional>
#include <span>
#include <vector>

#include "libgrid/view/atlas/inside.hpp"
#include "libgrid/view/atlas/page.hpp"

namespace grid {

/// One way to write a label: its box with letters of size 1, and the sizes of letters that are allowed, largest first.
struct LabelForm {
    Size size;
    std::vector<double> letters;
};

/// Where a label goes. Without a place (`form` < 0) it is not shown.
struct LabelPlace {
    int form = -1;
    double letters = 0;
    Rect box;
    std::optional<PageSegment> leader;  ///< from a point of the area to the box, where that is outside of the area

    [[nodiscard]] bool found() const noexcept { return form >= 0; }
};

/// Gives places to labels one after the other. Boxes lie within the frame, they meet neither each other nor the lines
/// that lead to labels, and these lines do not cross.
class LabelPlacer {
public:
    explicit LabelPlacer(const Rect& frame) : m_frame(frame) {}

    /// Inside the area: the first form, with the largest letters of it, that fits.
    LabelPlace place_inside(std::span<const PageSegment> area, std::span<const LabelForm> forms);

    /// As near to the area as there is room, with a line that leads there. Rather outside of `avoid`, so that the
    /// label covers none of what is shown. At most `reach` away.
    LabelPlace place_beside(std::span<const PageSegment> area, const LabelForm& form,
                            std::span<const PageSegment> avoid, double reach);

    /// At the first of these centres where it is free.
    LabelPlace place_at(std::span<const Point> centres, const LabelForm& form);

    /// No label and no line goes there.
    void keep_free(const Rect& box) { m_boxes.push_back(box); }

    [[nodiscard]] bool is_free(const Rect& box) const;
    [[nodiscard]] bool is_free(const PageSegment& line) const;

private:
    LabelPlace take(LabelPlace place);

    Rect m_frame;
    std::vector<Rect> m_boxes;
    std::vector<PageSegment> m_lines;
};

/// Whether a line meets a box.
[[nodiscard]] bool meets(const PageSegment& line, const Rect& box);

}  // namespace grid
