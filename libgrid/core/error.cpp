#include "libgrid/core/error.hpp"

#include <utility>
#include <vector>

#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"

namespace grid {

namespace {

Message without_secrets(const Message& problem, const Place& place) {
    return problem.changed([file = place.file](const std::string& text) { return without_secrets_of(file, text); });
}

Message with_place(const Message& problem, const Place& place) {
    const Message where = describe(place);
    return where.empty() ? problem : msg("{}: {}", where, problem);
}

}  // namespace

Message describe(const Place& place) {
    std::vector<Message> details;
    if (!place.layer.empty()) details.push_back(msg("layer {}", place.layer));
    if (place.fid) details.push_back(msg("feature {}", *place.fid));
    if (place.at) details.push_back(msg("at {:.9g},{:.9g}", place.at->x, place.at->y));
    Message detail = list_of_messages(details);
    if (place.file.empty()) return detail;
    const std::string file = shown_source(place.file);
    return detail.empty() ? Message(file) : msg("{} ({})", file, detail);
}

Error::Error(const Message& problem, Place place, Message advice)
    // In braces, so that it is moved last.
    : Error{without_secrets(problem, place), with_place(without_secrets(problem, place), place), std::move(place),
            std::move(advice)} {}

Error::Error(Message problem, Message message, Place place, Message advice)
    : std::runtime_error(message.english()),
      m_problem(std::move(problem)),
      m_message(std::move(message)),
      m_place(std::move(place)),
      m_advice(std::move(advice)) {}

}  // namespace grid
