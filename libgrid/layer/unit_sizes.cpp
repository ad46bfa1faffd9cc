#include "libgrid/layer/unit_sizes.hpp"

#include <cmath>
#include <utility>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

void UnitSizes::complete_from(const UnitSizes& other) {
    for (const auto member :
         {&UnitSizes::grids, &UnitSizes::target, &UnitSizes::min, &UnitSizes::max, &UnitSizes::workers}) {
        if (!(this->*member)) this->*member = other.*member;
    }
}

UnitSizeColumns::UnitSizeColumns(const Source& source, const UnitSizeFields& names, std::vector<std::string>& fields) {
    const auto add = [&](const std::string& name, const char* option, std::optional<std::int64_t> UnitSizes::*member) {
        if (name.empty()) return;
        m_columns.push_back({option, member, fields.size()});
        fields.push_back(*source.find_field(name, {}, option));
    };
    add(names.grids, "--unit-grids", &UnitSizes::grids);
    add(names.target, "--unit-target", &UnitSizes::target);
    add(names.min, "--unit-min", &UnitSizes::min);
    add(names.max, "--unit-max", &UnitSizes::max);
    add(names.workers, "--workers", &UnitSizes::workers);
}

std::optional<FaultyUnit> UnitSizeColumns::read(const Feature& feature, const Point& at, Unit& unit) const {
    constexpr double most = 1e9;  // products of two fit 64 bits
    for (const Column& column : m_columns) {
        const Value& value = feature.values[column.at];
        if (is_blank(value)) continue;
        const std::optional<double> number = to_number(value);
        const double least = column.member == &UnitSizes::min ? 0 : 1;
        if (!number || *number != std::floor(*number) || *number < least || *number > most) {
            return FaultyUnit{
                unit.code, unit.place,
                msg("{} is a whole number from {} to {}, not '{}'", column.option, least, most, to_text(value)),
                msg("leave the field empty where the unit is as all others"), at};
        }
        unit.sizes.*column.member = static_cast<std::int64_t>(*number);
    }
    return std::nullopt;
}

GriddingRequest request_of_unit(const GriddingRequest& request, const Unit& unit) {
    GriddingRequest own = request;
    Profile& profile = own.profile;
    const UnitSizes& sizes = unit.sizes;
    if (sizes.target) {
        profile.min = *sizes.target * request.profile.min / request.profile.target;
        profile.max = (*sizes.target * request.profile.max + request.profile.target - 1) / request.profile.target;
        profile.target = *sizes.target;
    }
    profile.min = sizes.min.value_or(profile.min);
    profile.max = sizes.max.value_or(profile.max);
    if (profile.min > profile.target || profile.target > profile.max)
        throw InputError(msg("the sizes of unit {} do not fit each other: min {}, target {}, max {}", unit.code,
                             profile.min, profile.target, profile.max),
                         unit.place, msg("give --unit-min, --unit-target and --unit-max together"));
    return own;
}

}  // namespace grid
