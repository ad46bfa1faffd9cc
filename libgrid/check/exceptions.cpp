#include "libgrid/check/exceptions.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/coverage/inscribed_width.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/coverage/ring_assembly.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/unknown_shift.hpp"
#include "libgrid/layer/read_counts.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

constexpr double near_m = 1;  ///< how far a place may have moved since it was written down

bool holds(const MultiPolygon& polygons, const Point& point) {
    return std::ranges::any_of(polygons,
                               [&](const Polygon& part) { return locate_in_polygon(point, part) != Side::outside; });
}

void transform(const CrsTransform& to_grids, KnownException& exception) {
    to_grids(exception.points);
    for (Polygon& polygon : exception.area) {
        to_grids(polygon.shell);
        for (Ring& hole : polygon.holes)
            to_grids(hole);
    }
}

Source open_exceptions(SourceRef ref, const GridTable& grids) {
    ref.usual_layer = "issues";
    ref.kinds = {GeometryKind::points, GeometryKind::polygons};
    ref.may_be_empty = true;
    ref.tolerant = grids.crs_wkt.empty();  // then nothing can be demanded of theirs
    return Source::open(ref);
}

/// The code of a check. A kind of finding of another tool, as its layer of issues may have, is none of ours.
bool is_of_check(const std::string& code, const Place& place) {
    if (code.empty()) throw InputError(msg("the exception has no code"), place, msg("name the check that it is about"));
    if (const FindingKind* const kind = find_finding_kind(code)) return (kind->tools & gridcheck) != 0;
    try {
        (void)check_index(code);
    } catch (const ConfigError& error) {
        throw InputError(error.problem(), place, error.advice());
    }
    return true;
}

}  // namespace

ExceptionList::ExceptionList(const SourceRef& ref, const GridTable& grids, const GroundScale& scale, double reach_m)
    : m_grids(&grids), m_scale(scale), m_reach_m(reach_m) {
    Source source = open_exceptions(ref, grids);
    m_file = source.ref().path;
    if (source.feature_count() == 0) return;  // an empty GeoJSON has no fields
    const auto code = source.find_field({}, {"code"}, "");
    if (!code)
        throw ConfigError(
            msg("no field 'code' says what the exceptions are about; the fields are: {}", field_list(source)),
            source.place(), msg("give each the code of a check; --list-checks names them all"));
    const auto grid = source.find_field({}, {"grid_code"}, "");
    std::optional<CrsTransform> to_grids;
    if (!grids.crs_wkt.empty() && source.crs_wkt() != grids.crs_wkt) {
        to_grids.emplace(source.crs_wkt(), grids.crs_wkt);
        m_unknown_shift = unknown_shift_finding(msg("exceptions in {}", shown_source(m_file)), source.crs_wkt(),
                                                grids.crs_wkt, source.extent().middle());
    }
    std::vector<std::string> fields{*code};
    if (grid) fields.push_back(*grid);
    source.for_each(fields, [&](Feature&& feature) {
        KnownException exception;
        exception.code = to_text(feature.values[0]);
        if (!is_of_check(exception.code, source.place(feature.fid))) return;
        if (grid) exception.grid_code = to_text(feature.values[1]);
        exception.fid = feature.fid;
        exception.points = std::move(feature.points);
        exception.area = std::move(feature.polygons);
        if (to_grids) transform(*to_grids, exception);
        m_all.push_back(std::move(exception));
    });
    std::ranges::stable_sort(m_all, {}, &KnownException::code);
}

Findings ExceptionList::take_accepted(CompleteFindings& found) {
    CompleteFindings rest;
    Findings accepted;
    for (std::size_t i = 0; i < found.findings.size(); ++i) {
        Finding& finding = found.findings[i];
        bool is_known = false;
        for (KnownException& exception : std::ranges::equal_range(m_all, finding.code, {}, &KnownException::code)) {
            if (!accepts(exception, finding, found.whole[i])) continue;
            exception.is_used = true;
            is_known = true;
        }
        if (is_known) {
            accepted.push_back(std::move(finding));
        } else {
            rest.findings.push_back(std::move(finding));
            rest.whole.push_back(found.whole[i]);
        }
    }
    found = std::move(rest);
    return accepted;
}

bool ExceptionList::accepts(const KnownException& exception, const Finding& finding, std::int64_t whole) const {
    if (!finding.area.empty()) return accepts_area(exception, finding.area);
    const bool is_elsewhere = !exception.grid_code.empty() && exception.grid_code != finding.grid_code;
    if (is_elsewhere) return false;
    if (exception.points.empty() && exception.area.empty()) return !finding.at || !exception.grid_code.empty();
    if (!finding.at) return false;
    if (holds(exception.area, *finding.at)) return true;
    return std::ranges::any_of(exception.points, [&](const Point& point) {
        if (m_scale.distance(point, *finding.at) <= near_m) return true;
        return whole >= 0 && holds(m_grids->geometry[static_cast<std::size_t>(whole)], point);
    });
}

bool ExceptionList::accepts_area(const KnownException& exception, const MultiPolygon& area) const {
    if (std::ranges::any_of(exception.points, [&](const Point& point) { return holds(area, point); })) return true;
    if (!box_of(area).meets(box_of(exception.area))) return false;
    const std::optional<MultiPolygon> beyond = difference(area, exception.area);
    return beyond && !is_wider(*beyond, m_reach_m, m_scale);
}

Findings ExceptionList::expired(const std::vector<std::string>& checks) const {
    Findings findings;
    for (const KnownException& exception : m_all) {
        if (exception.is_used || std::ranges::find(checks, exception.code) == checks.end()) continue;
        Finding finding{"exception_expired",
                        {},
                        exception.grid_code,
                        msg("the exception for '{}' (feature {} of {}) fits no finding any more; take it out",
                            exception.code, exception.fid, m_file)};
        if (!exception.points.empty())
            finding.at = exception.points.front();
        else if (!exception.area.empty() && !exception.area.front().shell.empty())
            finding.at = exception.area.front().shell.front();
        findings.push_back(std::move(finding));
    }
    std::ranges::stable_sort(findings, {}, &Finding::message);
    return findings;
}

bool ExceptionList::is_known_gap(const MultiPolygon& area) const {
    const auto gaps = std::ranges::equal_range(m_all, std::string("gap"), {}, &KnownException::code);
    return std::ranges::any_of(gaps, [&](const KnownException& gap) { return accepts_area(gap, area); });
}

}  // namespace grid
