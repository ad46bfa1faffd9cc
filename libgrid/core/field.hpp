#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace grid {

enum class FieldType { text, integer, real, other };

struct FieldInfo {
    std::string name;
    FieldType type = FieldType::other;
    std::string name_in_file{};  ///< where another field has it too, so that `name` is numbered; else empty
};

/// What a field of a feature holds; the first kind is null.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

}  // namespace grid
