#include "libgrid/io/field_value.hpp"

#include <cpl_string.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <nlohmann/json.hpp>

#include "libgrid/core/msg.hpp"
#include "libgrid/io/text.hpp"

namespace grid::io {

namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

template <typename Number>
std::string list_text(const Number* numbers, int count, bool are_booleans) {
    Json list = Json::array();
    for (int i = 0; i < count; ++i) {
        if (are_booleans) {
            list.push_back(numbers[i] != 0);
        } else {
            list.push_back(numbers[i]);
        }
    }
    return dump(list);
}

std::string text_list_text(char** texts) {
    Json list = Json::array();
    for (; texts != nullptr && *texts != nullptr; ++texts)
        list.push_back(replace_invalid_utf8(*texts));
    return dump(list);
}

/// OGR has seconds as a number of 32 bits, so that more than their thousandths is noise.
std::string clock_text(int hour, int minute, float second) {
    const auto thousandths = static_cast<int>(std::lround(second * 1000.0F));
    std::string text = fmt::format("{:02}:{:02}:{:02}", hour, minute, thousandths / 1000);
    if (thousandths % 1000 == 0) return text;
    text += fmt::format(".{:03}", thousandths % 1000);
    return text.substr(0, text.find_last_not_of('0') + 1);
}

/// OGR: 100 is Greenwich, and each step a quarter of an hour; 0 and 1 are unknown and local.
std::string zone_text(int zone) {
    if (zone <= 1) return {};
    if (zone == 100) return "Z";
    const int minutes = std::abs(zone - 100) * 15;
    return fmt::format("{}{:02}:{:02}", zone < 100 ? '-' : '+', minutes / 60, minutes % 60);
}

std::string moment_text(const OGRFeature& feature, int index, FieldType type) {
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    float second = 0;
    int zone = 0;
    if (feature.GetFieldAsDateTime(index, &year, &month, &day, &hour, &minute, &second, &zone) == FALSE)
        return feature.GetFieldAsString(index);
    std::string date = fmt::format("{:04}-{:02}-{:02}", year, month, day);
    if (type == FieldType::date) return date;
    const std::string clock = clock_text(hour, minute, second) + zone_text(zone);
    return type == FieldType::time ? clock : date + "T" + clock;
}

std::string hex_text(const OGRFeature& feature, int index) {
    int size = 0;
    const GByte* bytes = feature.GetFieldAsBinary(index, &size);
    std::string text;
    for (int i = 0; i < size; ++i)
        fmt::format_to(std::back_inserter(text), "{:02X}", static_cast<unsigned>(bytes[i]));
    return text;
}

/// The number with the fewest digits that is the same in 32 bits: 0.1 and not 0.10000000149011612.
double short_number(double value) {
    return std::isfinite(value) ? std::strtod(fmt::format("{}", static_cast<float>(value)).c_str(), nullptr) : value;
}

std::string list_value(const OGRFeature& feature, int index, FieldType type) {
    int count = 0;
    switch (type) {
        case FieldType::text_list:
            return text_list_text(feature.GetFieldAsStringList(index));
        case FieldType::real_list: {
            const double* numbers = feature.GetFieldAsDoubleList(index, &count);
            return list_text(numbers, count, false);
        }
        case FieldType::integer64_list: {
            const GIntBig* numbers = feature.GetFieldAsInteger64List(index, &count);
            return list_text(numbers, count, false);
        }
        default: {
            const int* numbers = feature.GetFieldAsIntegerList(index, &count);
            return list_text(numbers, count, type == FieldType::boolean_list);
        }
    }
}

void set_list(OGRFeature& feature, int index, OGRFieldType type, const std::string& text) {
    const Json list = Json::parse(text, nullptr, false);
    if (!list.is_array()) return feature.SetField(index, text.c_str());
    const auto numbers = [&list](auto zero) {
        std::vector<decltype(zero)> values;
        for (const Json& item : list)
            values.push_back(item.is_boolean()  ? static_cast<decltype(zero)>(item.get<bool>())
                             : item.is_number() ? item.get<decltype(zero)>()
                                                : zero);
        return values;
    };
    const auto size = static_cast<int>(list.size());
    if (type == OFTIntegerList) {
        feature.SetField(index, size, numbers(0).data());
    } else if (type == OFTInteger64List) {
        feature.SetField(index, size, numbers(GIntBig{0}).data());
    } else if (type == OFTRealList) {
        feature.SetField(index, size, numbers(0.0).data());
    } else {
        CPLStringList texts;
        for (const Json& item : list)
            texts.AddString(item.is_string() ? item.get<std::string>().c_str() : dump(item).c_str());
        feature.SetField(index, texts.List());
    }
}

void set_binary(OGRFeature& feature, int index, const std::string& text) {
    int size = 0;
    const std::unique_ptr<GByte, decltype(&VSIFree)> bytes(CPLHexToBinary(text.c_str(), &size), &VSIFree);
    feature.SetField(index, size, bytes.get());
}

FieldForm natural_form(FieldType type) {
    switch (type) {
        case FieldType::json:
            return {OFTString, OFSTJSON};
        case FieldType::uuid:
            return {OFTString, OFSTUUID};
        case FieldType::date:
            return {OFTDate};
        case FieldType::time:
            return {OFTTime};
        case FieldType::date_time:
            return {OFTDateTime};
        case FieldType::binary:
            return {OFTBinary};
        case FieldType::integer:
            return {OFTInteger};
        case FieldType::integer64:
            return {OFTInteger64};
        case FieldType::int16:
            return {OFTInteger, OFSTInt16};
        case FieldType::boolean:
            return {OFTInteger, OFSTBoolean};
        case FieldType::real:
            return {OFTReal};
        case FieldType::float32:
            return {OFTReal, OFSTFloat32};
        case FieldType::text_list:
            return {OFTStringList};
        case FieldType::integer_list:
            return {OFTIntegerList};
        case FieldType::integer64_list:
            return {OFTInteger64List};
        case FieldType::real_list:
            return {OFTRealList};
        case FieldType::boolean_list:
            return {OFTIntegerList, OFSTBoolean};
        default:
            return {};
    }
}

bool has(GDALDriver& driver, const char* item, const char* name) {
    const CPLStringList names(CSLTokenizeString(driver.GetMetadataItem(item)));
    return names.FindString(name) >= 0;
}

/// Whether it reads back as what it was. A FlatGeobuf has moments only, as which its driver writes days too; what looks
/// like a time of day in GeoJSON is read as one.
bool has_type(GDALDriver& driver, OGRFieldType type) {
    if (type == OFTDate && EQUAL(driver.GetDescription(), "FlatGeobuf")) return false;
    if (type == OFTTime && EQUAL(driver.GetDescription(), "GeoJSON")) return true;
    return has(driver, GDAL_DMD_CREATIONFIELDDATATYPES, OGRFieldDefn::GetFieldTypeName(type));
}

/// The driver of the GeoPackage has JSON, but does not say so.
bool has_subtype(GDALDriver& driver, OGRFieldSubType subtype) {
    if (subtype == OFSTJSON && EQUAL(driver.GetDescription(), "GPKG")) return true;
    return has(driver, GDAL_DMD_CREATIONFIELDDATASUBTYPES, OGRFieldDefn::GetFieldSubTypeName(subtype));
}

Message name_of(FieldType type) {
    if (is_list(type)) return msg("lists");
    switch (type) {
        case FieldType::boolean:
            return msg("booleans");
        case FieldType::date:
            return msg("dates");
        case FieldType::time:
            return msg("times of day");
        case FieldType::date_time:
            return msg("dates with time");
        default:
            return msg("bytes");
    }
}

}  // namespace

FieldType field_type(const OGRFieldDefn& field) {
    const OGRFieldSubType subtype = field.GetSubType();
    switch (field.GetType()) {
        case OFTInteger:
            return subtype == OFSTBoolean ? FieldType::boolean
                   : subtype == OFSTInt16 ? FieldType::int16
                                          : FieldType::integer;
        case OFTInteger64:
            return FieldType::integer64;
        case OFTReal:
            return subtype == OFSTFloat32 ? FieldType::float32 : FieldType::real;
        case OFTDate:
            return FieldType::date;
        case OFTTime:
            return FieldType::time;
        case OFTDateTime:
            return FieldType::date_time;
        case OFTBinary:
            return FieldType::binary;
        case OFTIntegerList:
            return subtype == OFSTBoolean ? FieldType::boolean_list : FieldType::integer_list;
        case OFTInteger64List:
            return FieldType::integer64_list;
        case OFTRealList:
            return FieldType::real_list;
        case OFTStringList:
            return FieldType::text_list;
        default:
            return subtype == OFSTJSON ? FieldType::json : subtype == OFSTUUID ? FieldType::uuid : FieldType::text;
    }
}

Value value_of_field(const OGRFeature& feature, int index) {
    if (!feature.IsFieldSetAndNotNull(index)) return {};
    const FieldType type = field_type(*feature.GetFieldDefnRef(index));
    if (is_integer(type)) return static_cast<std::int64_t>(feature.GetFieldAsInteger64(index));
    if (type == FieldType::float32) return short_number(feature.GetFieldAsDouble(index));
    if (type == FieldType::real) return feature.GetFieldAsDouble(index);
    if (type == FieldType::binary) return hex_text(feature, index);
    if (is_list(type)) return list_value(feature, index, type);
    if (is_plain_text(type)) return std::string(feature.GetFieldAsString(index));
    return moment_text(feature, index, type);
}

void set_field(OGRFeature& feature, int index, const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) {
        const OGRFieldType type = feature.GetFieldDefnRef(index)->GetType();
        const bool takes_list =
            type == OFTStringList || type == OFTIntegerList || type == OFTInteger64List || type == OFTRealList;
        if (takes_list) return set_list(feature, index, type, *text);
        if (type == OFTBinary) return set_binary(feature, index, *text);
        feature.SetField(index, text->c_str());
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        feature.SetField(index, static_cast<GIntBig>(*integer));
    } else if (const auto* real = std::get_if<double>(&value)) {
        feature.SetField(index, *real);
    } else {
        feature.SetFieldNull(index);
    }
}

std::string in_utc(const std::string& moment) {
    constexpr std::size_t minutes_end = std::string_view("2024-01-31T08:15").size();
    constexpr std::size_t seconds_end = std::string_view("2024-01-31T08:15:30").size();
    const std::size_t zone = moment.find_first_of("+-", seconds_end);
    int numbers[5] = {};
    int hours = 0;
    int minutes = 0;
    const bool is_known = zone != std::string::npos &&
                          std::sscanf(moment.c_str(), "%d-%d-%dT%d:%d", &numbers[0], &numbers[1], &numbers[2],
                                      &numbers[3], &numbers[4]) == 5 &&
                          std::sscanf(moment.c_str() + zone + 1, "%d:%d", &hours, &minutes) == 2;
    if (!is_known) return moment;
    using namespace std::chrono;
    const sys_days day = year(numbers[0]) / month(static_cast<unsigned>(numbers[1])) / numbers[2];
    const auto east = (moment[zone] == '-' ? -1 : 1) * (std::chrono::hours(hours) + std::chrono::minutes(minutes));
    const auto there = day + std::chrono::hours(numbers[3]) + std::chrono::minutes(numbers[4]) - east;
    const year_month_day date(floor<days>(there));
    const auto clock = there - floor<days>(there);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}{}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock / std::chrono::hours(1), clock % std::chrono::hours(1) / std::chrono::minutes(1),
                       moment.substr(minutes_end, zone - minutes_end));
}

FieldForm form_of(FieldType type, GDALDriver& driver) {
    FieldForm form = natural_form(type);
    if (!has_type(driver, form.type)) form = is_list(type) ? FieldForm{OFTString, OFSTJSON} : FieldForm{};
    if (form.subtype != OFSTNone && !has_subtype(driver, form.subtype)) form.subtype = OFSTNone;
    return form;
}

std::optional<Message> change_of(FieldType type, GDALDriver& driver) {
    const FieldForm form = form_of(type, driver);
    const FieldForm natural = natural_form(type);
    const bool is_number = is_integer(type) || is_real(type);
    if (is_plain_text(type) || (is_number && type != FieldType::boolean)) return std::nullopt;
    if (form.type == natural.type && form.subtype == natural.subtype) return std::nullopt;
    const Message written = form.type != OFTString      ? msg("numbers")
                            : is_list(type)             ? msg("text, as JSON")
                            : type == FieldType::binary ? msg("text, as hexadecimal digits")
                                                        : msg("text, as ISO 8601 has it");
    return msg("is written as {}, for the format has no {}", written, name_of(type));
}

}  // namespace grid::io
