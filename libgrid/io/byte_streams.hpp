#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "libgrid/io/output_set.hpp"

namespace grid {

/// What standard input and standard output are called.
inline constexpr const char* standard_stream = "-";

/// Whoever reads what goes to standard output has enough of it: `| head`. No error that anybody wants to hear of.
class ReaderGone : public std::exception {};

/// Bytes that are read once, from the beginning to the end: of a file, or of standard input. What is packed with gzip
/// or Zstandard is unpacked; its first bytes tell, not its name. One thread.
class ByteInput {
public:
    /// Throws InputError if the file cannot be opened, or is a folder.
    explicit ByteInput(const std::string& path);
    ~ByteInput();
    ByteInput(const ByteInput&) = delete;
    ByteInput& operator=(const ByteInput&) = delete;

    /// Fills the span, as far as there are bytes, and says how many came: fewer only at the end. Throws InputError if
    /// it cannot be read, or what is packed is damaged or cut off.
    [[nodiscard]] std::size_t read(std::span<char> bytes);

    /// The bytes that there are from the beginning to the end; nothing of what is packed, or is no file.
    [[nodiscard]] std::optional<std::uint64_t> size() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// Bytes that are written one after the other: to standard output, or to a file that comes into place when the set is
/// committed. A name that ends in `.gz` or `.zst` packs them. One thread.
class ByteOutput {
public:
    /// Throws InputError as check_text_output() does.
    ByteOutput(const std::string& path, bool overwrite, OutputSet& outputs);
    ~ByteOutput();
    ByteOutput(const ByteOutput&) = delete;
    ByteOutput& operator=(const ByteOutput&) = delete;

    /// Throws InputError if that fails (a full disk), ReaderGone if nobody reads the pipe.
    void write(std::string_view bytes);
    /// Writes what is left. To be called before the set is committed.
    void finish();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace grid
