#include "libgrid/io/raster.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "libgrid/core/msg.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/datum_shift.hpp"
#include "libgrid/io/gdal.hpp"
#include "libgrid/io/reading.hpp"
#include "libgrid/io/undisturbed.hpp"

namespace grid {

namespace {

using Affine = std::array<double, 6>;

Point at(const Affine& t, double column, double row) {
    return {t[0] + column * t[1] + row * t[2], t[3] + column * t[4] + row * t[5]};
}

std::string crs_of(GDALDataset& raster, const SourceRef& ref, const Place& place) {
    if (!ref.crs.empty()) return crs_to_wkt(ref.crs);
    const OGRSpatialReference* crs = raster.GetSpatialRef();
    if ((crs == nullptr || io::is_undefined(*crs)) && !ref.default_crs.empty()) return crs_to_wkt(ref.default_crs);
    if (crs == nullptr || io::is_undefined(*crs)) {
        throw InputError(io::fault_of(crs), place, msg("name the CRS with --input-crs, such as EPSG:4326"));
    }
    return io::horizontal_wkt(*crs);
}

/// What a band's numbers mean.
struct Scale {
    double factor = 1;
    double offset = 0;
};

Scale scale_of(GDALRasterBand& band) {
    Scale scale;
    int has_factor = 0;
    int has_offset = 0;
    const double factor = band.GetScale(&has_factor);
    const double offset = band.GetOffset(&has_offset);
    if (has_factor != 0) scale.factor = factor;
    if (has_offset != 0) scale.offset = offset;
    return scale;
}

/// The band with the counts: the only one, or that which the layer of the source names, by number or description.
GDALRasterBand& choose_band(GDALDataset& raster, const SourceRef& ref, const Place& place) {
    std::vector<int> bands;
    std::string list;
    for (int i = 1; i <= raster.GetRasterCount(); ++i) {
        const GDALRasterBand& band = *raster.GetRasterBand(i);
        if (const_cast<GDALRasterBand&>(band).GetColorInterpretation() == GCI_AlphaBand) continue;
        const std::string name = band.GetDescription();
        if (ref.layer == fmt::format("{}", i) || (!name.empty() && ref.layer == name)) return *raster.GetRasterBand(i);
        bands.push_back(i);
        list += fmt::format("{}{}", list.empty() ? "" : ", ", i) + (name.empty() ? "" : fmt::format(" ({})", name));
    }
    if (bands.empty()) throw InputError(msg("the raster has no band"), place);
    const Message advice = msg("choose one with --sites-layer, by its number or its description");
    if (!ref.layer.empty())
        throw ConfigError(msg("the raster has no band '{}'; its bands are: {}", ref.layer, list), place, advice);
    if (bands.size() > 1) throw ConfigError(msg("the raster has several bands: {}", list), place, advice);
    return *raster.GetRasterBand(bands.front());
}

void read_pixels(const SourceRef& ref, const std::function<void(const RasterInfo&)>& begin,
                 const std::function<void(const Pixel&)>& visit) {
    const io::ScopedConfig no_sidecars("GDAL_PAM_ENABLED", "NO");  // never write beside the user's file
    const Place place{.file = ref.path, .layer = {}, .fid = {}, .at = {}};
    const GDALDatasetUniquePtr raster(GDALDataset::Open(
        ref.path.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, io::drivers_for(ref.path).data()));
    if (!raster) throw InputError(msg("cannot be read as a raster"), place);
    GDALRasterBand& band = choose_band(*raster, ref, place);
    RasterInfo info;
    info.crs_wkt = crs_of(*raster, ref, place);
    const io::DatumShift shift(info.crs_wkt, ref.datum, place);
    Affine transform{};
    if (raster->GetGeoTransform(transform.data()) != CE_None ||
        transform[1] * transform[5] == transform[2] * transform[4]) {
        throw InputError(msg("the raster is not georeferenced"), place);
    }
    if (GDALDataTypeIsComplex(band.GetRasterDataType()) != 0)
        throw InputError(msg("the raster holds complex numbers"), place);
    const int width = raster->GetRasterXSize();
    const int height = raster->GetRasterYSize();
    for (const double column : {0, width}) {
        for (const double row : {0, height})
            info.extent.add(at(transform, column, row));
    }
    info.extent = shift(info.extent);
    info.column = {transform[1], transform[4]};
    info.row = {transform[2], transform[5]};
    begin(info);

    GDALRasterBand& mask = *band.GetMaskBand();
    const bool all_valid = (band.GetMaskFlags() & GMF_ALL_VALID) != 0;
    const Scale scale = scale_of(band);
    int block_width = 0;
    int block_height = 0;
    band.GetBlockSize(&block_width, &block_height);
    constexpr std::int64_t most_pixels = 8'000'000;  // of a strip that is held at once
    const int rows = static_cast<int>(std::clamp<std::int64_t>(most_pixels / width, 1, std::max(1, block_height)));
    std::vector<double> values(static_cast<std::size_t>(width) * static_cast<std::size_t>(rows));
    std::vector<std::uint8_t> valid(values.size(), 255);

    for (int top = 0; top < height; top += rows) {
        const int n = std::min(rows, height - top);
        if (band.RasterIO(GF_Read, 0, top, width, n, values.data(), width, n, GDT_Float64, 0, 0, nullptr) != CE_None ||
            (!all_valid &&
             mask.RasterIO(GF_Read, 0, top, width, n, valid.data(), width, n, GDT_Byte, 0, 0, nullptr) != CE_None)) {
            throw InputError(msg("cannot be read in full"), place);
        }
        for (int row = 0; row < n; ++row) {
            for (int column = 0; column < width; ++column) {
                const std::size_t i =
                    static_cast<std::size_t>(row) * static_cast<std::size_t>(width) + static_cast<std::size_t>(column);
                if (valid[i] == 0 || std::isnan(values[i])) continue;
                Pixel pixel{.at = at(transform, column + 0.5, top + row + 0.5),
                            .value = values[i] * scale.factor + scale.offset,
                            .index = static_cast<std::int64_t>(top + row) * width + column};
                if (pixel.value == 0) continue;
                if (pixel.value < 0 || !std::isfinite(pixel.value)) {
                    throw InputError(
                        msg("the pixel in row {}, column {} (from 0) has the value {}", top + row, column, pixel.value),
                        {.file = ref.path, .layer = {}, .fid = {}, .at = pixel.at},
                        msg("declare the value as nodata, for example with `gdal_edit.py -a_nodata`"));
                }
                shift({&pixel.at, 1});
                visit(pixel);
            }
        }
    }
}

}  // namespace

bool is_raster(const std::string& path) {
    io::init_gdal();
    const io::ErrorTrap trap;
    const std::vector<const char*> drivers = io::drivers_for(path);
    const auto opens = [&](unsigned kind) {
        return GDALDatasetUniquePtr(GDALDataset::Open(io::undisturbed(path).c_str(), kind | GDAL_OF_READONLY,
                                                      drivers.data())) != nullptr;
    };
    return !opens(GDAL_OF_VECTOR) && opens(GDAL_OF_RASTER);
}

void read_raster(const SourceRef& ref, const std::function<void(const RasterInfo&)>& begin,
                 const std::function<void(const Pixel&)>& visit) {
    io::init_gdal();
    io::reading({.file = ref.path, .layer = {}, .fid = {}, .at = {}}, [&] { read_pixels(ref, begin, visit); });
}

}  // namespace grid
