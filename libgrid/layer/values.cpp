#include "libgrid/layer/values.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace grid {

namespace {

constexpr double greatest_amount = 1e12;

double number_in(const std::string& text, const std::string& what, const Place& place) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string::npos) return 0;
    const std::size_t last = text.find_last_not_of(" \t");
    double number = 0;
    const char* const end = text.data() + last + 1;
    const auto [stop, status] = std::from_chars(text.data() + first, end, number);
    if (status != std::errc{} || stop != end) {
        throw InputError(fmt::format("{} is '{}', which is not a number", what, text), place, "name another field");
    }
    return number;
}

}  // namespace

double to_amount(const Value& value, const std::string& what, const Place& place) {
    double number = 0;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) number = static_cast<double>(*integer);
    if (const auto* real = std::get_if<double>(&value)) number = *real;
    if (const auto* text = std::get_if<std::string>(&value)) number = number_in(*text, what, place);
    if (!std::isfinite(number)) throw InputError(fmt::format("{} is not a finite number", what), place);
    if (number < 0) throw InputError(fmt::format("{} is negative ({})", what, number), place);
    if (number > greatest_amount) {
        throw InputError(fmt::format("{} is {}; more than {} cannot be right", what, number, greatest_amount), place);
    }
    return number;
}

Count to_count(const Value& value, const std::string& what, const Place& place) {
    return std::llround(to_amount(value, what, place) * static_cast<double>(count_scale));
}

std::optional<double> to_number(const Value& value) {
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
