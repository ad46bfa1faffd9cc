#include "libgrid/tag/tag_layer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "libgrid/core/error.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/coverage/feature_shapes.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/layer/code_tables.hpp"
#include "libgrid/layer/damaged_code.hpp"
#include "libgrid/layer/extra_fields.hpp"
#include "libgrid/layer/micro_layer.hpp"
#include "libgrid/layer/profile.hpp"
#include "libgrid/layer/read_counts.hpp"
#include "libgrid/layer/values.hpp"
#include "libgrid/mesh/validity.hpp"
#include "libgrid/tag/grids_of_day.hpp"

namespace grid {

namespace {

/// The step of the lattice of an index: 1e-7 degrees, or a millimetre.
double step_of(const std::string& crs_wkt) {
    constexpr double degrees = 1e-7;
    constexpr double metres = 1e-3;
    return is_geographic(crs_wkt) ? degrees : metres / metres_per_unit(crs_wkt);
}

/// Reads the grids in one pass.
class Reader {
public:
    Reader(const SourceRef& ref, const GridFieldNames& names, const char* usual_layer)
        : m_source(open(ref, usual_layer)) {
        const GridFields fields = find_grid_fields(m_source, names, load_profile("default").fields);
        if (!fields.code) {
            throw ConfigError(
                fmt::format("no field holds the codes of the grids; the fields are: {}", field_list(m_source)),
                m_source.place(), "name it with --code-field");
        }
        m_code = m_columns.add(fields.code);
        m_unit = m_columns.add(fields.unit);
        m_name = m_columns.add(fields.name);
        const auto day = std::ranges::find_if(m_source.fields(), is_valid_from);
        if (day != m_source.fields().end()) m_day = m_columns.add(day->name);
    }

    [[nodiscard]] const std::string& layer_name() const { return m_source.layer_name(); }
    /// By grid: since when it is valid, as YYYY-MM-DD; empty: not known.
    [[nodiscard]] const std::vector<std::string>& valid_from() const { return m_valid_from; }

    void read(TagLayer& layer, std::vector<MultiPolygon>& geometry, std::vector<std::int64_t>& fids) {
        layer.crs_wkt = m_source.crs_wkt();
        m_source.for_each(m_columns.names, [&](Feature&& feature) {
            const auto text = [&](int column) {
                return column < 0 ? std::string() : to_text(feature.values[static_cast<std::size_t>(column)]);
            };
            const Place place = m_source.place(feature.fid);
            std::string code = text(m_code);
            refuse_damage(feature.values[static_cast<std::size_t>(m_code)], 0, "the code of the grid", place);
            if (code.empty()) throw InputError("the grid has no code", place, "choose the field with --code-field");
            if (feature.polygons.empty()) {
                layer.findings.emplace_back(
                    FindingCode("null_geometry"), text(m_unit), code,
                    fmt::format("feature {} has no geometry: no record can lie in grid {}", feature.fid, code));
                layer.findings.back().fid = feature.fid;
            }
            layer.codes.push_back(std::move(code));
            layer.units.push_back(text(m_unit));
            layer.names.push_back(text(m_name));
            m_valid_from.push_back(text(m_day));
            geometry.push_back(std::move(feature.polygons));
            fids.push_back(feature.fid);
        });
    }

private:
    static Source open(SourceRef ref, const char* usual_layer) {
        ref.usual_layer = usual_layer;
        Source source = Source::open(ref);
        if (source.geometry_kind() != GeometryKind::polygons)
            throw InputError("grids must be polygons, but the layer holds points or lines", source.place());
        check_extent(source.crs_wkt(), source.extent(), shown_source(ref.path));
        return source;
    }

    Source m_source;
    FieldColumns m_columns;
    int m_code = -1;
    int m_unit = -1;
    int m_name = -1;
    int m_day = -1;
    std::vector<std::string> m_valid_from;
};

void find_duplicate_codes(TagLayer& layer, const std::vector<std::int64_t>& fids) {
    std::unordered_map<std::string_view, std::size_t> first;
    for (std::size_t i = 0; i < layer.codes.size(); ++i) {
        const auto [earlier, is_new] = first.try_emplace(layer.codes[i], i);
        if (is_new) continue;
        layer.findings.emplace_back(FindingCode("code_duplicate"), layer.units[i], layer.codes[i],
                                    fmt::format("the code {} is that of features {} and {}; records of both get it",
                                                layer.codes[i], fids[earlier->second], fids[i]));
        layer.findings.back().fid = fids[i];
    }
}

void find_invalid_grids(TagLayer& layer, const std::vector<MultiPolygon>& geometry,
                        const std::vector<std::int64_t>& fids, int threads) {
    std::vector<std::int32_t> all_invalid;
    run_on_threads(threads, [&] { all_invalid = find_invalid_features(geometry); });
    for (const std::int32_t i : all_invalid) {
        const auto row = static_cast<std::size_t>(i);
        const auto invalid = find_invalid(geometry[row]);
        if (!invalid) continue;
        layer.findings.emplace_back(
            FindingCode("invalid_geometry"), layer.units[row], layer.codes[row],
            fmt::format("the geometry is not valid: {}; what its rings enclose an odd number of times counts",
                        invalid->reason.english()),
            invalid->at);
        layer.findings.back().fid = fids[row];
    }
}

void find_overlaps(TagLayer& layer, const std::vector<std::int64_t>& fids) {
    for (const AreaIndex::Overlap& overlap : layer.index.overlaps()) {
        const std::string& first = layer.codes[static_cast<std::size_t>(overlap.first)];
        const auto other = static_cast<std::size_t>(overlap.other);
        layer.findings.emplace_back(
            FindingCode("overlap"), layer.units[other], layer.codes[other],
            fmt::format("grids {} and {} have ground in common; records there get {}, which comes first in the layer",
                        first, layer.codes[other], first),
            overlap.at);
        layer.findings.back().fid = fids[other];
        layer.findings.back().others = {first};
    }
}

MicroGrids read_micro_grids(SourceRef ref, const std::string& crs_wkt, int threads) {
    ref.usual_layer = "grids";
    const auto source = find_micro_layer(ref);
    if (!source)
        throw ConfigError("the grids have no micro-grids beside them", {ref.path, {}, {}, {}},
                          "leave micro_code out of --add, or make them with gridify --micro");
    TagLayer micro;
    std::vector<MultiPolygon> geometry;
    std::vector<std::int64_t> fids;
    Reader(*source, {}, micro_layer).read(micro, geometry, fids);
    if (!same_crs(micro.crs_wkt, crs_wkt))
        throw InputError("the micro-grids are in another CRS than the grids", {source->path, source->layer, {}, {}});
    MicroGrids result{std::move(micro.codes), {}};
    run_on_threads(threads, [&] { result.index = AreaIndex(geometry, step_of(crs_wkt)); });
    return result;
}

}  // namespace

GroundScale scale_of(const std::string& crs_wkt) {
    if (is_geographic(crs_wkt)) return {metres_per_degree, true};
    return {metres_per_unit(crs_wkt), false};
}

TagLayer read_tag_layer(const SourceRef& ref, const TagLayerOptions& options) {
    TagLayer layer;
    std::vector<MultiPolygon> geometry;
    std::vector<std::int64_t> fids;
    Reader reader(ref, options.fields, "grids");
    reader.read(layer, geometry, fids);
    find_duplicate_codes(layer, fids);
    find_invalid_grids(layer, geometry, fids, options.threads);
    if (!options.as_of.empty()) {
        SourceRef grids = ref;
        grids.usual_layer = "grids";
        take_back_to(options.as_of, read_lineage_rows(grids, reader.layer_name()), reader.valid_from(), layer, geometry,
                     fids);
    }
    run_on_threads(options.threads, [&] { layer.index = AreaIndex(geometry, step_of(layer.crs_wkt)); });
    find_overlaps(layer, fids);
    if (options.with_micro) layer.micro = read_micro_grids(ref, layer.crs_wkt, options.threads);
    return layer;
}

}  // namespace grid
