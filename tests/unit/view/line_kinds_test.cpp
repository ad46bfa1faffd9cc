#include "libgrid/view/line_kinds.hpp"

#include <doctest/doctest.h>

using grid::kind_of_words;
using grid::LineKind;

namespace {

grid::FeatureTable lines_of(const char* title, const std::vector<const char*>& fields,
                            const std::vector<std::vector<grid::Value>>& rows) {
    grid::FeatureTable table;
    table.title = title;
    for (const char* field : fields)
        table.fields.push_back({.name = field});
    for (const auto& row : rows) {
        grid::Feature feature;
        feature.values = row;
        table.features.push_back(feature);
    }
    return table;
}

}  // namespace

TEST_CASE("A line is what a word of its class begins with, not what is somewhere in it") {
    CHECK(kind_of_words("rail") == LineKind::railway);
    CHECK(kind_of_words("Light_Rail") == LineKind::railway);
    CHECK(kind_of_words("trail") == LineKind::other);
    CHECK(kind_of_words("river") == LineKind::river);
    CHECK(kind_of_words("stream") == LineKind::stream);
    CHECK(kind_of_words("primary_link") == LineKind::main_road);
    CHECK(kind_of_words("residential") == LineKind::street);
    CHECK(kind_of_words("footway") == LineKind::path);
    CHECK(kind_of_words("铁路") == LineKind::railway);
    CHECK(kind_of_words("河道") == LineKind::river);
    CHECK(kind_of_words("国道") == LineKind::main_road);
    CHECK(kind_of_words("waterways") == LineKind::river);
    CHECK(kind_of_words("") == LineKind::other);
}

TEST_CASE("The first field that is not empty says the kind, else its name, else the title of the layer") {
    const grid::Value null;
    const std::string yes = "yes";
    using Kinds = std::vector<LineKind>;
    CHECK(grid::kinds_of_lines(lines_of("x", {"highway", "waterway"}, {{yes, null}, {null, yes}, {null, null}})) ==
          Kinds{LineKind::street, LineKind::river, LineKind::other});
    CHECK(grid::kinds_of_lines(lines_of("x", {"waterway", "CLASS"}, {{std::string("river"), std::string("rail")}})) ==
          Kinds{LineKind::railway});
    CHECK(grid::kinds_of_lines(lines_of("roads", {"class"}, {{null}, {std::string("wood")}, {std::string("canal")}})) ==
          Kinds{LineKind::street, LineKind::street, LineKind::river});
}
