#include <fmt/format.h>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/gdal.hpp"
#include "libgrid/io/write_advice.hpp"
#include "libgrid/io/write_layers.hpp"

namespace grid::io {

namespace {

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

/// A file that throws when it cannot take what it is given.
class Output {
public:
    Output(const std::string& path, std::string shown)
        : m_file(std::fopen(path.c_str(), "wbe")), m_shown(std::move(shown)) {
        if (!m_file) fail();
    }
    fmt::memory_buffer& buffer() { return m_buffer; }
    void flush_if_large() {
        constexpr std::size_t large = 1U << 20U;
        if (m_buffer.size() >= large) flush();
    }
    void close() {
        flush();
        if (std::fclose(m_file.release()) != 0) fail();
    }

private:
    void flush() {
        if (std::fwrite(m_buffer.data(), 1, m_buffer.size(), m_file.get()) != m_buffer.size()) fail();
        m_buffer.clear();
    }
    [[noreturn]] void fail() const {
        const int error = errno;
        throw InputError(msg("cannot be written: {}", std::strerror(error)),
                         {.file = m_shown, .layer = {}, .fid = {}, .at = {}}, advice_on_writing(m_shown));
    }

    std::unique_ptr<std::FILE, FileCloser> m_file;
    std::string m_shown;
    fmt::memory_buffer m_buffer;
};

void add_text(fmt::memory_buffer& out, std::string_view text) {
    const std::string quoted = nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    out.append(std::string_view(quoted));
}

/// `{}` of a double is the shortest decimal that reads back as the same double.
void add_point(fmt::memory_buffer& out, const Point& p) {
    fmt::format_to(std::back_inserter(out), "[{},{}]", p.x, p.y);
}

template <typename Items, typename Add>
void add_array(fmt::memory_buffer& out, const Items& items, Add add) {
    out.push_back('[');
    bool first = true;
    for (const auto& item : items) {
        if (!first) out.push_back(',');
        first = false;
        add(item);
    }
    out.push_back(']');
}

void add_polygons(fmt::memory_buffer& out, const MultiPolygon& polygons) {
    const auto add_ring = [&out](const Ring& ring) {
        add_array(out, ring, [&out](const Point& p) { add_point(out, p); });
    };
    add_array(out, polygons, [&](const Polygon& polygon) {
        out.push_back('[');
        add_ring(polygon.shell);
        for (const Ring& hole : polygon.holes) {
            out.push_back(',');
            add_ring(hole);
        }
        out.push_back(']');
    });
}

void add_geometry(fmt::memory_buffer& out, const Table& table, std::size_t row) {
    const auto add = [&out](std::string_view text) { out.append(text); };
    if (table.polygons) {
        add(R"({"type":"MultiPolygon","coordinates":)");
        add_polygons(out, table.polygons(row));
        add("}");
        return;
    }
    if (table.lines) {
        add(R"({"type":"MultiLineString","coordinates":)");
        add_array(out, table.lines(row), [&out](const LineString& line) {
            add_array(out, line, [&out](const Point& p) { add_point(out, p); });
        });
        add("}");
        return;
    }
    const Point p = table.point ? table.point(row) : Point{std::nan(""), 0};
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) {
        add("null");
        return;
    }
    add(R"({"type":"Point","coordinates":)");
    add_point(out, p);
    add("}");
}

/// JSON of the data is put in as it is.
void add_cell(fmt::memory_buffer& out, const Cell& cell, FieldType type) {
    if (const auto* text = std::get_if<std::string>(&cell)) {
        const bool is_json = is_list(type) || type == FieldType::json;
        if (is_json && nlohmann::json::accept(*text)) {
            out.append(std::string_view(*text));
        } else {
            add_text(out, *text);
        }
    } else if (const auto* flag = std::get_if<std::int64_t>(&cell); flag != nullptr && type == FieldType::boolean) {
        out.append(std::string_view(*flag != 0 ? "true" : "false"));
    } else if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
        fmt::format_to(std::back_inserter(out), "{}", *integer);
    } else if (const auto* real = std::get_if<double>(&cell)) {
        // With a fraction, so that readers take the field for a real one.
        const bool is_whole = std::abs(*real) < 1e15 && *real == std::floor(*real);
        fmt::format_to(std::back_inserter(out), fmt::runtime(is_whole ? "{:.1f}" : "{}"), *real);
    } else {
        out.append(std::string_view("null"));
    }
}

void add_feature(fmt::memory_buffer& out, const Table& table, std::size_t row) {
    out.append(std::string_view(R"({"type":"Feature","properties":{)"));
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (i > 0) out.push_back(',');
        add_text(out, table.columns[i].name);
        out.push_back(':');
        add_cell(out, table.cell(row, i), table.columns[i].type);
    }
    out.append(std::string_view(R"(},"geometry":)"));
    add_geometry(out, table, row);
    out.push_back('}');
}

}  // namespace

std::string epsg_code(const std::string& crs_wkt) {
    OGRSpatialReference crs = parse_wkt(crs_wkt);
    const ErrorTrap trap;
    if (crs.GetAuthorityCode(nullptr) == nullptr) crs.AutoIdentifyEPSG();
    const char* authority = crs.GetAuthorityName(nullptr);
    const char* code = crs.GetAuthorityCode(nullptr);
    if (authority != nullptr && code != nullptr && EQUAL(authority, "EPSG")) return code;
    // OGC:CRS84 is what GeoJSON means without saying so.
    if (authority != nullptr && code != nullptr && EQUAL(authority, "OGC") && EQUAL(code, "CRS84")) return "4326";
    return {};
}

void write_geojson(const Table& table, const std::string& crs_wkt, const std::string& path, const std::string& shown) {
    if (!crs_wkt.empty()) check_output_crs(Format::geojson, crs_wkt);
    Output output(path, shown);
    fmt::memory_buffer& out = output.buffer();
    out.append(std::string_view("{\n\"type\":\"FeatureCollection\",\n\"name\":"));
    add_text(out, table.name);
    out.append(std::string_view(",\n"));
    if (const std::string epsg = crs_wkt.empty() ? "4326" : epsg_code(crs_wkt); epsg != "4326") {
        fmt::format_to(std::back_inserter(out),
                       "\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"urn:ogc:def:crs:EPSG::{}\"}}}},\n",
                       epsg);
    }
    out.append(std::string_view("\"features\":["));
    for (std::size_t row = 0; row < table.rows; ++row) {
        out.append(std::string_view(row == 0 ? "\n" : ",\n"));
        add_feature(out, table, row);
        output.flush_if_large();
    }
    out.append(std::string_view("\n]\n}\n"));
    output.close();
}

void write_geojson_lines(const Table& table, const std::string& crs_wkt, const std::string& path,
                         const std::string& shown) {
    if (!crs_wkt.empty()) check_output_crs(Format::geojsonseq, crs_wkt);
    Output output(path, shown);
    for (std::size_t row = 0; row < table.rows; ++row) {
        add_feature(output.buffer(), table, row);
        output.buffer().push_back('\n');
        output.flush_if_large();
    }
    output.close();
}

}  // namespace grid::io
