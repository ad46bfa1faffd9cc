#include "libgrid/io/shapefile_check.hpp"

#include <cpl_string.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/file_to_read.hpp"
#include "libgrid/io/output_files.hpp"
#include "libgrid/io/shapefile_index.hpp"
#include "libgrid/io/text.hpp"

namespace grid::io {

namespace {

using Header = std::array<std::uint8_t, 100>;

/// `base` + the extension in lower or upper case, whichever is there.
std::optional<std::string> sidecar(const std::string& base, const std::string& extension) {
    std::string upper = extension;
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    for (const std::string& candidate : {base + extension, base + upper}) {
        VSIStatBufL status;
        if (VSIStatL(candidate.c_str(), &status) == 0) return candidate;
    }
    return std::nullopt;
}

std::uint64_t file_size(const std::string& path) {
    VSIStatBufL status;
    return VSIStatL(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

/// The first bytes; throws if there are fewer than `needed`.
Header read_header(const std::string& path, std::size_t needed) {
    Header header{};
    const FileToRead file = open_to_read(path);
    if (!file) throw InputError(msg("cannot be opened"), {.file = path, .layer = {}, .fid = {}, .at = {}});
    if (VSIFReadL(header.data(), 1, header.size(), file.get()) < needed) {
        throw InputError(msg("the file is truncated: it ends within its header"),
                         {.file = path, .layer = {}, .fid = {}, .at = {}}, msg("copy the file again from its source"));
    }
    return header;
}

void check_length(const std::string& path, std::uint64_t promised) {
    const std::uint64_t there = file_size(path);
    if (there >= promised) return;
    throw InputError(msg("the file is truncated: its header promises {} bytes, but it has {}", promised, there),
                     {.file = path, .layer = {}, .fid = {}, .at = {}}, msg("copy the file again from its source"));
}

void check_shp(const std::string& path) {
    const Header h = read_header(path, std::tuple_size_v<Header>);
    const std::uint32_t code =
        (std::uint32_t{h[0]} << 24U) | (std::uint32_t{h[1]} << 16U) | (std::uint32_t{h[2]} << 8U) | std::uint32_t{h[3]};
    if (code != 9994) {
        throw InputError(msg("not a Shapefile: it does not start as one"),
                         {.file = path, .layer = {}, .fid = {}, .at = {}});
    }
    const std::uint32_t words = (std::uint32_t{h[24]} << 24U) | (std::uint32_t{h[25]} << 16U) |
                                (std::uint32_t{h[26]} << 8U) | std::uint32_t{h[27]};
    check_length(path, std::uint64_t{words} * 2);
}

void check_dbf(const std::string& path) {
    const Header h = read_header(path, 32);
    const std::uint64_t records =
        std::uint64_t{h[4]} | (std::uint64_t{h[5]} << 8U) | (std::uint64_t{h[6]} << 16U) | (std::uint64_t{h[7]} << 24U);
    const std::uint64_t header_bytes = h[8] | (std::uint64_t{h[9]} << 8U);
    const std::uint64_t record_bytes = h[10] | (std::uint64_t{h[11]} << 8U);
    constexpr std::uint64_t least_header_bytes = 33;  // without any field
    if (header_bytes < least_header_bytes || record_bytes == 0) {
        throw InputError(msg("the file is damaged: its header does not say how long a record is"),
                         {.file = path, .layer = {}, .fid = {}, .at = {}}, msg("copy the file again from its source"));
    }
    check_length(path, header_bytes + records * record_bytes);
}

std::string metadata(OGRLayer& layer, const char* key) {
    const char* value = layer.GetMetadataItem(key, "SHAPEFILE");
    return value != nullptr ? value : "";
}

bool has_long_run_beyond_ascii(const std::string& text) {
    int run = 0;
    return std::any_of(text.begin(), text.end(), [&run](char c) {
        run = static_cast<unsigned char>(c) >= 0x80 ? run + 1 : 0;
        return run >= 4;
    });
}

/// What programs write into a .cpg beside the names that iconv knows: numbers of code pages, with and without a word
/// before them, and words for whatever the writing computer used.
ShapefileEncoding encoding_of_cpg(const std::string& text) {
    std::string name = upper_case(text);
    const auto drop = [&name](std::string_view start) {
        if (name.starts_with(start)) name.erase(0, start.size());
    };
    drop("ANSI");
    drop("OEM");
    drop("WINDOWS");
    drop("CP");
    std::erase_if(name, [](char c) { return c == ' ' || c == '-' || c == '_'; });
    if (name.empty() || name == "SYSTEM" || name == "DEFAULT") return {.name = {}, .vague = true};
    if (name == "65001" || name == "UTF8MB4") return {.name = "UTF-8", .vague = false};
    const bool is_number = name.find_first_not_of("0123456789") == std::string::npos;
    return {.name = is_number && name.size() <= 5 ? "CP" + name : text, .vague = false};
}

}  // namespace

std::optional<std::int64_t> check_shapefile(const std::string& path) {
    if (!EQUAL(CPLGetExtension(path.c_str()), "shp")) return std::nullopt;
    VSIStatBufL status;
    if (VSIStatL(path.c_str(), &status) != 0 || VSI_ISDIR(status.st_mode)) return std::nullopt;
    const std::string base = path.substr(0, path.size() - 4);
    const std::optional<std::string> shx = sidecar(base, ".shx");
    const std::optional<std::string> dbf = sidecar(base, ".dbf");
    check_shp(path);
    const auto missing = [&](const char* extension, const Message& role) {
        throw InputError(msg("the file {} is missing beside it, which holds {}", extension, role),
                         {.file = path, .layer = {}, .fid = {}, .at = {}},
                         msg("copy all files of the Shapefile (.shp, .shx, .dbf, .prj, .cpg)"));
    };
    if (!shx) missing(".shx", msg("the index of the shapes"));
    if (!dbf) missing(".dbf", msg("the attributes"));
    check_shp(*shx);
    check_dbf(*dbf);
    return check_index({.shp = path, .shx = *shx, .dbf = *dbf});
}

bool is_whole_shapefile(const std::string& path) {
    try {
        (void)check_shapefile(path);
        return true;
    } catch (const InputError&) {
        return false;
    }
}

std::string shapefile_of_layer(const std::string& path, const std::string& layer) {
    const std::string extension = CPLGetExtension(path.c_str());
    if (EQUAL(extension.c_str(), "shx") || EQUAL(extension.c_str(), "dbf"))
        return CPLResetExtension(path.c_str(), "shp");
    const bool is_archive =
        EQUAL(extension.c_str(), "shz") || (EQUAL(extension.c_str(), "zip") && !path.starts_with("/vsi"));
    return (is_archive ? "/vsizip/{" + path + "}" : path) + "/" + layer + ".shp";
}

ShapefileEncoding declared_encoding(OGRLayer& raw_layer) {
    const std::string cpg = metadata(raw_layer, "ENCODING_FROM_CPG");
    if (!cpg.empty()) return encoding_of_cpg(cpg);
    if (metadata(raw_layer, "LDID_VALUE") == "87") return {.name = {}, .vague = true};
    return {.name = metadata(raw_layer, "ENCODING_FROM_LDID"), .vague = false};
}

std::vector<std::string> text_samples(OGRLayer& raw_layer, std::size_t limit) {
    std::vector<std::string> samples;
    const auto add = [&](const char* text) {
        if (text != nullptr && !is_ascii(text)) samples.emplace_back(text);
    };
    const OGRFeatureDefn& definition = *raw_layer.GetLayerDefn();
    std::vector<int> text_fields;
    for (int i = 0; i < definition.GetFieldCount(); ++i) {
        add(definition.GetFieldDefn(i)->GetNameRef());
        if (definition.GetFieldDefn(i)->GetType() == OFTString) text_fields.push_back(i);
    }
    CPLStringList no_geometry;
    no_geometry.AddString("OGR_GEOMETRY");
    raw_layer.SetIgnoredFields(const_cast<const char**>(no_geometry.List()));
    raw_layer.ResetReading();
    while (samples.size() < limit) {
        const std::unique_ptr<OGRFeature> feature(raw_layer.GetNextFeature());
        if (!feature) break;
        for (const int i : text_fields)
            add(feature->GetFieldAsString(i));
    }
    raw_layer.SetIgnoredFields(nullptr);
    raw_layer.ResetReading();
    return samples;
}

void check_latin(OGRLayer& raw_layer, const std::string& encoding, const Place& place) {
    const std::string name = upper_case(encoding);
    const bool is_latin = name.starts_with("ISO-8859-1") || name == "ISO88591" || name == "LATIN1" ||
                          name == "CP1252" || name == "WINDOWS-1252";
    if (!is_latin) return;
    constexpr std::size_t enough = 2000;
    const std::vector<std::string> samples = text_samples(raw_layer, enough);
    Recoder chinese("GB18030", "UTF-8");
    const auto is_chinese = [&](const std::string& sample) { return chinese(sample).has_value(); };
    if (std::ranges::none_of(samples, has_long_run_beyond_ascii) || !std::ranges::all_of(samples, is_chinese)) return;
    throw InputError(msg("the file declares the encoding {}, but its text is none of it: in GBK it is good", encoding),
                     place,
                     msg("name the encoding: --encoding GBK, or --encoding {} to keep what is declared", encoding));
}

std::string guess_vague_encoding(const std::vector<std::string>& samples) {
    if (std::all_of(samples.begin(), samples.end(), [](const std::string& s) { return is_utf8(s); })) return "UTF-8";
    return std::any_of(samples.begin(), samples.end(), has_long_run_beyond_ascii) ? "" : "CP1252";
}

}  // namespace grid::io
