#include "libgrid/core/error.hpp"

#include <fmt/format.h>

#include "libgrid/core/secrets.hpp"

namespace grid {

namespace {

std::string with_place(const std::string& message, const Place& place) {
    const std::string where = describe(place);
    const std::string said = without_secrets_of(place.file, message);
    return where.empty() ? said : fmt::format("{}: {}", where, said);
}

}  // namespace

std::string describe(const Place& place) {
    std::string detail;
    const auto add = [&detail](const std::string& part) { detail += (detail.empty() ? "" : ", ") + part; };
    if (!place.layer.empty()) add(fmt::format("layer {}", place.layer));
    if (place.fid) add(fmt::format("feature {}", *place.fid));
    if (place.at) add(fmt::format("at {:.9g},{:.9g}", place.at->x, place.at->y));
    if (place.file.empty()) return detail;
    const std::string file = shown_source(place.file);
    return detail.empty() ? file : fmt::format("{} ({})", file, detail);
}

Error::Error(const std::string& message, Place place, std::string advice)
    : std::runtime_error(with_place(message, place)), m_place(std::move(place)), m_advice(std::move(advice)) {}

}  // namespace grid
