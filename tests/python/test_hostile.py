"""Whatever is given to the module: a result, or an exception that says what is wrong. Never a crash, never silence."""
import random
import threading
import time
import unittest

import numpy as np

import grid

NAN, INF = float("nan"), float("inf")
SQUARE = "POLYGON ((0 0, 1000 0, 1000 1000, 0 1000, 0 0))"
UNITS = {"code": ["a"], "geometry": [SQUARE]}
SITES = {"x": [100.0, 900.0] * 60, "y": [float(8 * i) for i in range(120)], "households": [7] * 120}


def spoilt(table, **changes):
    return {**table, **changes}


class Divide(unittest.TestCase):
    def raises(self, kind, pattern, *arguments, **options):
        with self.assertRaisesRegex(kind, pattern):
            grid.divide(*arguments, **options)

    def test_nothing_and_empty(self):
        for units, sites in [(None, None), (UNITS, None), (None, SITES), ([], []), (UNITS, []), ({}, SITES),
                             (UNITS, np.zeros((0, 2))), ({"code": [], "geometry": []}, SITES)]:
            self.raises(grid.ConfigError, "there are n", units, sites)

    def test_what_is_no_table(self):
        for units in ("units.gpkg", b"units", 3, 2.5, object(), {"code": "a", "geometry": SQUARE}, lambda: 1,
                      {"type": "Polygon", "coordinates": []}, [1, 2], [{"code": "a"}, 3], {"code": 1}):
            self.raises((TypeError, ValueError), ".", units, SITES)

    def test_columns_of_different_lengths_and_shapes(self):
        self.raises(ValueError, "different lengths", UNITS, spoilt(SITES, households=[1, 2]))
        self.raises(ValueError, "n x 2, not 3 x 3", UNITS, np.zeros((3, 3)))
        self.raises(ValueError, "one dimension", UNITS, spoilt(SITES, households=np.ones((120, 2))))
        self.raises(ValueError, "neither a geometry nor columns x and y", UNITS, {"households": [1]})
        self.raises(ValueError, "no column has the codes", {"geometry": [SQUARE]}, SITES)
        self.raises(ValueError, "no column 'K'", UNITS, SITES, households="K")
        self.raises(ValueError, "several columns", UNITS, spoilt(SITES, HS=[1] * 120))

    def test_numbers_that_are_none(self):
        for value, kind in [(NAN, ValueError), (INF, ValueError), (None, ValueError), ("7", TypeError),
                            ("x", TypeError), ([1], (TypeError, ValueError)), (1j, TypeError),
                            (np.datetime64("2027-01-01"), TypeError)]:
            self.raises(kind, "sites", UNITS, spoilt(SITES, households=[value] * 120))
            self.raises(kind, "sites", UNITS, spoilt(SITES, x=[value] + SITES["x"][1:]))
        self.raises(grid.InputError, "feature 119", UNITS, spoilt(SITES, households=[7] * 119 + [-1]))
        self.raises(grid.InputError, "add up to more|too large|cannot be", UNITS, spoilt(SITES, households=[1e17] * 120))
        self.raises(grid.InputError, "far off the earth", UNITS, spoilt(SITES, x=[1e300] + SITES["x"][1:]))

    def test_geometries_that_are_none(self):
        for shape in ("", "POLYGON", "POLYGON ((0 0))x", b"\x01\x03", b"\x01" * 40, b"\x00\x00\x00\x00\x06\xff\xff\xff\xff",
                      "{}", '{"type": "Polygon"}', "POLYGON ((0 0, nan 0, 1 1, 0 0))", "POINT (500 500)", 17,
                      {"type": "Polygon", "coordinates": [[[0, 0], [NAN, 0], [1, 1], [0, 0]]]}, "GEOMETRYCOLLECTION (POINT (1 1), LINESTRING (0 0, 1 1))",
                      {"type": "Polygon", "coordinates": object()}, "POLYGON ((0 0, 1e400 0, 1 1, 0 0))"):
            self.raises((TypeError, ValueError), "unit", spoilt(UNITS, geometry=[shape]), SITES)
        self.raises(grid.InputError, "no feature", spoilt(UNITS, geometry=[None]), SITES)
        self.raises(grid.InputError, "no feature|no unit", spoilt(UNITS, geometry=["POLYGON EMPTY"]), SITES)
        self.raises(grid.InputError, "feature 1.*line", UNITS, SITES,
                    barriers={"geometry": ["LINESTRING (0 0, 1000 1000)", "POINT (1 1)"]})
        self.raises(grid.InputError, "point or a polygon", UNITS, {"geometry": ["POINT (1 1)", None]})

    def test_codes(self):
        self.raises(TypeError, "text or a whole number", spoilt(UNITS, code=[1.5]), SITES)
        self.raises(grid.InputError, "code", spoilt(UNITS, code=[None]), SITES)
        twice = {"code": ["a", "a"], "geometry": [SQUARE, SQUARE.replace("1000 ", "2000 ").replace("(0 0", "(0 0")]}
        self.raises(grid.InputError, "unique|twice|several", twice, SITES)
        self.assertEqual(["7"], list(set(grid.divide(spoilt(UNITS, code=[7]), SITES).grids["unit_code"])))

    def test_options(self):
        for name, value in [("target", 0), ("target", -5), ("target", 10**12), ("min", 600), ("tolerance", NAN),
                            ("tolerance", 2), ("grids", 0), ("grids", 10**15), ("tries", 0), ("threads", -1), ("threads", 10**6),
                            ("snap", -1), ("snap", NAN), ("site_reach", INF), ("max_radius", -1), ("effort", "most"),
                            ("profile", "no such profile"), ("crs", "EPSG:0"), ("outline", "hull"), ("micro", 0),
                            ("evenness", -1), ("alone_from", -1), ("crs", 10**30)]:
            self.raises(grid.ConfigError, ".", UNITS, SITES, **{name: value})
        for name, value in [("target", "many"), ("seed", -1), ("seed", 1.5), ("seed", 2**64), ("threads", None.__class__),
                            ("effort", 3), ("crs", 1.5), ("crs", object()), ("tolerance", "x"), ("dissolve_units", "x")]:
            self.raises(TypeError, ".", UNITS, SITES, **{name: value})
        self.raises(grid.InputError, "degrees", spoilt(UNITS, geometry=["POLYGON ((9 47, 10 47, 10 48, 9 48, 9 47))"]), SITES)
        self.raises(grid.InputError, "degrees", UNITS, SITES, crs=4326)

    def test_random_spoiling(self):
        chance = random.Random(20)
        junk = [None, NAN, INF, -1, "", "x", b"\x01", [], {}, SQUARE, 2**70, True, (1, 2), object(), np.float32(3)]
        outcomes = set()
        for _ in range(300):
            tables = {"units": dict(UNITS), "sites": {"geometry": ["POINT (5 5)", SQUARE] * 5, "households": [40] * 10},
                      "barriers": {"geometry": ["LINESTRING (0 5, 1000 5)"], "class": ["river"], "hard": [0]}}
            for _ in range(chance.randint(1, 3)):
                table = tables[chance.choice(list(tables))]
                name = chance.choice(list(table))
                table[name] = list(table[name])
                table[name][chance.randrange(len(table[name]))] = chance.choice(junk)
            try:
                grid.divide(**tables, effort="fast", threads=1)
                outcomes.add("done")
            except (TypeError, ValueError) as error:
                self.assertTrue(str(error))
                outcomes.add(type(error).__name__)
        self.assertLessEqual({"done", "TypeError", "InputError"}, outcomes)

    def test_others_run_while_it_computes(self):
        places = np.random.default_rng(3).uniform(1, 999, (20_000, 2))
        ticks, done = [], threading.Event()

        def tick():
            while not done.is_set():
                ticks.append(time.perf_counter())
                time.sleep(0.002)

        beside = threading.Thread(target=tick)
        beside.start()
        try:
            start = time.perf_counter()
            grid.divide(UNITS, places, effort="fast", threads=1)
            end = time.perf_counter()
        finally:
            done.set()
            beside.join()
        within = sum(start < tick < end for tick in ticks)
        self.assertGreater(within, 20)


class Check(unittest.TestCase):
    def test_what_is_no_layer(self):
        for grids in (None, [], {}, "grids.gpkg", 5):
            with self.assertRaises((TypeError, ValueError)):
                grid.check(grids)
        with self.assertRaisesRegex(ValueError, "grid"):
            grid.check({"geometry": ["LINESTRING (0 0, 1 1)"]})

    def test_gaps_overlaps_and_invalid_polygons(self):
        shapes = [SQUARE, SQUARE.replace("1000 ", "-1000 "), "POLYGON ((0 0, 500 900, 900 900, 500 0, 0 0))",
                  "POLYGON ((2000 0, 3000 1000, 3000 0, 2000 1000, 2000 0))", None]
        found = grid.check({"geometry": shapes, "note": [1, "x", None, NAN, True]})
        codes = {finding["code"]: finding for finding in found["findings"]}
        self.assertIn("overlap", codes)
        self.assertAlmostEqual(405_000, codes["overlap"]["area_m2"], delta=500)  # of the parallelogram with the square
        self.assertEqual(3, codes["invalid_geometry"]["feature"])


class Partition(unittest.TestCase):
    def raises(self, kind, pattern, *arguments, **options):
        with self.assertRaisesRegex(kind, pattern):
            grid.partition(*arguments, **options)

    def test_arrays_that_are_no_graph(self):
        path = ([0, 1, 3, 4], [1, 0, 2, 1])
        self.assertEqual([0, 0, 1], grid.partition(path, [1, 1, 2], 2).part.tolist())
        self.raises(ValueError, "indptr is empty", ([], []), [], 1)
        self.raises(grid.ConfigError, "0 vertices", ([0], []), [], 1)
        self.raises(grid.ConfigError, "offsets", ([0, 3, 1, 4], path[1]), [1] * 3, 2)
        self.raises(grid.ConfigError, "offsets", ([1, 1, 3, 4], path[1]), [1] * 3, 2)
        self.raises(grid.ConfigError, "offsets", ([0, 1, 3, 9], path[1]), [1] * 3, 2)
        self.raises(grid.ConfigError, "offsets|beyond", ([0, 1, 3, -4], path[1]), [1] * 3, 2)
        self.raises(grid.ConfigError, "neighbour", (path[0], [1, 0, 7, 1]), [1] * 3, 2)
        self.raises(grid.ConfigError, "neighbour", (path[0], [1, 0, -1, 1]), [1] * 3, 2)
        self.raises(grid.ConfigError, "neighbour", (path[0], [0, 0, 2, 1]), [1] * 3, 2)  # a loop
        self.raises(grid.ConfigError, "beyond", (path[0], [1, 0, 2**40, 1]), [1] * 3, 2)
        self.raises(grid.ConfigError, "both directions", ([0, 1, 2, 2], [1, 2]), [1] * 3, 2)
        self.raises(grid.ConfigError, "both directions", (*path, [1.0, 2, 1, 1]), [1] * 3, 2)
        self.raises(grid.ConfigError, "weight nan", (*path, [NAN, NAN, 1, 1]), [1] * 3, 2)
        self.raises(grid.ConfigError, "weight -1", (*path, [-1, -1, 1, 1]), [1] * 3, 2)
        self.raises(ValueError, "whole numbers", (path[0], [1.5, 0, 2, 1]), [1] * 3, 2)
        self.raises(TypeError, "whole numbers", (path[0], ["1", 0, 2, 1]), [1] * 3, 2)
        self.raises(TypeError, "numbers", (*path, ["a"] * 4), [1] * 3, 2)
        self.raises(ValueError, "data must have 4 entries", (*path, [1.0]), [1] * 3, 2)
        for graph in (None, "graph", 5, [path], (path[0],), (path[0], None)):
            self.raises((TypeError, ValueError), ".", graph, [1] * 3, 2)

    def test_weights_parts_and_limits(self):
        path = ([0, 1, 3, 4], [1, 0, 2, 1])
        self.raises(grid.ConfigError, "weight -1", path, [1, -1, 1], 2)
        self.raises(ValueError, "whole numbers", path, [1, NAN, 1], 2)
        self.raises(ValueError, "whole numbers", path, [1, 0.5, 1], 2)
        self.raises(ValueError, "weights must be 3", path, [1, 1], 2)
        self.raises(ValueError, "weights must be 3", path, np.ones((3, 0)), 2)
        self.raises(ValueError, "2\\*\\*62", path, np.full(3, 2**63, dtype=np.uint64), 2)
        self.raises(grid.ConfigError, "too large", path, [2**61] * 3, 2)
        self.raises(TypeError, "whole numbers", path, [None] * 3, 2)
        self.raises(TypeError, "whole numbers", path, [2**70] * 3, 2)
        for parts in (0, -1, 2.0, "2", None, True, 2**40, 4):
            self.raises(ValueError, "parts|vertices", path, [1] * 3, parts)
        self.raises(ValueError, "tolerance", path, [1] * 3, 2, tolerance=NAN)
        self.raises(ValueError, "limits", path, [1] * 3, 2, limits=[(0, 1), (0, 1)])
        self.raises(grid.ConfigError, "above", path, [1] * 3, 2, limits=(3, 1))
        self.raises(ValueError, "go together", path, [1] * 3, 2, x=[1, 2, 3])
        self.raises(grid.ConfigError, "finite", path, [1] * 3, 2, x=[1, 2, NAN], y=[0, 0, 0])
        self.raises(ValueError, "previous", path, [1] * 3, 2, previous=[0, 1])
        self.raises(ValueError, "previous", path, [1] * 3, 2, previous=[0, 1, -7])
        self.raises(grid.ConfigError, "stability", path, [1] * 3, 2, previous=[0, 1, 1], stability=3)
        self.raises(grid.ConfigError, "effort", path, [1] * 3, 2, effort="x")
        self.raises(TypeError, "seed", path, [1] * 3, 2, seed=-1)
        self.raises(grid.ConfigError, "component|parts", ([0, 0, 0, 0], []), [1] * 3, 2)


if __name__ == "__main__":
    unittest.main()
