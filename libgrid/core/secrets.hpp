#pragma once

#include <string>

namespace grid {

/// The text with secrets replaced by `***`: values of keys that end in `password`, `passwd`, `pwd`, `token`, `secret`
/// or `apikey` (quoted or not, in any case, percent-encoded or not), and the password of `scheme://user:password@host`.
/// Everything that a tool prints or stores passes through it.
[[nodiscard]] std::string redact(const std::string& text);

/// What messages call standard input, and the path under which its content lies, before the extension.
inline constexpr const char* standard_input_name = "standard input";
inline constexpr const char* standard_input_path = "/vsimem/standard-input.";

/// An input or output as it may be shown: of a connection to PostgreSQL only host, port, service and database, in the
/// order and spelling of `PG:host=... dbname=...`; other text as redact() leaves it.
[[nodiscard]] std::string shown_source(const std::string& path);

/// The same for a record that is not to depend on where files lie: of a file its name alone.
[[nodiscard]] std::string recorded_source(const std::string& path);

/// `text`, in which somebody may have repeated `path` or parts of it, without the secrets of `path`.
[[nodiscard]] std::string without_secrets_of(const std::string& path, const std::string& text);

}  // namespace grid
