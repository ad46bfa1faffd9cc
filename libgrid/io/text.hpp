#pragma once

// For the files of this stage only: text and its encodings.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace grid::io {

[[nodiscard]] bool is_ascii(std::string_view text);

/// Strict: no overlong form, no surrogate, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);

/// The longest prefix of valid UTF-8 `text` that has at most `bytes` bytes and does not end inside a character.
[[nodiscard]] std::string_view cut_utf8(std::string_view text, std::size_t bytes);

/// Each byte that is not part of valid UTF-8 becomes U+FFFD.
[[nodiscard]] std::string replace_invalid_utf8(std::string_view text);

/// Strict conversion between two encodings: text either converts whole or not at all.
class Recoder {
public:
    /// Throws ConfigError if the system does not know one of the encodings.
    Recoder(const std::string& from, const std::string& to);
    ~Recoder();
    Recoder(const Recoder&) = delete;
    Recoder& operator=(const Recoder&) = delete;

    [[nodiscard]] std::optional<std::string> operator()(std::string_view text);

private:
    void* m_handle;
};

/// The encodings, of those usual in the files of administrations, in which every one of `samples` is valid.
[[nodiscard]] std::vector<std::string> fitting_encodings(const std::vector<std::string>& samples);

}  // namespace grid::io
