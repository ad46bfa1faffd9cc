"""Corners that gridcheck keeps under one number of 64 bits, though they are tens of metres apart."""

import gridcheck_case
import gridify_case as case

# Found by search: both pairs of doubles have one hash in libgrid/coverage/point_hash.hpp.
CORNER, OTHER = (520100.0, 3385100.0), (520064.90132712, 3385098.434349393)


class Hashes(gridcheck_case.GridcheckCase):

    def layer(self, left, right):
        """Two squares side by side, whose common border ends in these points."""
        west, south, north = 520000.0, 3385000.0, 3385100.0
        shapes = [[(west, south), (west + 100, south), left, (west, north), (west, south)],
                  [(west + 100, south), (west + 200, south), (west + 200, north), right, (west + 100, south)]]
        rows = [("POLYGON ((" + ",".join(f"{x!r} {y!r}" for x, y in shape) + "))", {"grid_code": f"42010600100100{i + 1}"})
                for i, shape in enumerate(shapes)]
        return self.write("hashes.gpkg", rows, layer="grids")

    def test_borders_that_end_in_such_corners_are_not_the_same(self):
        path = self.layer(CORNER, OTHER)
        a, b = (row[""] for row in case.read_layer(path))
        self.assertAlmostEqual(1735, a.Intersection(b).Area(), delta=1)
        self.assertEqual(["overlap"], [code for code, *_ in self.findings(path, "--only", "overlap,gap")])

    def test_borders_that_are_the_same_have_no_finding(self):
        for corner in (CORNER, OTHER):
            self.assert_clean(self.layer(corner, corner), "--only", "overlap,gap")
