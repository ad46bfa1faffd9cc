#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace grid {

/// What a field holds. Which kind of Value its values are follows from it.
enum class FieldType {
    // std::string
    text,
    json,
    uuid,
    date,       ///< 2024-01-31
    time,       ///< 08:15:30, with as many decimals as there are
    date_time,  ///< 2024-01-31T08:15:30, then the zone, if it is known: Z or +08:00
    binary,     ///< hexadecimal digits
    // std::int64_t
    integer,  ///< of 32 bits
    integer64,
    int16,
    boolean,  ///< 0 or 1
    // double
    real,
    float32,
    // std::string: a JSON array
    text_list,
    integer_list,
    integer64_list,
    real_list,
    boolean_list
};

[[nodiscard]] constexpr bool is_integer(FieldType type) {
    return type >= FieldType::integer && type <= FieldType::boolean;
}

[[nodiscard]] constexpr bool is_real(FieldType type) {
    return type == FieldType::real || type == FieldType::float32;
}

[[nodiscard]] constexpr bool is_list(FieldType type) {
    return type >= FieldType::text_list;
}

/// True where the text of the file is the value.
[[nodiscard]] constexpr bool is_plain_text(FieldType type) {
    return type <= FieldType::uuid;
}

struct FieldInfo {
    std::string name;
    FieldType type = FieldType::text;
    std::string name_in_file{};  ///< where another field has it too, so that `name` is numbered; else empty
};

/// What a field of a feature holds; the first kind is null.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

}  // namespace grid
