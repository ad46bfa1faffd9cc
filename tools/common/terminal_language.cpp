#include "tools/common/terminal_language.hpp"

#include <cstdlib>
#include <string_view>

namespace grid::tools {

Language terminal_language(const std::string& wanted) {
    if (wanted == "en") return Language::en;
    if (wanted == "zh") return Language::zh;
    for (const char* const name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it meanwhile
        if (value == nullptr || *value == '\0') continue;
        return std::string_view(value).starts_with("zh") ? Language::zh : Language::en;
    }
    return Language::en;
}

Language terminal_language(int argc, const char* const* argv) {
    constexpr std::string_view option = "--language";
    std::string wanted;
    for (int i = 1; i < argc && std::string_view(argv[i]) != "--"; ++i) {
        const std::string_view word = argv[i];
        if (word == option && i + 1 < argc) wanted = argv[i + 1];
        if (word.starts_with("--language=")) wanted = word.substr(option.size() + 1);
    }
    return terminal_language(wanted);
}

}  // namespace grid::tools
