"""Micro-grids of real places: they nest in their grids, exactly; no building or cell is cut; and a year later."""

import pathlib
import tempfile
import unittest

import layer_contract as contract
import nesting
import previous_test
import support

SAMPLE_OPTIONS = [support.SAMPLE / "municipalities.shp", "--sites", support.SAMPLE / "buildings.fgb",
                  "--barriers", support.SAMPLE / "roads.fgb", "--barriers", support.SAMPLE / "waterways.fgb",
                  "--site-reach", 100]
LIECHTENSTEIN = support.DATA / "liechtenstein.gpkg"
LIECHTENSTEIN_OPTIONS = [LIECHTENSTEIN, "--layer", "municipality", "--code-field", "name", "--name-field", "name",
                         "--sites", LIECHTENSTEIN, "--sites-layer", "building", "--site-reach", 100,
                         "--barriers", LIECHTENSTEIN, "--barriers-layer", "road"]
DAAN = previous_test.DAAN


def daan_options(path):
    return [path, "--layer", "town", "--cells", path, "--cells-layer", "unit", "--grids", 107]


class MicroTest(unittest.TestCase):

    def divide(self, options, sizes):
        folder = support.gridify(*options, "--micro", sizes)
        self.addCleanup(folder.cleanup)
        return pathlib.Path(folder.name) / "grids.gpkg"

    def assert_right(self, path, sizes, numbered=True):
        """It nests, and at least 95 % of the micro-grids that no single building puts beyond the limits are within them."""
        _, least, most = map(int, sizes.split(","))
        grids, micro = nesting.read(path)
        wrong = (nesting.codes(grids, micro) if numbered else []) + nesting.ground(grids, micro) + nesting.sums(grids, micro)
        self.assertEqual([], wrong[:10], f"{len(wrong)} violations")
        fits, heavy, general = nesting.within(micro, least, most)
        support.figure(f"{len(grids)} grids, {len(micro)} micro-grids: {fits} of {general} have {least} to {most} households, "
                       f"{heavy} are one building with more")
        self.assertGreaterEqual(fits, 0.95 * (general - heavy))
        return grids, micro

    def assert_no_building_is_cut(self, grids, micro, buildings):
        """What lies in one grid as a whole lies in one micro-grid, but for a millimetre at its walls."""
        boxes = [(one.geometry.GetEnvelope(), one) for one in micro]
        wrong = []
        for fields, geometry in buildings:
            west, east, south, north = geometry.GetEnvelope()
            core = geometry.Buffer(-1e-8)
            met = [one for box, one in boxes if box[0] <= east and west <= box[1] and box[2] <= north and south <= box[3]
                   and one.geometry.Intersects(core)]
            if len({one.fields["parent"] for one in met}) == 1 and len(met) > 1:
                wrong.append((fields, [one.code for one in met]))
        self.assertEqual([], wrong[:5], f"{len(wrong)} buildings are cut")

    def test_the_sample(self):
        path = self.divide(SAMPLE_OPTIONS, "50,30,80")
        grids, micro = self.assert_right(path, "50,30,80")
        self.assert_no_building_is_cut(grids, micro, contract.features(support.SAMPLE / "buildings.fgb"))

    @unittest.skipUnless(LIECHTENSTEIN.exists(), "skipped: no data of Liechtenstein")
    def test_liechtenstein(self):
        self.assert_right(self.divide(LIECHTENSTEIN_OPTIONS, "50,30,80"), "50,30,80")

    @unittest.skipUnless(DAAN.exists(), "skipped: no data of Da'an")
    def test_cells_of_daan_and_a_year_later(self):
        """Its census areas have some 100 households each: micro-grids are a few of them."""
        sizes = "250,150,400"
        first = self.divide(daan_options(DAAN), sizes)
        grids, micro = self.assert_right(first, sizes)
        of_cells = {segment for _, geometry in contract.features(DAAN, "unit")
                    for segment in contract.segments_of(contract.polygons_of(geometry))}
        self.assertEqual([], [(a, b) for one in micro for a, b in one.segments()
                              if (a, b) not in of_cells and (b, a) not in of_cells][:5])
        with tempfile.TemporaryDirectory(prefix="grid-invariants-") as folder:
            later = previous_test.later(DAAN, pathlib.Path(folder) / "later.gpkg", 1, 0.2, estates=3)
            year = self.divide([*daan_options(later), "--previous", first], sizes)
            _, now = self.assert_right(year, sizes, numbered=False)
            rows = [fields for fields, _ in contract.features(year, "micro_lineage")]
            self.assertEqual(sum(one.fields["households"] for one in now), sum(row["households"] for row in rows))
            kept = sum(row["households"] for row in rows if row["old_code"] == row["new_code"])
            total = sum(row["households"] for row in rows)
            support.figure(f"a year later {kept / total:.1%} of the households are in a micro-grid of the same code")
            self.assertGreaterEqual(kept, 0.7 * total)


class Judge(unittest.TestCase):
    """The judge finds what is broken on purpose."""

    def layer(self):
        def row(code, parent, west, east, **more):
            ring = [(west, 0.0), (east, 0.0), (east, 1.0), (west, 1.0), (west, 0.0)]
            geometry = contract.ogr.CreateGeometryFromWkt(f"POLYGON (({', '.join(f'{x} {y}' for x, y in ring)}))")
            fields = {"grid_code": code, "unit_code": "u", "parent": parent, "level": 2, "sites": 1, "households": 5, **more}
            return contract.Grid(fields, [[ring]], geometry)

        return ({"u001": row("u001", None, 0.0, 2.0, households=10, sites=2, micro=2)},
                [row("u001001", "u001", 0.0, 1.0), row("u001002", "u001", 1.0, 2.0)])

    def found(self, change):
        grids, micro = self.layer()
        grid = grids["u001"]
        ring = grid.polygons[0][0]
        ring[1:2] = [(1.0, 0.0), (2.0, 0.0)]
        ring[3:4] = [(2.0, 1.0), (1.0, 1.0)]
        change(grids, micro)
        return [bool(check(grids, micro)) for check in (nesting.codes, nesting.ground, nesting.sums)]

    def test_each_fault_is_found_by_its_check(self):
        self.assertEqual([False, False, False], self.found(lambda grids, micro: None))
        self.assertEqual([False, True, True], self.found(lambda grids, micro: micro.pop()))
        self.assertEqual([True, False, False], self.found(lambda grids, micro: micro[1].fields.update(grid_code="u001003")))
        self.assertEqual([False, False, True], self.found(lambda grids, micro: micro[1].fields.update(households=4)))
        self.assertEqual([False, True, False], self.found(lambda grids, micro: grids["u001"].polygons[0][0].pop(1)))
        self.assertEqual([True, True, True], self.found(lambda grids, micro: micro[1].fields.update(parent="u002")))


if __name__ == "__main__":
    unittest.main(verbosity=2)
