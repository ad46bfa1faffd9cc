#include "tools/gridexport/tagging.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/write.hpp"
#include "libgrid/tag/lookup_table.hpp"
#include "tools/common/sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <utility>

namespace fs = std::filesystem;

namespace grid::tools {

namespace {

constexpr const char* lookup_name = "lookup";
constexpr const char* postgis_name = "postgis-tagging";

constexpr std::array<std::pair<SqlEngine, const char*>, 5> engines{{{SqlEngine::postgresql, "postgresql"},
                                                                    {SqlEngine::duckdb, "duckdb"},
                                                                    {SqlEngine::sqlite, "sqlite"},
                                                                    {SqlEngine::clickhouse, "clickhouse"},
                                                                    {SqlEngine::spark, "spark"}}};

/// A file beside the output: `cover` with another end.
std::string beside(const std::string& output, const std::string& end) {
    const fs::path path(output);
    return (path.parent_path() / (path.stem().string() + end)).string();
}

/// All files, the one that was named first.
std::vector<std::string> files_of(const GridexportOptions& o) {
    std::vector<std::string> files{o.output.path};
    if (o.to == postgis_name) return files;
    files.push_back(beside(o.output.path, "_edges.csv"));
    for (const auto& [engine, name] : engines)
        files.push_back(beside(o.output.path, fmt::format(".{}.sql", name)));
    return files;
}

TagLayer read_grids(const GridexportOptions& o) {
    TagLayerOptions options;
    options.fields.code = o.key == GridexportOptions().key ? "" : o.key;
    options.threads = o.common.thread_count();
    return read_tag_layer(source_ref(o.grids, o), options);
}

}  // namespace

bool wants_tagging(const GridexportOptions& options) {
    return options.to == lookup_name || options.to == postgis_name;
}

void check_tagging(const GridexportOptions& options) {
    check_nothing_else(options);
    const char* const ending = options.to == lookup_name ? ".csv" : ".sql";
    if (fs::path(options.output.path).extension() != ending || options.output.path.starts_with("/vsi"))
        throw ConfigError(msg("--to {} writes a file that ends in {}, but the output is '{}'", options.to, ending,
                              options.output.path));
    // The shells of the databases do not agree on how these are written in the name of a file.
    const std::string name = fs::path(options.output.path).filename().string();
    if (std::ranges::any_of(name, [](char c) { return c == '\'' || c == '"' || c == '\\' || (c >= 0 && c < ' '); }))
        throw ConfigError(msg("the name of a file in SQL has no quotes, backslashes or line breaks"), {},
                          msg("name the output otherwise with -o, --output"));
    for (const std::string& file : files_of(options))
        check_text_output(file, options.output.overwrite);
}

ViewResult write_tagging(const GridexportOptions& options) {
    check_tagging(options);
    const TagLayer layer = read_grids(options);
    std::vector<std::string> texts;
    const std::vector<std::string> files = files_of(options);
    if (options.to == postgis_name) {
        texts.push_back(postgis_tagging_sql(options.output.layer, options.key, layer.crs_wkt));
    } else {
        LookupTables tables = make_lookup_tables(layer);
        texts.push_back(std::move(tables.cover_csv));
        texts.push_back(std::move(tables.edges_csv));
        const LookupFiles names{fs::path(files[0]).filename().string(), fs::path(files[1]).filename().string()};
        for (const auto& [engine, name] : engines)
            texts.push_back(lookup_sql(layer, names, engine));
    }
    OutputSet outputs;
    for (std::size_t i = 0; i < files.size(); ++i)
        write_text(files[i], texts[i], options.output.overwrite, outputs);
    outputs.commit();
    ViewResult result;
    result.grids = layer.codes.size();
    result.units = std::set<std::string>(layer.units.begin(), layer.units.end()).size();
    result.files = files;
    return result;
}

}  // namespace grid::tools
