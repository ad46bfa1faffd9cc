#include <doctest/doctest.h>

#include "libgrid/view/html/json.hpp"

using namespace grid;

TEST_CASE("JSON in a page holds nothing that ends its element, and reads back the same") {
    const nlohmann::ordered_json value = {{"</script><!--", "<b>&amp;\xE2\x80\xA8\xE2\x80\xA9'\"\\ \n\xE4\xB8\x9C"}};
    const std::string text = json_for_page(value);
    CHECK(text.find_first_of("<>&") == std::string::npos);
    CHECK(text.find("\xE2\x80") == std::string::npos);
    CHECK(nlohmann::ordered_json::parse(text) == value);
}

TEST_CASE("bytes that are not UTF-8 are replaced in JSON") {
    CHECK(json_for_page(nlohmann::ordered_json("a\xFF")) == "\"a\xEF\xBF\xBD\"");
}

TEST_CASE("whole numbers are an array") {
    CHECK(json_numbers({}) == "[]");
    CHECK(json_numbers({-1, 0, 1234567890123}) == "[-1,0,1234567890123]");
}

TEST_CASE("text for HTML has no markup and no control characters") {
    CHECK(html_escape("<a href='x'>\"&\x01\n") == "&lt;a href=&#39;x&#39;&gt;&quot;&amp;  ");
    CHECK(html_escape("东湖") == "东湖");
}
