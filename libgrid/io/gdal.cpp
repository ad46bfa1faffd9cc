#include "libgrid/io/gdal.hpp"

#include <ogr_srs_api.h>

#include <mutex>

#include "libgrid/core/msg.hpp"
#include "libgrid/io/text.hpp"

namespace grid::io {

void init_gdal() {
    static std::once_flag once;
    std::call_once(once, [] {
        OSRSetPROJEnableNetwork(0);
        GDALAllRegister();
    });
}

std::vector<const char*> drivers_for(const std::string& path) {
    init_gdal();
    const bool is_description = EQUAL(CPLGetExtension(path.c_str()), "vrt") || path.starts_with("<");
    GDALDriverManager& manager = *GetGDALDriverManager();
    std::vector<const char*> names;
    for (int i = 0; i < manager.GetDriverCount(); ++i) {
        const char* const name = GDALGetDriverShortName(manager.GetDriver(i));
        const bool reads_others = EQUAL(name, "VRT") || EQUAL(name, "OGR_VRT");
        if (is_description || !reads_others) names.push_back(name);
    }
    names.push_back(nullptr);
    return names;
}

ErrorTrap::ErrorTrap(IsFailure is_failure) : m_is_failure(is_failure) {
    CPLErrorReset();
    CPLPushErrorHandlerEx(&ErrorTrap::handle, this);
}

ErrorTrap::~ErrorTrap() {
    CPLPopErrorHandler();
    CPLErrorReset();
}

void ErrorTrap::clear() {
    m_failed = false;
    m_failures.clear();
    m_warnings.clear();
}

Message ErrorTrap::explain(const Message& text) const {
    return message().empty() ? text : msg("{}: {}", text, message());
}

void CPL_STDCALL ErrorTrap::handle(CPLErr level, CPLErrorNum /*number*/, const char* text) {
    if (level == CE_None || level == CE_Debug) return;
    auto* trap = static_cast<ErrorTrap*>(CPLGetErrorHandlerUserData());
    const bool is_failure = trap->m_is_failure != nullptr ? trap->m_is_failure(level, text) : level >= CE_Failure;
    std::string& target = is_failure ? trap->m_failures : trap->m_warnings;
    if (is_failure) trap->m_failed = true;
    constexpr std::size_t enough = 150;  // what comes first is the cause; the rest are consequences, feature by feature
    if (target.size() > enough) return;
    std::string line = replace_invalid_utf8(text);  // it may quote a file
    for (char& c : line) {
        if (c == '\n' || c == '\r') c = ' ';
    }
    while (!line.empty() && (line.back() == ' ' || line.back() == '.'))
        line.pop_back();
    if (target.find(line) != std::string::npos) return;
    target += (target.empty() ? "" : "; ") + line;
}

ScopedConfig::ScopedConfig(const char* key, const char* value) : m_key(key) {
    if (const char* old = CPLGetThreadLocalConfigOption(key, nullptr)) {
        m_old = old;
        m_had = true;
    }
    CPLSetThreadLocalConfigOption(key, value);
}

ScopedConfig::~ScopedConfig() {
    CPLSetThreadLocalConfigOption(m_key.c_str(), m_had ? m_old.c_str() : nullptr);
}

std::string quote_identifier(const std::string& text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

}  // namespace grid::io
