#include "libgrid/core/catalogue.hpp"

#include <boost/locale/gnu_gettext.hpp>
#include <boost/locale/message.hpp>

#include <locale>
#include <string>
#include <vector>

#include "libgrid/core/built_in_catalogue.hpp"

namespace grid {

namespace {

/// A facet, and not setlocale(): the texts of a process are in several languages, and no file of ours nor of the system
/// has to be there.
std::locale make_catalogue() {
    namespace gettext = boost::locale::gnu_gettext;
    gettext::messages_info info;
    info.language = std::string("zh");
    info.country = std::string("CN");
    info.encoding = std::string("UTF-8");
    info.paths = {"built in"};
    info.domains = {gettext::messages_info::domain("grid")};
    info.callback = [](const std::string& /*file*/, const std::string& /*encoding*/) {
        const auto bytes = built_in_catalogue();
        return std::vector<char>(bytes.begin(), bytes.end());
    };
    return {std::locale::classic(), gettext::create_messages_facet<char>(info)};
}

}  // namespace

const char* translation(const char* english, Language language) {
    // The empty text is the key of the head of the catalogue.
    if (language == Language::en || *english == '\0') return english;
    static const std::locale catalogue = make_catalogue();
    const char* const found = std::use_facet<boost::locale::message_format<char>>(catalogue).get(0, nullptr, english);
    return found != nullptr ? found : english;
}

}  // namespace grid
