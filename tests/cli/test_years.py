"""gridify --previous over the years: one unit divided again, what people entered, and codes that were used once."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import unittest
from pathlib import Path

from osgeo import gdal, ogr

import gridify_case as case
from gridcheck_case import GRIDCHECK
from gridify_case import SIDE, SOUTH, WEST, UNITS, GridifyCase, read_layer, rectangle, site_rows, unit_rows

GRIDMERGE = os.environ.get("GRIDMERGE") or shutil.which("gridmerge")
FIRST, SECOND, THIRD, FOURTH = UNITS
ONE_UNIT = ["--where", f"unit_code = '{SECOND}'"]


def by_code(path, layer="grids"):
    return {row["grid_code"]: row for row in read_layer(path, layer)}


def flat(row):
    """A row that can be compared, geometry as well-known bytes."""
    return {name: bytes(value.ExportToWkb()) if name == "" else value for name, value in row.items()}


class YearsCase(GridifyCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not GRIDMERGE or not GRIDCHECK:
            raise unittest.SkipTest("skipped: gridmerge or gridcheck is not found; name them in the environment")

    def setUp(self):
        super().setUp()
        self.old = self.path("old.gpkg")
        self.assert_done(self.units, "--sites", self.sites, "-o", self.old)

    def next_year(self, *more, units=None, sites=None, previous=None, out=None, codes=(0, 1)):
        """Divides anew; the findings, by code."""
        words = [units or self.units, "--sites", sites or self.sites, "--previous", previous or self.old]
        run = self.gridify(*words, "-o", out or self.out, "-O", "--json", *more)
        self.assertIn(run.returncode, codes, run.stderr)
        self.report = json.loads(run.stdout)
        found = {}
        for finding in self.report["findings"]:
            found.setdefault(finding["code"], []).append(finding)
        return found

    def sql(self, path, statement):
        with sqlite3.connect(path) as database:
            return list(database.execute(statement))

    def grown(self, units=(0, 1, 2, 3), more=6, per_unit=60):
        """Sites of a year later, with a few estates of 50 households."""
        rows, chance = site_rows(per_unit=per_unit), random.Random(7)
        for unit in units:
            west, south = case.corner(unit)
            rows += [(f"POINT ({west + chance.randint(50, 2500) / 10} {south + chance.randint(50, 5950) / 10})",
                      {"site_id": f"n{unit}{i}", "households": 50}) for i in range(more)]
        return self.write("grown.gpkg", rows)


class OneUnitAgain(YearsCase):

    def test_one_community_is_divided_anew_while_all_codes_elsewhere_live_on(self):
        outside = self.write("with_outside.gpkg", site_rows() + [(f"POINT ({WEST - 900} {SOUTH})", {"households": 3})])
        one, whole = self.path("one.gpkg"), self.path("whole.gpkg")
        found = self.next_year(*ONE_UNIT, "--grids", "5", sites=outside, out=one)
        # The one site that is in no unit at all is told, those of the other units are not; no unit is gone.
        self.assertEqual(1, len(found.pop("site_outside")))
        self.assertNotIn("previous_unit_gone", found)
        self.assertEqual([(5,)], self.sql(one, "SELECT count(*) FROM grids"))
        self.assertEqual([], self.sql(one, f"SELECT * FROM lineage WHERE substr(old_code, 1, 12) <> '{SECOND}'"))
        retired, = self.sql(one, "SELECT value FROM grid_run WHERE key = 'retired_codes'")
        self.assertEqual([], [code for code in retired[0].split() if not code.startswith(SECOND)])

        run = subprocess.run([GRIDMERGE, self.old, "--replace", one, "-o", whole], capture_output=True, text=True, check=False)
        self.assertEqual((0, "", ""), (run.returncode, run.stdout, run.stderr))
        elsewhere = f"SELECT grid_code, households, geom FROM grids WHERE unit_code <> '{SECOND}' ORDER BY 1"
        before, after = self.sql(self.old, elsewhere), self.sql(whole, elsewhere)
        self.assertEqual([row[:2] for row in before], [row[:2] for row in after])
        self.assertEqual([], self.sql(whole, "SELECT old_code FROM lineage JOIN grids ON grid_code = old_code WHERE old_code "
                                             "NOT IN (SELECT old_code FROM lineage WHERE new_code = old_code)"))
        check = subprocess.run([GRIDCHECK, whole, "--boundaries", self.units, "--sites", self.sites, "--fail-on", "warning",
                                "--skip", "limit_missed,unit_too_small,numbering_order"], capture_output=True, text=True, check=False)
        self.assertEqual((0, ""), (check.returncode, check.stdout))

    def test_the_unit_becomes_what_it_becomes_in_a_run_over_all(self):
        # Fractions of households are made whole over all units, borders have the vertices of neighbours.
        rows = [(wkt, {**fields, "households": fields["households"] + 0.3}) for wkt, fields in read_rows(self.grown())]
        sites = self.write("fractions.gpkg", rows)
        words = ["--site-reach", "40"]
        self.next_year(*words, sites=sites, out=self.path("all.gpkg"))
        self.next_year(*words, *ONE_UNIT, sites=sites)
        expected = {code: row for code, row in by_code(self.path("all.gpkg")).items() if row["unit_code"] == SECOND}
        self.assertEqual(list(expected), list(by_code(self.out)))
        for code, row in by_code(self.out).items():
            for name, value in row.items():
                if name in ("", "area_m2", "perim_m", "compact"):  # a neighbour's new border may end on this outline
                    continue
                self.assertEqual(expected[code][name], value, (code, name))
            self.assertLess(row[""].SymDifference(expected[code][""]).Area(), 1e-3)

    def test_a_site_of_a_unit_that_is_left_out_is_not_adopted(self):
        rows = site_rows() + [(f"POINT ({WEST + SIDE - 5} {SOUTH + 300})", {"site_id": "near", "households": 77})]
        found = self.next_year(*ONE_UNIT, "--site-reach", "20", sites=self.write("near.gpkg", rows))
        self.assertNotIn("site_adopted", found)
        self.assertEqual(sum(fields["households"] for _, fields in site_rows()[60:120]), self.households(layer="grids"))

    def test_a_unit_that_is_really_gone_is_told(self):
        units = self.write("three.gpkg", unit_rows()[:3])
        sites = self.write("three_sites.gpkg", site_rows(units=3))
        found = self.next_year(*ONE_UNIT, units=units, sites=sites)
        self.assertEqual([FOURTH], [finding["unit_code"] for finding in found["previous_unit_gone"]])
        gone = sorted(code for code in by_code(self.old) if code.startswith(FOURTH))
        self.assertEqual([(code,) for code in gone], self.sql(self.out, "SELECT old_code FROM lineage WHERE new_code = '' ORDER BY 1"))

    def test_faults_of_units_that_are_left_out_are_nobodys_concern(self):
        odd = [(rectangle(WEST + 3000, SOUTH, WEST + 3100, SOUTH + 100), {"unit_code": "no code", "unit_name": "x"}),
               (None, {"unit_code": THIRD, "unit_name": "again"})]
        units = self.write("odd.gpkg", unit_rows() + odd)
        self.assertEqual({}, self.next_year(*ONE_UNIT, units=units, codes=(0,)))

    def test_shards_of_one_unit_are_that_unit_and_nothing(self):
        rows = set()
        for shard in (1, 2, 3):
            out = self.path(f"part{shard}.gpkg")
            self.next_year(*ONE_UNIT, "--grids", "5", "--shard", f"{shard}/3", out=out)
            rows |= set(self.sql(out, "SELECT grid_code, households FROM grids"))
        self.next_year(*ONE_UNIT, "--grids", "5")
        self.assertEqual(set(self.sql(self.out, "SELECT grid_code, households FROM grids")), rows)

    def test_units_that_are_groups_of_cells(self):
        cells = self.write("cells.gpkg", [
            (rectangle(WEST + 100 * (i % 8), SOUTH + 100 * (i // 8), WEST + 100 * (i % 8) + 100, SOUTH + 100 * (i // 8) + 100),
             {"cell": f"c{i:02}", "unit_code": FIRST if i % 8 < 4 else SECOND, "households": 100}) for i in range(32)])
        words = ["--cells", cells, "--unit-field", "unit_code"]
        self.assert_done(*words, "-o", self.old, "-O")
        self.assert_done(*words, "--cells-where", f"unit_code = '{SECOND}'", "--previous", self.old, "-o", self.out)
        self.assertEqual([(SECOND,)], self.sql(self.out, "SELECT DISTINCT unit_code FROM grids"))
        self.assertEqual([], self.sql(self.out, f"SELECT * FROM lineage WHERE old_code LIKE '{FIRST}%'"))

    def test_gridmerge_leaves_out_lineage_that_gives_up_living_codes(self):
        one, whole = self.path("one.gpkg"), self.path("whole.gpkg")
        self.next_year(*ONE_UNIT, "--grids", "5", out=one)
        own = self.sql(one, "SELECT old_code, new_code, households FROM lineage")
        with sqlite3.connect(one) as database:  # as runs wrote it that did not know of the other units
            database.executemany("INSERT INTO lineage (old_code, new_code, households, share) VALUES (?, ?, ?, 1)",
                                 [(f"{FIRST}001", "", 0), (f"{THIRD}002", "", 0), (f"{THIRD}001", f"{SECOND}001", 9)])
        database.close()
        run = subprocess.run([GRIDMERGE, self.old, "--replace", one, "-o", whole, "--json"], capture_output=True, text=True, check=False)
        finding, = json.loads(run.stdout)["findings"]
        self.assertEqual((0, "living_code_retired", "warning"), (run.returncode, finding["code"], finding["severity"]))
        self.assertIn(f"(3): {FIRST}001, {THIRD}001, {THIRD}002; that", finding["message"])
        # Their households are told as come from none, so that nothing is missing from the sums.
        merged = self.sql(whole, "SELECT old_code, new_code, households FROM lineage")
        self.assertEqual(sorted([*own, ("", f"{SECOND}001", 9)]), sorted(merged))


def read_rows(path):
    return [(row.pop(""), row) for row in read_layer(path)]


class OwnFields(YearsCase):

    def enter(self, path=None, layer="grids"):
        """What people enter in a year: fields of many types, and a name for one grid."""
        dataset = gdal.OpenEx(path or self.old, gdal.OF_VECTOR | gdal.OF_UPDATE)
        target = dataset.GetLayer(layer) if layer else dataset.GetLayer(0)
        for name, kind in (("worker", ogr.OFTString), ("phone", ogr.OFTInteger64), ("score", ogr.OFTReal), ("rounds", ogr.OFTInteger)):
            target.CreateField(ogr.FieldDefn(name, kind))
        for i, feature in enumerate(list(target)):
            feature["worker"], feature["phone"], feature["score"] = f"工作 {i}", 13800000000 + i, i + 0.1
            if i % 2:
                feature["rounds"] = i
            if feature["grid_code"] == f"{FIRST}002":
                feature["grid_name"] = "花园网格"
            target.SetFeature(feature)
        del target, dataset

    own = ("worker", "phone", "score", "rounds")

    def assert_carried_on(self, before, after):
        """All that both years have keeps what was entered, and all that is new has nothing."""
        for code, row in after.items():
            expected = [before[code][name] for name in self.own] if code in before else [None] * 4
            self.assertEqual(expected, [row[name] for name in self.own], code)

    def test_what_people_entered_stays_where_nothing_changed(self):
        self.enter()
        self.assertEqual({}, self.next_year(codes=(0,)))
        before, after = by_code(self.old), by_code(self.out)
        self.assertEqual({code: flat(row) for code, row in before.items()}, {code: flat(row) for code, row in after.items()})

    def test_types_stay_what_they_are(self):
        kinds = {"checked": (ogr.OFTInteger, ogr.OFSTBoolean, "1"), "room": (ogr.OFTInteger, ogr.OFSTInt16, "-7"),
                 "since": (ogr.OFTDate, ogr.OFSTNone, "2026/03/01"), "seen": (ogr.OFTDateTime, ogr.OFSTNone, "2026/03/01 08:15:30"),
                 "ratio": (ogr.OFTReal, ogr.OFSTFloat32, "0.5"), "notes": (ogr.OFTString, ogr.OFSTJSON, '["a","b"]')}
        dataset = gdal.OpenEx(self.old, gdal.OF_VECTOR | gdal.OF_UPDATE)
        target = dataset.GetLayer("grids")
        for name, (kind, subtype, _) in kinds.items():
            field = ogr.FieldDefn(name, kind)
            field.SetSubType(subtype)
            target.CreateField(field)
        for feature in list(target):
            for name, (_, _, value) in kinds.items():
                feature.SetField(name, value)
            target.SetFeature(feature)
        target = dataset = None
        self.assertEqual({}, self.next_year(sites=self.grown(), codes=(0,)))
        dataset = gdal.OpenEx(self.out, gdal.OF_VECTOR)
        layer = dataset.GetLayer("grids")
        definition = layer.GetLayerDefn()
        got = {definition.GetFieldDefn(i).GetName(): definition.GetFieldDefn(i) for i in range(definition.GetFieldCount())}
        self.assertEqual({name: kind[:2] for name, kind in kinds.items()},
                         {name: (got[name].GetType(), got[name].GetSubType()) for name in kinds})
        old = set(by_code(self.old))
        kept = [feature for feature in layer if feature["grid_code"] in old]
        self.assertGreater(len(kept), 4)
        for feature in kept:
            self.assertEqual([0, 0, 0], [feature[name] - value for name, value in (("checked", 1), ("room", -7), ("ratio", 0.5))])
            self.assertEqual(["2026/03/01", "2026/03/01 08:15:30", ["a", "b"]],
                             [feature.GetFieldAsString("since"), feature.GetFieldAsString("seen")[:19], json.loads(feature["notes"])])

    def test_it_goes_with_the_code_where_grids_change_and_no_new_grid_has_it(self):
        self.enter()
        self.next_year(sites=self.grown(more=16))
        before, after = by_code(self.old), by_code(self.out)
        self.assertTrue(set(after) - set(before), "no grid is new: the test shows nothing")
        self.assertGreater(self.report["changes"]["grids_changed"], 0)
        self.assert_carried_on(before, after)
        self.assertEqual("花园网格", after[f"{FIRST}002"]["grid_name"])
        names = dict(zip(UNITS, UNITS.values()))
        for code, row in after.items():
            if code != f"{FIRST}002":
                self.assertEqual(f"{names[row['unit_code']]} Grid {int(code[12:])}", row["grid_name"])

    def test_what_is_dropped_with_a_retired_code_is_told_once(self):
        self.enter()
        few = self.write("few.gpkg", [row for i, row in enumerate(site_rows()) if i % 2])
        found = self.next_year(sites=few)
        before, after = by_code(self.old), by_code(self.out)
        self.assert_carried_on(before, after)
        retired = sorted(set(before) - set(after))
        self.assertGreater(len(retired), 1)
        finding, = found["own_values_dropped"]
        self.assertTrue(finding["message"].endswith(": " + ", ".join(retired)), finding["message"])
        # Where nobody entered anything, nothing is lost.
        self.assert_done(self.units, "--sites", self.sites, "-o", self.old, "-O")
        self.assertNotIn("own_values_dropped", self.next_year(sites=few))

    def test_from_files_of_other_formats(self):
        sites = self.grown()
        for name in ("old.geojson", "old.shp", "old.fgb"):
            with self.subTest(name):
                old = self.path(name)
                gdal.VectorTranslate(self.path("plain.gpkg"), self.old)
                self.enter(self.path("plain.gpkg"))
                gdal.VectorTranslate(old, self.path("plain.gpkg"), layers=["grids"], layerCreationOptions=
                                     ["ENCODING=UTF-8"] if name.endswith(".shp") else [])
                self.next_year(sites=sites, previous=old)
                self.assert_carried_on(by_code(self.path("plain.gpkg")), by_code(self.out))
                self.assertEqual("花园网格", by_code(self.out)[f"{FIRST}002"]["grid_name"])

    def test_names_follow_the_unit_and_the_pattern_unless_they_were_given(self):
        self.enter()
        rows = unit_rows()
        rows[0][1]["unit_name"] = "新东湖社区"
        self.next_year(units=self.write("renamed.gpkg", rows))
        names = {code: row["grid_name"] for code, row in by_code(self.out).items() if code.startswith(FIRST)}
        self.assertEqual(["新东湖社区 Grid 1", "花园网格", "新东湖社区 Grid 3"], [names[f"{FIRST}00{n}"] for n in (1, 2, 3)])

        own = Path(self.path("own.profile"))
        own.write_text("[names]\npattern = No {n} of {unit}\n", encoding="utf-8")
        run = self.gridify(self.units, "--sites", self.sites, "--profile", own, "-o", self.old, "-O")
        self.assertEqual(0, run.returncode, run.stderr)
        self.assertEqual("No 1 of 东湖社区", by_code(self.old)[f"{FIRST}001"]["grid_name"])
        self.next_year()
        self.assertEqual("东湖社区 Grid 1", by_code(self.out)[f"{FIRST}001"]["grid_name"])

    def test_fields_called_like_ours_or_in_other_types_get_through(self):
        self.enter()
        dataset = gdal.OpenEx(self.old, gdal.OF_VECTOR | gdal.OF_UPDATE)
        dataset.ExecuteSQL("ALTER TABLE grids ADD COLUMN Sites_ TEXT")
        dataset.ExecuteSQL("ALTER TABLE grids ADD COLUMN WORKER2 TEXT")
        dataset.ExecuteSQL("UPDATE grids SET WORKER2 = grid_code, Sites_ = 'x' || grid_code")
        del dataset
        self.next_year()
        for code, row in by_code(self.out).items():
            self.assertEqual((code, "x" + code), (row["WORKER2"], row["Sites_"]))

    def test_the_bytes_do_not_depend_on_threads(self):
        self.enter()
        sites = self.grown(more=16)
        for name, threads in (("a.geojson", 1), ("b.geojson", 2)):
            self.next_year("-j", threads, sites=sites, out=self.path(name))
        self.assertEqual(self.content("a.geojson"), self.content("b.geojson"))

    def test_three_years_and_a_unit_with_a_new_code(self):
        self.enter()
        rows = unit_rows()
        rows[0][1]["unit_code"] = "420106002001"
        units = self.write("renamed.gpkg", rows)
        Path(self.path("map.csv")).write_text(f"old_code,new_code\n{FIRST},420106002001\n", encoding="utf-8")
        self.next_year("--unit-map", self.path("map.csv"), units=units, out=self.path("second.gpkg"))
        self.next_year(units=units, previous=self.path("second.gpkg"))
        before, after = by_code(self.old), by_code(self.out)
        moved = {code.replace(FIRST, "420106002001"): row for code, row in before.items()}
        self.assert_carried_on(moved, after)
        self.assertEqual("花园网格", after["420106002001002"]["grid_name"])


class WhatChangedAndWhen(YearsCase):
    """The columns `change` and `date` of the lineage and `valid_from` of the grids, judged by the polygons and sites."""

    DAYS = ["2026-01-01", "2027-03-15", "2028-06-30"]

    @staticmethod
    def day(value):
        """OGR writes days with strokes."""
        return value and value.replace("/", "-")

    def expected(self, before, after, pair):
        """What a row of the lineage must say, by the polygons alone."""
        old, new = pair
        if not new:
            return "retired"
        if not old:
            return "changed" if new in before else "new"
        if old == new:
            return "unchanged" if before[old][""].SymDifference(after[new][""]).Area() < 0.02 else "changed"
        if old not in after:
            return "merged"
        return "changed" if new in before else "split"

    def assert_lineage(self, before_path, path, day, retired_before=()):
        before, after = by_code(before_path), by_code(path)
        rows = read_layer(path, "lineage")
        seen = set()
        for row in rows:
            old, new = row["old_code"] or "", row["new_code"] or ""
            if old in retired_before:
                self.assertEqual(("retired", retired_before[old]), (row["change"], self.day(row["date"])), old)
                continue
            self.assertEqual(self.expected(before, after, (old, new)), row["change"], (old, new))
            self.assertEqual(None if row["change"] == "unchanged" else day, self.day(row["date"]), (old, new))
            seen.add(row["change"])
        changed = {row["new_code"] for row in rows if row["change"] not in ("unchanged", "retired")}
        for code, row in after.items():
            since = day if code in changed or code not in before else self.day(before[code]["valid_from"])
            self.assertEqual(since, self.day(row["valid_from"]), code)
        return seen

    def test_three_years(self):
        first, second, third = (self.path(f"year{i}.gpkg") for i in (1, 2, 3))
        run = self.gridify(self.units, "--sites", self.sites, "-o", first, "--valid-from", self.DAYS[0])
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        self.assertEqual({self.DAYS[0]}, {self.day(row["valid_from"]) for row in read_layer(first, "grids")})
        self.next_year("--valid-from", self.DAYS[1], sites=self.grown(units=(0, 2), more=9), previous=first, out=second)
        seen = self.assert_lineage(first, second, self.DAYS[1])
        self.assertLessEqual({"unchanged", "changed", "split"}, seen)
        fewer = self.write("fewer.gpkg", site_rows(per_unit=20))
        self.next_year("--valid-from", self.DAYS[2], sites=fewer, previous=second, out=third)
        self.assertLessEqual({"merged"}, self.assert_lineage(second, third, self.DAYS[2]))
        gone = {code: self.DAYS[2] for code in set(by_code(second)) - set(by_code(third))}
        self.assertGreater(len(gone), 3)
        # A year in which nothing changes: the day of a retired code is remembered, also beside a file of another format.
        for previous, fourth in ((third, self.path("four.gpkg")), (self.geojson_of(third, fewer), self.path("five.gpkg"))):
            self.next_year("--valid-from", "2029-01-01", sites=fewer, previous=previous, out=fourth)
            self.assert_lineage(third, fourth, "2029-01-01", retired_before=gone)

    def geojson_of(self, third, fewer):
        out = self.path("third.geojson")
        self.next_year("--valid-from", self.DAYS[2], sites=fewer, previous=self.path("year2.gpkg"), out=out)
        header = Path(self.path("third_lineage.csv")).read_text(encoding="utf-8").splitlines()[0]
        self.assertEqual("old_code,new_code,households,share,change,date", header)
        return out

    def test_without_a_day_there_are_no_dates(self):
        self.next_year()
        self.assertNotIn("valid_from", read_layer(self.out, "grids")[0])
        self.assertEqual(["old_code", "new_code", "households", "share", "change"], list(read_layer(self.out, "lineage")[0])[:5])
        self.assertNotIn("date", read_layer(self.out, "lineage")[0])

    def test_a_day_that_is_none_is_refused(self):
        for day in ("2027-02-30", "27-03-01", "tomorrow", "2027-03-01T00"):
            self.assert_refused(2, [*self.town_with_sites(), "--valid-from", day],
                                f"--valid-from is a day as YYYY-MM-DD, not '{day}'")

    def test_a_field_of_the_same_name_that_holds_no_days_is_the_users_own(self):
        dataset = gdal.OpenEx(self.old, gdal.OF_VECTOR | gdal.OF_UPDATE)
        dataset.ExecuteSQL("ALTER TABLE grids ADD valid_from INTEGER")
        dataset.ExecuteSQL("UPDATE grids SET valid_from = 7")
        del dataset
        self.next_year("--valid-from", "2027-01-01")
        row = read_layer(self.out, "grids")[0]
        self.assertEqual(7, row["valid_from_"])

    def test_gridmerge_takes_it_along(self):
        first, second = self.path("year1.gpkg"), self.path("year2.gpkg")
        self.gridify(self.units, "--sites", self.sites, "-o", first, "--valid-from", self.DAYS[0])
        self.next_year("--valid-from", self.DAYS[1], *ONE_UNIT, sites=self.grown(units=(1,), more=9), previous=first, out=second)
        whole = self.path("whole.gpkg")
        done = subprocess.run([GRIDMERGE, first, "--replace", second, "-o", whole], capture_output=True, text=True, check=False)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        of_unit = {code: self.day(row["valid_from"]) for code, row in by_code(second).items()}
        self.assertIn(self.DAYS[1], of_unit.values())
        expected = {code: self.day(row["valid_from"]) for code, row in by_code(first).items() if not code.startswith(SECOND)} | of_unit
        self.assertEqual(expected, {code: self.day(row["valid_from"]) for code, row in by_code(whole).items()})
        changes = {(row["old_code"], row["new_code"]): (row["change"], row["date"]) for row in read_layer(second, "lineage")}
        merged = {(row["old_code"], row["new_code"]): (row["change"], row["date"]) for row in read_layer(whole, "lineage")}
        self.assertEqual(changes, {pair: merged[pair] for pair in changes})
        self.assertEqual(set(), {row["change"] for row in read_layer(whole, "lineage")} -
                         {"unchanged", "changed", "split", "merged", "new", "retired"})


class UsedCodes(YearsCase):

    words = ["--target", "300", "--min", "200", "--max", "400"]

    def setUp(self):
        super().setUp()
        run = self.gridify(self.units, "--sites", self.sites, *self.words, "-o", self.old, "-O")
        self.assertIn(run.returncode, (0, 1), run.stderr)
        self.codes = sorted(code for code in by_code(self.old) if code.startswith(FIRST))

    def join_last(self, path, layer="grids"):
        """By hand: the last grid of the first unit becomes part of the one before it. Its code."""
        dataset = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE)
        target = dataset.GetLayer(layer) if layer else dataset.GetLayer(0)
        rows = {feature["grid_code"]: feature for feature in target}
        kept, last = (rows[code] for code in sorted(code for code in rows if code.startswith(FIRST))[-2:])
        kept.SetGeometry(ogr.ForceToMultiPolygon(kept.GetGeometryRef().Union(last.GetGeometryRef())))
        kept["households"] += last["households"]
        kept["sites"] += last["sites"]
        target.SetFeature(kept)
        target.DeleteFeature(last.GetFID())
        code = last["grid_code"]
        del kept, last, rows, target, dataset
        return code

    def codes_of(self, path, layer="grids"):
        return sorted(code for code in by_code(path, layer) if code.startswith(FIRST))

    def test_a_code_that_was_joined_away_by_hand_is_not_given_again(self):
        gone = self.join_last(self.old)
        previous = self.old
        for year in ("a.gpkg", "b.gpkg"):
            self.next_year(*self.words, previous=previous, out=self.path(year))
            codes = self.codes_of(self.path(year))
            self.assertEqual(len(self.codes), len(codes))
            self.assertNotIn(gone, codes)
            previous = self.path(year)
        # It stays known, and so does the next one that goes, through gridmerge too.
        self.assertIn((gone,), self.sql(previous, "SELECT old_code FROM lineage WHERE new_code = ''"))
        merged = self.path("merged.gpkg")
        subprocess.run([GRIDMERGE, previous, "-o", merged], check=True)
        second = self.join_last(merged)
        self.next_year(*self.words, previous=merged)
        self.assertEqual([], [code for code in self.codes_of(self.out) if code in (gone, second)])
        self.assertEqual(len(self.codes), len(self.codes_of(self.out)))

    def test_the_lineage_beside_a_file_remembers_the_codes_of_its_time(self):
        year = self.path("year.geojson")
        self.next_year(*self.words, out=year)
        gone = self.join_last(year, None)
        self.next_year(*self.words, previous=year)
        self.assertNotIn(gone, self.codes_of(self.out))
        self.assertEqual(len(self.codes), len(self.codes_of(self.out)))

    def test_a_part_of_a_layer_gives_up_no_codes_of_the_rest(self):
        year, part = self.path("year.gpkg"), self.path("part.gpkg")
        self.next_year(*self.words, out=year)
        shutil.copy(year, part)  # with the lineage and the record of all
        dataset = gdal.OpenEx(part, gdal.OF_VECTOR | gdal.OF_UPDATE)
        dataset.ExecuteSQL(f"DELETE FROM grids WHERE unit_code <> '{FIRST}'")
        dataset.ExecuteSQL("DELETE FROM lineage WHERE substr(old_code, 1, 12) <> '" + FIRST + "'")
        dataset.ExecuteSQL(f"INSERT INTO lineage (old_code, new_code, households, share) VALUES ('', '{SECOND}009', 3, 0)")
        del dataset
        self.next_year(*self.words, previous=part)
        self.assertEqual([], self.sql(self.out, "SELECT * FROM lineage WHERE new_code = ''"))

    def used(self, *codes, name="used.csv", header="grid_code"):
        Path(self.path(name)).write_text("\n".join([header, *codes, ""]), encoding="utf-8")
        return self.path(name)

    def test_codes_used_elsewhere_are_not_given(self):
        few = self.write("few.gpkg", site_rows()[:20] + site_rows()[60:])
        self.next_year(*self.words, sites=few, out=self.path("fewer.gpkg"))
        used = self.used(f"{FIRST}017,by hand", f"{FIRST}004,", "990000000000001,elsewhere", ",none", header="grid_code,why")
        self.next_year(*self.words, "--used-codes", used, previous=self.path("fewer.gpkg"))
        before, after = self.codes_of(self.path("fewer.gpkg")), self.codes_of(self.out)
        self.assertGreater(len(after), len(before))
        self.assertEqual([], [code for code in after if code not in before and int(code[12:]) <= 17])
        retired = {code for code, in self.sql(self.out, "SELECT old_code FROM lineage WHERE new_code = ''")}
        self.assertIn(f"{FIRST}017", retired)
        self.assertNotIn("990000000000001", retired)

    def test_codes_used_elsewhere_without_grids_before(self):
        self.write("used.gpkg", [(None, {"old": f"{FIRST}005"})], layer="table", kind=ogr.wkbNone)
        run = self.gridify(*self.town_with_sites("--used-codes", self.path("used.gpkg")))
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        codes = sorted(by_code(self.out))
        self.assertEqual([6, 7, 8], [int(code[12:]) for code in codes if code.startswith(FIRST)])
        self.assertEqual([1, 2, 3], [int(code[12:]) for code in codes if code.startswith(SECOND)])
        # They are known to the next year by the layer alone, in any format.
        self.assert_done(*self.town_with_sites("--used-codes", self.path("used.gpkg"))[:3], "--used-codes", self.path("used.gpkg"),
                         "-o", self.path("a.geojson"))
        self.assertIn(f"{FIRST}005", Path(self.path("a_lineage.csv")).read_text(encoding="utf-8"))

    def test_a_layer_of_grids_is_a_list_of_codes(self):
        run = self.gridify(*self.town_with_sites("--used-codes", self.old))
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        self.assertEqual(set(), set(by_code(self.out)) & set(by_code(self.old)))

    def test_a_list_that_does_not_fit_is_told(self):
        used = self.used("1,x", header="number,code")
        words = self.town_with_sites("--used-codes", used)
        self.assert_refused(2, words, "$DIR/used.csv (layer used): no field holds the codes that were used; the fields are: number, code",
                            "name one with --used-codes-field")
        self.assert_refused(2, self.town_with_sites("--used-codes-field", "code"), "--used-codes-field is given without --used-codes")
        self.assert_findings([*words, "--used-codes-field", "code"],
                             "used_codes_unknown: none of the 1 codes in the field 'code' of $DIR/used.csv is the code of a unit and "
                             "a number of 3 digits; name another field with --used-codes-field")


if __name__ == "__main__":
    unittest.main()
