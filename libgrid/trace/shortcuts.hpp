#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/trace/sketch.hpp"

namespace grid {

/// What a vertex costs, in mean lengths of a free segment.
inline constexpr double vertex_cost = 0.8;

/// Redraws free pieces by shortcuts. Among all lines through points of the piece (and points between them) it finds
/// the one of least length plus a cost for each vertex, by dynamic programming over the shortcuts that move the line
/// over no obstacle (after Imai and Iri, "Polygonal approximations of a curve", 1988; consistent with the rest of the
/// map as in de Berg, van Kreveld, Schirra, "Topologically correct subdivision simplification", 1998).
class Shortcuts {
public:
    Shortcuts(Sketch& sketch, double clearance_m) : m_sketch(sketch), m_clearance_m(clearance_m) {}

    /// Redraws the piece; each segment is divided into at most `parts` to have points to choose from.
    void redraw(Piece& piece, std::size_t parts);

private:
    struct Touched {
        std::int32_t id = -1;
        int winding = 0;
    };

    void divide(const Piece& piece, std::size_t parts);
    void search();
    void replace(Piece& piece);
    void sweep(std::size_t i, std::size_t j);
    [[nodiscard]] bool is_own(std::int32_t id, std::size_t i, std::size_t j) const;
    [[nodiscard]] bool passes_over(std::size_t i, std::size_t j) const;
    [[nodiscard]] double room(std::size_t i, std::size_t j, bool is_old) const;

    Sketch& m_sketch;
    double m_clearance_m;

    // The candidates of the piece at hand.
    std::vector<Point> m_points;
    std::vector<std::int32_t> m_ids;       // -1 for points that are new
    std::vector<std::size_t> m_segment;    // old segment on which the candidate lies or which starts with it
    std::vector<std::int32_t> m_position;  // of each obstacle along the piece, -1 if it is not part of it
    std::vector<double> m_cost;
    std::vector<std::size_t> m_before;
    std::vector<Touched> m_touched;
};

/// Distance that a new line keeps from everything, metres.
inline constexpr double least_room = 0.01;

}  // namespace grid
