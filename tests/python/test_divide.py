"""grid.divide() against gridify, of which it is to give the same bytes, and against what OGR counts."""
import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
from osgeo import ogr

import grid
import sample


class SameAsGridify(unittest.TestCase):
    def compare(self, *options, **arguments):
        with tempfile.TemporaryDirectory() as folder:
            theirs = sample.gridify(Path(folder) / "grids.gpkg", *options)
        division = grid.divide(**sample.inputs(), **arguments)
        self.assertEqual(sample.as_geojson(theirs), sample.as_geojson(division.grids))
        return division

    def test_the_sample_is_divided_to_the_same_bytes(self):
        division = self.compare()
        self.assertEqual(29, len(division))
        self.check_sites(division)
        counts = {}
        for finding in division.findings:
            counts[finding["code"]] = counts.get(finding["code"], 0) + 1
        # as the README has them, of the tool
        self.assertEqual({"site_outside": 4, "unit_disconnected": 7, "unit_too_small": 1, "no_fitting_count": 2,
                          "hard_barrier_spanned": 4}, counts)

    def test_options_mean_what_they_mean_there(self):
        self.compare("--target", "250", "--tolerance", "0.2", "--seed", "7", "--site-reach", "100", "--effort", "fast",
                     target=250, tolerance=0.2, seed=7, site_reach=100, effort="fast")

    def check_sites(self, division):
        """Sites are in the grids that they are said to be in."""
        sites, _ = sample.read(sample.DATA / "buildings.fgb")
        column = next(name for name in sites if name.lower() == "households")
        self.assertEqual(4, int((division.site_grid < 0).sum()))
        counted = np.zeros(len(division), dtype=int)
        np.add.at(counted, division.site_grid[division.site_grid >= 0],
                  np.array(sites[column])[division.site_grid >= 0])
        self.assertEqual(division.grids["households"].tolist(), counted.tolist())
        shapes = [ogr.CreateGeometryFromWkb(wkb) for wkb in division.grids["geometry"]]
        for i in range(0, len(sites["geometry"]), 7):
            if division.site_grid[i] < 0:
                continue
            inside = ogr.CreateGeometryFromWkb(sites["geometry"][i]).PointOnSurface()
            self.assertTrue(shapes[division.site_grid[i]].Intersects(inside), i)

    def test_micro_grids_come_too(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "grids.gpkg"
            sample.gridify(path, "--micro", "50")
            theirs = sample.read(path, layer="micro")[0]
        division = grid.divide(**sample.inputs(), micro=50)
        self.assertEqual(sample.as_geojson(theirs), sample.as_geojson(division.micro))


class Forms(unittest.TestCase):
    """The same three squares in every form that a table may have."""

    SQUARES = {"a1": (0, 0), "a2": (1000, 0), "a3": (0, 1000)}

    @staticmethod
    def wkt(x, y):
        return f"POLYGON (({x} {y}, {x + 1000} {y}, {x + 1000} {y + 1000}, {x} {y + 1000}, {x} {y}))"

    def setUp(self):
        self.places = np.array([(x + 50 + 100 * (i % 10), y + 50 + 100 * (i // 10))
                                for x, y in self.SQUARES.values() for i in range(100)], dtype=float)
        self.units = {"code": list(self.SQUARES), "geometry": [self.wkt(x, y) for x, y in self.SQUARES.values()]}
        self.sites = {"x": self.places[:, 0], "y": self.places[:, 1], "households": np.full(300, 8)}
        self.expected = grid.divide(self.units, self.sites)

    def same(self, division):
        self.assertEqual(self.expected.grids["geometry"], division.grids["geometry"])
        self.assertEqual(self.expected.grids["grid_code"], division.grids["grid_code"])
        self.assertEqual(self.expected.site_grid.tolist(), division.site_grid.tolist())

    def test_each_square_has_two_grids_of_four_hundred(self):
        self.assertEqual([400] * 6, self.expected.grids["households"].tolist())
        self.assertEqual(["a1001", "a1002", "a2001", "a2002", "a3001", "a3002"], self.expected.grids["grid_code"])
        area = sum(ogr.CreateGeometryFromWkb(wkb).GetArea() for wkb in self.expected.grids["geometry"])
        self.assertEqual(3e6, area)
        np.testing.assert_allclose(self.expected.grids["area_m2"], 500_000, rtol=1e-3)

    def test_records_geojson_wkb_and_objects_of_others(self):
        records = [{"code": code, "geometry": self.wkt(*at)} for code, at in self.SQUARES.items()]
        shapes = [ogr.CreateGeometryFromWkt(record["geometry"]) for record in records]
        self.same(grid.divide(records, self.sites))
        self.same(grid.divide({"code": list(self.SQUARES), "geometry": shapes}, self.sites))
        self.same(grid.divide({"code": list(self.SQUARES), "geometry": [bytes(s.ExportToWkb()) for s in shapes]},
                              self.sites))
        collection = {"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"code": code}, "geometry": json.loads(shape.ExportToJson())}
            for code, shape in zip(self.SQUARES, shapes)]}
        self.same(grid.divide(collection, self.sites))
        points = [{"type": "Point", "coordinates": place} for place in self.places.tolist()]
        self.same(grid.divide(records, {"geometry": points, "households": [8] * 300}))

    def test_arrays_of_places_count_one_each(self):
        division = grid.divide(self.units, np.repeat(self.places, 8, axis=0))
        self.assertEqual([400] * 6, division.grids["households"].tolist())

    def test_the_order_of_rows_changes_nothing(self):
        order = np.random.default_rng(1).permutation(300)
        division = grid.divide({name: values[::-1] for name, values in self.units.items()},
                               {name: values[order] for name, values in self.sites.items()}, threads=1)
        self.assertEqual(self.expected.grids["geometry"], division.grids["geometry"])
        self.assertEqual(self.expected.site_grid[order].tolist(), division.site_grid.tolist())

    def test_cells_and_their_units(self):
        cells = {"geometry": [f"POLYGON (({x} {y}, {x + 200} {y}, {x + 200} {y + 200}, {x} {y + 200}, {x} {y}))"
                              for x in range(0, 1000, 200) for y in range(0, 1000, 200)],
                 "HS": [32] * 25, "block": ["b"] * 25}
        division = grid.divide(cells=cells, unit="block", grids=2)
        self.assertEqual({"b"}, set(division.grids["unit_code"]))
        self.assertEqual(800, division.grids["households"].sum())
        self.assertEqual(np.bincount(division.cell_grid) @ [32, 32], 800)
        for g, wkb in enumerate(division.grids["geometry"]):
            self.assertEqual(40_000 * (division.cell_grid == g).sum(), ogr.CreateGeometryFromWkb(wkb).GetArea())

    def test_a_hard_barrier_parts_and_a_factor_draws(self):
        river = {"geometry": ["LINESTRING (0 300, 1000 300)"], "hard": [True], "factor": [0.3]}
        units = {name: values[:1] for name, values in self.units.items()}
        division = grid.divide(units, self.sites, barriers=river, target=300, min=200, max=600, tolerance=0.3)
        on_river = ogr.CreateGeometryFromWkt(river["geometry"][0])
        crossing = [shape for wkb in division.grids["geometry"]
                    if (shape := ogr.CreateGeometryFromWkb(wkb)).Buffer(-1).Intersects(on_river)]
        self.assertEqual([], crossing)

    def test_frames_of_geopandas(self):
        try:
            import geopandas
        except ImportError:
            self.skipTest("GeoPandas is not installed")
        units = geopandas.GeoDataFrame({"code": list(self.SQUARES)},
                                       geometry=geopandas.GeoSeries.from_wkt(self.units["geometry"]))
        sites = geopandas.GeoDataFrame({"households": [8] * 300}, geometry=geopandas.points_from_xy(*self.places.T))
        self.same(grid.divide(units, sites))
        frame = grid.divide(units.set_crs(32650), sites.set_crs(32650)).to_geopandas()
        self.assertEqual(32650, frame.crs.to_epsg())
        self.assertEqual([400] * 6, frame["households"].tolist())
        with self.assertRaisesRegex(ValueError, "units and sites have different CRS"):
            grid.divide(units.set_crs(32650), sites.set_crs(32649))

    def test_a_division_is_geojson(self):
        interface = self.expected.__geo_interface__
        self.assertEqual(6, len(interface["features"]))
        self.assertEqual(400, interface["features"][0]["properties"]["households"])
        json.dumps(interface)
        back = ogr.CreateGeometryFromJson(json.dumps(interface["features"][3]["geometry"]))
        self.assertEqual(500_000, back.GetArea())


if __name__ == "__main__":
    unittest.main()
