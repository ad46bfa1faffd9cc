#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "libgrid/coverage/lines.hpp"

namespace grid {

/// A line with one of those whose border it is; how many more of its interiors lie to the left of a -> b than to the
/// right.
struct OwnedLine {
    Line line;
    std::int32_t owner = 0;
    std::int32_t net = 0;
    friend auto operator<=>(const OwnedLine&, const OwnedLine&) = default;
};

/// A line on the way of another, which may run from its b to its a.
struct LinePart {
    std::int32_t line = 0;
    bool backwards = false;
};

/// Nodes lines exactly: afterwards two of them meet only in common ends. No end of a line that is given moves, not by a
/// bit. A line is led through the given ends of others that lie no farther from it than `reach` and from where these
/// run along it as near as that, and where two lines cross elsewhere they get a common new end, the crossing rounded to
/// the nearest coordinates. So a line is bent by no more than `reach` and a few rounding errors. Crossings draw no
/// other line: what is bent towards them would cross anew.
///
/// What only comes near draws no line, nor does what lies within a few reaches of an end of it: there is no common
/// border, and next to a corner a bend of a hair turns the border right round, away from the ground or from the corner
/// that is somebody's. A line is not led through a point beside it that is a corner of its owner anyway, or to which
/// its owner already goes from one end of it: the border of that owner would run there and back, and lose the vertex,
/// and a slit or a neck of it that is as narrow as that would close.
///
/// Method: that of snap rounding with the ends as the pixels (Hobby 1999; Halperin and Packer 2002, iterated), without
/// a lattice; what is bent is looked at again, against all others, until nothing is found any more. All decisions of
/// side are exact (core/predicates), and no result depends on the order of the lines.
class LineNoder {
public:
    /// `lines` ascend and are different. `reach` is in units of the coordinates, at least some of their rounding steps.
    LineNoder(std::span<const OwnedLine> lines, double reach);

    /// Lines that pass within a few reaches of such a point are led through nothing beside them. To be called before
    /// run(); ascending.
    void fix(std::span<const Point> points) { m_fixed.assign(points.begin(), points.end()); }
    /// Returns whether it settled in so many rounds. Runs on the threads of the calling arena.
    [[nodiscard]] bool run(int max_rounds);

    /// The points that lines were led through, ascending.
    [[nodiscard]] std::vector<Point> touched() const;
    /// All lines: those that were given, in their order, each once, and those that they were divided into.
    [[nodiscard]] const std::vector<Line>& lines() const noexcept { return m_lines; }
    [[nodiscard]] bool is_divided(std::size_t line) const noexcept { return m_is_divided[line] != 0; }
    /// Appends the lines of which, undivided, a line consists now, from its a to its b.
    void append_parts(LinePart part, std::vector<LinePart>& parts) const;

private:
    /// What is known of a line: the given one that it is a part of, and which of its ends are given ones.
    struct Origin {
        Line whole;
        bool has_given_a = true;
        bool has_given_b = true;
    };
    /// A point that a line is to be led through. `is_beside`: it lies near, but not on it, for the sake of another line
    /// that runs from there along this one: `towards` its a (-1) or its b (1).
    struct Split {
        std::int32_t line = 0;
        Point at;
        bool is_beside = false;
        std::int32_t towards = 0;
        friend auto operator<=>(const Split&, const Split&) = default;
    };
    struct Meeting {
        std::vector<Split> splits;
        std::vector<std::pair<std::int32_t, std::int32_t>> crossings;  ///< lines that cross, the lesser one first
    };
    struct LineHash {
        std::size_t operator()(const Line& line) const noexcept;
    };

    static void unite_ways(std::vector<Split>& splits);
    [[nodiscard]] Meeting meet() const;
    void compare(std::int32_t e, std::int32_t f, Meeting& found) const;
    void drop_returns(std::vector<Split>& splits) const;
    void cross(const Meeting& meeting, std::vector<Split>& splits) const;
    [[nodiscard]] bool meet_at_end(std::int32_t e, std::int32_t f, const Point& at, std::vector<Split>& splits) const;
    void apply(const std::vector<Split>& splits);
    void divide(std::int32_t i, std::span<const Split> splits);
    std::int32_t take(const Line& line, std::int32_t part_of);
    [[nodiscard]] bool is_given(const Point& p) const;
    [[nodiscard]] bool passes_fixed(const Line& line) const;
    [[nodiscard]] bool is_drawn(std::int32_t i, std::int32_t other, const Point& to) const;
    [[nodiscard]] std::int32_t direction(std::int32_t i, std::int32_t other, const Point& from) const;
    [[nodiscard]] bool has_corner(std::int32_t i, const Point& p) const;
    [[nodiscard]] std::optional<std::int32_t> find(const Line& line) const;
    [[nodiscard]] const Line& line(std::int32_t i) const noexcept { return m_lines[static_cast<std::size_t>(i)]; }
    [[nodiscard]] bool have_common_owner(std::int32_t e, std::int32_t f) const;

    std::vector<Line> m_lines;  ///< those given, and then those that they were divided into
    std::size_t m_given = 0;
    std::vector<std::vector<std::int32_t>> m_owners;        ///< by line, ascending
    std::vector<Origin> m_origins;                          ///< by line
    std::vector<std::pair<Point, std::int32_t>> m_corners;  ///< the given ends with those whose they are, ascending
    std::vector<Point> m_fixed;                             ///< ascending
    double m_reach = 0;
    double m_rounding = 0;  ///< some rounding steps of the largest coordinate; more where it does not settle
    std::vector<char> m_is_divided;
    std::vector<std::int32_t> m_fresh;                                ///< not yet compared with the others
    std::unordered_map<std::int32_t, std::vector<LinePart>> m_parts;  ///< of a line that was divided, from a to b
    std::unordered_map<Line, std::int32_t, LineHash> m_added;         ///< the lines after the given ones
    std::vector<Point> m_touched;
};

}  // namespace grid
