#include "libgrid/layer/read_lines.hpp"

#include <algorithm>
#include <tuple>

#include "libgrid/core/msg.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

/// Opens a layer of which only that kind of geometry is of use.
Source open_kind(SourceRef ref, GeometryKind kind) {
    ref.kinds = {kind};
    return Source::open(ref);
}

void require_kind(const Source& source, GeometryKind kind, const Message& what) {
    if (source.geometry_kind() == kind) return;
    static constexpr const char* names[] = {mark("points"), mark("lines"), mark("polygons")};
    throw InputError(msg("{} must be {}, but the layer holds {}", what, marked(names[static_cast<int>(kind)]),
                         marked(names[static_cast<int>(source.geometry_kind())])),
                     source.place());
}

InputRules rules_of(const GriddingRequest& request, const std::string& output_wkt) {
    return {.output_wkt = output_wkt, .allow_ballpark = request.allow_ballpark};
}

namespace {

/// Reads the lines of one layer. Calls visit(line, feature) with the line in the output CRS.
template <typename Visit>
void read_layer(Source& source, const std::vector<std::string>& fields, const std::string& output_wkt, Visit&& visit) {
    const CrsTransform to_output(source.crs_wkt(), output_wkt);
    source.for_each(fields, [&](Feature&& feature) {
        for (LineString& line : feature.lines) {
            to_output(line);
            visit(line, feature);
        }
    });
}

template <typename Act>
void for_segments(const LineString& line, Act&& act) {
    for (std::size_t i = 1; i < line.size(); ++i)
        act(line[i - 1], line[i]);
}

/// The class is the first of the usual fields that holds text.
std::string class_of(const Feature& feature) {
    for (const Value& value : feature.values) {
        if (std::string text = to_text(value); !text.empty()) return text;
    }
    return {};
}

void read_barriers(const GriddingRequest& request, const std::string& output_wkt, InputNotes& notes,
                   GroundLines& lines) {
    const bool are_ways = request.work && request.work->ways.empty();
    for (const BarrierSource& barrier : request.barriers) {
        Source source = open_kind(barrier.source, GeometryKind::lines);
        require_kind(source, GeometryKind::lines, msg("barriers"));
        notes.add("barriers", source);
        std::vector<std::int64_t> hard;
        if (!barrier.hard_where.empty()) hard = source.matching(barrier.hard_where);
        std::sort(hard.begin(), hard.end());
        std::vector<std::string> class_fields;
        for (const std::string& alias : request.profile.fields.barrier_class) {
            if (const auto field = source.find_field({}, {alias}, "")) class_fields.push_back(*field);
        }
        read_layer(source, class_fields, output_wkt, [&](const LineString& line, const Feature& feature) {
            const std::string barrier_class = class_of(feature);
            const bool is_hard = std::binary_search(hard.begin(), hard.end(), feature.fid);
            const auto factor = static_cast<float>(request.profile.barriers.factor(barrier_class));
            const bool is_way = are_ways && !is_hard && request.profile.work.is_walked(barrier_class);
            for_segments(line, [&](const Point& p, const Point& q) {
                lines.barriers.push_back({p, q, factor, is_hard});
                if (is_way) lines.ways.push_back({p, q});
            });
        });
        add_input_findings(msg("barriers"), source, rules_of(request, output_wkt), lines.findings);
    }
}

void read_ways(const GriddingRequest& request, const std::string& output_wkt, InputNotes& notes, GroundLines& lines) {
    for (const SourceRef& ref : request.work->ways) {
        Source source = open_kind(ref, GeometryKind::lines);
        require_kind(source, GeometryKind::lines, msg("ways to walk along"));
        notes.add("walk", source);
        read_layer(source, {}, output_wkt, [&](const LineString& line, const Feature&) {
            for_segments(line, [&](const Point& p, const Point& q) { lines.ways.push_back({p, q}); });
        });
        add_input_findings(msg("ways"), source, rules_of(request, output_wkt), lines.findings);
    }
}

/// Straight walks are no reason to stop, but nobody should take them for ways.
void tell_missing_ways(const GriddingRequest& request, GroundLines& lines) {
    if (!lines.ways.empty()) return;
    const Message reason = !request.work->ways.empty() ? msg("the lines to walk along (--walk) are none")
                           : request.barriers.empty()
                               ? msg("no lines to walk along are given (--walk)")
                               : msg("no barrier can be walked along, and no other line is given "
                                     "(--walk)");
    lines.findings.push_back({"walk_missing",
                              {},
                              {},
                              msg("{}: all walking is counted in straight lines, times {} (--off-network)", reason,
                                  request.profile.work.off_network),
                              {}});
}

}  // namespace

GroundLines read_lines(const GriddingRequest& request, const std::string& output_wkt, bool checksums) {
    GroundLines lines;
    InputNotes notes(launch_policy(request.threads), checksums);
    read_barriers(request, output_wkt, notes, lines);
    if (request.work) {
        read_ways(request, output_wkt, notes, lines);
        tell_missing_ways(request, lines);
    }
    std::sort(lines.barriers.begin(), lines.barriers.end(), [](const BarrierSegment& a, const BarrierSegment& b) {
        return std::tie(a.p, a.q, a.factor, a.hard) < std::tie(b.p, b.q, b.factor, b.hard);
    });
    std::sort(lines.ways.begin(), lines.ways.end());
    notes.move_to(lines.inputs);
    return lines;
}

}  // namespace grid
