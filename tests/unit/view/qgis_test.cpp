#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "libgrid/io/qgis_labels.hpp"
#include "libgrid/io/styles.hpp"
#include "libgrid/view/qgis/layers.hpp"
#include "libgrid/view/qgis/texts.hpp"

namespace {

using grid::Language;

/// The labels of the classes of a style.
std::vector<std::string> labels_of(const std::string& style) {
    std::vector<std::string> labels;
    const std::string key = " label=\"";
    for (std::size_t at = style.find(key); at != std::string::npos; at = style.find(key, at + 1)) {
        const std::size_t from = at + key.size();
        labels.push_back(style.substr(from, style.find('"', from) - from));
    }
    return labels;
}

grid::FeatureTable lines_of(const std::string& title, const std::string& field,
                            const std::vector<grid::Value>& values) {
    grid::FeatureTable table;
    table.title = title;
    table.fields = {{.name = field}};
    for (const grid::Value& value : values) {
        grid::Feature feature;
        feature.values = {value};
        table.features.push_back(feature);
    }
    return table;
}

}  // namespace

TEST_CASE("Every class of the styles that projects take from files has a Chinese label") {
    for (const char* qml : {grid::io::issues_style, grid::io::issue_areas_style}) {
        const auto english = labels_of(grid::style_of_file(qml, Language::en).body);
        const auto chinese = labels_of(grid::style_of_file(qml, Language::zh).body);
        CHECK(english == labels_of(qml));
        REQUIRE(english.size() == chinese.size());
        CHECK_FALSE(english.empty());
        for (std::size_t i = 0; i < english.size(); ++i)
            CHECK(english[i] != chinese[i]);
    }
}

TEST_CASE("Every class of deviation has a Chinese label") {
    const auto style = [](Language language) {
        return labels_of(grid::deviation_style("dev_hh", "balance", "", 0, language).body);
    };
    const auto english = style(Language::en);
    const auto chinese = style(Language::zh);
    REQUIRE(english.size() == 7);
    for (std::size_t i = 0; i < english.size(); ++i)
        CHECK(english[i] != chinese[i]);
}

TEST_CASE("A renderer in another one is taken whole") {
    const std::string body = grid::style_of_file(grid::io::issues_style, Language::en).body;
    const auto count = [&body](const std::string& word) {
        int n = 0;
        for (std::size_t at = body.find(word); at != std::string::npos; at = body.find(word, at + 1))
            ++n;
        return n;
    };
    CHECK(count("<renderer-v2") == 2);
    CHECK(count("</renderer-v2>") == 2);
}

TEST_CASE("A style holds one renderer, and says that it has labels only if it has") {
    grid::QgisStyle style = grid::style_of_file(grid::io::boundaries_style, Language::en);
    const std::string without = grid::style_file(style);
    CHECK(without.find("Labeling") == std::string::npos);
    CHECK(without.find("<labeling") == std::string::npos);  // those of the file are for layers alone
    CHECK(without.find("<renderer-v2", without.find("<renderer-v2") + 1) == std::string::npos);
    style.has_labels = true;
    CHECK(grid::style_file(style).find("styleCategories=\"Symbology|Labeling\" labelsEnabled=\"1\"") !=
          std::string::npos);
}

TEST_CASE("Lines are told by words, not by parts of words") {
    const auto classes = grid::line_classes(
        lines_of("x", "Class",
                 {std::string("Motorway_link"), std::string("trailer"), std::string("light_rail"), grid::Value()}));
    REQUIRE(classes);
    CHECK(*classes == std::vector<grid::Value>{std::string("main_road"), std::string("other"), std::string("rail"),
                                               std::string("other")});
    CHECK_FALSE(grid::line_classes(lines_of("fences", "class", {std::string("wood")})));
    CHECK_FALSE(grid::line_classes(lines_of("fences", "class", {})));
    CHECK(grid::line_classes(lines_of("道路", "n", {std::int64_t{1}})) ==
          std::vector<grid::Value>{std::string("road")});
}

TEST_CASE("The scale for labels follows the usual grid, not the largest one") {
    CHECK(grid::scale_of_width({}, 10) == 0);
    CHECK(grid::scale_of_width({10'000, 10'000, 1e12}, 10) == 10'000);
    CHECK(grid::scale_of_width({0, 0}, 10) == 0);
    CHECK(grid::scale_of_width({NAN, 1e6, 1e6}, 10) == 100'000);
}

TEST_CASE("A field is named in an expression whatever signs its name has") {
    CHECK(grid::quoted_field("a\"b'") == "\"a\"\"b'\"");
}

TEST_CASE("As many colours as are asked for differ from each other") {
    const std::string style = grid::colours_style("c", 30, false, Language::en).body;
    std::vector<std::string> colours;
    const std::string key = "name=\"color\" type=\"QString\" value=\"";
    for (std::size_t at = style.find(key); at != std::string::npos; at = style.find(key, at + 1))
        colours.push_back(style.substr(at + key.size(), style.find('"', at + key.size()) - at - key.size()));
    CHECK(colours.size() == 30);
    std::ranges::sort(colours);
    CHECK(std::ranges::adjacent_find(colours) == colours.end());
}
