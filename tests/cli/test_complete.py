"""gridify --units and --complete: some units are divided again, and the output is the whole layer."""

import json
import random
import unittest
from pathlib import Path

from osgeo import gdal, ogr

import gridify_case as case
from gridify_case import SIDE, SOUTH, WEST, GridifyCase, read_layer, rectangle

COLUMNS, UNIT_COUNT = 5, 10
CODES = [f"4201060010{i:02}" for i in range(1, UNIT_COUNT + 1)]
GRIDS = [4, 4, 4, 4, 6, 4, 4, 4, 4, 7]  # by unit; all but the fifth: 39
CHOSEN = CODES[4]
DAYS = ["2026-01-01", "2027-01-01", "2028-01-01"]


def corner(index):
    return WEST + SIDE * (index % COLUMNS), SOUTH + SIDE * (index // COLUMNS)


def city(per_unit=40, seed=1, crowd=()):
    """Units side by side, and sites in them; those of `crowd` have more households."""
    chance = random.Random(seed)
    units, sites = [], []
    for i, code in enumerate(CODES):
        west, south = corner(i)
        units.append((rectangle(west, south, west + SIDE, south + SIDE), {"unit_code": code, "unit_name": f"社区{i}", "grids": GRIDS[i]}))
        for _ in range(per_unit):
            x, y = west + chance.randint(50, 5950) / 10, south + chance.randint(50, 5950) / 10
            sites.append((f"POINT ({x} {y})", {"site_id": f"s{len(sites):04}", "households": chance.randint(10, 30) * (3 if i in crowd else 1)}))
    return units, sites


def by_code(path, layer="grids"):
    return {row["grid_code"]: row for row in read_layer(path, layer)}


def rings_of(geometry):
    whole = ogr.ForceToMultiPolygon(geometry.Clone())
    for polygon in (whole.GetGeometryRef(i) for i in range(whole.GetGeometryCount())):
        for ring in (polygon.GetGeometryRef(j) for j in range(polygon.GetGeometryCount())):
            yield ring.GetPoints()


def lonely_vertices(rows):
    """Vertices of a grid that lie on the border of another one, which has none there: by brute force over all segments."""
    points = {code: {p[:2] for ring in rings_of(row[""]) for p in ring} for code, row in rows.items()}
    found = []
    for code, row in rows.items():
        segments = [(a, b) for ring in rings_of(row[""]) for a, b in zip(ring, ring[1:])]
        for other, vertices in points.items():
            for x, y in vertices - points[code] if other != code else ():
                for (ax, ay, *_), (bx, by, *_) in segments:
                    if not (min(ax, bx) - 1e-4 <= x <= max(ax, bx) + 1e-4 and min(ay, by) - 1e-4 <= y <= max(ay, by) + 1e-4):
                        continue
                    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
                    if abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length < 1e-4:
                        found.append((other, code, x, y))
    return found


class CompleteCase(GridifyCase):

    def setUp(self):
        super().setUp()
        units, sites = city()
        self.units, self.sites = self.write("city.gpkg", units), self.write("people.gpkg", sites)
        self.old = self.path("old.gpkg")
        self.run_gridify("-o", self.old, "--unit-grids", "grids", "--valid-from", DAYS[0])
        self.enter(self.old)

    def run_gridify(self, *words, sites=None, codes=(0, 1)):
        """The findings, by code."""
        run = self.gridify(self.units, "--sites", sites or self.sites, "--json", *words)
        self.assertIn(run.returncode, codes, run.stderr)
        self.report = json.loads(run.stdout)
        found = {}
        for finding in self.report["findings"]:
            found.setdefault(finding["code"], []).append(finding)
        return found

    def enter(self, path):
        """What people enter in a year: a worker for each grid, and a name for one in each unit."""
        dataset = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE)
        layer = dataset.GetLayer("grids")
        layer.CreateField(ogr.FieldDefn("worker", ogr.OFTString))
        for feature in list(layer):
            feature["worker"] = "工作 " + feature["grid_code"]
            if feature["grid_code"].endswith("002"):
                feature["grid_name"] = "花园 " + feature["grid_code"]
            layer.SetFeature(feature)
        del layer, dataset

    def assert_others_stay(self, before, after, found, chosen=(CHOSEN,)):
        """All grids of other units are what they were, bit for bit, but for vertices that are told, each with its grid."""
        told = {finding["grid_code"] for finding in found.get("vertices_added", [])}
        others = {code: row for code, row in before.items() if row["unit_code"] not in chosen}
        self.assertEqual(sorted(others), sorted(code for code, row in after.items() if row["unit_code"] not in chosen))
        changed = set()
        for code, old in others.items():
            new = after[code]
            self.assertEqual({name: value for name, value in old.items() if name}, {name: value for name, value in new.items() if name})
            if bytes(old[""].ExportToWkb()) == bytes(new[""].ExportToWkb()):
                continue
            changed.add(code)
            vertices = [{p[:2] for ring in rings_of(row[""]) for p in ring} for row in (old, new)]
            self.assertLess(vertices[0], vertices[1], code)
            self.assertEqual(0, old[""].SymDifference(new[""]).Area(), code)
        self.assertEqual(told, changed)
        return others

    def assert_whole(self, rows):
        self.assertEqual([], lonely_vertices(rows))
        for row in rows.values():
            self.assertTrue(row[""].IsValid())
        self.assertAlmostEqual(UNIT_COUNT * SIDE * SIDE, sum(row[""].Area() for row in rows.values()), delta=1e-3)

    def sql(self, path, statement):
        dataset = gdal.OpenEx(path, gdal.OF_VECTOR)
        result = dataset.ExecuteSQL(statement)
        return [tuple(feature.items().values()) for feature in result or []]


class Complete(CompleteCase):

    def test_one_community_is_divided_into_seven_while_39_codes_elsewhere_live_on(self):
        grown = self.write("grown.gpkg", city(crowd={4})[1] + [(f"POINT ({WEST - 900} {SOUTH})", {"households": 3})])
        # So that some border of the seven ends on a neighbour where none has ended before.
        found = self.run_gridify("--units", CHOSEN, "--grids", "7", "--stability", "0", "--previous", self.old, "--complete",
                                 "--valid-from", DAYS[1], "-o", self.out, sites=grown)
        self.assertEqual(1, len(found["site_outside"]))  # the one that is in no unit at all
        before, after = by_code(self.old), by_code(self.out)
        others = self.assert_others_stay(before, after, found)
        self.assertEqual((39, 46), (len(others), len(after)))
        self.assertGreater(len(found["vertices_added"]), 0, "no border ends on a neighbour: the test shows nothing")
        self.assert_whole(after)
        # The lineage: unchanged and undated for them, and no code but of this community is retired.
        lineage = {(row["old_code"], row["new_code"]): row for row in read_layer(self.out, "lineage")}
        for code, row in others.items():
            entry = lineage[code, code]
            self.assertEqual(("unchanged", None, row["households"], 1.0),
                             (entry["change"], entry["date"], entry["households"], entry["share"]))
        self.assertEqual(39, sum(1 for old, new in lineage if not old.startswith(CHOSEN)))
        record = dict(self.sql(self.out, "SELECT key, value FROM grid_run"))
        self.assertEqual([], [code for code in record["retired_codes"].split() if not code.startswith(CHOSEN)])
        self.assertEqual(set(CODES), {code[:12] for code in record["last_codes"].split()})
        self.assertEqual([("46",), ("7",), ("true",)],  # the option and the count have one key
                         self.sql(self.out, "SELECT value FROM grid_run WHERE key IN ('grids', 'complete') ORDER BY 1"))
        # The rows lie in the order in which a run over all writes them.
        self.assertEqual(sorted(after), [row["grid_code"] for row in read_layer(self.out, "grids")])

    def test_years_in_a_row_with_random_units(self):
        # Each year others are divided again, the codes of all stay unique and none that was given up comes back.
        for seed in range(3):
            chance = random.Random(seed)
            previous, retired = self.old, set()
            for year, day in enumerate(DAYS[1:]):
                chosen = sorted(chance.sample(CODES, chance.randint(1, 3)))
                sites = self.write(f"s{seed}{year}.gpkg", city(seed=chance.randint(2, 99), crowd=set(chance.sample(range(10), 3)))[1])
                out = self.path(f"year{seed}{year}.gpkg")
                found = self.run_gridify("--units", ",".join(chosen), "--previous", previous, "--complete", "--valid-from", day,
                                         "--min", "150", "--target", "200", "--max", "300", "-o", out, sites=sites)
                before, after = by_code(previous), by_code(out)
                self.assert_others_stay(before, after, found, chosen)
                self.assert_whole(after)
                self.assertEqual(set(), retired & set(after))
                retired |= set(before) - set(after)
                told = {row["old_code"] for row in read_layer(out, "lineage")} - set(after)
                self.assertLessEqual(retired, told)
                previous = out
            self.assertGreater(len(retired), 0)

    def test_it_is_what_gridmerge_makes_of_both(self):
        one, merged = self.path("one.gpkg"), self.path("merged.gpkg")
        words = ["--units", f"{CODES[0]}, {CHOSEN}", "--unit-grids", "grids", "--stability", "0", "--seed", "5", "--previous", self.old]
        self.run_gridify(*words, "-o", one)
        self.run_gridify(*words, "--complete", "-o", self.out)
        gridmerge = case.os.environ.get("GRIDMERGE") or case.shutil.which("gridmerge")
        case.subprocess.run([gridmerge, self.old, "--replace", one, "-o", merged], check=True, capture_output=True)
        expected, got = by_code(merged), by_code(self.out)
        self.assertEqual(sorted(expected), sorted(got))
        for code, row in expected.items():
            self.assertEqual(row[""].ExportToWkt(), got[code][""].ExportToWkt())
            self.assertEqual([row["worker"], row["grid_name"], row["valid_from"]], [got[code][name] for name in ("worker", "grid_name", "valid_from")])

    def test_from_and_to_files_of_one_layer(self):
        for name in ("old.geojson", "old.fgb"):
            with self.subTest(name):
                old, out = self.path(name), self.path("out" + name[3:])
                self.run_gridify("-o", old, "--unit-grids", "grids")
                found = self.run_gridify("--units", CHOSEN, "--grids", "7", "--stability", "0", "--previous", old, "--complete", "-o", out, "-O")
                before, after = by_code(old, None), by_code(out, None)
                self.assertEqual(39, len(self.assert_others_stay(before, after, found)))
                self.assert_whole(after)
                lineage = Path(self.path("out_lineage.csv")).read_text(encoding="utf-8").splitlines()
                self.assertEqual(39, sum(1 for line in lineage if ",unchanged" in line and CHOSEN not in line))

    def test_issues_of_other_units_stay_and_those_of_the_divided_one_are_new(self):
        dataset = gdal.OpenEx(self.old, gdal.OF_VECTOR | gdal.OF_UPDATE)
        for code in (CODES[0], CHOSEN):
            dataset.ExecuteSQL(f"INSERT INTO issues (code, severity, unit_code, message) VALUES ('limit_missed', 'warning', '{code}', 'of old')")
        del dataset
        self.run_gridify("--units", CHOSEN, "--grids", "7", "--previous", self.old, "--complete", "-o", self.out)
        self.assertEqual([(CODES[0],)], self.sql(self.out, "SELECT unit_code FROM issues WHERE message = 'of old'"))

    def test_a_unit_that_was_never_divided_is_told(self):
        dataset = gdal.OpenEx(self.old, gdal.OF_VECTOR | gdal.OF_UPDATE)
        dataset.ExecuteSQL(f"DELETE FROM grids WHERE unit_code = '{CODES[8]}'")
        del dataset
        found = self.run_gridify("--units", CHOSEN, "--previous", self.old, "--complete", "-o", self.out, codes=(1,))
        self.assertEqual([CODES[8]], [finding["unit_code"] for finding in found["unit_without_grids"]])

    def test_ground_that_no_longer_fits_is_settled_and_told(self):
        # A previous grid of the neighbour reaches 40 m into the community: it keeps its ground, which is told.
        dataset = gdal.OpenEx(self.old, gdal.OF_VECTOR | gdal.OF_UPDATE)
        layer = dataset.GetLayer("grids")
        west, south = corner(4)
        strip = ogr.CreateGeometryFromWkt(rectangle(west - 1, south + 10, west + 40, south + 200))
        grids = [feature for feature in layer if feature["unit_code"] == CODES[3]]
        widest = max(grids, key=lambda feature: feature.GetGeometryRef().Intersection(strip).Area())
        widest.SetGeometry(ogr.ForceToMultiPolygon(widest.GetGeometryRef().Union(strip)))
        layer.SetFeature(widest)
        code = widest["grid_code"]
        del grids, widest, layer, dataset
        found = self.run_gridify("--units", CHOSEN, "--grids", "7", "--previous", self.old, "--complete", "-o", self.out, codes=(1,))
        self.assertIn("inputs_overlap", found)
        after = by_code(self.out)
        self.assertAlmostEqual(0, after[code][""].SymDifference(by_code(self.old)[code][""]).Area(), 3)
        for row in after.values():
            self.assertLess(row[""].Intersection(after[code][""]).Area() if row["grid_code"] != code else 0, 1e-3)

    def test_a_layer_edited_by_hand_is_the_whole_as_well(self):
        # --plan alone: the layer stands for the previous one. A border of the community is moved by hand.
        edited = self.path("edited.gpkg")
        gdal.VectorTranslate(edited, self.old)
        dataset = gdal.OpenEx(edited, gdal.OF_VECTOR | gdal.OF_UPDATE)
        layer = dataset.GetLayer("grids")
        first, second = [feature for feature in layer if feature["unit_code"] == CHOSEN][:2]
        piece = first.GetGeometryRef().Intersection(second.GetGeometryRef().Buffer(25))
        shapes = [first.GetGeometryRef().Difference(piece), second.GetGeometryRef().Union(piece)]
        for feature, shape in zip((first, second), shapes):
            feature.SetGeometry(ogr.ForceToMultiPolygon(shape))
            layer.SetFeature(feature)
        del first, second, layer, dataset
        found = self.run_gridify("--units", CHOSEN, "--plan", edited, "--complete", "-o", self.out)
        before, after = by_code(edited), by_code(self.out)
        self.assert_others_stay(before, after, found)
        self.assertEqual(sorted(before), sorted(after))
        self.assert_whole(after)


class Units(CompleteCase):

    def test_units_is_the_filter_on_their_code(self):
        outs = []
        for i, words in enumerate((["--units", f"{CODES[1]},{CODES[7]}"], ["--where", f"unit_code IN ('{CODES[1]}', '{CODES[7]}')"])):
            for j, more in enumerate(([], ["--previous", self.old])):
                out = self.path(f"by{i}{j}.gpkg")
                run = self.gridify(self.units, "--sites", self.sites, *words, *more, "-o", out)
                self.assertIn(run.returncode, (0, 1), run.stderr)
                lineage = read_layer(out, "lineage") if more else []
                outs.append(([{**row, "": row[""].ExportToWkt()} for row in read_layer(out, "grids")], lineage, run.stderr))
        self.assertEqual(outs[0], outs[2])
        self.assertEqual([row | {"": None} for row in outs[1][1]], [row | {"": None} for row in outs[3][1]])
        self.assertEqual((outs[1][0], outs[1][2]), (outs[3][0], outs[3][2]))

    def test_codes_of_any_type_of_field(self):
        rows = [(wkt, {"number": i + 1, "name": f"n{i}"}) for i, (wkt, _) in enumerate(city()[0])]
        units = self.write("numbers.gpkg", rows)
        census = ["--profile", "census", "--code-field", "number"]
        run = self.gridify(units, "--sites", self.sites, *census, "--units", "3,7", "-o", self.out)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        self.assertEqual({"3", "7"}, {row["unit_code"] for row in read_layer(self.out, "grids")})

    def test_cells_without_boundaries(self):
        cells = self.write("cells.gpkg", [
            (rectangle(WEST + 100 * (i % 8), SOUTH + 100 * (i // 8), WEST + 100 * (i % 8) + 100, SOUTH + 100 * (i // 8) + 100),
             {"cell": f"c{i:02}", "unit_code": CODES[0] if i % 8 < 4 else CODES[1], "households": 100}) for i in range(32)])
        words = ["--cells", cells, "--unit-field", "unit_code"]
        self.assert_done(*words, "-o", self.old, "-O")
        before = by_code(self.old)
        self.assert_done(*words, "--units", CODES[1], "--min", "150", "--target", "200", "--max", "250", "--previous", self.old, "--complete",
                         "-o", self.out, "--fail-on", "warning")
        after = by_code(self.out)
        self.assertEqual({code: row[""].ExportToWkt() for code, row in before.items() if row["unit_code"] == CODES[0]},
                         {code: row[""].ExportToWkt() for code, row in after.items() if row["unit_code"] == CODES[0]})
        self.assertEqual(8, sum(1 for row in after.values() if row["unit_code"] == CODES[1]))

    def test_what_cannot_be_is_refused(self):
        words = [self.units, "--sites", self.sites, "-o", self.out]
        hint = "the codes are those of the field that --code-field or --unit-field names"
        self.assert_refused(3, [*words, "--units", f"{CHOSEN},999,x y"],
                            "$DIR/city.gpkg (layer city): no unit has the code 999, x y (--units)", hint)
        self.assert_refused(3, [*words, "--units", CHOSEN, "--where", f"unit_code <> '{CHOSEN}'"],
                            f"$DIR/city.gpkg (layer city): no unit that passes the filter has the code {CHOSEN} (--units)", hint)
        self.assert_refused(2, [*words, "--units", " , "], "--units has no code", "write --units CODE,CODE, with the codes of --code-field")
        self.assert_refused(2, [*words, "--complete"], "--complete is given without --previous or --plan")
        self.assert_refused(2, [*words, "--complete", "--previous", self.old], "--complete is given without --units or a filter",
                            "without them all units are divided, and the output is the whole layer")
        words += ["--units", CHOSEN, "--complete"]
        self.assert_refused(2, [*words, "--previous", self.old, "--shard", "1/2"], "--complete and --shard exclude each other",
                            "gridmerge puts the shards over the previous layer with --replace")
        table = Path(self.path("plan.csv"))
        table.write_text("site_id,grid_code\ns0001,a\n", encoding="utf-8")
        self.assert_refused(2, [*words, "--plan", table], "--complete keeps the grids of units that are not divided, and there are none",
                            "a plan stands for previous grids where it is a layer with grid_code; else name them with --previous")
        self.assert_refused(2, [*words, "--previous", self.old, "--output-crs", "EPSG:4326"],
                            "$DIR/old.gpkg (layer grids): the grids of units that were not divided would not stay as they are: the result "
                            "is in another CRS than they", "name that of the previous grids with --output-crs, or leave out --complete")
        Path(self.path("map.csv")).write_text(f"old_code,new_code\n{CODES[0]}x,{CODES[0]}\n", encoding="utf-8")
        self.assert_refused(2, [*words, "--previous", self.old, "--unit-map", self.path("map.csv")],
                            f"unit {CODES[0]}x is {CODES[0]} now (--unit-map), and was not divided",
                            "divide it as well, or leave out --complete")


if __name__ == "__main__":
    unittest.main()
