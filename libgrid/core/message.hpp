#pragma once

#include <compare>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libgrid/core/language.hpp"

namespace grid {

/// A text for people, made once, that can be told in every language later. One that msg() of msg.hpp made is told by
/// the translation of its format, with its arguments in their places; they may be messages themselves. A plain text is
/// the same in all languages: names, and what GDAL, a database or a file says.
class Message {
public:
    Message() = default;
    // A text is a message wherever one is asked for.
    Message(std::string text) : m_english(std::move(text)) {}  // NOLINT(google-explicit-constructor)
    Message(const char* text) : m_english(text) {}             // NOLINT(google-explicit-constructor)

    [[nodiscard]] const std::string& english() const noexcept { return m_english; }
    [[nodiscard]] std::string in(Language language) const;
    [[nodiscard]] bool empty() const noexcept { return m_english.empty(); }

    /// The message with `change` made to it, in whatever language it is told.
    [[nodiscard]] Message changed(std::function<std::string(const std::string&)> change) const;

    /// Both behind each other, each in the language that is told.
    Message& operator+=(const Message& other);
    friend Message operator+(Message first, const Message& second) { return first += second; }

    friend bool operator==(const Message& a, const Message& b) noexcept { return a.m_english == b.m_english; }
    friend std::strong_ordering operator<=>(const Message& a, const Message& b) noexcept {
        return a.m_english <=> b.m_english;
    }

private:
    friend struct MessageMaker;
    struct Origin;

    std::string m_english;
    std::shared_ptr<const Origin> m_origin;  ///< null: a plain text
};

/// Marks a text for the catalogue that is not told where it stands, as one in a table.
[[nodiscard]] consteval const char* mark(const char* english) {
    return english;
}

/// A text that was marked, without places for arguments; one that is not in the catalogue is told as it is.
[[nodiscard]] Message marked(std::string english);

/// One with places `{}` for these arguments.
[[nodiscard]] Message marked(std::string format, std::vector<Message> arguments);

}  // namespace grid
