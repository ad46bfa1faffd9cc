#include "libgrid/layer/read_wishes.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/geometry_column.hpp"
#include "libgrid/layer/output_polygons.hpp"
#include "libgrid/layer/site_source.hpp"
#include "libgrid/layer/values.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

/// Which geometries a wish can have, and whether a previous grid's code can stand for one.
struct Shape {
    bool points = false;
    bool lines = false;
    bool polygons = false;
    bool code = false;
    const char* text = "";
};

Shape shape_of(WishKind kind) {
    switch (kind) {
        case WishKind::lock:
            return {
                .polygons = true, .code = true, .text = mark("a polygon, or the code of a previous grid in grid_code")};
        case WishKind::no_grid:
        case WishKind::together:
            return {.polygons = true, .text = mark("a polygon")};
        case WishKind::pin:
        case WishKind::apart:
            return {.points = true, .polygons = true, .text = mark("a point or a polygon")};
        case WishKind::centre:
            return {.points = true, .text = mark("a point")};
        case WishKind::no_border:
            return {.lines = true, .polygons = true, .text = mark("a polygon or a line")};
        case WishKind::border:
            break;
    }
    return {.lines = true, .text = mark("a line")};
}

class Reader {
public:
    Reader(const GriddingRequest& request, const InputRules& rules, const PreviousGrids* previous, InputNotes& notes,
           Findings& findings)
        : m_request(request), m_rules(rules), m_notes(notes), m_findings(findings) {
        for (std::size_t g = 0; previous != nullptr && g < previous->grids.size(); ++g)
            m_previous.emplace(previous->grids[g].code, static_cast<std::int32_t>(g));
    }

    std::vector<Wish> read() {
        for (const SourceRef& ref : m_request.wishes) {
            std::map<std::int64_t, Wish> by_fid;  // in the order of the file
            bool is_first = true;
            for (const SourceRef& pass : passes(ref)) {
                Source source = Source::open(pass);
                if (is_first) m_notes.add("wishes", source);
                is_first = false;
                read(source, by_fid);
                if (!pass.is_table) add_shift_findings(source);
            }
            for (auto& [fid, wish] : by_fid) {
                check(wish);
                m_wishes.push_back(std::move(wish));
            }
        }
        return std::move(m_wishes);
    }

private:
    /// A layer may hold all kinds of geometry: it is read once for each. What has none is read first.
    [[nodiscard]] std::vector<SourceRef> passes(const SourceRef& ref) const {
        SourceRef table = ref;
        table.is_table = true;
        table.may_be_empty = true;
        if (!has_geometry_column(ref)) {
            const Source source = Source::open(table);
            const auto is_place = [this](const FieldInfo& field) { return is_column_of_places(field.name); };
            if (std::ranges::none_of(source.fields(), is_place)) return {table};
            return {with_places(ref, m_request.profile.fields)};
        }
        std::vector<SourceRef> all{table};
        for (const GeometryKind kind : {GeometryKind::points, GeometryKind::lines, GeometryKind::polygons}) {
            all.push_back(ref);
            all.back().kinds = {kind};
            all.back().may_be_empty = true;
        }
        return all;
    }

    [[nodiscard]] bool is_column_of_places(const std::string& name) const {
        const FieldAliases& aliases = m_request.profile.fields;
        const auto has = [&name](const std::vector<std::string>& names) {
            return std::ranges::any_of(names, [&name](const std::string& known) { return same_word(known, name); });
        };
        return has(aliases.site_x) || has(aliases.site_wkt);
    }

    static bool same_word(std::string_view a, std::string_view b) {
        const auto lower = [](char c) { return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
        return std::ranges::equal(a, b, {}, lower, lower);
    }

    void add_shift_findings(const Source& source) {
        Findings found;
        add_input_findings(msg("wishes"), source, m_rules, found);
        // The other passes read what this one leaves out.
        std::erase_if(found, [](const Finding& finding) { return finding.code == "geometry_left_out"; });
        for (Finding& finding : found) {
            const auto is_same = [&](const Finding& known) { return known.message == finding.message; };
            if (std::ranges::none_of(m_findings, is_same)) m_findings.push_back(std::move(finding));
        }
    }

    void read(Source& source, std::map<std::int64_t, Wish>& by_fid) {
        std::vector<std::string> fields;
        const auto find = [&](const char* name) -> std::optional<std::size_t> {
            const auto field = source.find_field({}, {name}, "");
            if (!field) return std::nullopt;
            fields.push_back(*field);
            return fields.size() - 1;
        };
        if (source.feature_count() == 0) return;  // an empty GeoJSON has no fields
        const auto kind = find("wish");
        if (!kind) {
            throw InputError(msg("the layer has no field 'wish'"), source.place(),
                             msg("it says what each feature asks for: {}", wish_kind_names()));
        }
        const auto group = find("group");
        const auto grid_code = find("grid_code");
        const auto name = find("name");
        const bool is_table = source.ref().is_table;
        std::optional<CrsTransform> to_output;
        if (!is_table) to_output.emplace(source.crs_wkt(), m_rules.output_wkt);
        source.for_each(fields, [&](Feature&& feature) {
            const auto text = [&](const std::optional<std::size_t>& field) {
                return field ? to_text(feature.values[*field]) : std::string();
            };
            const auto [at, is_new] = by_fid.try_emplace(feature.fid);
            Wish& wish = at->second;
            if (is_new) {
                wish.place = source.place(feature.fid);
                wish.kind = kind_of(text(kind), wish.place);
                wish.group = text(group);
                wish.grid_code = text(grid_code);
                wish.name = text(name);
                const auto known = m_previous.find(wish.grid_code);
                if (known != m_previous.end()) wish.previous = known->second;
            }
            if (to_output) take_geometry(std::move(feature), *to_output, wish);
        });
    }

    static WishKind kind_of(const std::string& word, const Place& place) {
        if (const auto kind = wish_kind_of(word)) return *kind;
        throw InputError(
            word.empty() ? msg("the feature has nothing in the field 'wish'") : msg("'{}' is no wish", word), place,
            msg("a wish is one of {}", wish_kind_names()));
    }

    static void take_geometry(Feature&& feature, const CrsTransform& to_output, Wish& wish) {
        if (!feature.points.empty()) {
            to_output(feature.points);
            wish.points = std::move(feature.points);
        }
        if (!feature.lines.empty()) {
            for (LineString& line : feature.lines)
                to_output(line);
            wish.lines = std::move(feature.lines);
        }
        if (!feature.polygons.empty()) {
            wish.polygons = transformed(feature.polygons, to_output);
            if (find_invalid(wish.polygons)) wish.polygons = make_valid(wish.polygons).value_or(MultiPolygon{});
        }
        for (const Point& point : wish.points)
            wish.box.add(point);
        for (const LineString& line : wish.lines) {
            for (const Point& point : line)
                wish.box.add(point);
        }
        wish.box.join(box_of(wish.polygons));
    }

    static void check(Wish& wish) {
        const Shape shape = shape_of(wish.kind);
        const bool has_shape = !wish.points.empty() || !wish.lines.empty() || !wish.polygons.empty();
        const bool fits = (wish.points.empty() || shape.points) && (wish.lines.empty() || shape.lines) &&
                          (wish.polygons.empty() || shape.polygons);
        if (!fits || (!has_shape && !(shape.code && !wish.grid_code.empty())))
            throw InputError(msg("the wish '{}' needs {}", name_of(wish.kind), marked(shape.text)), wish.place);
        if (wish.kind == WishKind::pin && wish.grid_code.empty())
            throw InputError(msg("the wish 'pin' needs a previous grid in the field grid_code"), wish.place);
        // The grid as it was, whatever was drawn.
        if (wish.kind == WishKind::lock && wish.previous >= 0) wish.polygons.clear();
    }

    const GriddingRequest& m_request;
    const InputRules& m_rules;
    InputNotes& m_notes;
    Findings& m_findings;
    std::map<std::string, std::int32_t> m_previous;  ///< by code
    std::vector<Wish> m_wishes;
};

}  // namespace

std::vector<Wish> read_wishes(const GriddingRequest& request, const InputRules& rules, const PreviousGrids* previous,
                              InputNotes& notes, Findings& findings) {
    return Reader(request, rules, previous, notes, findings).read();
}

}  // namespace grid
