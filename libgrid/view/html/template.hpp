#pragma once

// For the files of this stage only: what is filled into a page.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace grid {

/// What a Content-Security-Policy calls a script or style by its SHA-256, given in 64 hexadecimal digits.
[[nodiscard]] std::string content_source(std::string_view hash);

/// Fills the places `{{name}}` of the template, in one pass, so that what is filled in is never looked at again.
[[nodiscard]] std::string filled_template(std::string_view page,
                                          const std::vector<std::pair<std::string_view, std::string>>& values);

}  // namespace grid
