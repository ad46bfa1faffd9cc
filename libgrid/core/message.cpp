#include "libgrid/core/message.hpp"

#include <fmt/args.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <utility>
#include <vector>

#include "libgrid/core/catalogue.hpp"
#include "libgrid/core/msg.hpp"

namespace grid {

struct Message::Origin {
    std::string text;                                         ///< English, as it is in the catalogue
    bool has_places = true;                                   ///< it is a format: braces mean something
    std::vector<Message> arguments{};                         ///< by their places in it; numbers are plain text
    std::function<std::string(const std::string&)> change{};  ///< to what comes of them; may be empty
};

namespace {

/// A place in a format: `{}`, `{1}`, `{:.3f}`, `{1:.3f}`.
struct FormatField {
    std::size_t index = 0;  ///< of the argument
    std::string_view spec;  ///< without the colon
    std::size_t begin = 0;  ///< in the format, with its braces
    std::size_t end = 0;
};

/// The places of a format, in their order. It is one that fmt takes, or nothing much comes of it.
std::vector<FormatField> fields_of(std::string_view format) {
    std::vector<FormatField> fields;
    for (std::size_t at = 0; at < format.size(); ++at) {
        if (format[at] != '{' && format[at] != '}') continue;
        const std::size_t end = format.find('}', at);
        if (format[at] == '}' || format.substr(at, 2) == "{{" || end == std::string_view::npos) {
            ++at;  // the second of two braces that stand for one
            continue;
        }
        const std::string_view inside = format.substr(at + 1, end - at - 1);
        const std::size_t colon = std::min(inside.find(':'), inside.size());
        FormatField field{fields.size(), {}, at, end + 1};
        (void)std::from_chars(inside.data(), inside.data() + colon, field.index);
        if (colon < inside.size()) field.spec = inside.substr(colon + 1);
        fields.push_back(field);
        at = end;
    }
    return fields;
}

/// Places say only which argument they are for: how it is written has been said before.
std::string without_specs(std::string_view format) {
    std::string bare;
    std::size_t from = 0;
    for (const FormatField& field : fields_of(format)) {
        bare += format.substr(from, field.begin - from);
        bare += fmt::format("{{{}}}", field.index);
        from = field.end;
    }
    return bare.append(format.substr(from));
}

}  // namespace

Message MessageMaker::make(const char* format, fmt::format_args arguments, std::span<const Message* const> messages) {
    Message message(fmt::vformat(format, arguments));
    auto origin = std::make_shared<Message::Origin>();
    origin->text = format;
    origin->arguments.resize(messages.size());
    for (const FormatField& field : fields_of(format)) {
        if (field.index >= messages.size()) continue;
        const Message* const own = messages[field.index];
        origin->arguments[field.index] =
            own != nullptr ? *own : Message(fmt::vformat(fmt::format("{{{}:{}}}", field.index, field.spec), arguments));
    }
    message.m_origin = std::move(origin);
    return message;
}

Message MessageMaker::make_marked(std::string english) {
    Message message(english);
    message.m_origin = std::make_shared<Message::Origin>(Message::Origin{std::move(english), false});
    return message;
}

Message MessageMaker::make_marked(std::string format, std::vector<Message> arguments) {
    fmt::dynamic_format_arg_store<fmt::format_context> texts;
    for (const Message& argument : arguments)
        texts.push_back(argument.english());
    Message message(fmt::vformat(without_specs(format), texts));
    message.m_origin =
        std::make_shared<Message::Origin>(Message::Origin{std::move(format), true, std::move(arguments)});
    return message;
}

std::string Message::in(Language language) const {
    if (!m_origin || language == Language::en) return m_english;
    std::string told = translation(m_origin->text.c_str(), language);
    if (!m_origin->has_places) return told;
    fmt::dynamic_format_arg_store<fmt::format_context> arguments;
    for (const Message& argument : m_origin->arguments)
        arguments.push_back(argument.in(language));
    const std::string text = fmt::vformat(without_specs(told), arguments);
    return m_origin->change ? m_origin->change(text) : text;
}

Message Message::changed(std::function<std::string(const std::string&)> change) const {
    Message result(change(m_english));
    auto origin = std::make_shared<Origin>();
    origin->text = "{}";
    origin->arguments = {*this};
    origin->change = std::move(change);
    result.m_origin = std::move(origin);
    return result;
}

Message& Message::operator+=(const Message& other) {
    if (other.empty()) return *this;
    auto origin = std::make_shared<Origin>();
    origin->text = "{}{}";
    origin->arguments = {*this, other};
    m_english += other.m_english;
    m_origin = std::move(origin);
    return *this;
}

Message marked(std::string english) {
    return MessageMaker::make_marked(std::move(english));
}

Message marked(std::string format, std::vector<Message> arguments) {
    return MessageMaker::make_marked(std::move(format), std::move(arguments));
}

Message join_messages(std::span<const Message> items, const Message& between) {
    if (items.empty()) return {};
    std::string format;
    std::vector<Message> parts;
    for (const Message& item : items) {
        if (!parts.empty()) parts.push_back(between);
        parts.push_back(item);
    }
    for (std::size_t i = 0; i < parts.size(); ++i)
        format += "{}";
    return marked(std::move(format), std::move(parts));
}

Message list_of_messages(std::span<const Message> items) {
    return join_messages(items, msg(", "));
}

}  // namespace grid
