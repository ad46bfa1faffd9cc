#include "libgrid/layer/given_plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/ring_area.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/geometry_column.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/input_notes.hpp"
#include "libgrid/layer/output_polygons.hpp"
#include "libgrid/layer/plan_table.hpp"
#include "libgrid/layer/read_counts.hpp"
#include "libgrid/layer/unit_finder.hpp"
#include "libgrid/layer/values.hpp"
#include "libgrid/mesh/area_locator.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

class Reader {
public:
    Reader(const GriddingRequest& request, const InputRules& rules, InputNotes& notes, Ground& ground)
        : m_request(request), m_source(*request.plan), m_rules(rules), m_notes(notes), m_ground(ground) {}

    GivenPlan read(PlanForm form) {
        if (form == PlanForm::layer)
            read_layer();
        else if (form == PlanForm::list)
            read_list();
        else
            read_table(form);
        return std::move(m_plan);
    }

private:
    void read_layer() {
        SourceRef ref = m_source.source;
        ref.kinds = {GeometryKind::polygons};
        Source source = Source::open(ref);
        m_notes.add("plan", source);
        if (source.geometry_kind() != GeometryKind::polygons)
            throw InputError(msg("the grids of a plan must be polygons"), source.place(),
                             msg("choose the layer with --plan-layer"));
        const auto field = source.find_field(m_source.field, {"grid_code"}, "--plan-field");
        std::vector<std::string> fields;
        if (field) fields.push_back(*field);
        const CrsTransform to_output(source.crs_wkt(), m_rules.output_wkt);
        source.for_each(fields, [&](Feature&& feature) {
            PreviousGrid area;
            area.output = transformed(feature.polygons, to_output);
            if (find_invalid(area.output)) area.output = make_valid(area.output).value_or(MultiPolygon{});
            if (!encloses_ground(area.output)) return;
            if (field) area.code = to_text(feature.values.front());
            if (area.code.empty()) {
                area.code = label_of_feature(feature.fid);
                m_plan.uncoded.insert(area.code);
            }
            m_plan.areas.push_back(std::move(area));
        });
        add_input_findings(msg("plan"), source, m_rules, m_ground.findings);
        if (m_plan.areas.empty()) throw InputError(msg("no grid of the plan has an area"), source.place());
        sort_areas();
        for (const PreviousGrid& area : m_plan.areas)
            m_plan.labels.push_back(area.code);
        settle_labels();
        for (const PreviousGrid& area : m_plan.areas)
            m_plan.label_of.push_back(index_of(area.code));
        find_units();
        find_places();
        if (field && *field == "grid_code") read_entered_values();
    }

    void read_entered_values() {
        PreviousSource edited;
        edited.source = m_source.source;
        edited.source.kinds = {GeometryKind::polygons};
        Source source = Source::open(edited.source);
        m_plan.entered = read_entered(edited, source, m_request.profile);
    }

    /// The smallest first: where they overlap it counts, see AreaLocator.
    void sort_areas() {
        std::vector<std::pair<double, PreviousGrid>> sized;
        for (PreviousGrid& area : m_plan.areas) {
            double size = 0;
            for (const Polygon& polygon : area.output)
                size += std::abs(doubled_area(polygon.shell));
            sized.emplace_back(size, std::move(area));
        }
        std::ranges::sort(sized, [](const auto& a, const auto& b) {
            return std::tie(a.first, a.second.code, a.second.output) <
                   std::tie(b.first, b.second.code, b.second.output);
        });
        std::ranges::transform(sized, m_plan.areas.begin(), [](auto& area) { return std::move(area.second); });
    }

    void settle_labels() {
        std::ranges::sort(m_plan.labels);
        const auto twice = std::ranges::unique(m_plan.labels);
        m_plan.labels.erase(twice.begin(), twice.end());
    }

    [[nodiscard]] std::int32_t index_of(const std::string& label) const {
        return static_cast<std::int32_t>(std::ranges::lower_bound(m_plan.labels, label) - m_plan.labels.begin());
    }

    void find_units() {
        const UnitFinder units(m_ground.units, m_request.shard);
        for (const PreviousGrid& area : m_plan.areas) {
            const auto block = block_area(area.output);
            m_plan.unit_of.push_back(block ? units.find(block->inside) : -1);
        }
    }

    void find_places() {
        std::vector<std::reference_wrapper<const MultiPolygon>> polygons;
        for (const PreviousGrid& area : m_plan.areas)
            polygons.emplace_back(area.output);
        const AreaLocator locator(polygons);
        Count twice = 0;
        std::optional<Point> where;
        const auto look = [&](const Point& at, Count households) {
            const auto hits = locator.find_all(at, 0, {});
            const auto holds = [](const AreaLocator::Hit& hit) { return !hit.on_border; };
            if (std::ranges::count_if(hits, holds) > 1) {
                twice += households;
                where = where ? where : at;
            }
            return locator.find(at);
        };
        for (const LocatedSite& site : m_ground.sites)
            m_plan.of_site.push_back(look(site.site.at, site.site.households));
        for (const LocatedCell& cell : m_ground.cells)
            m_plan.of_cell.push_back(look(cell.inside, cell.cell.households));
        if (twice == 0) return;
        m_ground.findings.push_back({"plan_overlap",
                                     {},
                                     {},
                                     msg("grids of the plan overlap: {} households lie in several of them and "
                                         "were taken to be in the smallest; mend it with gridcheck --repair",
                                         count_text(twice)),
                                     where});
    }

    [[nodiscard]] std::string id_field() const {
        return (m_request.cells ? m_request.cells : m_request.sites)->id_field;
    }

    void read_table(PlanForm form) {
        PlanRows rows;
        if (form == PlanForm::json) {
            rows = read_plan_json(m_source.source.path);
        } else {
            SourceRef table = m_source.source;
            table.is_table = true;
            m_notes.add("plan", Source::open(table));
            rows = read_plan_table(m_source.source, m_source.field, id_field(), m_request.profile.fields);
        }
        std::map<std::string, std::string> label_of;
        for (const auto& [id, label] : rows) {
            if (label.empty()) continue;
            const auto [known, is_new] = label_of.try_emplace(id, label);
            if (!is_new && known->second != label) {
                throw InputError(
                    msg("the plan has '{}' in '{}' and in '{}'", id, known->second, label),
                    place_of_plan(m_source.source.path),
                    msg("a site or cell is in one grid; identifiers that occur several times are no identifiers"));
            }
            if (is_new) m_plan.labels.push_back(label);
        }
        settle_labels();
        std::map<std::string, bool> met;
        const auto look = [&](const std::string& id) {
            const auto known = label_of.find(id);
            if (known == label_of.end()) return -1;
            met[id] = true;
            return index_of(known->second);
        };
        for (std::size_t s = 0; s < m_ground.sites.size(); ++s)
            m_plan.of_site.push_back(look(m_ground.site_ids[s]));
        for (const LocatedCell& cell : m_ground.cells)
            m_plan.of_cell.push_back(look(cell.id));
        tell_unknown(label_of, met);
    }

    /// Rows for what is not there; in a part of the ground nobody knows.
    void tell_unknown(const std::map<std::string, std::string>& label_of, const std::map<std::string, bool>& met) {
        if (!m_request.shard.is_whole() || !m_ground.left_out.empty() || met.size() == label_of.size()) return;
        constexpr std::size_t most = 5;
        std::vector<std::string> some;
        for (const auto& [id, label] : label_of) {
            if (some.size() < most && !met.contains(id)) some.push_back(id);
        }
        const std::size_t count = label_of.size() - met.size();
        m_ground.findings.push_back(
            {"plan_unknown_id",
             {},
             {},
             msg("{} of {} identifiers of the plan are none of a site or cell: {}{} ({}); --site-id says which "
                 "field holds them",
                 count, label_of.size(), fmt::join(some, ", "), count > some.size() ? ", ..." : "",
                 shown_source(m_source.source.path)),
             {}});
    }

    void read_list() {
        if (!m_request.shard.is_whole() || !m_ground.left_out.empty()) {
            throw ConfigError(msg("a plan that is a list of labels is for all sites or cells of their file"),
                              place_of_plan(m_source.source.path),
                              msg("leave out --shard and --where, or give a table with identifiers"));
        }
        const std::vector<std::string> lines = read_plan_list(m_source.source.path);
        std::vector<std::int64_t> order;  // fids, ascending: the order of the file
        for (const LocatedSite& site : m_ground.sites)
            order.push_back(site.fid);
        for (const LocatedCell& cell : m_ground.cells)
            order.push_back(cell.fid);
        std::ranges::sort(order);
        if (lines.size() != order.size()) {
            throw InputError(msg("the plan has {} lines, but there are {} {}", lines.size(), order.size(),
                                 m_request.cells ? msg("cells") : msg("sites")),
                             place_of_plan(m_source.source.path),
                             msg("a list has a label for each of them, in the order of their file"));
        }
        for (const std::string& line : lines) {
            if (!line.empty()) m_plan.labels.push_back(line);
        }
        settle_labels();
        const auto label = [&](std::int64_t fid) {
            const std::string& line =
                lines[static_cast<std::size_t>(std::ranges::lower_bound(order, fid) - order.begin())];
            return line.empty() ? -1 : index_of(line);
        };
        for (const LocatedSite& site : m_ground.sites)
            m_plan.of_site.push_back(label(site.fid));
        for (const LocatedCell& cell : m_ground.cells)
            m_plan.of_cell.push_back(label(cell.fid));
    }

    const GriddingRequest& m_request;
    const PlanSource& m_source;
    const InputRules& m_rules;
    InputNotes& m_notes;
    Ground& m_ground;
    GivenPlan m_plan;
};

}  // namespace

const std::string* GivenPlan::code(std::int32_t label) const {
    if (!entered || label < 0 || static_cast<std::size_t>(label) >= labels.size()) return nullptr;
    const std::string& text = labels[static_cast<std::size_t>(label)];
    return uncoded.contains(text) ? nullptr : &text;
}

PlanForm form_of_plan(const SourceRef& source) {
    try {
        return has_geometry_column(source) ? PlanForm::layer : PlanForm::table;
    } catch (const InputError&) {
        if (const auto form = form_of_text(source.path)) return *form;
        throw;
    }
}

void read_given_plan(const GriddingRequest& request, PlanForm form, const InputRules& rules, InputNotes& notes,
                     Ground& ground) {
    ground.plan = Reader(request, rules, notes, ground).read(form);
}

bool has_grid_codes(const SourceRef& source) {
    SourceRef ref = source;
    ref.kinds = {GeometryKind::polygons};
    return Source::open(ref).find_field({}, {"grid_code"}, "").has_value();
}

}  // namespace grid
