#include <fmt/format.h>
#include <tbb/task_group.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/io/export_parts.hpp"
#include "libgrid/io/query.hpp"

namespace fs = std::filesystem;

namespace grid::io {

namespace {

/// Tiles level by level: nearly all of the time goes into cutting polygons, and a level is cut by itself. The deepest
/// one is the output, with the polygons as they are; each of the others is written beside it with the polygons of the
/// one below it, thinned once more, and then put into it.
class TileWriting {
public:
    TileWriting(const FeatureTable& table, const ExportOptions& options, std::string path)
        : m_table(table), m_options(options), m_path(std::move(path)) {}

    void run() {
        std::vector<MultiPolygon> shapes;
        for (const Feature& feature : m_table.features)
            shapes.push_back(feature.polygons);
        tbb::task_group levels;
        levels.run([this] { write(m_options.max_zoom, {}); });
        try {
            for (int zoom = m_options.max_zoom - 1; zoom >= m_options.min_zoom; --zoom) {
                m_options.thin(shapes, zoom);
                levels.run([this, zoom, thinned = shapes] { write(zoom, thinned); });
            }
        } catch (...) {
            levels.cancel();
            levels.wait();
            throw;
        }
        levels.wait();
        m_options.format == ExportFormat::mbtiles ? join_files() : join_folders();
    }

private:
    [[nodiscard]] std::string path_of(int zoom) const {
        if (zoom == m_options.max_zoom) return m_path;
        return fmt::format("{}-{}{}", m_path, zoom, m_options.format == ExportFormat::mbtiles ? ".mbtiles" : "");
    }

    void write(int zoom, std::span<const MultiPolygon> shapes) const {
        write_tile_levels(m_table, m_options, {.min_zoom = zoom, .max_zoom = zoom, .shapes = shapes}, path_of(zoom));
    }

    [[noreturn]] void fail(const Message& why) const {
        throw InputError(msg("the levels of the tiles cannot be put together: {}", why),
                         {.file = m_options.path, .layer = {}, .fid = {}, .at = {}});
    }

    /// The description names the lowest level, also in the text of its JSON, where no value can look like this: quotes
    /// of values are escaped there.
    [[nodiscard]] std::string lowest_level(int zoom) const { return fmt::format("\"minzoom\":{}", zoom); }

    void join_files() const {
        // GDAL takes a file of this name for tiles only, and a table in it for nothing.
        const std::string plain = m_path + ".db";
        fs::rename(m_path, plain);
        const ErrorTrap trap;
        const std::array drivers{"SQLite", static_cast<const char*>(nullptr)};
        GDALDatasetUniquePtr file(GDALDataset::Open(plain.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE, drivers.data()));
        if (!file) fail(trap.message());
        for (int zoom = m_options.min_zoom; zoom < m_options.max_zoom; ++zoom) {
            const Query attach(*file, fmt::format("ATTACH {} AS other", quoted_text(path_of(zoom))), nullptr);
            const Query copy(*file, "INSERT INTO tiles SELECT * FROM other.tiles ORDER BY 1, 2, 3", nullptr);
            const Query detach(*file, "DETACH other", nullptr);
            fs::remove(path_of(zoom));
        }
        const int low = m_options.min_zoom;
        const int high = m_options.max_zoom;
        const Query lowest(*file, fmt::format("UPDATE metadata SET value = '{}' WHERE name = 'minzoom'", low), nullptr);
        const Query json(*file,
                         fmt::format("UPDATE metadata SET value = replace(value, '{}', '{}') WHERE name = 'json'",
                                     lowest_level(high), lowest_level(low)),
                         nullptr);
        // Longitude, latitude and the level to begin with.
        const Query center(*file,
                           fmt::format("UPDATE metadata SET value = substr(value, 1, length(value) - {}) || '{}' "
                                       "WHERE name = 'center'",
                                       fmt::format("{}", high).size(), low),
                           nullptr);
        file.reset();
        if (trap.failed()) fail(trap.message());
        fs::rename(plain, m_path);
    }

    void join_folders() const {
        for (int zoom = m_options.min_zoom; zoom < m_options.max_zoom; ++zoom) {
            const std::string level = fmt::format("{}", zoom);
            const fs::path tiles = fs::path(path_of(zoom)) / level;
            if (fs::exists(tiles)) fs::rename(tiles, fs::path(m_path) / level);
            fs::remove_all(path_of(zoom));
        }
        const fs::path description = fs::path(m_path) / "metadata.json";
        std::string text;
        {
            std::ifstream in(description, std::ios::binary);
            text.assign(std::istreambuf_iterator<char>(in), {});
        }
        text = described(std::move(text));
        std::ofstream out(description, std::ios::binary);
        out << text;
        out.close();
        if (!out) fail(msg("metadata.json cannot be written"));
    }

    /// The description of a folder is JSON that holds that of the layers as a text, in which quotes are escaped once.
    [[nodiscard]] std::string described(std::string text) const {
        const auto replace = [&text](const std::string& from, const std::string& to) {
            if (const std::size_t at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
        };
        const int low = m_options.min_zoom;
        const int high = m_options.max_zoom;
        replace(lowest_level(high), lowest_level(low));
        replace(fmt::format(R"(\"minzoom\":{})", high), fmt::format(R"(\"minzoom\":{})", low));
        // Longitude, latitude and the level to begin with; it is the first to end like this.
        replace(fmt::format(",{}\"", high), fmt::format(",{}\"", low));
        return text;
    }

    static std::string quoted_text(const std::string& text) {
        std::string quoted = "'";
        for (const char c : text)
            quoted += c == '\'' ? "''" : std::string(1, c);
        return quoted + "'";
    }

    const FeatureTable& m_table;
    const ExportOptions& m_options;
    std::string m_path;
};

}  // namespace

void write_tiles(const FeatureTable& table, const ExportOptions& options, const std::string& path) {
    init_gdal();
    if (!options.thin || options.min_zoom == options.max_zoom) {
        const TileLevels all{.min_zoom = options.min_zoom, .max_zoom = options.max_zoom};
        return write_tile_levels(table, options, all, path);
    }
    run_on_threads(options.threads, [&] { TileWriting(table, options, path).run(); });
}

}  // namespace grid::io
