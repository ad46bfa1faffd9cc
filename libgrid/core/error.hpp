#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/message.hpp"

namespace grid {

/// Where something went wrong: as much as is known. Rendered by `describe()` as `file (layer L, feature 12, at x,y)`.
struct Place {
    std::string file;
    std::string layer;
    std::optional<std::int64_t> fid;
    std::optional<Point> at;  ///< in the CRS of `file`
};

[[nodiscard]] Message describe(const Place& place);

/// Root of the errors that libgrid throws. `message()` says what is wrong and where, `problem()` without the place;
/// `advice()` names the option or the step that would change it (may be empty). `what()` is the message in English.
class Error : public std::runtime_error {
public:
    explicit Error(const Message& problem, Place place = {}, Message advice = {});

    [[nodiscard]] const Message& message() const noexcept { return m_message; }
    [[nodiscard]] const Message& problem() const noexcept { return m_problem; }
    [[nodiscard]] const Place& place() const noexcept { return m_place; }
    [[nodiscard]] const Message& advice() const noexcept { return m_advice; }

private:
    Error(Message problem, Message message, Place place, Message advice);

    Message m_problem;
    Message m_message;
    Place m_place;
    Message m_advice;
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
