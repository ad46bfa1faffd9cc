#pragma once

// For the files of this stage only: what they share of GDAL. No header that others include may include this one.

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/message.hpp"

namespace grid::io {

/// Registers the drivers once for the process and keeps PROJ off the network. To be called before any use of GDAL.
void init_gdal();

/// The drivers with which a file may be opened: all, but one that reads what the file names only if the name of the
/// file says so (`.vrt`). Ends with a null.
[[nodiscard]] std::vector<const char*> drivers_for(const std::string& path);

/// While it lives, what GDAL has to say on this thread is kept here and not printed.
class ErrorTrap {
public:
    using IsFailure = bool (*)(CPLErr level, std::string_view text);

    ErrorTrap() : ErrorTrap(nullptr) {}
    /// `is_failure` says what counts as a failure; null: what GDAL calls one.
    explicit ErrorTrap(IsFailure is_failure);
    ~ErrorTrap();
    ErrorTrap(const ErrorTrap&) = delete;
    ErrorTrap& operator=(const ErrorTrap&) = delete;

    [[nodiscard]] bool failed() const { return m_failed; }
    /// The failures, else the warnings, joined by "; "; empty if nothing was said.
    [[nodiscard]] const std::string& message() const { return m_failed ? m_failures : m_warnings; }
    /// Appends the message to `text` after ": ", if there is one.
    [[nodiscard]] Message explain(const Message& text) const;
    void clear();

private:
    static void CPL_STDCALL handle(CPLErr level, CPLErrorNum number, const char* text);

    IsFailure m_is_failure;
    bool m_failed = false;
    std::string m_failures;
    std::string m_warnings;
};

/// Sets a GDAL configuration option on this thread and puts the old value back.
class ScopedConfig {
public:
    ScopedConfig(const char* key, const char* value);
    ~ScopedConfig();
    ScopedConfig(const ScopedConfig&) = delete;
    ScopedConfig& operator=(const ScopedConfig&) = delete;

private:
    std::string m_key;
    std::string m_old;
    bool m_had = false;
};

/// `text` as an identifier of OGR SQL.
[[nodiscard]] std::string quote_identifier(const std::string& text);

[[nodiscard]] std::unique_ptr<OGRMultiPolygon> to_ogr(const MultiPolygon& polygons);

/// True if no place on the Earth follows from the CRS: neither geographic nor projected, or one of the placeholders
/// that GeoPackages use ("Undefined geographic SRS").
[[nodiscard]] bool is_undefined(const OGRSpatialReference& crs);

/// What to say of a CRS that is null or is_undefined().
[[nodiscard]] Message fault_of(const OGRSpatialReference* crs);

/// WKT2 of the horizontal part of a CRS.
[[nodiscard]] std::string horizontal_wkt(const OGRSpatialReference& crs);

/// The CRS as an object in traditional axis order. Throws ConfigError.
[[nodiscard]] OGRSpatialReference parse_wkt(const std::string& wkt);

}  // namespace grid::io
