#include "libgrid/io/xml.hpp"

#include <doctest/doctest.h>

using grid::io::xml_attribute;
using grid::io::xml_text;

TEST_CASE("Text for XML is escaped, and what XML lacks is replaced") {
    CHECK(xml_text("<a b='c'>&\"]]>") == "&lt;a b=&#39;c&#39;&gt;&amp;&quot;]]&gt;");
    CHECK(xml_text("网格 𠮷\n\t") == "网格 𠮷\n\t");
    CHECK(xml_text("\x01|\xEF\xBF\xBE|\xEF\xBF\xBF") == "\xEF\xBF\xBD|\xEF\xBF\xBD|\xEF\xBF\xBD");
    CHECK(xml_text("a\rb") == "a&#13;b");
    CHECK(xml_text("a\xFFz") == "a\xEF\xBF\xBDz");
    CHECK(xml_text("").empty());
}

TEST_CASE("In an attribute, line breaks and tabs survive the reader") {
    CHECK(xml_attribute("a\nb\tc\rd<") == "a&#10;b&#9;c&#13;d&lt;");
}
