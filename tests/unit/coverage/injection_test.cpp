// Mistakes made on purpose in good coverages: each is found at its place, and nothing else is. What can be mended is
// mended. Real coverages come from the folder GRID_TEST_DATA (default: ../shared/data beside the source); without them
// these tests are skipped.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>

#include "../io/temp_folder.hpp"
#include "injector.hpp"
#include "libgrid/coverage/geometry_checks.hpp"
#include "libgrid/coverage/repair.hpp"
#include "libgrid/io/source.hpp"

using grid::CoverageDefect;
using grid::CoverageOptions;
using grid::GroundScale;
using grid::MultiPolygon;
using grid::test::Injected;
using grid::test::Injector;

namespace {

struct Finding {
    std::string code;
    std::vector<std::int32_t> features;
    grid::Point at;
};

/// Coverage findings, and slivers among the features that the injector added.
std::vector<Finding> find_all(const std::vector<MultiPolygon>& features, const GroundScale& scale,
                              std::size_t first_added) {
    std::vector<Finding> findings;
    CoverageOptions options;
    options.scale = scale;
    for (const CoverageDefect& d : grid::check_coverage(features, options))
        findings.push_back({d.code, d.features, d.at});
    grid::GeometryOptions geometry;
    geometry.scale = scale;
    geometry.sliver_width_m = 0.25;
    for (std::size_t f = first_added; f < features.size(); ++f) {
        for (const grid::GeometryDefect& d : grid::check_geometry(features[f], geometry))
            findings.push_back({d.code, {static_cast<std::int32_t>(f)}, d.at});
    }
    return findings;
}

bool matches(const Finding& finding, const Injected& injected) {
    const auto involved = [&](std::int32_t f) { return std::ranges::binary_search(finding.features, f); };
    return injected.codes.contains(finding.code) && involved(injected.feature) &&
           (injected.other < 0 || finding.code == "sliver" || involved(injected.other)) &&
           finding.at.x >= injected.place.min_x && finding.at.x <= injected.place.max_x &&
           finding.at.y >= injected.place.min_y && finding.at.y <= injected.place.max_y;
}

struct Score {
    int injected = 0;
    int found = 0;     ///< mistakes with a finding
    int findings = 0;  ///< that match one of them
    int repeated = 0;  ///< findings beyond the one that there should be
};

/// By kind; what matches no mistake is under "false".
std::map<std::string, Score> score(const std::vector<Finding>& findings, const std::vector<Injected>& injected) {
    std::map<std::int32_t, std::vector<std::size_t>> by_feature;
    for (std::size_t i = 0; i < injected.size(); ++i)
        by_feature[injected[i].feature].push_back(i);
    std::vector<int> count(injected.size(), 0);
    std::map<std::string, Score> scores;
    for (const Finding& finding : findings) {
        bool known = false;
        for (const std::int32_t f : finding.features) {
            for (const std::size_t i : by_feature[f]) {
                if (known || !matches(finding, injected[i])) continue;
                known = true;
                ++count[i];
            }
        }
        if (known) continue;
        ++scores["false"].findings;
        fmt::print("  no cause: {} at {:.7f} {:.7f}\n", finding.code, finding.at.x, finding.at.y);
    }
    for (std::size_t i = 0; i < injected.size(); ++i) {
        Score& s = scores[injected[i].kind];
        ++s.injected;
        s.found += count[i] > 0 ? 1 : 0;
        s.findings += count[i];
        if (injected[i].single && count[i] > 1) s.repeated += count[i] - 1;
        if (count[i] == 0) {
            fmt::print("  not found: {} of feature {} near {:.7f} {:.7f}\n", injected[i].kind, injected[i].feature,
                       injected[i].place.min_x, injected[i].place.min_y);
        }
    }
    return scores;
}

int inject_all(Injector& injector, const std::vector<std::string>& kinds, int each) {
    int made = 0;
    for (int i = 0; i < each; ++i) {
        for (const std::string& kind : kinds)
            made += injector.inject(kind) ? 1 : 0;
    }
    return made;
}

/// Returns how many mistakes were made.
int check_findings(const std::string& name, const std::vector<MultiPolygon>& coverage, const GroundScale& scale,
                   int each, std::uint64_t seed) {
    REQUIRE(find_all(coverage, scale, coverage.size()).empty());
    Injector injector(coverage, scale, seed);
    const int made = inject_all(
        injector, {"gap", "overlap", "crossing", "unmatched vertex", "moved vertex", "shift", "sliver", "duplicate"},
        each);
    auto scores = score(find_all(injector.features(), scale, coverage.size()), injector.injected());
    const int wrong = scores["false"].findings;
    scores.erase("false");
    int right = 0;
    for (const auto& [kind, s] : scores) {
        right += s.findings;
        CHECK_MESSAGE(s.found == s.injected, kind);
        CHECK_MESSAGE(s.repeated == 0, kind);
        fmt::print("{}: {} {}: recall {:.4f}, findings {}\n", name, s.injected, kind,
                   static_cast<double>(s.found) / s.injected, s.findings);
    }
    CHECK(wrong == 0);
    fmt::print("{}: {} mistakes, precision {:.4f}\n", name, made, right / static_cast<double>(right + wrong));
    return made;
}

void check_repair(const std::string& name, const std::vector<MultiPolygon>& coverage, const GroundScale& scale,
                  int each, std::uint64_t seed) {
    Injector injector(coverage, scale, seed);
    const int made =
        inject_all(injector, {"gap", "overlap", "crossing", "unmatched vertex", "moved vertex", "shift"}, each);
    const std::vector<MultiPolygon>& before = injector.features();
    std::vector<char> at_fault(before.size(), 0);
    CoverageOptions check;
    check.scale = scale;
    check.gap_width_m = 0.5;
    for (const CoverageDefect& d : grid::check_coverage(before, check)) {
        for (const std::int32_t f : d.features)
            at_fault[static_cast<std::size_t>(f)] = 1;
    }
    grid::RepairOptions options;
    options.scale = scale;
    options.snap_m = 0.5;
    options.gap_width_m = 0.5;
    const grid::RepairResult result = grid::repair_coverage(before, options);
    for (const CoverageDefect& d : result.left)
        fmt::print("  left: {} {} {} at {:.7f} {:.7f} {}\n", d.code, d.feature, d.other, d.at.x, d.at.y,
                   d.message.english());
    CHECK(result.left.empty());
    REQUIRE(result.features.size() == before.size());
    std::vector<char> listed(before.size(), 0);
    for (const grid::RepairChange& change : result.changes) {
        listed[static_cast<std::size_t>(change.feature)] = 1;
        CHECK(!change.what.empty());
    }
    int touched = 0;
    for (std::size_t f = 0; f < before.size(); ++f) {
        const bool same = before[f].size() == result.features[f].size() &&
                          std::ranges::equal(before[f], result.features[f], [](const auto& a, const auto& b) {
                              return a.shell == b.shell && a.holes == b.holes;
                          });
        touched += same ? 0 : 1;
        CHECK((same || at_fault[f] != 0));
        CHECK((same || listed[f] != 0));
        if (at_fault[f] != 0) CHECK(grid::check_geometry(result.features[f]).size() <= 1);
    }
    fmt::print("{}: {} mistakes repaired, {} of {} features changed\n", name, made, touched, before.size());
}

std::vector<MultiPolygon> read(const std::string& file) {
    std::vector<MultiPolygon> features;
    grid::Source source = grid::Source::open({.path = file, .layer = "unit"});
    source.for_each({}, [&](grid::Feature&& feature) { features.push_back(std::move(feature.polygons)); });
    return features;
}

constexpr GroundScale metres{1, false};
constexpr GroundScale degrees{grid::metres_per_degree, true};

}  // namespace

TEST_CASE("A thousand mistakes in a wall of bricks are all found at their place, and nothing beside them") {
    CHECK(check_findings("wall", grid::test::brick_wall(130, 130, 5), metres, 130, 7) >= 1000);
}

TEST_CASE("Mistakes in a wall of bricks are repaired, and no other feature is changed") {
    check_repair("wall", grid::test::brick_wall(100, 100, 9), metres, 100, 11);
}

TEST_CASE("Mistakes in real coverages are found at their place, and nothing beside them") {
    for (const std::string name : {"daan.gpkg", "taipei.gpkg"}) {
        const auto file = grid_test::test_data(name);
        if (file) check_findings(name, read(*file), degrees, name == "daan.gpkg" ? 12 : 130, 3);
    }
}

TEST_CASE("Mistakes in real coverages are repaired, and no other feature is changed") {
    for (const std::string name : {"daan.gpkg", "taipei.gpkg"}) {
        const auto file = grid_test::test_data(name);
        if (file) check_repair(name, read(*file), degrees, name == "daan.gpkg" ? 12 : 130, 4);
    }
}
