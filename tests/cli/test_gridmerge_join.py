"""gridmerge: joining layers."""

import math
import signal
import subprocess
import time
import unittest

from osgeo import gdal, ogr

import gridify_case as case
from gridify_case import REPLACE_PACKAGE, SIDE, SOUTH, WEST, rectangle
from gridmerge_case import GRIDMERGE, GridmergeCase
from test_shard import rings

def grid(unit, number, west, south, east, north, **fields):
    return (rectangle(west, south, east, north),
            {"grid_code": f"{unit}{number:03}", "unit_code": unit, "households": 100 * number, **fields})


class Join(GridmergeCase):

    def test_joined_shards_equal_the_whole_feature_by_feature(self):
        report = self.report(*self.shards, "-o", self.out)
        self.assertGreater(report["vertices_matched"], 0)
        self.assertEqual(self.exact(self.whole), self.exact(self.out))
        self.assertEqual(self.exact(self.whole, "issues"), self.exact(self.out, "issues"))
        self.assert_coverage(self.out)

    def test_neither_order_nor_threads_matter(self):
        for i, shards in enumerate([self.shards, self.shards[::-1]]):
            self.assert_merged(*shards, "-o", self.path(f"out{i}.geojson"), "-j", i + 1)
        self.assertEqual(self.content("out0.geojson"), self.content("out1.geojson"))

    def test_shards_in_other_formats_make_the_same_layer(self):
        inputs = []
        for shard, extension in zip(self.shards, ("geojson", "shp", "fgb")):
            inputs.append(shard.replace("gpkg", extension))
            gdal.VectorTranslate(inputs[-1], shard, layers=["grids"],
                                 layerCreationOptions=["ENCODING=UTF-8"] if extension == "shp" else
                                 ["COORDINATE_PRECISION=17"] if extension == "geojson" else [])
        self.gridmerge(*inputs, "-o", self.out)
        for old, new in zip(self.exact(self.whole), self.exact(self.out)):
            self.assertEqual((old["grid_code"], old["unit_name"], old["households"], old["sites"]),
                             (new["grid_code"], new["unit_name"], new["households"], new["sites"]))
        self.assert_coverage(self.out)

    def test_a_layer_alone_comes_out_as_it_is(self):
        self.assert_merged(self.whole, "-o", self.out)
        self.assertEqual(self.exact(self.whole), self.exact(self.out))

    def test_empty_shards_are_joined(self):
        self.write("none.gpkg", [], layer="grids", kind=ogr.wkbMultiPolygon)
        self.write("none.geojson", [], kind=ogr.wkbMultiPolygon)
        self.assert_merged(self.path("none.gpkg"), *self.shards, self.path("none.geojson"), "-o", self.out)
        self.assertEqual(self.exact(self.whole), self.exact(self.out))
        self.assert_merged(self.path("none.gpkg"), "-o", self.path("still_none.gpkg"))
        self.assertEqual([], case.read_layer(self.path("still_none.gpkg"), "grids"))

    def test_the_run_of_each_input_is_kept(self):
        self.assert_merged(*self.shards, "-o", self.out)
        run = {row["key"]: row["value"] for row in case.read_layer(self.out, "grid_run")}
        self.assertEqual(("gridmerge", "gridify", "2/3"), (run["tool"], run["2.tool"], run["2.shard"]))
        self.assertRegex(run["input 3"], r"^shard3\.gpkg layer=grids (sha256|crc32)")

    def test_lineages_are_joined(self):
        for i, shard in enumerate(self.shards):
            with open(shard.replace(".gpkg", "_lineage.csv"), "w", encoding="utf-8") as file:
                file.write(f"old_code,new_code,households,share\n0{i},1{i},7,0.5\n")
            gdal.VectorTranslate(shard.replace("gpkg", "fgb"), shard, layers=["grids"])
        self.assert_merged(*[shard.replace("gpkg", "fgb") for shard in self.shards], "-o", self.out)
        lineage = [(row["old_code"], row["new_code"], row["households"], row["share"])
                   for row in case.read_layer(self.out, "lineage")]
        self.assertEqual([(f"0{i}", f"1{i}", 7, 0.5) for i in range(3)], lineage)

    def test_inputs_in_different_systems_are_matched(self):
        """One input in degrees: vertices are carried over, and put upon those of the neighbours."""
        other = self.path("degrees.gpkg")
        gdal.VectorTranslate(other, self.shards[1], layers=["grids"], dstSRS="EPSG:4490")
        self.assert_merged(self.shards[0], other, self.shards[2], "-o", self.out)
        for old, new in zip(case.read_layer(self.whole, "grids"), case.read_layer(self.out, "grids")):
            self.assertEqual((old["grid_code"], old["households"]), (new["grid_code"], new["households"]))
            self.assertLess(old[""].SymDifference(new[""]).Area(), 1)
        self.assert_coverage(self.out)

    def test_another_output_system(self):
        self.assert_merged(*self.shards, "--output-crs", "EPSG:4490", "-o", self.out)
        self.assertTrue(all(row[""].GetEnvelope()[1] < 180 for row in case.read_layer(self.out, "grids")))
        self.assert_coverage(self.out)

    def test_three_systems_are_matched(self):
        inputs = [self.shards[0]]
        for shard, crs in zip(self.shards[1:], ("EPSG:4490", "EPSG:32649")):
            inputs.append(shard.replace("shard", "other"))
            gdal.VectorTranslate(inputs[-1], shard, layers=["grids"], dstSRS=crs)
        self.assert_merged(*inputs, "-o", self.out)
        self.assert_coverage(self.out)
        self.assert_merged(*inputs[::-1], "-o", self.path("back.gpkg"))
        self.assert_coverage(self.path("back.gpkg"))

    def test_encodings_differ(self):
        name = "第一网格"
        rows = [grid("u1", 1, WEST, SOUTH, WEST + 9, SOUTH + 9, grid_name=name),
                grid("u2", 1, WEST + 9, SOUTH, WEST + 18, SOUTH + 9, grid_name=name)]
        self.write("gbk.shp", rows[:1], options=["ENCODING=GBK"])
        (self.dir / "gbk.cpg").unlink()
        self.write("utf.gpkg", rows[1:])
        self.assert_merged(self.path("gbk.shp"), "--encoding", "GBK", self.path("utf.gpkg"), "-o", self.out)
        self.assertEqual([name, name], [row["grid_name"] for row in case.read_layer(self.out, "grids")])

    def test_fields_by_alias_and_further_fields(self):
        self.write("a.gpkg", [(rectangle(WEST, SOUTH, WEST + 9, SOUTH + 9),
                               {"GID": "a1", "XZQDM": "a", "HS": 5, "note": "x", "height": 3})])
        self.write("b.gpkg", [(rectangle(WEST + 9, SOUTH, WEST + 18, SOUTH + 9),
                               {"grid_code": "b1", "unit_code": "b", "households": 7, "height": 2.5, "Note": 4})])
        self.assert_merged(self.path("a.gpkg"), "--code-field", "GID", self.path("b.gpkg"), "-o", self.out)
        rows = [{name: row[name] for name in ("grid_code", "unit_code", "households", "note", "height", "workload",
                                              "dev_hh", "compact")} for row in case.read_layer(self.out, "grids")]
        square = rows[0]["compact"]
        self.assertAlmostEqual(0.785, square, 2)
        self.assertEqual([{"grid_code": "a1", "unit_code": "a", "households": 5, "note": "x", "height": 3.0,
                           "workload": 5.0, "dev_hh": 0.0, "compact": square},
                          {"grid_code": "b1", "unit_code": "b", "households": 7, "note": "4", "height": 2.5,
                           "workload": 7.0, "dev_hh": 0.0, "compact": rows[1]["compact"]}], rows)


class Killed(GridmergeCase):

    def test_killed_at_any_moment_the_old_output_is_whole(self):
        words = [GRIDMERGE, *self.shards, "-O", "-o", self.out]
        start = time.monotonic()
        self.assert_merged(*words[1:])
        seconds = time.monotonic() - start
        new = self.content("out.gpkg")
        old = self.content("shard1.gpkg")
        for part in (0.3, 0.6, 0.8, 0.95):
            (self.dir / "out.gpkg").write_bytes(old)
            with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
                time.sleep(part * seconds)
                run.send_signal(signal.SIGKILL)
                run.wait()
            self.assertIn(self.content("out.gpkg"), (old, new))
            self.assert_merged(*words[1:])  # which also demands that nothing hidden is left
            self.assertEqual(new, self.content("out.gpkg"))


class Conflicts(GridmergeCase):
    """What cannot be joined without a decision."""

    def setUp(self):
        super().setUp()
        self.a = self.write("a.gpkg", [grid("a", 1, WEST, SOUTH, WEST + 100, SOUTH + 100)])

    def other(self, *rows, **how):
        return self.write("b.gpkg", rows, **how)

    def codes(self):
        return [(row["grid_code"], row["unit_code"], row["households"]) for row in case.read_layer(self.out, "grids")]

    def test_a_code_that_occurs_twice(self):
        b = self.other(grid("b", 1, WEST + 100, SOUTH, WEST + 200, SOUTH + 100, grid_code="a001"))
        self.assert_refused(3, [self.a, b, "-o", self.out],
                            "the grid code a001 occurs twice: $DIR/a.gpkg (layer a, feature 1) and "
                            "$DIR/b.gpkg (layer b, feature 1)", "--on-duplicate first or last keeps those of one input, merge those of all")
        run = self.gridmerge(self.a, b, "-o", self.out, "--on-duplicate", "last")
        self.assertEqual((1, "gridmerge: warning: grid_dropped: the code a001 occurs twice, and --on-duplicate keeps the "
                             "grid of $DIR/b.gpkg (layer b, feature 1); left out: $DIR/a.gpkg (layer a, feature 1)\n"),
                         (run.returncode, run.stderr))
        self.assertEqual([("a001", "b", 100)], self.codes())

    def test_a_code_that_occurs_twice_in_one_input(self):
        b = self.other(*[grid("b", 1, WEST + x, SOUTH, WEST + x + 100, SOUTH + 100) for x in (100, 200)])
        self.assert_refused(3, [self.a, b, "-o", self.out, "--on-duplicate", "first"],
                            "the grid code b001 occurs twice: $DIR/b.gpkg (layer b, feature 1) and "
                            "$DIR/b.gpkg (layer b, feature 2)", "make the codes of the input unique")

    def test_a_unit_in_two_inputs(self):
        b = self.other(grid("a", 2, WEST + 100, SOUTH, WEST + 200, SOUTH + 100))
        self.assert_refused(3, [self.a, b, "-o", self.out],
                            "unit a has grids in two inputs: $DIR/a.gpkg (layer a, feature 1) and "
                            "$DIR/b.gpkg (layer b, feature 1)",
                            "--on-duplicate first or last keeps those of one input, merge those of all, --replace those of the inputs after "
                            "the first")
        self.assert_merged(self.a, b, "-o", self.out, "--on-duplicate", "first")
        self.assertEqual([("a001", "a", 100)], self.codes())
        self.assert_merged(self.a, b, "-O", "-o", self.out, "--on-duplicate", "last")
        self.assertEqual([("a002", "a", 200)], self.codes())

    def test_inputs_that_overlap(self):
        b = self.other(grid("b", 1, WEST + 95, SOUTH, WEST + 200, SOUTH + 100))
        run = self.gridmerge(self.a, b, "-o", self.out)
        self.assertEqual(1, run.returncode)
        self.assertRegex(run.stderr, r"^gridmerge: error: inputs_overlap: between a001 of \$DIR/a.gpkg \(layer a, feature "
                                     r"1\) and b001 of \$DIR/b.gpkg \(layer b, feature 1\): .*500.*\n$")
        issue, = case.read_layer(self.out, "issues")
        self.assertEqual(("inputs_overlap", "error"), (issue["code"], issue["severity"]))
        self.assertTrue(WEST + 95 <= issue[""].GetX() <= WEST + 100)
        self.assertIn("the ground is that of a001 now, the smaller one", issue["message"])
        rows = case.read_layer(self.out, "grids")
        self.assertEqual([(row[""].Area(), row["households"]) for row in rows], [(10000, 100), (10000, 100)])
        self.assert_coverage(self.out)

    def test_a_base_keeps_its_ground(self):
        base = self.write("base.gpkg", [grid("a", 1, WEST, SOUTH, WEST + 300, SOUTH + 100),
                                        grid("b", 1, WEST + 300, SOUTH, WEST + 400, SOUTH + 100)])
        new = self.other(grid("b", 1, WEST + 295, SOUTH, WEST + 400, SOUTH + 100))
        run = self.gridmerge(base, "--replace", new, "-o", self.out)
        self.assertEqual(1, run.returncode)
        self.assertIn("the ground is that of a001 now, which is of the base", run.stderr)
        self.assertEqual([row[""].Area() for row in case.read_layer(self.out, "grids")], [30000, 10000])

    def test_ground_that_is_all_of_another_grid_is_refused(self):
        b = self.other(grid("b", 1, WEST, SOUTH, WEST + 100, SOUTH + 100))
        self.assert_refused(3, [self.a, b, "-o", self.out],
                            f"$DIR/b.gpkg (layer b, feature 1, at {WEST:.10g},{SOUTH:.10g}): the grid b001 has no ground of "
                            "its own, only strips 0 m wide beside a001 of $DIR/a.gpkg (layer a, feature 1)",
                            "leave one of them out with --where, or give each its own ground")

    def test_a_grid_that_is_not_valid_is_refused(self):
        b = self.other((f"POLYGON (({WEST + 100} {SOUTH},{WEST + 200} {SOUTH + 100},{WEST + 200} {SOUTH},"
                        f"{WEST + 100} {SOUTH + 100},{WEST + 100} {SOUTH}))",
                        {"grid_code": "b001", "unit_code": "b", "households": 3}))
        self.assert_refused(3, [self.a, b, "-o", self.out],
                            f"$DIR/b.gpkg (layer b, feature 1, at {WEST + 150:.10g},{SOUTH + 50:.10g}): the grid b001 is not "
                            "valid: Self-intersection", "gridcheck finds what is not valid, and its --repair mends it")

    def test_inputs_that_leave_a_gap(self):
        b = self.other(grid("b", 1, WEST + 100.2, SOUTH, WEST + 200, SOUTH + 100))
        run = self.gridmerge(self.a, b, "-o", self.out)
        self.assertEqual(1, run.returncode)
        self.assertRegex(run.stderr, "^gridmerge: error: inputs_gap: between a001 of .* and b001 of .*\n$")

    def test_rounding_is_matched_and_more_is_not(self):
        for off, code in ((0.00005, 0), (0.0005, 1)):
            b = self.write(f"b{code}.gpkg", [grid("b", 1, WEST + 100, SOUTH, WEST + 200, SOUTH + 100)])
            c = self.write(f"c{code}.gpkg", [(
                f"POLYGON (({WEST} {SOUTH + 100},{WEST} {SOUTH + 200},{WEST + 200} {SOUTH + 200},"
                f"{WEST + 200} {SOUTH + 100},{WEST + 150} {SOUTH + 100 + off},{WEST} {SOUTH + 100}))",
                {"grid_code": "c001", "unit_code": "c", "households": 3})])
            run = self.gridmerge(self.a, b, c, "-O", "-o", self.out)
            self.assertEqual(code, run.returncode, run.stderr)
            points, = rings(case.read_layer(self.out, "grids")[1][""])
            self.assertEqual(6 - code, len(points))

    def test_a_field_that_is_missing(self):
        b = self.other((rectangle(WEST, SOUTH, WEST + 1, SOUTH + 1), {"name": "x", "unit_code": "u", "households": 1}))
        self.assert_refused(2, [self.a, b, "-o", self.out],
                            "$DIR/b.gpkg (layer b): no field holds the codes of the grids; the fields are: name, unit_code, "
                            "households", "name it with --code-field after this input")

    def test_input_that_cannot_be_used(self):
        self.write("points.gpkg", [("POINT (1 2)", {"grid_code": "p"})])
        self.write("null.gpkg", [(None, {"grid_code": "n", "unit_code": "n", "households": 1})],
                          kind=ogr.wkbPolygon)
        self.write("no_crs.gpkg", [grid("b", 1, 0, 0, 1, 1)], epsg=None)
        self.write("wrong_crs.gpkg", [grid("b", 1, 114, 30, 115, 31)])
        self.write("text.gpkg", [grid("b", 1, WEST, SOUTH, WEST + 1, SOUTH + 1, households="many")])
        (self.dir / "empty.gpkg").write_bytes(b"")
        broken = ogr.CreateGeometryFromWkt(rectangle(WEST, SOUTH, WEST + 9, SOUTH + 9))
        broken.GetGeometryRef(0).SetPoint_2D(2, math.nan, SOUTH)
        self.write("nan.gpkg", [(broken, {"grid_code": "n", "unit_code": "n", "households": 1})], kind=ogr.wkbPolygon)
        for name, code, said in (("points.gpkg", 3, "grids must be polygons"), ("missing.gpkg", 3, "there is no such file"),
                                 ("null.gpkg", 3, "the grid n has no geometry"), ("no_crs.gpkg", 3, "no usable CRS"),
                                 ("wrong_crs.gpkg", 3, "the coordinates are degrees"), ("empty.gpkg", 3, "is empty"),
                                 ("text.gpkg", 3, "households is 'many'"), ("nan.gpkg", 3, "not a finite number")):
            with self.subTest(name):
                run = self.gridmerge(self.a, self.path(name), "-o", self.out)
                self.assertEqual((code, ""), (run.returncode, run.stdout))
                self.assertIn(name, run.stderr)
                self.assertIn(said, run.stderr)
                self.assertNotIn("out.gpkg", self.files())

    def test_the_command_line(self):
        for words, message in (
                ([], "there are no inputs"), ([self.a], "there is no output"),
                ([self.a, "-o", self.a], "--output and an input are the same file: $DIR/a.gpkg"),
                ([self.a, "-o", self.out, "--replace"], "--replace needs a base and what replaces its units"),
                ([self.a, "-o", self.out, "--on-duplicate", "both"], "--on-duplicate is error, first, last or merge, not 'both'"),
                ([self.a, "-o", self.out, "--by", "village"],
                 "--by is unit, town, county, city or province, not 'village'"),
                ([self.a, "-o", self.out, "--by", "unit", "--by-field", "x"], "--by and --by-field exclude each other"),
                ([self.a, "-o", self.out, "--by", "unit", "--fuse-below", "3"],
                 "--fuse-below and --by exclude each other"),
                ([self.a, "-o", self.out, "--fuse-below", "0"], "--fuse-below must be from 1 to 1000000000, not 0"),
                ([self.a, "-o", self.out, "--boundaries", self.units],
                 "--boundaries is given without --by or --by-field"),
                ([self.a, "--layer", "a", "--layer", "b", "-o", self.out], "--layer occurs twice for $DIR/a.gpkg")):
            with self.subTest(message):
                run = self.gridmerge(*words)
                self.assertEqual(2, run.returncode)
                self.assertTrue(run.stderr.startswith(f"gridmerge: error: {message}\n"), run.stderr)

    def test_an_output_that_is_there_is_refused(self):
        self.assert_refused(3, [self.a, "-o", self.units], "$DIR/units.gpkg: the output exists already",
                            REPLACE_PACKAGE)


if __name__ == "__main__":
    unittest.main()
