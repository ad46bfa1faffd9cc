#include "libgrid/core/secrets.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <string_view>
#include <utility>
#include <vector>

namespace grid {

namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view mask = "***";

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char small = static_cast<char>(c | 0x20);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

/// Percent-decoded.
std::string decoded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_code =
            text[i] == '%' && i + 2 < text.size() && digit_of(text[i + 1]) >= 0 && digit_of(text[i + 2]) >= 0;
        result += is_code ? static_cast<char>(16 * digit_of(text[i + 1]) + digit_of(text[i + 2])) : text[i];
        if (is_code) i += 2;
    }
    return result;
}

bool is_secret_key(std::string_view key) {
    constexpr std::array<std::string_view, 7> endings{"password", "passwd", "pwd",    "token",
                                                      "secret",   "apikey", "api_key"};
    const std::string name = lower(decoded(key));
    return std::ranges::any_of(endings, [&](std::string_view ending) { return name.ends_with(ending); });
}

bool belongs_to_key(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '%';
}

/// Start of the key before the sign at `at`; `at` if there is none.
std::size_t key_start(const std::string& text, std::size_t& end) {
    while (end > 0 && blanks.find(text[end - 1]) != std::string_view::npos)
        --end;
    std::size_t start = end;
    while (start > 0 && belongs_to_key(text[start - 1]))
        --start;
    return start;
}

/// Index behind the value that starts at `at`: behind the closing quote, or before what ends it.
std::size_t value_end(const std::string& text, std::size_t at, std::string_view ends) {
    if (at < text.size() && (text[at] == '\'' || text[at] == '"')) {
        std::size_t end = at + 1;
        while (end < text.size() && text[end] != text[at])
            end += text[end] == '\\' ? 2 : 1;
        return std::min(end + 1, text.size());
    }
    std::size_t end = at;
    while (end < text.size() && ends.find(text[end]) == std::string_view::npos)
        end += text[end] == '\\' ? 2 : 1;
    return std::min(end, text.size());
}

/// What ends the value of a key, from what is before the key: in a URL the next parameter, else a blank. Only ODBC ends
/// values by a semicolon; a password may have one.
std::string_view value_ends(const std::string& text, std::size_t key, std::string_view name) {
    if (key > 0 && (text[key - 1] == '?' || text[key - 1] == '&')) return " \t\r\n&";
    return lower(name) == "pwd" ? " \t\r\n;" : blanks;
}

void redact_keys(std::string& text, std::vector<std::string>& secrets) {
    for (std::size_t sign = text.find('='); sign != std::string::npos; sign = text.find('=', sign + 1)) {
        std::size_t end = sign;
        const std::size_t start = key_start(text, end);
        const std::string_view key = std::string_view(text).substr(start, end - start);
        if (!is_secret_key(key)) continue;
        const std::size_t at = text.find_first_not_of(blanks, sign + 1);
        if (at == std::string::npos) return;
        const std::size_t last = value_end(text, at, value_ends(text, start, key));
        if (last == at) continue;
        secrets.push_back(text.substr(at, last - at));
        text.replace(at, last - at, mask);
        sign = at + mask.size() - 1;
    }
}

void redact_urls(std::string& text, std::vector<std::string>& secrets) {
    std::size_t from = 0;
    while ((from = text.find("://", from)) != std::string::npos) {
        from += 3;
        const std::size_t end = std::min(text.find_first_of(" \t\r\n/", from), text.size());
        const std::size_t at = end == 0 ? std::string::npos : text.rfind('@', end - 1);
        const std::size_t colon = text.find(':', from);
        if (at == std::string::npos || at < from || colon == std::string::npos || colon >= at) continue;
        secrets.push_back(text.substr(colon + 1, at - colon - 1));
        text.replace(colon + 1, at - colon - 1, mask);
        from = colon + 1 + mask.size();
    }
}

/// Without quotes and backslashes.
std::string plain(std::string_view value) {
    const bool is_quoted = value.size() > 1 && value.front() == '\'' && value.back() == '\'';
    if (is_quoted) value = value.substr(1, value.size() - 2);
    std::string result;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\\' && i + 1 < value.size()) ++i;
        result += value[i];
    }
    return result;
}

using Settings = std::vector<std::pair<std::string, std::string>>;

/// Words without a sign are what is left of a value with a blank that nobody quoted, most likely the password.
Settings settings_of_words(const std::string& text) {
    Settings settings;
    for (std::size_t at = text.find_first_not_of(blanks); at != std::string::npos;) {
        const std::size_t sign = text.find_first_of("= \t\r\n", at);
        const std::size_t equals = sign == std::string::npos ? sign : text.find_first_not_of(blanks, sign);
        if (equals == std::string::npos || text[equals] != '=') {
            const std::size_t end = std::min(sign, text.size());
            settings.emplace_back("", text.substr(at, end - at));
            at = text.find_first_not_of(blanks, end);
            continue;
        }
        const std::size_t value = std::min(text.find_first_not_of(blanks, equals + 1), text.size());
        const std::size_t end = value_end(text, value, blanks);
        settings.emplace_back(lower(std::string_view(text).substr(at, sign - at)),
                              plain(text.substr(value, end - value)));
        at = text.find_first_not_of(blanks, end);
    }
    return settings;
}

/// [user[:password]@][host[:port]][/database][?key=value[&...]]
Settings settings_of_url(std::string_view text) {
    Settings settings;
    const std::size_t at = text.substr(0, text.find('/')).rfind('@');
    const std::size_t question = text.find('?', at == std::string_view::npos ? 0 : at);
    std::string_view place = text.substr(0, question);
    if (at != std::string_view::npos) {
        const std::string_view user = place.substr(0, at);
        const std::size_t colon = user.find(':');
        if (colon != std::string_view::npos) settings.emplace_back("password", user.substr(colon + 1));
        place.remove_prefix(at + 1);
    }
    const std::size_t slash = place.find('/');
    std::string_view host = place.substr(0, slash);
    const std::size_t colon = host.find(':', host.find(']') == std::string_view::npos ? 0 : host.find(']'));
    if (colon != std::string_view::npos) settings.emplace_back("port", host.substr(colon + 1));
    if (!host.substr(0, colon).empty()) settings.emplace_back("host", decoded(host.substr(0, colon)));
    if (slash != std::string_view::npos && slash + 1 < place.size())
        settings.emplace_back("dbname", decoded(place.substr(slash + 1)));
    for (std::size_t from = question; from < text.size();) {
        const std::size_t end = std::min(text.find('&', from + 1), text.size());
        const std::string_view pair = text.substr(from + 1, end - from - 1);
        const std::size_t sign = pair.find('=');
        if (sign != std::string_view::npos) {
            settings.emplace_back(lower(decoded(pair.substr(0, sign))), decoded(pair.substr(sign + 1)));
            if (decoded(pair.substr(sign + 1)) != pair.substr(sign + 1))
                settings.emplace_back("", pair.substr(sign + 1));
        }
        from = end;
    }
    return settings;
}

bool is_postgresql(const std::string& path) {
    const std::string start = lower(path.substr(0, 13));
    return start.starts_with("pg:") || start.starts_with("postgresql://") || start.starts_with("postgres://");
}

Settings settings_of(const std::string& path) {
    const std::string rest = lower(path.substr(0, 3)) == "pg:" ? path.substr(3) : path;
    const std::size_t url = rest.find("://");
    const bool is_url = url != std::string::npos && lower(rest.substr(0, url)).starts_with("postgres");
    return is_url ? settings_of_url(std::string_view(rest).substr(url + 3)) : settings_of_words(rest);
}

void replace_all(std::string& text, const std::string& what, std::string_view by) {
    constexpr std::size_t least = 3;  // shorter ones are in every text
    if (what.size() < least) return;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

std::vector<std::string> secrets_of(const std::string& path) {
    std::vector<std::string> secrets;
    std::string text = path;
    redact_keys(text, secrets);
    redact_urls(text, secrets);
    if (!is_postgresql(path)) return secrets;
    for (const auto& [key, value] : settings_of(path))
        if (key.empty() || is_secret_key(key)) secrets.push_back(value);
    return secrets;
}

}  // namespace

std::string redact(const std::string& text) {
    std::string result = text;
    std::vector<std::string> secrets;
    redact_keys(result, secrets);
    redact_urls(result, secrets);
    return result;
}

std::string shown_source(const std::string& path) {
    if (path.starts_with(standard_input_path)) return standard_input_name;
    if (!is_postgresql(path)) return redact(path);
    std::string shown = "PG:";
    const Settings settings = settings_of(path);
    for (const char* wanted : {"service", "host", "hostaddr", "port", "dbname"}) {
        for (const auto& [key, value] : settings) {
            if (key != wanted) continue;
            if (shown.back() != ':') shown += ' ';
            shown.append(key).append("=").append(value);
            break;
        }
    }
    return shown;
}

std::string recorded_source(const std::string& path) {
    if (is_postgresql(path)) return shown_source(path);
    return std::filesystem::path(redact(path)).filename().string();
}

std::string without_secrets_of(const std::string& path, const std::string& text) {
    std::vector<std::string> secrets = secrets_of(path);
    if (secrets.empty()) return redact(text);
    std::string result = text;
    replace_all(result, path, shown_source(path));
    if (is_postgresql(path) && lower(path.substr(0, 3)) == "pg:")
        replace_all(result, path.substr(3), shown_source(path));
    std::ranges::sort(secrets, std::ranges::greater(), &std::string::size);
    for (const std::string& secret : secrets)
        replace_all(result, secret, mask);
    return redact(result);
}

}  // namespace grid
