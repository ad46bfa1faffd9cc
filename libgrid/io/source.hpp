#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libgrid/core/datum.hpp"
#include "libgrid/core/error.hpp"
#include "libgrid/core/field.hpp"
#include "libgrid/core/geometry.hpp"
#include "libgrid/core/message.hpp"

namespace grid {

/// Which columns of a table say where its rows are: x and y, or a geometry as WKT.
struct PlaceColumns {
    std::string x{};  ///< by name; empty: by alias, as the next two
    std::string y{};
    std::string wkt{};
    std::vector<std::string> x_aliases{};
    std::vector<std::string> y_aliases{};
    std::vector<std::string> wkt_aliases{};
};

enum class GeometryKind { points, lines, polygons };

struct MemoryLayer;

/// Which layer of which file to read, and how.
struct SourceRef {
    std::string path{};  ///< anything OGR opens
    /// Empty: the only layer, or the only one with geometry; otherwise ConfigError naming the candidates. A layer with
    /// several columns of geometry is named with one of them, `layer(column)`, if more than one could be meant.
    std::string layer{};
    /// What is of use. Where a layer holds it, features and parts of collections of other kinds are left out and
    /// counted, see Source::left_out(). Empty: the layer must be of one kind, which may be any.
    std::vector<GeometryKind> kinds{};
    std::string usual_layer{};  ///< taken where `layer` is empty, and the file has several and one of this name
    std::string where{};        ///< OGR SQL attribute filter; empty: all. No feature need pass it
    std::string crs{};          ///< overrides or supplies the CRS (EPSG:n, WKT, PROJ); empty: as the file says
    std::string default_crs{};  ///< the CRS of a file that declares none
    std::string
        encoding{};  ///< overrides the text encoding (CP932, GBK, ...); empty: as the file says, else UTF-8 if valid
    /// What the coordinates are in. GCJ-02 and BD-09 are converted on reading: all that comes out of the source, its
    /// extent included, is in the true coordinates of its CRS.
    MapDatum datum = MapDatum::unset;
    /// For who wants to know what is wrong: a missing CRS (crs_wkt() is then empty), geometry of another kind, a
    /// coordinate that is not a number and text that is not valid are no errors, but flaws of the features.
    bool tolerant = false;
    bool is_table = false;      ///< needs neither geometry nor CRS; both are left out
    bool may_be_empty = false;  ///< a layer without features is no error
    /// Takes a table (CSV, a sheet of XLSX or ODS, any layer without geometry) for a layer of the places in these
    /// columns. Its text is given as it was written; a row without a value in any column is no feature.
    std::optional<PlaceColumns> places{};
    /// If set, these features are read instead of a file; see memory_layer.hpp. `path` then only says in messages what
    /// they are.
    std::shared_ptr<const MemoryLayer> memory{};
};

enum class FlawKind { other_geometry, bad_coordinate, bad_text };

/// What a tolerant source found wrong with a feature.
struct Flaw {
    FlawKind kind = FlawKind::bad_text;
    Message message;
};

/// What is not of SourceRef::kinds in a layer that holds these.
struct LeftOut {
    std::int64_t features = 0;
    std::int64_t parts = 0;  ///< features of which a part was taken
    std::int64_t first = 0;  ///< fid of the first of either
    std::string type{};      ///< of the geometry of that one, as OGR calls it
};

/// One feature as read, in the CRS of the source. At most one of the geometry members is filled, by the kind asked for.
struct Feature {
    std::int64_t fid = 0;
    bool has_geometry = false;  ///< false: null; an empty geometry is one
    std::vector<Flaw> flaws;    ///< of a tolerant source; the geometry or the value concerned is left out
    std::vector<Point> points;
    MultiLineString lines;
    MultiPolygon polygons;
    std::vector<Value> values;  ///< in the order of the fields asked for
};

/// An opened vector layer. Not for several threads at once.
class Source {
public:
    /// Throws InputError (missing, not a GIS file, truncated, no CRS, empty layer, wrong geometry type),
    /// ConfigError (no such layer, several layers, bad filter, no or several columns that could hold the places).
    static Source open(const SourceRef& ref);

    Source(Source&&) noexcept;
    Source& operator=(Source&&) noexcept;
    ~Source();

    [[nodiscard]] const SourceRef& ref() const;
    [[nodiscard]] const std::string& layer_name() const;
    [[nodiscard]] const std::vector<FieldInfo>& fields() const;
    [[nodiscard]] std::int64_t feature_count() const;  ///< of those that pass the filter
    /// Records of a Shapefile that are marked as deleted, and so are no features.
    [[nodiscard]] std::int64_t deleted_records() const;
    /// By the layer's declared type, else by its first feature; of those that pass the filter the first that is of use.
    [[nodiscard]] GeometryKind geometry_kind() const;
    [[nodiscard]] const LeftOut& left_out() const;     ///< by the last for_each()
    [[nodiscard]] Box extent() const;                  ///< of all features, whatever the filter, in the source's CRS
    [[nodiscard]] const std::string& crs_wkt() const;  ///< WKT2; empty only if tolerant, or a table
    /// The columns with the places, in the order x, y, or the one with WKT; empty if the layer has a geometry itself.
    [[nodiscard]] std::vector<std::string> place_columns() const;

    /// The field to use: `wanted` if not empty (ConfigError naming the fields there are if missing), else the only
    /// alias that the layer has, compared without case (ConfigError naming them if several); nullopt if there is none.
    [[nodiscard]] std::optional<std::string> find_field(std::string_view wanted,
                                                        const std::vector<std::string>& aliases,
                                                        std::string_view option) const;

    /// Adds a computed field `name`: an SQL expression over the layer's fields, evaluated by OGR SQL.
    /// Throws ConfigError with OGR's message if it is invalid.
    void add_expression(const std::string& name, const std::string& expression);

    /// Calls `visit` for each feature that passes the filter, in file order, with `fields` as values (text checked and
    /// recoded to UTF-8). Coordinates are checked to be finite. Features with null or empty geometry are passed with
    /// empty geometry; a geometry of another kind is an InputError, or left out where `kinds` are named. Curves are
    /// linearised. Z and M are dropped.
    void for_each(const std::vector<std::string>& fields, const std::function<void(Feature&&)>& visit);

    /// fids of the features that also pass `where`. Throws ConfigError if `where` is invalid.
    [[nodiscard]] std::vector<std::int64_t> matching(const std::string& where);

    [[nodiscard]] Place place(std::optional<std::int64_t> fid = {}, std::optional<Point> at = {}) const;

    struct Impl;
    [[nodiscard]] Impl& impl() { return *m_impl; }  ///< for the files of this stage only

private:
    explicit Source(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

/// The names of all layers of a file, those without geometry among them. Throws InputError if it cannot be opened.
[[nodiscard]] std::vector<std::string> layer_names(const SourceRef& ref);

/// A checksum (CRC-32 or SHA-256, prefixed by its name) of all files that make up the source, for `grid_run`.
[[nodiscard]] std::string checksum(const std::string& path);

}  // namespace grid
