// make_province: writes a synthetic province to measure gridify on: unit polygons, sites, roads and rivers in
// EPSG:4326. The same arguments give the same features. Units are made and written one by one, so that memory does not
// grow with the province (but for a number a unit).

#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>

#include "land.hpp"
#include "layer_writer.hpp"
#include "network.hpp"
#include "people.hpp"

namespace {

namespace po = boost::program_options;
using province::Land;
using province::LayerWriter;
using province::Path;
using province::People;

struct Arguments {
    std::int64_t units = 0;
    std::int64_t households = 0;
    std::uint64_t seed = 0;
    std::string folder;
    std::string format;
};

/// Where the layers go: a file for each (FlatGeobuf), or all in one (GeoPackage).
class Output {
public:
    Output(const Arguments& arguments, bool one_file) : m_folder(arguments.folder), m_one_file(one_file) {
        if (one_file) m_dataset = province::create_dataset("GPKG", (m_folder / "province.gpkg").string());
    }

    /// Calls `write` with the layer; closes its file, or ends its transaction, after it.
    template <typename Write>
    void layer(const char* name, OGRwkbGeometryType type, const std::vector<province::Field>& fields, Write&& write) {
        if (!m_one_file) m_dataset = province::create_dataset("FlatGeobuf", (m_folder / name).string() + ".fgb");
        if (m_one_file) m_dataset->StartTransaction();
        LayerWriter writer(*m_dataset, name, type, fields);
        write(writer);
        if (m_one_file && m_dataset->CommitTransaction() != OGRERR_NONE)
            throw std::runtime_error("cannot finish the layer");
        if (!m_one_file) m_dataset.reset();
    }

private:
    std::filesystem::path m_folder;
    bool m_one_file;
    GDALDatasetUniquePtr m_dataset;
};

void write_province(const Arguments& arguments, Output& output) {
    const Land land(arguments.units, arguments.seed);
    const People people(land, arguments.households, arguments.seed);
    const std::vector<province::Field> class_field{{"class", OFTString}};
    output.layer("units", wkbPolygon, {{"unit_code", OFTString}, {"unit_name", OFTString}}, [&](LayerWriter& layer) {
        for (std::int64_t unit = 0; unit < land.units(); ++unit) {
            layer.add_polygon(land.outline(land.lot(unit)), [&](OGRFeature& feature) {
                feature.SetField(0, Land::code(unit).c_str());
                feature.SetField(1, land.name(unit).c_str());
            });
        }
    });
    std::int64_t sites = 0;
    output.layer(
        "sites", wkbPoint, {{"households", OFTInteger}, {"workload", OFTReal}, {"unit_code", OFTString}},
        [&](LayerWriter& layer) {
            for (std::int64_t unit = 0; unit < land.units(); ++unit) {
                const Path outline = land.outline(land.lot(unit));
                const std::string code = Land::code(unit);
                for (const province::Household& site : people.sites(unit, outline, people.clusters(unit, outline))) {
                    layer.add_point(site.at, [&](OGRFeature& feature) {
                        feature.SetField(0, site.households);
                        feature.SetField(1, site.workload);
                        feature.SetField(2, code.c_str());
                    });
                    ++sites;
                }
            }
        });
    output.layer("roads", wkbLineString, class_field, [&](LayerWriter& layer) {
        for (std::int64_t unit = 0; unit < land.units(); ++unit) {
            const auto clusters = people.clusters(unit, land.outline(land.lot(unit)));
            province::for_each_road(land, land.lot(unit), clusters, arguments.seed,
                                    [&](const Path& line, const char* name) { layer.add_line(line, name); });
        }
    });
    output.layer("rivers", wkbLineString, class_field, [&](LayerWriter& layer) {
        const auto add = [&](const Path& line, const char* name) { layer.add_line(line, name); };
        province::for_each_river(land, arguments.seed, add);
        for (std::int64_t unit = 0; unit < land.units(); ++unit)
            province::for_each_stream(land, land.lot(unit), arguments.seed, add);
    });
    fmt::print(stderr, "{} units, {} households in {} sites\n", arguments.units, arguments.households, sites);
}

void check(const Arguments& arguments) {
    if (arguments.units < 1 || arguments.units > Land::most_units)
        throw std::invalid_argument(fmt::format("UNITS must be 1 to {}", Land::most_units));
    if (arguments.households < 0 || arguments.households > 1'000'000'000)
        throw std::invalid_argument("HOUSEHOLDS must be 0 to 1000000000");
    if (arguments.format != "gpkg" && arguments.format != "fgb" && arguments.format != "both")
        throw std::invalid_argument("--format is gpkg, fgb or both, not " + arguments.format);
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    po::options_description visible("Usage: make_province UNITS HOUSEHOLDS SEED -o FOLDER\n\nOptions");
    auto add = visible.add_options();
    add("help,h", "show this help");
    add("output,o", po::value(&arguments.folder)->required(), "folder to write to; files in it are replaced");
    add("format", po::value(&arguments.format)->default_value("both"), "gpkg, fgb or both");
    po::options_description all;
    all.add(visible).add_options()("units", po::value(&arguments.units)->required())(
        "households", po::value(&arguments.households)->required())("seed", po::value(&arguments.seed)->required());
    po::positional_options_description positions;
    positions.add("units", 1).add("households", 1).add("seed", 1);
    try {
        po::variables_map values;
        po::store(po::command_line_parser(argc, argv).options(all).positional(positions).run(), values);
        if (values.count("help") != 0) {
            std::cout << visible;
            return 0;
        }
        po::notify(values);
        check(arguments);
    } catch (const std::exception& error) {
        fmt::print(stderr, "make_province: {}\n", error.what());
        return 2;
    }
    try {
        GDALAllRegister();
        CPLSetErrorHandler(CPLQuietErrorHandler);
        std::filesystem::create_directories(arguments.folder);
        for (const char* const format : {"fgb", "gpkg"}) {
            if (arguments.format != "both" && arguments.format != format) continue;
            Output output(arguments, std::string(format) == "gpkg");
            write_province(arguments, output);
        }
    } catch (const std::exception& error) {
        fmt::print(stderr, "make_province: {}\n", error.what());
        return 3;
    }
    return 0;
}
