#include "tools/common/report.hpp"

#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/io/byte_streams.hpp"
#include "libgrid/io/export_layers.hpp"
#include "libgrid/io/layer_uri.hpp"
#include "libgrid/io/source.hpp"
#include "tools/common/version.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/algorithm/string.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <system_error>
#include <vector>

namespace grid::tools {

namespace {

using Json = nlohmann::ordered_json;

const char* status_of(ExitCode code) {
    return code == ExitCode::done ? "done" : code == ExitCode::findings ? "findings" : "failed";
}

Json head_of(const std::string& tool, ExitCode code) {
    return {{"tool", tool},
            {"version", tool_version},
            {"status", status_of(code)},
            {"exit_code", static_cast<int>(code)},
            {"outputs", Json::array()}};
}

std::string text_of(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json outputs_of(const CommonOptions& common) {
    Json list = Json::array();
    for (const UsedFile& file : common.files)
        if (file.is_output) list.push_back({{"option", file.option}, {"file", shown_source(file.path)}});
    return list;
}

/// `--gap-width`, `-o` and so on, as the advice has them.
std::vector<std::string> options_in(const std::string& advice) {
    std::vector<std::string> options;
    std::istringstream words(advice);
    for (std::string word; words >> word;) {
        boost::algorithm::trim_if(word, boost::algorithm::is_any_of("()'`\",.;:?"));
        const bool is_option = word.size() > 1 && word.front() == '-' && word != "--";
        if (is_option && std::ranges::find(options, word) == options.end()) options.push_back(word);
    }
    return options;
}

Json or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

/// What is known of a file without work: its size, and the layers that are in it.
struct Known {
    std::string what;  ///< `file`, `standard stream`, `folder` or `elsewhere`
    bool exists = false;
    std::uintmax_t bytes = 0;         ///< of a file that is there
    std::vector<std::string> layers;  ///< of an input
};

Known look_at(const UsedFile& file) {
    Known known;
    if (file.path == standard_stream) return {.what = "standard stream", .exists = true, .layers = {}};
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(file.path, error);
    known.exists = std::filesystem::exists(status);
    const bool is_elsewhere =
        is_connection(file.path) || file.path.starts_with("/vsi") || file.path.find("://") != std::string::npos;
    known.what = is_elsewhere ? "elsewhere" : std::filesystem::is_directory(status) ? "folder" : "file";
    if (known.exists && known.what == "file") known.bytes = std::filesystem::file_size(file.path, error);
    if (file.is_output || !known.exists || known.what != "file") return known;
    try {
        SourceRef ref;
        ref.path = file.path;
        find_file(ref);
        known.layers = layer_names(ref);
    } catch (const Error&) {
        known.layers.clear();  // no layer: a profile, an index, a text; what is damaged the run itself says
    }
    return known;
}

/// What messages call a file or a standard stream.
Message name_of(const UsedFile& file) {
    if (file.path != standard_stream) return shown_source(file.path);
    return file.is_output ? msg("standard output") : msg("standard input");
}

std::string text_of(const UsedFile& file, const Known& known, Language language) {
    Message line = name_of(file);
    if (known.what == "file" && known.exists) line += msg(", {} bytes", known.bytes);
    if (!known.layers.empty()) line += msg(", layers {}", fmt::join(known.layers, ", "));
    if (file.is_output && known.what != "standard stream" && known.what != "elsewhere")
        line += known.exists ? msg(", which is replaced") : msg(", which is new");
    const Message what = file.is_output ? msg("write") : msg("read");
    return fmt::format("{:<7} {:<14} {}\n", what.in(language), file.option, line.in(language));
}

Json json_of(const UsedFile& file, const Known& known) {
    Json json{{"option", file.option}, {"file", shown_source(file.path)}, {"kind", known.what}};
    const bool is_known = known.what == "file" || known.what == "folder";
    json["exists"] = is_known ? Json(known.exists) : Json(nullptr);
    json["bytes"] = known.what == "file" && known.exists ? Json(known.bytes) : Json(nullptr);
    if (!file.is_output) json["layers"] = known.layers;
    return json;
}

}  // namespace

std::string framed_report(const std::string& tool, const std::string& body, ExitCode code,
                          const CommonOptions& common) {
    Json report = head_of(tool, code);
    report["outputs"] = outputs_of(common);
    const Json said = Json::parse(body);
    for (const auto& [key, value] : said.items())
        if (key != "tool" && key != "version") report[key] = value;
    return text_of(report);
}

std::string error_json(const std::string& tool, const std::string& kind, const Message& message, const Message& advice,
                       const Place& place, ExitCode code) {
    Json report = head_of(tool, code);
    report["findings"] = Json::array();
    report["error"] = {{"kind", kind},
                       {"message", redact(message.english())},
                       {"message_zh", redact(message.in(Language::zh))},
                       {"file", or_null(shown_source(place.file))},
                       {"layer", or_null(place.layer)},
                       {"feature", place.fid ? Json(*place.fid) : Json(nullptr)},
                       {"at", place.at ? Json({place.at->x, place.at->y}) : Json(nullptr)},
                       {"advice", or_null(redact(advice.english()))},
                       {"advice_zh", or_null(redact(advice.in(Language::zh)))},
                       {"options", options_in(advice.english())}};
    return text_of(report);
}

std::string dry_run_report(const std::string& tool, const CommonOptions& common) {
    std::string text;
    Json report = head_of(tool, ExitCode::done);
    report["dry_run"] = true;
    report["reads"] = Json::array();
    report["writes"] = Json::array();
    report["findings"] = Json::array();
    for (const UsedFile& file : common.files) {
        const Known known = look_at(file);
        if (!file.is_output && known.what == "file" && !known.exists && file.path.find('|') == std::string::npos &&
            file.path.find(':') == std::string::npos)
            throw InputError(msg("there is no such file"), {.file = file.path, .layer = {}, .fid = {}, .at = {}});
        text += text_of(file, known, common.terminal);
        report[file.is_output ? "writes" : "reads"].push_back(json_of(file, known));
    }
    return common.json ? text_of(report) : text;
}

Message names_of_outputs(const CommonOptions& common) {
    std::vector<Message> names;
    for (const UsedFile& file : common.files)
        if (file.is_output) names.push_back(name_of(file));
    return list_of_messages(names);
}

}  // namespace grid::tools
