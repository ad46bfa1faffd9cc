"""Micro-grids: grids divided again in the same run. What nests is judged by tests/invariants/nesting.py, from the file alone."""

import json
import random
import subprocess
import sys
import unittest
from pathlib import Path

from osgeo import gdal, ogr

from gridcheck_case import GRIDCHECK
from gridexport_case import GRIDEXPORT
from gridify_case import GridifyCase, building_rows, corner, read_layer, rectangle, site_rows
from gridmerge_case import GRIDMERGE

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "invariants"))
import nesting  # noqa: E402


def by_code(rows):
    return {row["grid_code"]: row for row in rows}


def points_of(geometry):
    """All vertices. The bindings of OGR do not keep alive what a part is of."""
    if geometry.GetGeometryCount() == 0:
        return set(geometry.GetPoints(2))
    return {point for i in range(geometry.GetGeometryCount()) for point in points_of(geometry.GetGeometryRef(i))}


def bytes_of(row):
    return bytes(row[""].ExportToWkb())


class MicroCase(GridifyCase):

    def divide(self, *words, out=None, micro="50,30,80", codes=(0, 1)):
        out = out or self.out
        run = self.gridify(*words, "-o", out, *(["--micro", micro] if micro else []), "--fail-on", "error")
        self.assertIn(run.returncode, codes, run.stderr)
        return run.stderr

    def town(self):
        return [self.units, "--sites", self.sites, "--barriers", self.path("streets.gpkg"), "--target", "300", "--effort", "fast"]

    def assert_nested(self, path=None):
        wrong = nesting.all_of(path or self.out)
        self.assertEqual([], wrong[:10], f"{len(wrong)} violations")

    def micro(self, path=None):
        return by_code(read_layer(path or self.out, "micro"))

    def tool(self, program, *words, code=0):
        run = subprocess.run([program, *map(str, words)], capture_output=True, text=True, check=False)
        self.assertEqual(code, run.returncode, run.stderr)
        return run

    def codes_found(self, path, *words, code=0):
        run = self.tool(GRIDCHECK, "--json", path, *words, code=code)
        return {finding["code"] for finding in json.loads(run.stdout)["findings"]}


class Options(MicroCase):

    def test_sizes_that_cannot_be_are_refused(self):
        hint = "for example 50 or 50,30,80"
        for text in ("", "0", "50,30", "30,50,80", "50,60,80", "50,30,40", "50,30,80,90", "5x", "-1", "50,", "99999999999999999999"):
            self.assert_refused(2, [*self.town_with_sites(), "--micro", text],
                                f"--micro is TARGET or TARGET,MIN,MAX households with MIN <= TARGET <= MAX, not '{text}'", hint)

    def test_what_does_not_go_together_is_refused(self):
        self.assert_refused(2, [*self.town_with_sites(), "--micro", "50", "--micro-name-field", "nobody"],
                            "$DIR/sites.gpkg (layer sites): there is no field 'nobody'; the fields are: site_id, households",
                            "choose one of them with --micro-name-field")
        self.assert_refused(2, [*self.town_with_sites(), "--micro", "50", "--sweep", "target=300,400"],
                            "--micro and --sweep exclude each other", "a sweep writes no layer")
        profile = self.dir / "mine.profile"
        profile.write_text("[micro]\ntarget = 60\n", encoding="utf-8")
        for words, what in ((["--micro", "50"], "--micro"), (["--profile", profile], "[micro] of the profile")):
            self.assert_refused(2, [*self.town_with_sites(), "--previous", self.units, "--units", "420106001001", "--complete", *words],
                                f"{what} and --complete exclude each other", "divide all units: with --previous the others stay as they are")

    def test_a_profile_can_ask_for_them(self):
        profile = self.dir / "mine.profile"
        profile.write_text("[micro]\ntarget = 60\nmax = 90\ndigits = 2\npattern = {n} of {parent}\n", encoding="utf-8")
        self.divide(*self.town(), "--profile", str(profile), micro=None)
        grids, micro = nesting.read(self.out)
        self.assertEqual([], nesting.codes(grids, micro, digits=2) + nesting.ground(grids, micro) + nesting.sums(grids, micro))
        record = {row["key"]: row["value"] for row in read_layer(self.out, "grid_run")}
        self.assertEqual("60,36,90", record["micro"])
        names = {row["grid_name"] for row in self.micro().values()}
        self.assertIn("1 of 东湖社区 Grid 1", names)
        profile.write_text("[micro]\nmin = 10\n", encoding="utf-8")
        self.assert_refused(2, [*self.town_with_sites("-O"), "--profile", str(profile)],
                            "$DIR/mine.profile: [micro] has limits, but no target", "give target as well")


    def test_more_micro_grids_than_their_codes_have_digits_for_are_refused(self):
        west, south = corner(0)
        crowd = self.write("crowd.gpkg", [(f"POINT ({west + 10 + i % 40 * 14} {south + 10 + i // 40 * 14})", {"households": 1})
                                          for i in range(1200)])
        said = self.divide(self.units, "--sites", crowd, "--target", "1200", "--effort", "fast", micro="1,1,1", codes=(3,))
        self.assertIn("micro-grids, for which each grid is a unit: ", said)
        self.assertIn("more digits in [micro] of a profile", said)
        self.assertFalse(Path(self.out).exists())

    def test_fields_of_the_users_own_stay_whatever_they_are_called(self):
        self.divide(*self.town(), micro=None)
        dataset = gdal.OpenEx(self.out, gdal.OF_VECTOR | gdal.OF_UPDATE)
        for sql in ("ALTER TABLE grids ADD COLUMN level INTEGER", "ALTER TABLE grids ADD COLUMN micro TEXT",
                    "UPDATE grids SET level = 7, micro = 'mine'"):
            dataset.ExecuteSQL(sql)
        del dataset
        again, third = self.path("again.gpkg"), self.path("third.gpkg")
        self.divide(*self.town(), "--previous", self.out, out=again)
        self.divide(*self.town(), "--previous", again, out=third)
        for path in (again, third):
            self.assert_nested(path)
            self.assertEqual({(7, "mine")}, {(row["level"], row["micro_"]) for row in read_layer(path, "grids")})


class Nesting(MicroCase):

    def test_grids_are_the_exact_dissolve_and_else_what_they_are_without(self):
        plain = self.path("plain.gpkg")
        self.divide(*self.town(), micro=None, out=plain)
        self.divide(*self.town())
        self.assert_nested()
        fits, _, general = nesting.within(nesting.read(self.out)[1], 30, 80)
        self.assertGreaterEqual(fits, 0.95 * general)
        before = by_code(read_layer(plain))
        for code, grid in by_code(read_layer(self.out, "grids")).items():
            old = before[code]
            self.assertLessEqual(points_of(old[""]), points_of(grid[""]), code)
            self.assertLess(grid[""].SymDifference(old[""]).GetArea(), 1e-3, code)
            measured = ("", "micro", "area_m2", "perim_m", "compact")
            self.assertEqual({key: value for key, value in old.items() if key not in measured},
                             {key: value for key, value in grid.items() if key not in measured})

    def test_every_site_is_in_one_micro_grid_and_the_assignments_say_which(self):
        self.divide(*self.town(), "--assignments", self.path("sites.csv"))
        lines = Path(self.path("sites.csv")).read_text(encoding="utf-8").splitlines()
        self.assertEqual("site_id,grid_code,micro_code", lines[0])
        said = {line.split(",")[0]: line.split(",")[1:] for line in lines[1:]}
        sites = read_layer(self.sites)
        self.assertEqual(len(sites), len(said))
        sums = {}
        for site in sites:
            grid, micro = said[site["site_id"]]
            self.assertEqual(grid, micro[:-3])
            self.assertTrue(self.micro_geometry(micro).Distance(site[""]) < 1e-6, micro)
            sums[micro] = sums.get(micro, 0) + site["households"]
        self.assertEqual(sums, {code: row["households"] for code, row in self.micro().items() if row["households"]})

    def micro_geometry(self, code):
        if not hasattr(self, "known"):
            self.known = self.micro()
        return self.known[code][""]

    def test_no_building_is_cut_and_a_large_one_is_a_micro_grid_with_its_name(self):
        rows = [(box, {**fields, "name": f"楼{i}"}) for i, (box, fields) in enumerate(building_rows())]
        large = {}
        chance = random.Random(5)
        for index in chance.sample(range(len(rows)), 30):
            rows[index][1]["households"] = chance.choice((50, 64, 80, 120))
            large[rows[index][1]["name"]] = rows[index][1]["households"]
        buildings = self.write("named.gpkg", rows)
        self.divide(self.units, "--sites", buildings, "--barriers", self.path("streets.gpkg"))
        self.assert_nested()
        micro = list(self.micro().values())
        for box, fields in rows:
            core = ogr.CreateGeometryFromWkt(box).Buffer(-0.001)
            self.assertEqual(1, sum(one[""].Intersects(core) for one in micro), fields)
        named = {one["grid_name"]: one["households"] for one in micro if one["grid_name"].startswith("楼")}
        # One that cannot be alone without leaving a neighbour too few is not.
        self.assertGreaterEqual(len(large.keys() & named.keys()), 0.9 * len(large))
        self.assertEqual({name: large[name] for name in named if name in large},
                         {name: count for name, count in named.items() if name in large})

    def test_cells_stay_whole(self):
        cells, chance = [], random.Random(3)
        for unit, code in enumerate(("a", "b")):
            for i in range(15):
                for j in range(15):
                    west, south = corner(unit)[0] + 40 * i, corner(unit)[1] + 40 * j
                    cells.append((rectangle(west, south, west + 40, south + 40),
                                  {"unit": code, "households": chance.randint(0, 12), "persons": chance.randint(0, 40)}))
        self.divide("--cells", self.write("cells.gpkg", cells), "--unit-field", "unit")
        self.assert_nested()
        squares = [ogr.CreateGeometryFromWkt(wkt) for wkt, _ in cells]
        corners = {point for square in squares for point in points_of(square)}
        for one in self.micro().values():
            self.assertLessEqual(points_of(one[""]), corners)

    def test_a_dedicated_grid_is_one_micro_grid_with_its_name(self):
        west, south = corner(0)
        school = self.write("school.gpkg", [(rectangle(west + 100, south + 100, west + 250, south + 220), {"name": "School"})])
        self.divide(*self.town(), "--dedicated", school)
        self.assert_nested()
        own = [row for row in self.micro().values() if row["kind"] == "dedicated"]
        self.assertEqual(["School"], [row["grid_name"] for row in own])
        self.assertEqual("001", own[0]["grid_code"][-3:])

    def test_formats_of_one_layer_have_them_in_a_file_beside(self):
        self.divide(*self.town())
        want = {code: (row["households"], row["parent"], row["level"]) for code, row in self.micro().items()}
        for name in ("grids.shp", "grids.geojson", "grids.fgb"):
            out = self.path(name)
            self.divide(*self.town(), "--output-crs", "EPSG:4547", out=out)
            beside = out.replace("grids.", "grids_micro.")
            rows = by_code(read_layer(beside))
            self.assertEqual(want, {code: (row["households"], row["parent"], row["level"]) for code, row in rows.items()})
            self.assertEqual(set(), self.codes_found(out, "--skip", "numbering_order,limit_missed,multipart"), name)

    def test_the_same_bytes_with_any_number_of_threads(self):
        self.divide(*self.town(), "-j", "1")
        self.divide(*self.town(), "-j", "4", out=self.path("again.gpkg"))
        self.assertEqual(Path(self.out).read_bytes(), Path(self.path("again.gpkg")).read_bytes())


    def test_grids_that_are_divided_as_units_are_called_like_that_too(self):
        self.divide(*self.town(), micro=None)
        again = self.path("again.gpkg")
        self.divide(self.out, "--layer", "grids", "--code-field", "grid_code", "--name-field", "grid_name", "--sites", self.sites,
                    "--target", "50", micro=None, out=again)
        names = {row["grid_name"] for row in read_layer(again, "grids")}
        self.assertIn("东湖社区 Grid 1 Micro-grid 2", names)
        self.assertEqual([], [name for name in names if name.count(" Grid ") > 1])


class LaterYears(MicroCase):

    def test_where_nothing_changed_all_stays(self):
        self.divide(*self.town())
        again = self.path("again.gpkg")
        self.divide(*self.town(), "--previous", self.out, out=again)
        self.assert_nested(again)
        for layer in ("grids", "micro"):
            old, new = by_code(read_layer(self.out, layer)), by_code(read_layer(again, layer))
            self.assertEqual({code: bytes_of(row) for code, row in old.items()},
                             {code: bytes_of(row) for code, row in new.items()})
        self.assertEqual({"unchanged"}, {row["change"] for row in read_layer(again, "micro_lineage")})

    def test_codes_live_on_at_both_levels_and_none_is_given_twice(self):
        chance = random.Random(8)
        rows, before = site_rows(), None
        given, now = set(), self.sites
        for year in range(3):
            out = self.path(f"year{year}.gpkg")
            words = [self.units, "--sites", now, "--target", "300", "--effort", "fast"]
            self.divide(*words, *(["--previous", before] if before else []), out=out)
            self.assert_nested_but_numbers(out)
            new = self.micro(out)
            if before:
                old = self.micro(before)
                self.assertEqual(set(), (given - set(old)) & set(new), "a code that was given up is used again")
                kept = [code for code in new.keys() & old.keys()
                        if old[code][""].Intersection(new[code][""]).GetArea() > 0.5 * old[code][""].GetArea()]
                self.assertGreaterEqual(len(kept), 0.6 * len(old))
                lineage = [row for row in read_layer(out, "micro_lineage") if row["new_code"]]
                self.assertEqual(sum(row["households"] for row in new.values()), sum(row["households"] for row in lineage))
                self.assertLessEqual({code for code, row in new.items() if row["households"]}, {row["new_code"] for row in lineage})
            given |= set(new)
            before = out
            rows = [(wkt, {**fields, "households": max(0, fields["households"] + chance.randint(-6, 9))}) for wkt, fields in rows]
            now = self.write(f"sites{year}.gpkg", rows)

    def assert_nested_but_numbers(self, path):
        """Numbers have holes once codes were given up."""
        grids, micro = nesting.read(path)
        self.assertEqual([], nesting.ground(grids, micro) + nesting.sums(grids, micro))

    def test_who_does_not_ask_for_them_again_is_told_that_they_go(self):
        self.divide(*self.town())
        said = self.divide(*self.town(), "--previous", self.out, out=self.path("again.gpkg"), micro=None)
        self.assertIn("micro-grids", said)
        self.assertNotIn("micro", [field for row in read_layer(self.path("again.gpkg"), "grids") for field in row])


class OtherTools(MicroCase):

    def setUp(self):
        super().setUp()
        self.divide(*self.town())

    def test_gridcheck_finds_nothing_in_what_gridify_writes(self):
        self.assertEqual(set(), self.codes_found(self.out, "--boundaries", self.units, "--sites", self.sites,
                                                 "--skip", "limit_missed,no_fitting_count"))

    def broken(self, sql):
        path = self.path("broken.gpkg")
        Path(path).write_bytes(Path(self.out).read_bytes())
        dataset = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE)
        if callable(sql):
            sql(dataset.GetLayerByName("micro"))
        else:
            dataset.ExecuteSQL(sql, dialect="SQLITE" if "substr" in sql else "")
        del dataset
        return self.codes_found(path, "--skip", "limit_missed,no_fitting_count,numbering_order", code=1)

    def test_gridcheck_finds_each_fault(self):
        def move_a_vertex(layer):
            feature = layer.GetNextFeature()
            ring = feature.GetGeometryRef().GetGeometryRef(0).GetGeometryRef(0)
            x, y = ring.GetPoint_2D(1)
            ring.SetPoint_2D(1, x + 1e-7, y)
            layer.SetFeature(feature)

        self.assertEqual({"micro_not_exact"}, self.broken(move_a_vertex))
        self.assertEqual({"micro_not_exact", "micro_sum"}, self.broken("DELETE FROM micro WHERE fid = 1"))
        self.assertEqual({"micro_sum"}, self.broken("UPDATE micro SET households = households + 1 WHERE fid = 2"))
        self.assertEqual({"micro_parent", "micro_not_exact", "micro_sum"},
                         self.broken("UPDATE micro SET parent = 'nobody' WHERE fid = 3"))
        self.assertEqual({"code_duplicate"}, self.broken("UPDATE micro SET grid_code = '420106001001001001' WHERE fid = 2"))

    def test_gridmerge_joins_them_with_their_grids(self):
        shards = []
        for shard in (1, 2):
            shards.append(self.path(f"shard{shard}.gpkg"))
            self.divide(*self.town(), "--shard", f"{shard}/2", out=shards[-1])
        joined = self.path("joined.gpkg")
        self.tool(GRIDMERGE, *shards, "-o", joined)
        self.assert_nested(joined)
        self.assertEqual({code: row["households"] for code, row in self.micro().items()},
                         {code: row["households"] for code, row in self.micro(joined).items()})

    def test_gridmerge_leaves_out_what_does_not_nest_any_more(self):
        fused = self.path("fused.gpkg")
        run = self.tool(GRIDMERGE, self.out, "--fuse-below", "310", "-o", fused)
        self.assertIn("have no micro-grids any more", run.stderr)
        left = [row for row in read_layer(fused, "grids") if row["micro"] is not None]
        parents = {row["parent"] for row in self.micro(fused).values()}
        self.assertEqual(parents, {row["grid_code"] for row in left})
        self.assertTrue(0 < len(left) < len(read_layer(fused, "grids")))
        # Whoever looks at the layer sees that some grids have none.
        self.assertEqual({"micro_not_exact"},
                         self.codes_found(fused, "--skip", "limit_missed,no_fitting_count,numbering_order", code=1))

    def test_micro_grids_rolled_up_are_the_grids(self):
        rolled = self.path("rolled.gpkg")
        self.tool(GRIDMERGE, self.out, "--layer", "micro", "--by-field", "parent", "-o", rolled)
        grids = by_code(read_layer(self.out, "grids"))
        dissolved = by_code(read_layer(rolled, "grids"))
        self.assertEqual(set(grids), set(dissolved))
        for code, grid in grids.items():
            self.assertTrue(grid[""].Equals(dissolved[code][""]), code)
            self.assertEqual(grid["households"], dissolved[code]["households"])

    def test_gridexport_carries_them_along(self):
        out = self.path("export.gpkg")
        self.tool(GRIDEXPORT, self.out, "--output-crs", "EPSG:4326", "-o", out)
        self.assert_nested(out)
        few = self.path("few.gpkg")
        self.tool(GRIDEXPORT, self.out, "--where", "unit_code = '420106001001'", "-o", few)
        self.assert_nested(few)
        run = self.tool(GRIDEXPORT, self.out, "--simplify", "2", "-o", self.path("simple.gpkg"))
        self.assertIn("--layer micro", run.stderr)
        self.tool(GRIDEXPORT, self.out, "--layer", "micro", "-o", self.path("micro.csv"))


    def test_the_page_draws_their_borders(self):
        self.tool(GRIDEXPORT, self.out, "--to", "html", "-o", self.path("plan.html"))
        page = Path(self.path("plan.html")).read_text(encoding="utf-8")
        borders = json.loads(page.split('"micro":', 1)[1].split(',"sites"')[0])
        self.assertGreater(len(borders), 4 * len(self.micro()), "each border has two ends at least")


if __name__ == "__main__":
    unittest.main()
