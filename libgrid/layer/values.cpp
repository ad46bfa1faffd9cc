#include "libgrid/layer/values.hpp"

#include <fmt/format.h>

#include <cmath>

#include "libgrid/core/msg.hpp"
#include "libgrid/core/text_number.hpp"

namespace grid {

namespace {

constexpr double greatest_amount = 1e12;

double number_of(const std::string& text, const Message& what, const Place& place) {
    const TextNumber number = number_in(text);
    switch (number.fault) {
        case NumberFault::none:
            return number.value;
        case NumberFault::empty:
            return 0;
        case NumberFault::comma:
            throw InputError(msg("{} is '{}', which {}", what, text, describe(number.fault)), place,
                             msg("write it without a comma, and decimals behind a point"));
        default:
            throw InputError(msg("{} is '{}', which is not a number", what, text), place, msg("name another field"));
    }
}

}  // namespace

double to_amount(const Value& value, const Message& what, const Place& place) {
    double number = 0;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) number = static_cast<double>(*integer);
    if (const auto* real = std::get_if<double>(&value)) number = *real;
    if (const auto* text = std::get_if<std::string>(&value)) number = number_of(*text, what, place);
    if (!std::isfinite(number)) throw InputError(msg("{} is not a finite number", what), place);
    if (number < 0) throw InputError(msg("{} is negative ({})", what, number), place);
    if (number > greatest_amount) {
        throw InputError(msg("{} is {}; more than {} cannot be right", what, number, greatest_amount), place);
    }
    return number;
}

Count to_count(const Value& value, const Message& what, const Place& place) {
    return std::llround(to_amount(value, what, place) * static_cast<double>(count_scale));
}

bool is_blank(const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    return is_null(value) || (text != nullptr && without_spaces(*text).empty());
}

std::optional<double> to_number(const Value& value) {
    if (is_blank(value)) return std::nullopt;
    double number = NAN;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) number = static_cast<double>(*integer);
    if (const auto* real = std::get_if<double>(&value)) number = *real;
    if (const auto* text = std::get_if<std::string>(&value)) {
        try {
            number = to_amount(Value(*text), "", {});
        } catch (const InputError&) {
            return std::nullopt;
        }
    }
    return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::string to_text(const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *integer);
    if (const auto* real = std::get_if<double>(&value)) return fmt::format("{}", *real);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    return {};
}

}  // namespace grid
