"""gridify --plan: a plan that somebody else made, or changed by hand, is taken over."""

import csv
import json
import random
import subprocess
import unittest
from pathlib import Path

from osgeo import ogr, osr

from gridcheck_case import GRIDCHECK
from gridify_case import SIDE, GridifyCase, corner, crs_of, read_layer, rectangle, site_rows

PLAN_FINDINGS = ("plan_gap", "plan_overlap", "plan_across_units", "plan_unknown_id", "plan_not_followed")


def by_code(path):
    return {row["grid_code"]: row for row in read_layer(path, "grids")}


class PlanCase(GridifyCase):
    codes = (0, 1)

    def take(self, plan, *more, out=None, sites=None):
        """Runs gridify with the plan; returns the grids by code. The sums must be right, and gridcheck content."""
        out = out or self.path("taken.gpkg")
        words = [self.units, "--sites", sites or self.sites, "--plan", plan, "-o", out, "-O", "--report",
                 self.path("report.json"), "--assignments", self.path("sites.csv"), *more]
        run = self.gridify(*words)
        self.assertIn(run.returncode, self.codes, run.stderr)
        self.report = json.loads(Path(self.path("report.json")).read_text(encoding="utf-8"))
        grids = by_code(out)
        self.assertEqual(sum(fields["households"] for _, fields in site_rows()), self.households(out, "grids"))
        check = subprocess.run([GRIDCHECK, out, "--boundaries", self.units, "--sites", self.sites, "--json"],
                               capture_output=True, text=True, check=False)
        self.assertEqual([], [f for f in json.loads(check.stdout)["findings"] if f["severity"] == "error"])
        return grids

    def found(self, *codes):
        """The messages of these findings, all that are of plans if none is named."""
        return [f["message"] for f in self.report["findings"] if f["code"] in (codes or PLAN_FINDINGS)]

    def groups(self):
        with open(self.path("sites.csv"), encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        groups = {}
        for row in rows:
            groups.setdefault(row["grid_code"], set()).add(row["site_id"])
        return groups

    def quarters(self, shift=0.0, dx=0.0):
        """Each unit in four, by lines in its middle; drawn `shift` metres too small, and moved by `dx`."""
        rows = []
        for unit in range(4):
            west, south = corner(unit)
            for i in range(2):
                for j in range(2):
                    x, y = west + i * SIDE / 2, south + j * SIDE / 2
                    rows.append((rectangle(x + shift + dx, y + shift, x + SIDE / 2 - shift + dx, y + SIDE / 2 - shift),
                                 {"zone": f"{unit}-{2 * i + j}"}))
        return rows

    def expected_groups(self):
        groups = {}
        for wkt, fields in site_rows():
            point = ogr.CreateGeometryFromWkt(wkt)
            for quarter, label in self.quarters():
                if ogr.CreateGeometryFromWkt(quarter).Contains(point):
                    groups.setdefault(label["zone"], set()).add(fields["site_id"])
        return groups

    def assert_groups(self, expected, but=()):
        """The same sites are together; those in `but` may be anywhere."""
        def sets(groups):
            return sorted(sorted(group - set(but)) for group in groups.values())
        self.assertEqual(sets(expected), sets(self.groups()))

    def at_borders(self, reach):
        """Sites so near to the lines between the quarters of a unit."""
        near = set()
        for wkt, fields in site_rows():
            point = ogr.CreateGeometryFromWkt(wkt)
            if any(point.Distance(ogr.CreateGeometryFromWkt(quarter).Boundary()) < reach for quarter, _ in self.quarters()):
                near.add(fields["site_id"])
        return near


class Drawn(PlanCase):

    def test_quarters_are_taken_over_to_the_point(self):
        grids = self.take(self.write("quarters.gpkg", self.quarters()), "--plan-field", "zone")
        self.assert_groups(self.expected_groups())
        self.assertEqual([], self.found())
        self.assertEqual({"grids": 16, "households_moved": 0, "improved": False}, self.report["plan"])
        drawn = [ogr.CreateGeometryFromWkt(wkt) for wkt, _ in self.quarters()]
        for row in grids.values():
            self.assertEqual(0, min(row[""].SymDifference(quarter).Area() for quarter in drawn))

    def test_a_plan_drawn_half_a_metre_off_is_fitted(self):
        for shift, dx in ((0.3, 0.0), (-0.3, 0.0), (0.0, 0.45), (0.2, -0.3)):
            with self.subTest(shift=shift, dx=dx):
                plan = self.write(f"q{shift}{dx}.gpkg", self.quarters(shift, dx))
                grids = self.take(plan, "--plan-field", "zone", "--plan-snap", 1)
                self.assertEqual(16, len(grids))
                self.assert_groups(self.expected_groups(), self.at_borders(0.5))
                self.assertEqual([], self.found("plan_gap", "plan_across_units"))
                for row in grids.values():
                    self.assertLess(len(row[""].Boundary().GetPoints() or []), 12, row[""].ExportToWkt())

    def test_borders_are_put_onto_streets_beside_them(self):
        middle = SIDE / 2
        streets = []
        for unit in range(4):
            west, south = corner(unit)
            streets.append((f"LINESTRING ({west} {south + middle + 0.6},{west + SIDE} {south + middle + 0.4})", {}))
            streets.append((f"LINESTRING ({west + middle - 0.5} {south},{west + middle - 0.5} {south + SIDE})", {}))
        streets = self.write("lanes.gpkg", streets)
        self.take(self.write("quarters.gpkg", self.quarters()), "--plan-field", "zone", "--plan-snap", 1, "--barriers",
                  streets)
        self.assertEqual(1, self.report["inner_border_barrier_share"])
        beside = self.at_borders(0.6)
        self.assert_groups(self.expected_groups(), beside)
        households = sum(fields["households"] for _, fields in site_rows() if fields["site_id"] in beside)
        self.assertEqual([f"{households} households of unit 420106001003 are in another grid than the plan says: what is "
                          "in one cell, as a building or one place, is in one grid, and so is what lies between a border "
                          "and what it was put onto"], self.found())

    def test_several_features_with_a_label_are_one_grid_and_those_without_are_grids(self):
        rows = self.quarters()
        rows[1] = (rows[1][0], {"zone": "0-0"})
        rows[2] = (rows[2][0], {"zone": None})
        rows[3] = (rows[3][0], {"zone": None})
        self.take(self.write("quarters.gpkg", rows), "--plan-field", "zone")
        expected = self.expected_groups()
        expected["0-0"] |= expected.pop("0-1")
        self.assert_groups(expected)

    def test_what_is_left_out_is_told_and_lost_to_nobody(self):
        rows = self.quarters()
        del rows[5]
        self.take(self.write("quarters.gpkg", rows), "--plan-field", "zone")
        lost = sum(f["households"] for _, f in site_rows() if f["site_id"] in self.expected_groups()["1-1"])
        self.assertEqual([f"the plan says nothing of {lost} households and 90000 m2 of unit 420106001002: they went to "
                          "the grids beside them, or are grids of their own where they are enough for one; where borders "
                          "do not quite meet, --plan-snap joins them"], self.found())
        expected = self.expected_groups()
        groups = list(self.groups().values())
        self.assertEqual(16 if lost >= 300 else 15, len(groups))
        for label, sites in expected.items():
            self.assertTrue(any(sites <= group for group in groups) or label == "1-1", label)

    def test_a_unit_of_which_nothing_is_said_is_divided(self):
        rows = [row for row in self.quarters() if not row[1]["zone"].startswith("2-")]
        self.take(self.write("quarters.gpkg", rows), "--plan-field", "zone")
        self.assertEqual(["the plan says nothing of unit 420106001003; it was divided as without a plan"], self.found())

    def test_overlapping_grids_are_told(self):
        west, south = corner(0)
        rows = self.quarters() + [(rectangle(west + 200, south + 200, west + 400, south + 400), {"zone": "middle"})]
        self.take(self.write("quarters.gpkg", rows), "--plan-field", "zone")
        inside = {f["site_id"]: f["households"] for wkt, f in site_rows()
                  if ogr.CreateGeometryFromWkt(rows[-1][0]).Contains(ogr.CreateGeometryFromWkt(wkt))}
        self.assertEqual([f"grids of the plan overlap: {sum(inside.values())} households lie in several of them and were "
                          "taken to be in the smallest; mend it with gridcheck --repair"], self.found("plan_overlap"))
        self.assertIn(set(inside), list(self.groups().values()))

    def test_a_grid_across_units_is_cut_and_told(self):
        west, south = corner(0)
        rows = [row for row in self.quarters() if row[1]["zone"] not in ("0-2", "0-3", "1-0", "1-1")]
        rows.append((rectangle(west + 300, south, west + 900, south + 600), {"zone": "across"}))
        self.take(self.write("quarters.gpkg", rows), "--plan-field", "zone")
        self.assertEqual(1, len(self.found("plan_across_units")), self.found())
        expected = self.expected_groups()
        expected["west"] = expected.pop("0-2") | expected.pop("0-3")
        expected["east"] = expected.pop("1-0") | expected.pop("1-1")
        self.assert_groups(expected)

    def test_a_bow_tie_and_an_empty_feature_do_no_harm(self):
        west, south = corner(3)
        rows = self.quarters()
        rows[12] = (f"POLYGON (({west} {south},{west + 300} {south + 300},{west + 300} {south},{west} {south + 300},"
                    f"{west} {south}))", {"zone": "3-0"})
        rows.append((None, {"zone": "nothing"}))
        self.take(self.write("quarters.gpkg", rows, kind=ogr.wkbPolygon), "--plan-field", "zone")
        self.assertGreaterEqual(len(self.found("plan_gap")), 1)

    def test_a_micrometre_off_is_nothing(self):
        for shift in (1e-6, -1e-6, 2e-7):
            self.take(self.write(f"q{shift}.gpkg", self.quarters(dx=shift)), "--plan-field", "zone")
            self.assert_groups(self.expected_groups())
            self.assertEqual([], self.found())

    def test_a_shapefile_in_degrees_and_one_in_gbk(self):
        to_degrees, rows = osr.CoordinateTransformation(crs_of(4547), crs_of(4490)), []
        for wkt, fields in self.quarters():
            quarter = ogr.CreateGeometryFromWkt(wkt)
            quarter.Transform(to_degrees)
            rows.append((quarter, fields))
        degrees = self.write("degrees.shp", rows, epsg=4490, kind=ogr.wkbPolygon)
        gbk = self.write("gbk.shp", [(wkt, {"zone": f"第{fields['zone']}片"}) for wkt, fields in self.quarters()],
                         options=["ENCODING=CP936"])
        for plan in (degrees, gbk):
            self.take(plan, "--plan-field", "zone", "--plan-snap", 0.01)
            self.assert_groups(self.expected_groups())
            self.assertEqual([], self.found())

    def test_a_plan_that_is_cut_off_is_refused_in_the_words_of_its_format(self):
        for ending, words in (("gpkg", "malformed"), ("geojson", "cannot be read"), ("shp", "truncated"), ("fgb", "cannot be read")):
            path = Path(self.write(f"cut.{ending}", self.quarters()))
            whole = path.read_bytes()
            for part in (0.3, 0.7, 0.97):
                path.write_bytes(whole[:int(part * len(whole))])
                run = self.gridify(*self.town_with_sites("--plan", path, "--plan-field", "zone"))
                self.assertEqual(3, run.returncode, run.stderr)
                self.assertIn(words, run.stderr)
                self.assertFalse(Path(self.out).exists())

    def test_trembling_hands(self):
        """Corners of the quarters moved by up to 0.4 m, each feature by itself: the same sites in the same grids."""
        for seed in range(4):
            chance = random.Random(seed)
            rows = []
            for wkt, fields in self.quarters():
                ring = ogr.CreateGeometryFromWkt(wkt)
                ring.Segmentize(chance.choice((700.0, 60.0, 25.0)))
                points = [(x + chance.uniform(-0.4, 0.4), y + chance.uniform(-0.4, 0.4))
                          for x, y in ring.GetGeometryRef(0).GetPoints()][:-1]
                points.append(points[0])
                rows.append(("POLYGON ((" + ",".join(f"{x} {y}" for x, y in points) + "))", fields))
            with self.subTest(seed=seed):
                plan = self.write(f"hand{seed}.gpkg", rows)
                grids = self.take(plan, "--plan-field", "zone", "--plan-snap", 1)
                self.assertEqual(16, len(grids))
                moved = self.report["plan"]["households_moved"]
                self.assertLess(moved, 0.02 * sum(f["households"] for _, f in site_rows()))
                for row in grids.values():
                    self.assertLess(row[""].GetGeometryCount() if row[""].GetGeometryName() != "POLYGON" else 1, 2)


class Tables(PlanCase):

    def setUp(self):
        super().setUp()
        self.label = {site: zone for zone, sites in self.expected_groups().items() for site in sites}

    def table(self, name, rows, header=("site", "zone")):
        path = self.path(name)
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows] if header else rows)
        return path

    def test_a_table_an_object_and_a_list(self):
        table = self.take(self.table("t.csv", self.label.items()))
        self.assert_groups(self.expected_groups())
        self.assertEqual([], self.found())
        Path(self.path("t.json")).write_text(json.dumps(self.label), encoding="utf-8")
        rows = [self.label[fields["site_id"]] for _, fields in site_rows()]
        number = {zone: i for i, zone in enumerate(sorted(set(rows)))}
        Path(self.path("t.part.16")).write_text("".join(f"{number[zone]}\n" for zone in rows), encoding="ascii")
        for plan in ("t.json", "t.part.16"):
            again = self.take(self.path(plan), out=self.path("again.gpkg"))
            self.assertEqual({code: row[""].ExportToWkt() for code, row in table.items()},
                             {code: row[""].ExportToWkt() for code, row in again.items()})

    def test_a_table_of_a_spreadsheet_with_a_mark_semicolons_and_chinese_labels(self):
        text = "\ufeff地点;网格\r\n" + "".join(f'{site};"片,{zone}"\r\n' for site, zone in self.label.items())
        Path(self.path("t.csv")).write_bytes(text.encode("utf-8"))
        self.take(self.path("t.csv"))
        self.assert_groups(self.expected_groups())
        self.assertEqual([], self.found())

    def test_our_own_assignments_read_back(self):
        self.assert_done(*self.town_with_sites("--assignments", self.path("own.csv"), "--fail-on", "warning"))
        before = by_code(self.out)
        after = self.take(self.path("own.csv"))
        self.assertEqual({code: row["households"] for code, row in before.items()},
                         {code: row["households"] for code, row in after.items()})

    def test_rows_that_are_lacking_or_too_many_are_told(self):
        rows = dict(self.label)
        del rows["s0007"]
        households = dict((f["site_id"], f["households"]) for _, f in site_rows())["s0007"]
        self.take(self.table("t.csv", [*rows.items(), ("x1", "0-0"), ("x2", "0-0")]))
        self.assertEqual(
            [f"the plan says nothing of {households} households of unit 420106001001: they went to the grids beside them, "
             "or are grids of their own where they are enough for one"], self.found("plan_gap"))
        self.assertEqual(["2 of 241 identifiers of the plan are none of a site or cell: x1, x2 "
                          f"({self.path('t.csv')}); --site-id says which field holds them"], self.found("plan_unknown_id"))

    def test_what_cannot_be_meant_is_refused(self):
        words = lambda plan, *more: [*self.town_with_sites("--plan", plan), *more]
        plan = self.table("t.csv", [*self.label.items(), ("s0000", "elsewhere")])
        self.assert_refused(3, words(plan), f"$DIR/t.csv: the plan has 's0000' in '{self.label['s0000']}' and in 'elsewhere'",
                            "a site or cell is in one grid; identifiers that occur several times are no identifiers")
        short = self.path("t.part.16")
        Path(short).write_text("1\n2\n", encoding="ascii")
        self.assert_refused(3, words(short), "$DIR/t.part.16: the plan has 2 lines, but there are 240 sites",
                            "a list has a label for each of them, in the order of their file")
        self.assert_refused(2, words(short, "--shard", "1/2"),
                            "$DIR/t.part.16: a plan that is a list of labels is for all sites or cells of their file",
                            "leave out --shard and --where, or give a table with identifiers")
        Path(self.path("t.json")).write_text('{"s0000": [1]}', encoding="utf-8")
        self.assert_refused(3, words(self.path("t.json")),
                            "$DIR/t.json: the label of 's0000' is neither a text nor a whole number")
        three = self.table("three.csv", [("s0000", "a", "b")], header=("one", "two", "three"))
        self.assert_refused(2, words(three), "$DIR/three.csv (layer three): no field says which grid a row of the plan belongs to",
                            "name it with --plan-field")
        self.assert_refused(2, words(short, "--grids", "16"), "--grids is for plans that are made, and --plan takes one over",
                            "with --improve the plan is where the search starts")
        self.assert_refused(2, [*self.town_with_sites(), "--improve"], "--improve is given without --plan")
        self.assert_refused(2, words(short, "--plan-snap", "101"), "--plan-snap must be from 0 to 100 metres, not 101")

    def test_improving_moves_few(self):
        lopsided = {}
        for wkt, fields in site_rows():
            x = ogr.CreateGeometryFromWkt(wkt).GetX()
            unit = int(self.label[fields["site_id"]][0])
            lopsided[fields["site_id"]] = "a" if x - corner(unit)[0] < SIDE / 4 else "b" if x - corner(unit)[0] < SIDE / 2 else "c"
        self.take(self.table("t.csv", lopsided.items()), "--improve", "--min", 250, "--target", 400, "--max", 600,
                  "--fail-on", "never")
        self.assertEqual([], self.found("limit_missed"))
        total = sum(f["households"] for _, f in site_rows())
        self.assertTrue(0 < self.report["plan"]["households_moved"] < 0.4 * total, self.report["plan"])
        self.assertTrue(self.report["plan"]["improved"])


class Edited(PlanCase):
    """A layer of grids that was changed by hand is brought up to date in one command."""

    def setUp(self):
        super().setUp()
        self.assert_done(*self.town_with_sites("--fail-on", "warning"))
        self.edited = self.path("edited.gpkg")
        self.rows = read_layer(self.out, "grids")
        self.of_unit = [row for row in self.rows if row["unit_code"] == "420106001001"]

    def save(self, rows=None, drop=()):
        plain = [(row[""], {name: value for name, value in row.items() if name and name != "fid" and name not in drop})
                 for row in rows or self.rows]
        Path(self.edited).unlink(missing_ok=True)
        return self.write("edited.gpkg", plain, layer="grids", kind=ogr.wkbUnknown)

    def test_nothing_edited_is_nothing_changed(self):
        grids = self.take(self.save())
        self.assertEqual({row["grid_code"]: row[""].ExportToWkb() for row in self.rows},
                         {code: row[""].ExportToWkb() for code, row in grids.items()})
        self.assertEqual(len(self.rows), self.report["changes"]["grids_unchanged"])
        self.assertEqual([], self.found())

    def compound(self):
        """Some 65 households of a grid, at its border to another grid of the unit: the rectangle and the two codes."""
        first, second = sorted(self.of_unit, key=lambda row: row["grid_code"])[:2]
        border = first[""].Intersection(second[""])
        at = border.Centroid()
        box = ogr.CreateGeometryFromWkt(rectangle(at.GetX() - 70, at.GetY() - 70, at.GetX() + 70, at.GetY() + 70))
        return box, first, second

    def test_a_compound_moved_by_hand_stays_moved(self):
        box, first, second = self.compound()
        moved = box.Intersection(first[""])
        ids = {f["site_id"] for wkt, f in site_rows() if moved.Contains(ogr.CreateGeometryFromWkt(wkt))}
        self.assertTrue(ids)
        first[""], second[""] = first[""].Difference(moved), second[""].Union(moved)
        self.take(self.save(), "--previous", self.out)
        self.assertLessEqual(ids, self.groups()[second["grid_code"]])
        year = self.path("year.gpkg")
        Path(self.path("taken.gpkg")).rename(self.path("plan1.gpkg"))
        run = self.gridify(self.units, "--sites", self.sites, "--previous", self.path("plan1.gpkg"), "-o", year, "--assignments",
                           self.path("sites.csv"), "-O", "--fail-on", "never")
        self.assertEqual(0, run.returncode, run.stderr)
        self.assertLessEqual(ids, self.groups()[second["grid_code"]], "moved back by the next run")

    def test_two_grids_merged_by_hand_stay_merged_and_the_code_is_not_given_again(self):
        first, second = sorted(self.of_unit, key=lambda row: row["grid_code"])[:2]
        first[""] = first[""].Union(second[""])
        self.rows.remove(second)
        grids = self.take(self.save(), "--previous", self.out, "--max", 2000, "--min", 100)
        self.assertNotIn(second["grid_code"], grids)
        whole = first["households"] + second["households"]
        self.assertEqual(whole, grids[first["grid_code"]]["households"])
        lineage = {(row["old_code"], row["new_code"]) for row in read_layer(self.path("taken.gpkg"), "lineage")}
        self.assertIn((second["grid_code"], first["grid_code"]), lineage)
        # Next year as well, and a third grid that is split gets another code.
        Path(self.path("taken.gpkg")).rename(self.path("merged.gpkg"))
        rows = read_layer(self.path("merged.gpkg"), "grids")
        last = max((row for row in rows if row["unit_code"] == "420106001001"), key=lambda row: row["grid_code"])
        x0, x1, y0, y1 = last[""].GetEnvelope()
        half = ogr.CreateGeometryFromWkt(rectangle(x0 - 1, y0 - 1, x0 + 0.45 * (x1 - x0), y1 + 1))
        part = dict(last)
        part[""], part["grid_code"], part["grid_name"] = last[""].Intersection(half), None, None
        last[""] = last[""].Difference(half)
        self.rows = [*rows, part]
        grids = self.take(self.save(), "--previous", self.path("merged.gpkg"), "--max", 2000, "--min", 0)
        codes = {code for code in grids if code.startswith("420106001001")}
        new = codes - {row["grid_code"] for row in rows}
        self.assertEqual(1, len(new), codes)
        self.assertNotIn(second["grid_code"], codes)
        self.assertGreater(new.pop(), max(code for code in codes if code in {row["grid_code"] for row in rows}))
        whole_again = grids[first["grid_code"]]["households"]
        self.assertEqual(whole, whole_again, "split again")

    def test_without_the_layer_of_before_codes_names_and_own_fields_stay(self):
        for row in self.rows:
            row["worker"] = f"worker of {row['grid_code']}"
        self.rows[0]["grid_name"] = "East Lake Garden"
        grids = self.take(self.save(drop=("area_m2", "perim_m", "compact", "dev_hh", "dev_wl")))
        self.assertEqual({code: f"worker of {code}" for code in grids}, {code: row["worker"] for code, row in grids.items()})
        self.assertEqual("East Lake Garden", grids[self.rows[0]["grid_code"]]["grid_name"])

    def test_one_code_drawn_in_two_features_is_one_grid(self):
        first, second = sorted(self.of_unit, key=lambda row: row["grid_code"])[:2]
        second["grid_code"] = first["grid_code"]
        grids = self.take(self.save(), "--max", 2000, "--min", 100)
        self.assertEqual(first["households"] + second["households"], grids[first["grid_code"]]["households"])

    def test_labels_of_another_kind_keep_the_codes_by_what_is_in_common(self):
        for i, row in enumerate(self.rows):
            row["zone"] = f"zone {len(self.rows) - i}"
        grids = self.take(self.save(drop=("grid_code",)), "--plan-field", "zone", "--previous", self.out)
        self.assertEqual({row["grid_code"]: row[""].ExportToWkb() for row in read_layer(self.out, "grids")},
                         {code: row[""].ExportToWkb() for code, row in grids.items()})

    def test_bytes_do_not_depend_on_the_order_of_the_plan_or_on_threads(self):
        self.save()
        self.take(self.edited, "--threads", 1)
        first = by_code(self.path("taken.gpkg"))
        random.Random(5).shuffle(self.rows)
        self.save()
        self.take(self.edited, "--threads", 2)
        second = by_code(self.path("taken.gpkg"))
        self.assertEqual({code: row[""].ExportToWkb() for code, row in first.items()},
                         {code: row[""].ExportToWkb() for code, row in second.items()})
        self.assertEqual(list(first), list(second))


if __name__ == "__main__":
    unittest.main()
