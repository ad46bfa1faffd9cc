"""Cells that were digitised one by one, with errors of a micrometre to ten metres, and as boundary their union: full of slits,
slivers and vertices all but the same. 200 units for each size of error, judged by layer_contract.py and by gridcheck."""

import pathlib
import random
import tempfile
import unittest

from osgeo import ogr

import gridcheck_support as check
import support
from vector_files import write

ERRORS = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0)  # metres
CRS = 32630
UNITS = 200 // support.STEP
# Where slits pinch a cell off at a vertex, a grid of it would not be valid, and the unit is left as one grid, which is told:
# 3, 2, 9, 6, 1, 0, 1 and 0 of 200 units.
MOST_MENDED = 9
SIZES = ("--target", "500", "--min", "300", "--max", "700")


def corners_of(chance, west, south):
    """The corners of a sheared or shaken raster of cells, a kilometre apart, by column and row."""
    columns, rows = chance.randint(2, 4), chance.randint(2, 3)
    shear, unrest = chance.choice((0, 0.25)), chance.choice((0, 150))
    return [[(west + 1000 * (i + shear * j) + chance.uniform(-unrest, unrest), south + 1000 * j + chance.uniform(-unrest, unrest))
             for j in range(rows + 1)] for i in range(columns + 1)]


def polygon(points):
    ring = ogr.Geometry(ogr.wkbLinearRing)
    for x, y in [*points, points[0]]:
        ring.AddPoint_2D(x, y)
    result = ogr.Geometry(ogr.wkbPolygon)
    result.AddGeometry(ring)
    return result


def cells_of(chance, corners, error, decimals):
    """Each cell by itself: its corners off by up to the error, or by the error or nothing."""
    off = chance.choice((lambda: chance.uniform(-error, error), lambda: chance.choice((0, 0, error, -error))))
    for i in range(len(corners) - 1):
        for j in range(len(corners[0]) - 1):
            around = (corners[i][j], corners[i + 1][j], corners[i + 1][j + 1], corners[i][j + 1])
            yield polygon([(round(x + off(), decimals), round(y + off(), decimals)) for x, y in around])


def union(cells):
    together = ogr.Geometry(ogr.wkbMultiPolygon)
    for cell in cells:
        together.AddGeometry(cell)
    return together.UnionCascaded()


class DissolvedCells(unittest.TestCase):

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="grid-dissolved-cells-")
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)

    def make(self, error):
        """The files of the units and the cells, and the units by code."""
        units, cells = [], []
        for number in range(UNITS):
            chance = random.Random(f"{error}/{number}")
            corners = corners_of(chance, 200_000 + 8_000 * (number % 20), 5_500_000 + 8_000 * (number // 20))
            own = list(cells_of(chance, corners, error, chance.choice((4, 6, 9))))
            units.append((union(own), (f"{number:06d}",)))
            cells += [(cell, (f"{number:06d}-{k}", chance.randint(100, 300))) for k, cell in enumerate(own)]
        write(self.path / "units.gpkg", CRS, units, [("unit_code", ogr.OFTString)])
        write(self.path / "cells.gpkg", CRS, cells, [("cell_id", ogr.OFTString), ("households", ogr.OFTInteger)])
        return {code: unit for unit, (code,) in units}, sum(count for _, (_, count) in cells)

    def test_no_error_and_all_ground(self):
        for error in ERRORS:
            with self.subTest(error=error):
                units, households = self.make(error)
                inputs = self.path / "units.gpkg", "--cells", self.path / "cells.gpkg"
                folder = check.gridify(*inputs, *SIZES, "--effort", "fast")
                self.addCleanup(folder.cleanup)
                grids = pathlib.Path(folder.name) / "grids.gpkg"
                made = check.assert_sound(self, grids, units, ("--boundaries", *inputs, *SIZES))
                self.assertEqual(households, sum(grid.fields["households"] for grid in made))
                mended = check.mended_units(grids)
                self.assertLessEqual(len(mended), MOST_MENDED, sorted(mended))
                support.figure(f"errors of {error:g} m: {len(units)} units, {len(made)} grids, no error, {len(mended)} units mended")


if __name__ == "__main__":
    unittest.main(verbosity=2)
