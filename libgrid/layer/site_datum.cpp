#include "libgrid/layer/site_datum.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"

namespace grid {

namespace {

constexpr std::int64_t least_outside = 10;

MapDatum known(MapDatum datum) {
    return datum == MapDatum::unset ? MapDatum::wgs84 : datum;
}

/// What sites and boundaries may be in truth.
struct Hypothesis {
    MapDatum sites = MapDatum::wgs84;
    MapDatum boundaries = MapDatum::wgs84;
    std::int64_t outside = 0;  ///< sites that would be
};

/// Nearest first: what changes the reading of one input comes before what changes that of both.
std::vector<Hypothesis> hypotheses(const DatumQuestion& question) {
    constexpr std::array all{MapDatum::wgs84, MapDatum::gcj02, MapDatum::bd09};
    std::vector<Hypothesis> result;
    for (const MapDatum sites : all) {
        for (const MapDatum boundaries : all) {
            if (question.has_boundaries || boundaries == known(question.boundaries))
                result.push_back({sites, boundaries});
        }
    }
    const auto changes = [&question](const Hypothesis& h) {
        return 2 * int{h.boundaries != known(question.boundaries)} + int{h.sites != known(question.sites)};
    };
    std::stable_sort(result.begin(), result.end(),
                     [&](const Hypothesis& a, const Hypothesis& b) { return changes(a) < changes(b); });
    return result;
}

/// Where a site is seen from boundaries as they were read, if the hypothesis is true; all in degrees.
Point seen(const Point& site, const DatumQuestion& question, const Hypothesis& hypothesis) {
    const Point in_file = from_wgs84(site, question.sites);
    const Point on_ground = to_wgs84(in_file, hypothesis.sites);
    const Point in_boundaries = from_wgs84(on_ground, hypothesis.boundaries);
    return to_wgs84(in_boundaries, question.boundaries);
}

/// Points that cannot be transformed, on the other side of the Earth, become such without numbers.
void transform_or_drop(const CrsTransform& transform, std::vector<Point>& points) {
    const std::vector<Point> before = points;
    try {
        return transform(points);
    } catch (const InputError&) {
        points = before;
    }
    for (Point& point : points) {
        try {
            transform({&point, 1});
        } catch (const InputError&) {
            point = {NAN, NAN};
        }
    }
}

class Trial {
public:
    Trial(const DatumSample& sample, const DatumQuestion& question)
        : m_question(question),
          m_inside(sample.inside()),
          m_outside(sample.outside()),
          m_to_degrees(question.crs_wkt, geographic_crs(question.crs_wkt)),
          m_from_degrees(geographic_crs(question.crs_wkt), question.crs_wkt),
          m_inside_degrees(degrees_of(m_inside)),
          m_outside_degrees(degrees_of(m_outside)) {}

    [[nodiscard]] std::optional<Finding> run() const {
        if (!is_in_china()) return std::nullopt;
        std::vector<Hypothesis> tried;
        for (Hypothesis& hypothesis : hypotheses(m_question)) {
            if (is_known(hypothesis, tried)) continue;
            hypothesis.outside = outside(hypothesis);
            tried.push_back(hypothesis);
        }
        const auto best = std::min_element(
            tried.begin(), tried.end(), [](const Hypothesis& a, const Hypothesis& b) { return a.outside < b.outside; });
        if (best == tried.begin() || 4 * best->outside > m_outside.count) return std::nullopt;
        const std::int64_t as_good = 2 * best->outside + 3;
        std::vector<Hypothesis> fitting{*best};
        for (const Hypothesis& other : tried) {
            if (&other != &*best && other.outside <= as_good && 4 * other.outside <= m_outside.count)
                fitting.push_back(other);
        }
        return Finding{"sites_datum", {}, {}, message(fitting), place()};
    }

private:
    [[nodiscard]] std::vector<Point> degrees_of(const DatumSample::Part& part) const {
        std::vector<Point> points = part.places;
        transform_or_drop(m_to_degrees, points);
        return points;
    }

    [[nodiscard]] bool is_in_china() const {
        const auto count = [](const std::vector<Point>& points) {
            return static_cast<std::size_t>(std::count_if(points.begin(), points.end(), is_shifted_area));
        };
        return 2 * (count(m_inside_degrees) + count(m_outside_degrees)) >
               m_inside_degrees.size() + m_outside_degrees.size();
    }

    /// Whether an earlier hypothesis, of which the first is that all is as it was read, moves the sites alike.
    [[nodiscard]] bool is_known(const Hypothesis& hypothesis, const std::vector<Hypothesis>& tried) const {
        constexpr double same = 1e-7;  // a centimetre
        const Point probe = this->probe();
        const Point here = seen(probe, m_question, hypothesis);
        return std::any_of(tried.begin(), tried.end(), [&](const Hypothesis& other) {
            const Point there = seen(probe, m_question, other);
            return std::abs(here.x - there.x) < same && std::abs(here.y - there.y) < same;
        });
    }

    /// A site in China; there is one.
    [[nodiscard]] Point probe() const {
        const auto& points = m_outside_degrees;
        const auto found = std::find_if(points.begin(), points.end(), is_shifted_area);
        return found != points.end() ? *found
                                     : *std::find_if(m_inside_degrees.begin(), m_inside_degrees.end(), is_shifted_area);
    }

    /// So many of the sites of the sample would be outside.
    [[nodiscard]] double outside(const std::vector<Point>& degrees, const Hypothesis& hypothesis) const {
        std::vector<Point> moved;
        moved.reserve(degrees.size());
        for (const Point& site : degrees)
            moved.push_back(seen(site, m_question, hypothesis));
        transform_or_drop(m_from_degrees, moved);
        return static_cast<double>(std::count_if(moved.begin(), moved.end(), [this](const Point& site) {
            return !std::isfinite(site.x) || !m_question.is_inside(site);
        }));
    }

    [[nodiscard]] std::int64_t outside(const Hypothesis& hypothesis) const {
        return std::llround(outside(m_outside_degrees, hypothesis) * m_outside.weight() +
                            outside(m_inside_degrees, hypothesis) * m_inside.weight());
    }

    [[nodiscard]] Message message(const std::vector<Hypothesis>& fitting) const {
        const Message about = m_inside.is_whole() && m_outside.is_whole() ? Message() : msg("about ");
        std::vector<Message> ifs;
        std::vector<Message> options;
        for (const Hypothesis& h : fitting) {
            std::vector<Message> what;
            std::vector<std::string> option;
            if (h.sites != known(m_question.sites)) {
                what.push_back(msg("the sites are in {}", name_of(h.sites)));
                option.push_back(fmt::format("--sites-datum {}", option_name(h.sites)));
            }
            if (h.boundaries != known(m_question.boundaries)) {
                what.push_back(msg("the boundaries are in {}", name_of(h.boundaries)));
                option.push_back(fmt::format("--boundaries-datum {}", option_name(h.boundaries)));
            }
            ifs.push_back(msg("if {} it would be {}{}", join_messages(what, msg(" and ")), about, h.outside));
            options.emplace_back(fmt::format("{}", fmt::join(option, " ")));
        }
        return msg("{} of {} sites{} lie outside all {}; {}: give {}", m_outside.count,
                   m_inside.count + m_outside.count, as_read(), m_question.has_boundaries ? msg("units") : msg("grids"),
                   list_of_messages(ifs), join_messages(options, msg(" or ")));
    }

    /// How the inputs were read, where the user said so.
    [[nodiscard]] Message as_read() const {
        std::vector<Message> what;
        if (m_question.sites != MapDatum::unset) what.push_back(msg("sites in {}", name_of(m_question.sites)));
        if (m_question.boundaries != MapDatum::unset)
            what.push_back(msg("boundaries in {}", name_of(m_question.boundaries)));
        return what.empty() ? Message() : msg(" (read as {})", join_messages(what, msg(" and ")));
    }

    /// Of one of the sites outside, in the CRS of the output.
    [[nodiscard]] Point place() const { return m_outside.places.front(); }

    const DatumQuestion& m_question;
    DatumSample::Part m_inside;
    DatumSample::Part m_outside;
    CrsTransform m_to_degrees;
    CrsTransform m_from_degrees;
    std::vector<Point> m_inside_degrees;
    std::vector<Point> m_outside_degrees;
};

}  // namespace

std::optional<Finding> find_site_datum(const DatumSample& sample, const DatumQuestion& question) {
    if (sample.outside().count < least_outside) return std::nullopt;
    return Trial(sample, question).run();
}

}  // namespace grid
