#include "libgrid/io/access.hpp"

#include <cpl_http.h>
#include <cpl_vsi_virtual.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

#include "libgrid/io/gdal.hpp"

namespace grid {

namespace {

/// Prefixes of GDAL's file systems that are not on this machine.
constexpr const char* remote_systems[] = {"/vsicurl/",
                                          "/vsicurl?",
                                          "/vsicurl_streaming/",
                                          "/vsis3/",
                                          "/vsigs/",
                                          "/vsis3_streaming/",
                                          "/vsigs_streaming/",
                                          "/vsiaz/",
                                          "/vsiadls/",
                                          "/vsiaz_streaming/",
                                          "/vsioss/",
                                          "/vsiswift/",
                                          "/vsiwebhdfs/",
                                          "/vsioss_streaming/",
                                          "/vsihdfs/",
                                          "/vsiswift_streaming/"};

/// Drivers that ask a server, or start a program.
constexpr const char* remote_drivers[] = {
    "PostgreSQL", "MySQL",    "MSSQLSpatial", "ODBC",     "OGR_OGDI",      "Elasticsearch", "Carto",
    "AmigoCloud", "PLSCENES", "NGW",          "WFS",      "OAPIF",         "CSW",           "HTTP",
    "GPSBabel",   "EEDA",     "EEDAI",        "DAAS",     "WCS",           "WMS",           "WMTS",
    "OGCAPI",     "STACTA",   "STACIT",       "PLMOSAIC", "PostGISRaster", "GMLAS"};

void refuse(const char* what) {
    CPLError(CE_Warning, CPLE_NotSupported, "the file asks for %s; --allow-network lets it", what);
}

CPLHTTPResult* refuse_request(const char* url, CSLConstList /*options*/, GDALProgressFunc /*progress*/,
                              void* /*of_progress*/, CPLHTTPFetchWriteFunc /*write*/, void* /*of_write*/,
                              void* /*user*/) {
    refuse(url);
    auto* const result = static_cast<CPLHTTPResult*>(CPLCalloc(1, sizeof(CPLHTTPResult)));
    result->nStatus = 1;
    result->pszErrBuf = CPLStrdup("requests are switched off");
    return result;
}

void* refuse_file(void* system, const char* name, const char* /*mode*/) {
    refuse((std::string(static_cast<const char*>(system)) + name).c_str());
    return nullptr;
}

int no_status(void* /*system*/, const char* /*name*/, VSIStatBufL* /*status*/, int /*flags*/) {
    return -1;
}

void close_system(const char* prefix) {
    // GDAL forgets what is replaced, but may have given it to somebody: it stays.
    static auto* const replaced = new std::vector<VSIFilesystemHandler*>;
    replaced->push_back(VSIFileManager::GetHandler(prefix));
    VSIFilesystemPluginCallbacksStruct* const callbacks = VSIAllocFilesystemPluginCallbacksStruct();
    callbacks->pUserData = const_cast<char*>(prefix);
    callbacks->open = &refuse_file;
    callbacks->stat = &no_status;
    VSIInstallPluginHandler(prefix, callbacks);
    VSIFreeFilesystemPluginCallbacksStruct(callbacks);
}

}  // namespace

bool is_remote(const std::string& path) {
    VSIStatBufL status;
    if (path.empty() || (!path.starts_with("/vsi") && VSIStatL(path.c_str(), &status) == 0)) return false;
    const auto leads_there = [&](const char* system) { return path.find(system) != std::string::npos; };
    if (std::ranges::any_of(remote_systems, leads_there) || path.find("://") != std::string::npos) return true;
    const std::size_t colon = path.find(':');
    return !path.starts_with('/') && colon != std::string::npos && colon > 1 && colon < path.find('/');
}

void confine_to_files() {
    static std::once_flag once;
    std::call_once(once, [] {
        io::init_gdal();
        CPLHTTPSetFetchCallback(&refuse_request, nullptr);
        for (const char* prefix : remote_systems)
            close_system(prefix);
        GDALDriverManager& drivers = *GetGDALDriverManager();
        for (const char* name : remote_drivers) {
            GDALDriver* const driver = drivers.GetDriverByName(name);
            if (driver == nullptr) continue;
            drivers.DeregisterDriver(driver);
            GDALDestroyDriver(driver);
        }
    });
}

}  // namespace grid
