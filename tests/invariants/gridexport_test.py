"""Taipei's grids in every format: read back by OGR, they are the same grids."""

import functools
import os
import pathlib
import subprocess

from osgeo import gdal

import layer_contract as contract
import support

gdal.UseExceptions()
TAIPEI = support.DATA / "taipei.gpkg"
OPTIONS = [TAIPEI, "--layer", "town", "--cells", TAIPEI, "--cells-layer", "unit", "--grids", 907, "--tolerance", "0.10"]
# How far a vertex may be off, in degrees: not at all, half of the last decimal of GeoJSON, the 15 digits of KML's reader.
PRECISION = {"gpkg": 0, "shp": 0, "fgb": 0, "csv": 0, "geojson": 0.5001e-7, "kml": 1e-12, "kmz": 1e-12}


class Taipei(support.unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.folder = support.gridify(*OPTIONS)
        cls.path = pathlib.Path(cls.folder.name)
        cls.grids = {grid.code: grid for grid in contract.read_grids(cls.path / "grids.gpkg")}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def export(self, name, *options):
        done = subprocess.run([os.environ.get("GRIDEXPORT", "gridexport"), "grids.gpkg", "-o", name, *options], cwd=self.path,
                              capture_output=True, text=True, check=False)
        self.assertEqual((0, "", ""), (done.returncode, done.stderr, done.stdout))
        return self.path / name

    def rows(self, name, *options):
        """The fields and the geometry of each grid, by code."""
        dataset = gdal.OpenEx(str(self.export(name, *options)), gdal.OF_VECTOR)
        layer = dataset.GetLayerByName("grids") or dataset.GetLayer(0)
        rows = {}
        for feature in layer:
            geometry = feature.GetGeometryRef()
            rows[feature["grid_code"]] = (feature.items(), geometry.Clone() if geometry else None)
            if geometry and layer.GetSpatialRef():
                self.assertTrue(layer.GetSpatialRef().IsGeographic())
        self.assertEqual(907, layer.GetFeatureCount())
        self.assertEqual(set(self.grids), set(rows))
        return rows

    def compare_fields(self, rows):
        for code, grid in self.grids.items():
            for name, value in grid.fields.items():
                got = rows[code][0][name]
                if isinstance(value, float):
                    self.assertAlmostEqual(value, float(got), delta=abs(value) * 1e-14 + 1e-15, msg=(code, name))
                else:
                    self.assertEqual(value, type(value)(got) if got is not None else None, (code, name))

    def test_fields_and_vertices_are_the_same_in_every_format(self):
        for extension, precision in PRECISION.items():
            with self.subTest(extension):
                rows = self.rows(f"out.{extension}")
                self.compare_fields(rows)
                worst = 0
                for code, grid in self.grids.items():
                    old, new = sorted(points(grid.geometry)), sorted(points(rows[code][1]))
                    self.assertEqual(len(old), len(new), code)
                    worst = max([worst] + [near(p, q) for p, q in zip(old, new)] if precision == 0 else [worst])
                    if precision:
                        self.assertLess(rows[code][1].SymDifference(grid.geometry).GetArea(),
                                        grid.geometry.Boundary().Length() * 2 * precision, code)
                self.assertLessEqual(worst, precision)
        self.compare_fields(self.rows("out.xlsx"))

    def test_geojson_is_a_coverage_after_rounding(self):
        self.assert_coverage(self.rows("coverage.geojson"))

    def test_simplified_grids_are_a_coverage_and_valid(self):
        counts = {}
        for metres in (1, 10, 100):
            rows = self.rows(f"simple{metres}.gpkg", "--simplify", str(metres))
            self.assert_coverage(rows)
            counts[metres] = sum(len(points(geometry)) for _, geometry in rows.values())
        before = sum(len(points(grid.geometry)) for grid in self.grids.values())
        support.figure(f"{before} vertices, " + ", ".join(f"{n} at {metres} m" for metres, n in counts.items()))
        self.assertLess(counts[10], before / 2)

    def assert_coverage(self, rows):
        """Each segment is in one grid, or in two, once in each direction; and each grid is valid."""
        segments = {}
        for code, (_, geometry) in rows.items():
            self.assertTrue(geometry.IsValid(), code)
            for segment in contract.segments_of(contract.polygons_of(geometry)):
                self.assertNotIn(segment, segments, code)
                segments[segment] = code
        single = {segment for segment in segments if segment[::-1] not in segments}
        # What no neighbour has is the outline of the city: closed lines.
        ends = sorted(a for a, _ in single)
        self.assertEqual(ends, sorted(b for _, b in single))
        union = functools.reduce(lambda total, row: total + row[1].GetArea(), rows.values(), 0)
        self.assertAlmostEqual(1, union / sum(grid.geometry.GetArea() for grid in self.grids.values()), delta=0.02)

    def test_tiles_hold_every_grid(self):
        path = self.export("tiles.mbtiles", "--min-zoom", "10", "--max-zoom", "13")
        dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR, open_options=["ZOOM_LEVEL=13"])
        found = {}
        for feature in dataset.GetLayer(0):
            found[feature["grid_code"]] = (feature["grid_name"], feature["households"])
        self.assertEqual({code: (grid.fields["grid_name"], grid.fields["households"]) for code, grid in self.grids.items()},
                         found)

    def test_neighbours_never_share_a_colour_in_the_project_for_qgis(self):
        self.export("map.qgs")
        colours, owners, pairs = {}, {}, set()
        for grid in contract.read_grids(self.path / "map.gpkg"):
            colours[grid.code] = grid.fields["map_colour"]
            for a, b in contract.segments_of(contract.polygons_of(grid.geometry)):
                owners.setdefault(frozenset((a, b)), []).append(grid.code)
        for codes in owners.values():
            pairs.update((one, other) for one in codes for other in codes if one < other)
        self.assertEqual(set(self.grids), set(colours))
        self.assertEqual([], [pair for pair in pairs if colours[pair[0]] == colours[pair[1]]])
        count = len(set(colours.values()))
        support.figure(f"{len(colours)} grids, {len(pairs)} pairs of neighbours, {count} colours")
        self.assertGreater(len(pairs), 2 * len(colours))
        self.assertLessEqual(count, 5)

    def test_gbk_shapefile(self):
        rows = self.rows("gbk.shp", "--encoding", "GBK")
        self.compare_fields(rows)


def points(geometry):
    if geometry.GetGeometryCount() == 0:
        return [point[:2] for point in geometry.GetPoints()[1:]]
    return [point for i in range(geometry.GetGeometryCount()) for point in points(geometry.GetGeometryRef(i))]


def near(p, q):
    return max(abs(p[0] - q[0]), abs(p[1] - q[1]))


if __name__ == "__main__":
    support.run_tests(TAIPEI)
