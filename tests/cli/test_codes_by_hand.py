"""Codes and entries of a plan that was edited by hand, and numbers that are given anew on purpose (gridify --renumber)."""

import json
import subprocess
import unittest
from pathlib import Path

from osgeo import gdal, ogr

import gridify_case as case
from gridcheck_case import GRIDCHECK
from gridify_case import SIDE, UNITS, GridifyCase, corner, read_layer, site_rows

FIRST, SECOND, THIRD, FOURTH = UNITS
SMALL = ["--target", "300", "--min", "200", "--max", "400"]


def by_code(path, layer="grids"):
    return {row["grid_code"]: row for row in read_layer(path, layer)}


class EditedCase(GridifyCase):

    def setUp(self):
        super().setUp()
        self.old, self.edited = self.path("old.gpkg"), self.path("edited.gpkg")
        self.run_gridify("-o", self.old)
        gdal.VectorTranslate(self.edited, self.old)  # all layers, with the lineage and the record

    def run_gridify(self, *words, sites=None, codes=(0, 1)):
        run = self.gridify(self.units, "--sites", sites or self.sites, *SMALL, "--json", *words)
        self.assertIn(run.returncode, codes, run.stderr)
        self.report = json.loads(run.stdout)
        return [finding["message"] for finding in self.report["findings"] if finding["code"] == "plan_code_refused"]

    def edit(self, change, path=None, fields=()):
        """Calls change(layer, features by code) on a layer of grids that has these fields of text."""
        dataset = gdal.OpenEx(path or self.edited, gdal.OF_VECTOR | gdal.OF_UPDATE)
        layer = dataset.GetLayer("grids")
        for name in fields:
            if layer.GetLayerDefn().GetFieldIndex(name) < 0:
                layer.CreateField(ogr.FieldDefn(name, ogr.OFTString))
        change(layer, {feature["grid_code"]: feature for feature in layer})
        layer = dataset = None

    def split(self, code, **fields):
        """As in QGIS: cuts a grid in two; the eastern half is a copy with these fields."""
        def cut(layer, grids):
            feature = grids[code]
            shape = feature.GetGeometryRef().Clone()
            west, east, south, north = shape.GetEnvelope()
            middle = (west + east) / 2
            half = ogr.CreateGeometryFromWkt(case.rectangle(middle, south - 1, east + 1, north + 1))
            copy = feature.Clone()
            copy.SetFID(-1)
            copy.SetGeometry(ogr.ForceToMultiPolygon(shape.Intersection(half)))
            feature.SetGeometry(ogr.ForceToMultiPolygon(shape.Difference(half)))
            for name, value in fields.items():
                copy.SetField(name, value) if value is not None else copy.SetFieldNull(name)
            layer.SetFeature(feature)
            layer.CreateFeature(copy)
        self.edit(cut)

    def new_codes(self, before=None):
        return sorted(set(by_code(self.out)) - set(by_code(before or self.old)))

    def retire(self):
        """A year in which the first unit has few households: the codes that went."""
        rows = [row for i, row in enumerate(site_rows()) if i >= 60 or i % 3 == 0]
        second = self.path("second.gpkg")
        self.few = self.write("few.gpkg", rows)
        self.run_gridify("--previous", self.old, "-o", second, sites=self.few)
        gone = sorted(set(by_code(self.old)) - set(by_code(second)))
        self.assertGreater(len(gone), 1)
        Path(self.edited).unlink()
        gdal.VectorTranslate(self.edited, second)
        return second, gone


class TypedCodes(EditedCase):

    def test_a_code_that_fits_and_was_never_used_is_taken_over(self):
        for words in ([], ["--previous", self.old]):  # the layer stands for itself, or is newer than another one
            with self.subTest(words):
                Path(self.edited).unlink()
                gdal.VectorTranslate(self.edited, self.old)
                self.split(f"{FIRST}002", grid_code=f"{FIRST}050")
                self.split(f"{FIRST}003", grid_code=None)
                self.split(f"{SECOND}001", grid_code=f"{SECOND}777", unit_code=None)
                self.assertEqual([], self.run_gridify("--plan", self.edited, *words, "-o", self.out, "-O"))
                # One without a code gets the number behind the greatest, the typed one among them.
                self.assertEqual([f"{FIRST}050", f"{FIRST}051", f"{SECOND}777"], self.new_codes())
                drawn = by_code(self.edited)
                self.assertEqual(0, drawn[f"{FIRST}050"][""].SymDifference(by_code(self.out)[f"{FIRST}050"][""]).Area())
                last, = [row["value"] for row in read_layer(self.out, "grid_run") if row["key"] == "last_codes"]
                self.assertIn(f"{FIRST}051", last.split())

    def test_a_gap_in_the_numbers_that_nobody_remembers_may_be_filled_by_hand(self):
        self.split(f"{FIRST}001", grid_code=f"{FIRST}040")
        self.run_gridify("--plan", self.edited, "-o", self.out)
        Path(self.edited).unlink()
        gdal.VectorTranslate(self.edited, self.out)
        self.split(f"{FIRST}040", grid_code=f"{FIRST}030")
        self.assertEqual([], self.run_gridify("--plan", self.edited, "-o", self.out, "-O"))
        self.assertIn(f"{FIRST}030", by_code(self.out))

    def test_a_code_that_was_given_up_is_refused_whoever_remembers_it(self):
        second, gone = self.retire()
        kept = next(code for code in by_code(second) if code.startswith(FIRST))
        self.split(kept, grid_code=gone[0])
        for words in ([], ["--previous", second], ["--previous", second, "--used-codes", self.old]):
            with self.subTest(words):
                message, = self.run_gridify("--plan", self.edited, *words, "-o", self.out, "-O", sites=self.few)
                self.assertIn(f"the plan's code {gone[0]} was used before", message)
                self.assertNotIn(gone[0], by_code(self.out))
                self.assertEqual(len(by_code(second)) + 1, len(by_code(self.out)))
                self.assertEqual(1, len(self.new_codes(second)))
                self.assertGreater(self.new_codes(second)[0], max(gone[:1] + [c for c in by_code(self.old) if c.startswith(FIRST)]))

    def test_a_code_used_elsewhere_is_refused_behind_the_last_one_of_the_record(self):
        used = Path(self.path("used.csv"))
        used.write_text(f"grid_code,x\n{FIRST}060,\n" + "".join(f"{code},\n" for code in by_code(self.old)), encoding="utf-8")
        self.split(f"{FIRST}002", grid_code=f"{FIRST}060")
        message, = self.run_gridify("--plan", self.edited, "--used-codes", used, "-o", self.out)
        self.assertIn(f"{FIRST}060 was used before", message)
        self.assertEqual([f"{FIRST}061"], self.new_codes())

    def test_codes_that_do_not_fit_are_told_together_with_the_layout(self):
        self.split(f"{FIRST}001", grid_code="east")
        self.split(f"{FIRST}002", grid_code=f"{SECOND}099")
        self.split(f"{FIRST}003", grid_code=f"{FIRST}000")
        message, = self.run_gridify("--plan", self.edited, "--previous", self.old, "-o", self.out)
        self.assertEqual(f"the plan's codes {FIRST}000, {SECOND}099, east are not the code of unit {FIRST} and 3 digits from 1 on; the grids "
                         "got other ones", message)
        self.assertEqual(3, len(self.new_codes()))
        self.assertTrue(all(code.startswith(FIRST) for code in self.new_codes()))

    def test_labels_that_are_no_codes_say_nothing(self):
        rows = [(case.square(unit), {"zone": f"z{unit}"}) for unit in range(4)]
        self.assertEqual([], self.run_gridify("--plan", self.write("zones.gpkg", rows), "--plan-field", "zone", "--previous", self.old,
                                              "-o", self.out))


class Entries(EditedCase):

    def enter(self, path, **fields):
        """Fields of text, each by code."""
        def write(layer, grids):
            for name, values in fields.items():
                for code, value in values.items():
                    grids[code].SetField(name, value) if value is not None else grids[code].SetFieldNull(name)
            for feature in grids.values():
                layer.SetFeature(feature)
        self.edit(write, path, fields)

    def test_entries_of_the_plan_count_where_another_layer_was_before(self):
        one, two, three = (f"{FIRST}00{n}" for n in (1, 2, 3))
        self.enter(self.old, worker={one: "Li", two: "Wu", three: "He"}, phone={one: "1", two: "2"},
                   grid_name={one: "West Gate", two: "East Gate", three: "Lake"})
        self.enter(self.edited, worker={one: "Zhao", two: None, three: "He"}, room={one: "12"},
                   grid_name={one: "North Gate", two: f"{UNITS[FIRST]} Grid 2", three: None})
        self.run_gridify("--previous", self.old, "--plan", self.edited, "-o", self.out)
        rows = by_code(self.out)
        # What the plan has counts, emptied fields too; what it lacks comes from the previous layer.
        self.assertEqual(("Zhao", "1", "12", "North Gate"), tuple(rows[one][n] for n in ("worker", "phone", "room", "grid_name")))
        self.assertEqual((None, "2", None, f"{UNITS[FIRST]} Grid 2"), tuple(rows[two][n] for n in ("worker", "phone", "room", "grid_name")))
        self.assertEqual(("He", None, None, "Lake"), tuple(rows[three][n] for n in ("worker", "phone", "room", "grid_name")))

    def test_entries_for_a_grid_that_is_new(self):
        self.enter(self.edited, worker={code: "of " + code for code in by_code(self.edited)})
        self.split(f"{FIRST}001", grid_code=None, grid_name="New Yard", worker="Sun")
        self.split(f"{SECOND}001", grid_code=f"{SECOND}044", worker=None)  # a copy keeps the name that was made
        for words in ([], ["--previous", self.old]):
            self.run_gridify("--plan", self.edited, *words, "-o", self.out, "-O")
            rows, new = by_code(self.out), self.new_codes()
            self.assertEqual([("New Yard", "Sun"), (f"{UNITS[SECOND]} Grid 44", None)],
                             [(rows[code]["grid_name"], rows[code]["worker"]) for code in new])
            self.assertEqual([], [code for code in by_code(self.old) if rows[code]["worker"] != "of " + code])
            self.assertEqual(len(rows), len({row["grid_name"] for row in rows.values()}))


def north_west(rows):
    """The order of the man page, by centroids and areas of OGR: rows from north to south, in a row from west to east."""
    places = sorted((-row[""].Centroid().GetY(), row[""].Centroid().GetX(), code) for code, row in rows.items())
    areas = sorted(row[""].Area() for row in rows.values())
    height = areas[(len(areas) - 1) // 2] ** 0.5
    lines = []
    for south, east, code in places:
        if not lines or south - sum(s for s, _, _ in lines[-1]) / len(lines[-1]) > height / 2:
            lines.append([])
        lines[-1].append((south, east, code))
    return [code for line in lines for _, _, code in sorted(line, key=lambda place: place[1])]


class Renumber(EditedCase):

    def spoil(self):
        """Two codes of the first unit are exchanged by hand; and a name is given."""
        def change(layer, grids):
            one, two = grids[f"{FIRST}001"], grids[f"{FIRST}003"]
            one["grid_code"], two["grid_code"] = two["grid_code"], one["grid_code"]
            one["grid_name"], two["grid_name"] = two["grid_name"], "花园"
            layer.SetFeature(one)
            layer.SetFeature(two)
        self.edit(change)

    def of_unit(self, path, unit):
        return {code: row for code, row in by_code(path).items() if code.startswith(unit)}

    def test_new_numbers_from_the_north_west_with_lineage(self):
        self.spoil()
        self.run_gridify("--previous", self.edited, "--stability", "1", "--renumber", "--valid-from", "2027-01-01", "-o", self.out)
        before, after = by_code(self.edited), by_code(self.out)
        count = len(self.of_unit(self.edited, FIRST))
        self.assertEqual([f"{FIRST}{n:03}" for n in range(count + 1, 2 * count + 1)], north_west(self.of_unit(self.out, FIRST)))
        for unit in (SECOND, THIRD, FOURTH):  # whose numbers run from there already
            self.assertEqual(sorted(self.of_unit(self.edited, unit)), north_west(self.of_unit(self.out, unit)))
        lineage = {row["old_code"]: row for row in read_layer(self.out, "lineage") if row["new_code"]}
        for old, row in before.items():
            entry = lineage[old]
            self.assertEqual((0, "unchanged", after[entry["new_code"]]["households"]),
                             (row[""].SymDifference(after[entry["new_code"]][""]).Area(), entry["change"], entry["households"]))
        new = lineage[f"{FIRST}001"]["new_code"]
        self.assertEqual("花园", after[new]["grid_name"])
        self.assertEqual([f"{UNITS[FIRST]} Grid {int(code[12:])}" for code in sorted(self.of_unit(self.out, FIRST)) if code != new],
                         [after[code]["grid_name"] for code in sorted(self.of_unit(self.out, FIRST)) if code != new])
        retired, = [row["value"] for row in read_layer(self.out, "grid_run") if row["key"] == "retired_codes"]
        self.assertEqual(sorted(self.of_unit(self.edited, FIRST)), retired.split())
        check = subprocess.run([GRIDCHECK, self.out, "--boundaries", self.units, "--sites", self.sites, "--only",
                                "code_reused,numbering_order,code_duplicate", "--fail-on", "note"], capture_output=True, text=True, check=False)
        self.assertEqual((0, ""), (check.returncode, check.stdout))

    def test_a_second_time_changes_nothing_and_the_old_codes_stay_retired(self):
        self.spoil()
        self.run_gridify("--previous", self.edited, "--renumber", "-o", self.out)
        again, later = self.path("again.gpkg"), self.path("later.gpkg")
        self.run_gridify("--previous", self.out, "--renumber", "-o", again)
        self.assertEqual(sorted(by_code(self.out)), sorted(by_code(again)))
        grown = self.write("grown.gpkg", site_rows(per_unit=90))
        self.run_gridify("--previous", again, "-o", later, sites=grown)
        self.assertEqual(set(), set(by_code(later)) & set(self.of_unit(self.edited, FIRST)))
        self.assertGreater(len(self.of_unit(later, FIRST)), len(self.of_unit(again, FIRST)))

    def test_it_belongs_to_grids_that_are_there(self):
        self.assert_refused(2, [self.units, "--sites", self.sites, "-o", self.out, "--renumber"],
                            "--renumber is given without --previous or --plan", "grids without codes are numbered from the north-west as ever")


if __name__ == "__main__":
    unittest.main()
