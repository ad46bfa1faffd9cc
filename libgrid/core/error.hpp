#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// Where something went wrong: as much as is known. Rendered by `describe()` as `file (layer L, feature 12, at x,y)`.
struct Place {
    std::string file;
    std::string layer;
    std::optional<std::int64_t> fid;
    std::optional<Point> at;  ///< in the CRS of `file`
};

[[nodiscard]] std::string describe(const Place& place);

/// Root of the errors that libgrid throws. `what()` says what is wrong and where; `advice()` names the option or the
/// step that would change it (may be empty).
class Error : public std::runtime_error {
public:
    explicit Error(const std::string& message, Place place = {}, std::string advice = {});

    [[nodiscard]] const Place& place() const noexcept { return m_place; }
    [[nodiscard]] const std::string& advice() const noexcept { return m_advice; }

private:
    Place m_place;
    std::string m_advice;
};

/// A file cannot be read or written, or holds something that cannot be used. Exit code 3.
class InputError : public Error {
public:
    using Error::Error;
};

/// Geometry that cannot be worked with. Exit code 3.
class GeometryError : public Error {
public:
    using Error::Error;
};

/// The caller asked for something that cannot be: bad option, missing or ambiguous field, profile. Exit code 2.
class ConfigError : public Error {
public:
    using Error::Error;
};

}  // namespace grid
