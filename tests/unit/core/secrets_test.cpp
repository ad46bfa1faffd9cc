#include "libgrid/core/secrets.hpp"

#include <doctest/doctest.h>

#include <string>

#include "libgrid/core/error.hpp"

using namespace grid;

TEST_CASE("a secret is masked whatever the spelling of its key") {
    CHECK(redact("PG:dbname=d PASSWORD = 'a b' user=u") == "PG:dbname=d PASSWORD = *** user=u");
    CHECK(redact("pwd=x;Passwd=\"y\\\"z\" password=") == "pwd=***;Passwd=*** password=");
    CHECK(redact("postgresql://me:s3:cr@t@host/db?password=p&x=1") == "postgresql://me:***@host/db?password=***&x=1");
    CHECK(redact("postgresql:///db?%70assword=p&pass%57ord=q") == "postgresql:///db?%70assword=***&pass%57ord=***");
    CHECK(redact("PG:password=a,b;c)d'e user=u") == "PG:password=*** user=u");
    CHECK(redact("PG:password=a\\ b user=u") == "PG:password=*** user=u");
    CHECK(redact("postgresql://me:it's?a@host/db") == "postgresql://me:***@host/db");
    CHECK(redact("https://host/wfs?access_token=abc&layer=x") == "https://host/wfs?access_token=***&layer=x");
    CHECK(redact("sslpassword=abc") == "sslpassword=***");
}

TEST_CASE("text without secrets stays as it is") {
    for (const char* text : {"http://host:80/a@b", "password", "a plain text", "x=1", "=", "", "%", "passwordless=yes"})
        CHECK(redact(text) == text);
}

TEST_CASE("of a connection host and database are shown, and nothing else") {
    CHECK(shown_source("PG:dbname=d user=u password='a b' host=h port=5") == "PG:host=h port=5 dbname=d");
    CHECK(shown_source("pg:postgresql://u:p@h:5/d?sslmode=require&application_name=x") == "PG:host=h port=5 dbname=d");
    CHECK(shown_source("postgres://u@h") == "PG:host=h");
    CHECK(shown_source("PG:postgresql:///d?host=/tmp/x%20y&%70assword=p") == "PG:host=/tmp/x y dbname=d");
    CHECK(shown_source("PG:service=gov password=x") == "PG:service=gov");
    CHECK(shown_source("PG:") == "PG:");
    CHECK(shown_source("PG:password") == "PG:");
    CHECK(shown_source("a/b.gpkg") == "a/b.gpkg");
    CHECK(recorded_source("a/b.gpkg") == "b.gpkg");
    CHECK(recorded_source("PG:dbname=d password=a/b") == "PG:dbname=d");
}

TEST_CASE("an error repeats no secret of its place, however others quote it") {
    const std::string path = "PG:dbname=d password=my secret word user=u";
    CHECK(std::string(InputError("missing \"=\" after \"secret\" in \"" + path + "\"", {path, {}, {}, {}}).what()) ==
          "PG:dbname=d: missing \"=\" after \"***\" in \"PG:dbname=d\"");
    const std::string url = "postgresql://u:p%40ss@h/d?password=q%41rst";
    CHECK(std::string(InputError("login of u with p%40ss or qArst failed", {url, {}, {}, {}}).what()) ==
          "PG:host=h dbname=d: login of u with *** or *** failed");
    CHECK(std::string(ConfigError("--sites x?password=abc occurs twice").what()) ==
          "--sites x?password=*** occurs twice");
}
