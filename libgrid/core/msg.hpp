#pragma once

#include <fmt/format.h>

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "libgrid/core/message.hpp"

/// In a text that is made at once a message is English.
template <>
struct fmt::formatter<grid::Message> : fmt::formatter<std::string_view> {
    template <typename Context>
    auto format(const grid::Message& message, Context& context) const {
        return fmt::formatter<std::string_view>::format(message.english(), context);
    }
};

namespace grid {

struct MessageMaker {
    /// `messages`: by argument, null for one that is none.
    [[nodiscard]] static Message make(const char* format, fmt::format_args arguments,
                                      std::span<const Message* const> messages);

    [[nodiscard]] static Message make_marked(std::string english);
    [[nodiscard]] static Message make_marked(std::string format, std::vector<Message> arguments);

    template <typename T>
    [[nodiscard]] static const Message* as_message(const T& argument) {
        if constexpr (std::is_same_v<T, Message>)
            return &argument;
        else
            return nullptr;
    }
};

/// A message, of an English format that is checked at compile time and is the key of the catalogue (po/). Numbers are
/// written as their places in the format say, in all languages alike. A place says nothing of its width by another
/// argument.
template <typename... T>
[[nodiscard]] Message msg(fmt::format_string<T...> format, T&&... arguments) {
    const std::array<const Message*, sizeof...(T)> messages{MessageMaker::as_message(arguments)...};
    const fmt::string_view text = format;  // of a literal, so that a zero comes behind it
    return MessageMaker::make(text.data(), fmt::make_format_args(arguments...), messages);
}

/// All with `between` between them; as a list, with the comma of the language.
[[nodiscard]] Message join_messages(std::span<const Message> items, const Message& between);
[[nodiscard]] Message list_of_messages(std::span<const Message> items);

}  // namespace grid
