"""gridmerge --snap: inputs whose borders are nearly the same. Judged by segments counted in Python, and by GEOS."""

import unittest

import gridify_case as case
from coverage_judge import faults, holes_of, segments_of
from gridmerge_case import GridmergeCase
from mosaic import Mosaic, polygon, rounded


class Snap(GridmergeCase):

    def offices(self, seed, decimals, lacking=0):
        """A mosaic whose western half is exact and whose eastern half is rounded and lacks some vertices of the border
        between them; the polygons by code, as they are written."""
        mosaic = Mosaic(seed=seed)
        half = mosaic.columns // 2
        border = [point for j in range(mosaic.rows) for point in mosaic.line((half, j), (half, j + 1))[1:-1]]
        dropped = set(border[:lacking])
        east, west, all_of_it = [], [], {}
        for (i, j), ring in mosaic.cells().items():
            unit = "420106001001" if i < half else "420106001002"
            code = f"{unit}{1 + (i % half) * mosaic.rows + j:03}"
            fields = {"grid_code": code, "unit_code": unit, "households": 10 * i + j}
            if i >= half:
                ring = rounded([point for point in ring if point not in dropped], decimals)
            all_of_it[code] = polygon(ring)
            (west if i < half else east).append((all_of_it[code], fields))
        for name, rows in (("west.gpkg", west), ("east.gpkg", east)):
            self.write(name, rows, layer="grids", kind=case.ogr.wkbPolygon)
        return all_of_it

    def test_rounded_borders_are_one(self):
        """Rounded to centimetres: a vertex is 7 mm off at most."""
        for seed in range(1, 7):
            with self.subTest(seed=seed):
                before = self.offices(seed, 2)
                report = self.report("--snap", 0.02, self.path("west.gpkg"), self.path("east.gpkg"), "-O", "-o", self.out, code=1)
                after = {row["grid_code"]: row for row in case.read_layer(self.out, "grids")}
                self.assertEqual([], faults([row[""] for row in after.values()]))
                self.assertEqual([], holes_of([row[""] for row in after.values()]))
                self.assertEqual(before.keys(), after.keys())
                self.assertEqual(sum(10 * i + j for i in range(6) for j in range(4)), sum(r["households"] for r in after.values()))
                self.assert_all_is_told(before, after, report, 0.02)

    def assert_all_is_told(self, before, after, report, reach):
        said = {finding["grid_code"] for finding in report["findings"]}
        self.assertLessEqual({finding["code"] for finding in report["findings"]}, {"borders_snapped", "grid_mended"})
        for code, geometry in before.items():
            row = after[code]
            same = sorted(segments_of(row[""])) == sorted(segments_of(geometry))
            self.assertTrue(same or code in said, f"{code} has changed, and nothing says so")
            moved = row[""].SymDifference(geometry).GetArea()
            self.assertLess(moved, reach * geometry.Boundary().Length() / 2)
            self.assertAlmostEqual(row[""].GetArea(), row["area_m2"], delta=1e-3 * row["area_m2"])

    def test_vertices_that_one_side_lacks(self):
        """A border that one office has straightened by up to 5 metres is no matter of --snap; one by 2 cm is."""
        self.offices(3, 2, lacking=2)
        run = self.gridmerge("--snap", 0.02, self.path("west.gpkg"), self.path("east.gpkg"), "-o", self.out)
        self.assertRegex(run.stderr, "inputs_(overlap|gap)")
        self.gridmerge("--snap", 10, self.path("west.gpkg"), self.path("east.gpkg"), "-O", "-o", self.out)
        geometries = [row[""] for row in case.read_layer(self.out, "grids")]
        self.assertEqual([], faults(geometries))
        self.assertEqual([], holes_of(geometries))

    def test_without_it_the_hint_names_it(self):
        self.offices(1, 2)
        run = self.gridmerge(self.path("west.gpkg"), self.path("east.gpkg"), "-o", self.out)
        self.assertEqual(1, run.returncode)
        self.assertRegex(run.stderr, "inputs_overlap: .*; --snap makes one of borders as near as that")
        self.assertNotEqual([], holes_of([row[""] for row in case.read_layer(self.out, "grids")]), "nothing to be closed")

    def test_seven_decimals_of_a_degree(self):
        before = self.offices(2, 9)
        for name in ("west", "east"):
            case.gdal.VectorTranslate(self.path(f"{name}.geojson"), self.path(f"{name}.gpkg"), dstSRS="EPSG:4490",
                                      layerCreationOptions=[f"COORDINATE_PRECISION={15 if name == 'west' else 7}"])
        self.gridmerge("--snap", 0.03, self.path("west.geojson"), self.path("east.geojson"), "-o", self.out)
        geometries = [row[""] for row in case.read_layer(self.out, "grids")]
        self.assertEqual((len(before), []), (len(geometries), faults(geometries)))
        self.assertEqual([], holes_of(geometries))

    def test_what_fits_stays_bit_for_bit(self):
        self.assert_merged("--snap", 0.02, *self.shards, "-o", self.out)
        self.assertEqual(self.exact(self.whole), self.exact(self.out))

    def test_the_width_must_make_sense(self):
        for width in ("-1", "101", "nan"):
            self.assert_refused(2, [f"--snap={width}", self.whole, "-o", self.out],
                                f"--snap must be from 0 to 100 metres, not {width}")


if __name__ == "__main__":
    unittest.main()
