"""The checks of layer_contract find what they are meant to find: a good layer of squares, and one fault at a time."""

import unittest

from osgeo import ogr

import ground
import layer_contract as contract


def square(x, y, *, corner=None, extra=()):
    """Side 1; `corner` replaces the upper right one, `extra` goes between the lower right one and that."""
    return [(x, y), (x + 1, y), *extra, corner or (x + 1, y + 1), (x, y + 1), (x, y)]


def grid(code, *rings, unit="u", households=2, deviation=0.0):
    """Each ring is a polygon of its own."""
    polygons = [[contract.turned([(float(x), float(y)) for x, y in ring], True)] for ring in rings]
    geometry = ogr.Geometry(ogr.wkbMultiPolygon)
    for (outer,) in polygons:
        ring, polygon = ogr.Geometry(ogr.wkbLinearRing), ogr.Geometry(ogr.wkbPolygon)
        for point in outer:
            ring.AddPoint_2D(*point)
        polygon.AddGeometry(ring)
        geometry.AddGeometry(polygon)
    fields = {"grid_code": code, "unit_code": unit, "kind": "general", "households": households, "workload": households,
              "dev_hh": deviation, "dev_wl": deviation}
    return contract.Grid(fields, polygons, geometry)


def outline(*rings):
    return contract.outline_of(segment for ring in rings for segment in zip(ring, ring[1:]))


# Two units side by side, two grids each. A new vertex at (2, 1) on the border x = 2 from (2, 0) to (2, 2).
LEFT = [(0, 0), (2, 0), (2, 2), (0, 2), (0, 0)]
RIGHT = [(2, 0), (4, 0), (4, 2), (2, 2), (2, 0)]
OUTLINES = {"u": outline(LEFT), "v": outline(RIGHT)}


def layer():
    return [grid("u001", [(0, 1), (2, 1), (2, 2), (0, 2), (0, 1)]), grid("u002", [(0, 0), (2, 0), (2, 1), (0, 1), (0, 0)]),
            grid("v001", [(2, 0), (3, 0), (3, 2), (2, 2), (2, 1), (2, 0)], unit="v"),
            grid("v002", [(3, 0), (4, 0), (4, 2), (3, 2), (3, 0)], unit="v")]


class Checks(unittest.TestCase):
    def test_a_good_layer_has_no_violation(self):
        grids = layer()
        wrong, chains = contract.coverage(grids, OUTLINES)
        self.assertEqual([], wrong)
        self.assertEqual(([], 1), contract.common_borders(chains))
        self.assertEqual(((2, 0), (2, 1), (2, 2)), chains["u"][((2, 0), (2, 2))])
        for check in (contract.validity, contract.connectivity, contract.codes, contract.deviations):
            self.assertEqual([], check(grids))
        self.assertEqual(2, len(contract.inner_borders(grids)))

    def test_a_vertex_that_only_one_unit_has_is_found(self):
        grids = layer()
        grids[2] = grid("v001", [(2, 0), (3, 0), (3, 2), (2, 2), (2, 0)], unit="v")
        wrong, chains = contract.coverage(grids, OUTLINES)
        self.assertEqual([], wrong)
        self.assertEqual(1, len(contract.common_borders(chains)[0]))

    def test_a_gap_of_one_unit_in_the_last_place_is_found(self):
        grids = layer()
        grids[3] = grid("v002", [(3.0000000000000004, 0), (4, 0), (4, 2), (3, 2), (3.0000000000000004, 0)], unit="v")
        self.assertTrue(contract.coverage(grids, OUTLINES)[0])

    def test_a_vertex_of_a_border_that_only_one_grid_has_is_found(self):
        grids = layer()
        grids[3] = grid("v002", [(3, 0), (4, 0), (4, 2), (3, 2), (3, 1), (3, 0)], unit="v")
        self.assertTrue(contract.coverage(grids, OUTLINES)[0])

    def test_a_lost_vertex_of_the_outline_is_found(self):
        grids = layer()
        grids[1] = grid("u002", [(0, 0), (2, 1), (0, 1), (0, 0)])
        self.assertTrue(contract.coverage(grids, OUTLINES)[0])

    def test_a_missing_grid_and_a_missing_unit_are_found(self):
        self.assertTrue(contract.coverage(layer()[1:], OUTLINES)[0])
        self.assertTrue(contract.coverage(layer()[:2], OUTLINES)[0])

    def test_a_grid_that_is_there_twice_is_found(self):
        self.assertTrue(contract.coverage(layer() + [layer()[0]], OUTLINES)[0])

    def test_a_grid_of_two_parts_is_found_unless_its_unit_has_them_too(self):
        apart = [grid("w001", square(0, 0), square(2, 0)), grid("w002", square(1, 0))]
        self.assertEqual(1, len(contract.connectivity(apart)))
        island = [grid("w001", square(0, 0), square(2, 0))]
        self.assertEqual([], contract.connectivity(island))

    def test_parts_that_touch_in_a_point_are_not_connected(self):
        corner = [grid("w001", square(0, 0), square(1, 1)), grid("w002", square(1, 0)), grid("w003", square(0, 1))]
        self.assertEqual(1, len(contract.connectivity(corner)))

    def test_wrong_codes_are_found(self):
        self.assertTrue(contract.codes([grid("u001", LEFT), grid("u003", LEFT)]))
        self.assertTrue(contract.codes([grid("u001", LEFT), grid("u001", LEFT)]))
        self.assertTrue(contract.codes([grid("x001", LEFT)]))

    def test_wrong_deviations_are_found(self):
        good = [grid("u001", LEFT, households=3, deviation=0.5), grid("u002", LEFT, households=1, deviation=-0.5)]
        self.assertEqual([], contract.deviations(good))
        good[0].fields["dev_hh"] = 0.49
        self.assertEqual(1, len(contract.deviations(good)))

    def test_a_ring_that_crosses_itself_is_found(self):
        self.assertEqual(1, len(contract.validity([grid("u001", [(0, 0), (2, 2), (2, 0), (0, 2), (0, 0)])])))

    def test_lengths_are_those_of_the_ellipsoid(self):
        # A minute of arc at the equator and along the meridian at 45 degrees (Bessel's nautical mile, 1852.2 m).
        self.assertAlmostEqual(1855.325, ground.distance((0, 0), (1 / 60, 0)), 2)
        self.assertAlmostEqual(1852.24, ground.distance((0, 45 - 1 / 120), (0, 45 + 1 / 120)), 1)

    def test_the_share_along_a_line_is_measured_by_place(self):
        line = [((0.0, 47.0), (0.01, 47.0))]
        border = [((0.0, 47.0), (0.005, 47.0)), ((0.005, 47.0), (0.005, 47.005))]
        self.assertAlmostEqual(ground.distance(*border[0]), ground.length_along(border, line, 0.001), 3)


if __name__ == "__main__":
    unittest.main(verbosity=2)
