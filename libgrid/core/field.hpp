#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace grid {

enum class FieldType { text, integer, real, other };

struct FieldInfo {
    std::string name;
    FieldType type = FieldType::other;
};

/// What a field of a feature holds; the first kind is null.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

}  // namespace grid
