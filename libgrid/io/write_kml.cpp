#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/export_parts.hpp"
#include "libgrid/io/write_advice.hpp"

// Written here and not by OGR: LIBKML puts text into CDATA sections as it is, so that a text with `]]>` breaks the
// file, and KML has no styles.
namespace grid::io {

namespace {

/// Fills as KML has them, alpha, blue, green, red.
constexpr std::array<const char*, 6> fills{"80b4771f", "800e7fff", "802ca02c", "80bd6794", "804b568c", "80c277e3"};

void add_ring(std::string& out, const Ring& ring, const char* element) {
    out += fmt::format("<{}><LinearRing><coordinates>", element);
    for (std::size_t i = 0; i < ring.size(); ++i)
        fmt::format_to(std::back_inserter(out), "{}{},{}", i == 0 ? "" : " ", ring[i].x, ring[i].y);
    out += fmt::format("</coordinates></LinearRing></{}>", element);
}

void add_geometry(std::string& out, const MultiPolygon& polygons) {
    if (polygons.empty()) return;
    out += "<MultiGeometry>";
    for (const Polygon& polygon : polygons) {
        out += "<Polygon><tessellate>1</tessellate>";
        add_ring(out, polygon.shell, "outerBoundaryIs");
        for (const Ring& hole : polygon.holes)
            add_ring(out, hole, "innerBoundaryIs");
        out += "</Polygon>";
    }
    out += "</MultiGeometry>";
}

/// Readers take `int` for 32 bits.
const char* type_of(const FeatureTable& table, std::size_t column) {
    if (is_real(table.fields[column].type)) return "double";
    if (!is_integer(table.fields[column].type)) return "string";
    const bool fits = std::all_of(table.features.begin(), table.features.end(), [&](const Feature& feature) {
        const auto* value = std::get_if<std::int64_t>(&feature.values[column]);
        return value == nullptr || std::abs(static_cast<double>(*value)) <= std::numeric_limits<std::int32_t>::max();
    });
    return fits ? "int" : "string";
}

const std::string& title_of(const TableField& field) {
    return field.title.empty() ? field.name : field.title;
}

/// The balloon: HTML, so that text from the data is escaped for HTML first and for XML then. The name is in it too,
/// because viewers put $[name] into a balloon as it is.
std::string balloon(const FeatureTable& table, const Feature& feature, std::optional<std::size_t> label) {
    std::string html;
    if (label) html += "<h3>" + xml_text(text_of(feature.values[*label])) + "</h3>";
    html += "<table>";
    for (std::size_t i = 0; i < table.fields.size(); ++i) {
        html += fmt::format("<tr><th align=\"left\">{}</th><td>{}</td></tr>", xml_text(title_of(table.fields[i])),
                            xml_text(text_of(feature.values[i])));
    }
    return xml_text(html + "</table>");
}

void add_placemark(std::string& out, const FeatureTable& table, const Feature& feature, std::size_t index,
                   std::optional<std::size_t> label) {
    out += fmt::format("<Placemark id=\"f{}\">", index + 1);
    if (label) out += "<name>" + xml_text(text_of(feature.values[*label])) + "</name>";
    out += "<description>" + balloon(table, feature, label) + "</description>";
    out += fmt::format("<styleUrl>#fill{}</styleUrl><ExtendedData><SchemaData schemaUrl=\"#fields\">",
                       index % fills.size());
    for (std::size_t i = 0; i < table.fields.size(); ++i) {
        if (std::holds_alternative<std::monostate>(feature.values[i])) continue;
        out += fmt::format("<SimpleData name=\"{}\">{}</SimpleData>", xml_attribute(table.fields[i].name),
                           xml_text(text_of(feature.values[i])));
    }
    out += "</SchemaData></ExtendedData>";
    add_geometry(out, feature.polygons);
    out += "</Placemark>\n";
}

}  // namespace

std::string kml_text(const FeatureTable& table, const ExportOptions& options) {
    std::string out = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\">\n"
        "<Document id=\"doc\">\n<name>{}</name>\n",
        xml_text(options.layer));
    for (std::size_t i = 0; i < fills.size(); ++i) {
        out += fmt::format(
            "<Style id=\"fill{}\"><LineStyle><color>ff404040</color><width>1.5</width></LineStyle><PolyStyle>"
            "<color>{}</color></PolyStyle><BalloonStyle><text>$[description]</text></BalloonStyle>"
            "</Style>\n",
            i, fills[i]);
    }
    out += R"(<Schema name="fields" id="fields">)";
    for (std::size_t i = 0; i < table.fields.size(); ++i) {
        out += fmt::format(R"(<SimpleField type="{}" name="{}"><displayName>{}</displayName></SimpleField>)",
                           type_of(table, i), xml_attribute(table.fields[i].name), xml_text(title_of(table.fields[i])));
    }
    out += "</Schema>\n";
    const std::optional<std::size_t> label = table.find(options.label);
    for (std::size_t i = 0; i < table.features.size(); ++i)
        add_placemark(out, table, table.features[i], i, label);
    return out + "</Document>\n</kml>\n";
}

void write_zip(const char* name, const std::string& text, const std::string& path, const std::string& shown) {
    init_gdal();
    const ErrorTrap trap;
    // GDAL's zip files carry no dates.
    void* zip = CPLCreateZip(path.c_str(), nullptr);
    bool good = zip != nullptr && CPLCreateFileInZip(zip, name, nullptr) == CE_None;
    constexpr std::size_t piece = std::size_t{1} << 24U;
    for (std::size_t at = 0; good && at < text.size(); at += piece) {
        const std::size_t n = std::min(piece, text.size() - at);
        good = CPLWriteFileInZip(zip, text.data() + at, static_cast<int>(n)) == CE_None;
    }
    good = good && CPLCloseFileInZip(zip) == CE_None;
    if (zip != nullptr) good = CPLCloseZip(zip) == CE_None && good;
    if (!good) {
        throw InputError(trap.explain(msg("cannot be written")), {.file = shown, .layer = {}, .fid = {}, .at = {}},
                         advice_on_writing(shown));
    }
}

}  // namespace grid::io
