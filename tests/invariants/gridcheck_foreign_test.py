"""gridcheck on layers that others made: coverages that are clean, and one ring that touches itself."""

import unittest

import gridcheck_support as check
import support

COVERAGE = "duplicate,overlap,gap,unmatched_vertex,crossed_borders"
GEOMETRY = "invalid_geometry,ring_self_touch,collapsed_ring,ring_orientation,repeated_point,sliver,spike"


class Foreign(unittest.TestCase):

    def assert_coverage(self, path, *words, units):
        check.need(self, path)
        report = check.gridcheck(path, *words, "--only", COVERAGE)
        self.assertEqual([], report["findings"], check.shown(report["findings"]))
        self.assertEqual((0, units), (report["exit_code"], report["grids"]))

    def test_daan_is_a_coverage(self):
        self.assert_coverage(support.DATA / "daan.gpkg", "--layer", "unit", "--code-field", "CODEBASE", units=1_270)

    def test_taipei_is_a_coverage(self):
        self.assert_coverage(support.DATA / "taipei.gpkg", "--layer", "unit", "--code-field", "CODEBASE", units=11_490)

    def test_the_tracts_of_rhode_island_are_a_coverage(self):
        self.assert_coverage(support.DATA / "rhode_island_tracts.gpkg", "--layer", "unit", units=244)

    def test_tottori_has_exactly_one_ring_that_touches_itself(self):
        path = support.DATA / "tottori" / "tottori.shp"
        check.need(self, path)
        report = check.gridcheck(path, "--encoding", "CP932", "--code-field", "KEY_CODE", "--only", GEOMETRY)
        self.assertEqual([("invalid_geometry", 1680), ("ring_self_touch", 1680)],
                         [(f["code"], f["feature"]) for f in report["findings"]])

    def test_towns_of_taipei_are_covered_by_its_areas(self):
        path = support.DATA / "taipei.gpkg"
        check.need(self, path)
        report = check.gridcheck(path, "--layer", "unit", "--code-field", "CODEBASE", "--unit-field", "TOWN_ID", "--boundaries", path,
                                 "--boundaries-layer", "town", "--only",
                                 COVERAGE + ",outside_unit,uncovered,unit_without_grids,wrong_unit")
        self.assertEqual([], report["findings"], check.shown(report["findings"]))


if __name__ == "__main__":
    unittest.main(verbosity=2)
