"""gridmerge: layers that are no grids, dissolved; and units that two offices deliver. Judged by GEOS and in Python."""

import collections
import unittest

from osgeo import gdal

import gridify_case as case
from coverage_judge import faults, segments_of, union_of
from gridmerge_case import GridmergeCase
from mosaic import Mosaic, polygon

COUNTS = {"sites", "households", "workload", "dev_hh", "dev_wl"}


class Plain(GridmergeCase):
    """Parcels: no code of a grid, nothing counted."""

    def setUp(self):
        super().setUp()
        self.groups = collections.defaultdict(list)
        rows = []
        for (i, j), ring in Mosaic(seed=4).cells().items():
            use = ("wood", "field", "town")[(i * j) % 3]
            village = f"42010{i // 2}001{j + 1:03}"
            self.groups[use].append(polygon(ring))
            self.groups[village[:6]].append(polygon(ring))
            self.groups[village].append(polygon(ring))
            rows.append((polygon(ring), {"use": use, "CODE": village, "NAME": f"village {i // 2} {j}", "height": i + j}))
        self.write("parcels.gpkg", rows, kind=case.ogr.wkbPolygon)

    def dissolved(self, *words, path="parcels.gpkg"):
        self.assert_merged(self.path(path), *words, "-O", "-o", self.out)
        rows = case.read_layer(self.out, "grids")
        self.assertEqual([], faults([row[""] for row in rows]))
        for row in rows:
            for field in ("grid_code", "grid_name", "unit_code", "unit_name"):
                self.assertTrue(row[field], f"{field} of {row['grid_code']} is empty")
        return {row["grid_code"]: row for row in rows}

    def assert_groups(self, rows, names):
        self.assertEqual(set(names), set(rows))
        for name in names:
            union = union_of(self.groups[name])
            self.assertEqual(set(segments_of(union)), set(segments_of(rows[name][""])), name)

    def test_by_the_values_of_a_field(self):
        rows = self.dissolved("--by-field", "use")
        self.assert_groups(rows, ["wood", "field", "town"])
        self.assertFalse(COUNTS & set(rows["wood"]), "counts that nobody has made")
        self.assertEqual(("wood", "wood"), (rows["wood"]["grid_name"], rows["wood"]["unit_code"]))
        self.assertAlmostEqual(rows["wood"][""].GetArea(), rows["wood"]["area_m2"], delta=1e-3 * rows["wood"]["area_m2"])

    def test_by_the_level_of_a_code_that_repeats(self):
        self.assert_groups(self.dissolved("--by", "unit"), [name for name in self.groups if len(name) == 12])
        counties = self.dissolved("--by", "county")
        self.assert_groups(counties, ["420100", "420101", "420102"])
        self.assertEqual({"4201"}, {row["unit_code"] for row in counties.values()})
        province = self.dissolved("--by", "province")
        self.assertEqual(("42", "42", "42"), tuple(province["42"][f] for f in ("unit_code", "grid_name", "unit_name")))

    def test_by_the_field_of_the_units(self):
        self.assertEqual(12, len(self.dissolved("--by-field", "code")))

    def test_fields_on_which_all_agree_stay(self):
        rows = self.dissolved("--by-field", "CODE")
        self.assertEqual("village 0 0", rows["420100001001"]["NAME"])
        self.assertIsNone(rows["420100001001"]["height"])

    def test_what_was_counted_is_added_up(self):
        """Households alone: sites and workload follow as for any layer."""
        gdal.VectorTranslate(self.path("people.gpkg"), self.path("parcels.gpkg"), SQLDialect="SQLITE",
                             SQLStatement='SELECT geom, "use", height AS households FROM parcels')
        rows = self.dissolved("--by-field", "use", path="people.gpkg")
        sums = collections.Counter()
        for i in range(6):
            for j in range(4):
                sums[("wood", "field", "town")[(i * j) % 3]] += i + j
        self.assertEqual(sums, {code: row["households"] for code, row in rows.items()})
        mean = sum(sums.values()) / 3
        for code, row in rows.items():
            self.assertAlmostEqual(sums[code] / mean - 1, row["dev_hh"], places=12)

    def test_two_plain_layers(self):
        """The numbers of their features are the same, which says nothing."""
        for name, where in (("a", "\"use\" = 'wood'"), ("b", "\"use\" <> 'wood'")):
            gdal.VectorTranslate(self.path(f"{name}.geojson"), self.path("parcels.gpkg"), where=where,
                                 selectFields=["use"], layerCreationOptions=["COORDINATE_PRECISION=17"])
        self.assert_merged(self.path("a.geojson"), self.path("b.geojson"), "--by-field", "use", "-o", self.out)
        self.assert_groups({row["grid_code"]: row for row in case.read_layer(self.out, "grids")}, ["wood", "field", "town"])

    def test_a_layer_that_is_only_joined_still_needs_both(self):
        run = self.gridmerge(self.path("parcels.gpkg"), "-o", self.out)
        self.assertEqual(2, run.returncode)
        self.assertIn("no field holds", run.stderr)


class TwoOffices(GridmergeCase):
    """One unit, of which each office delivers a half, numbered from 001."""

    UNIT = "420106001001"

    def setUp(self):
        super().setUp()
        cells = Mosaic(columns=4, rows=2, seed=9).cells()
        self.geometries = {cell: polygon(ring) for cell, ring in cells.items()}
        self.west = [self.row(cell, 2 * cell[0] + cell[1] + 1, 300 + 10 * cell[0]) for cell in cells if cell[0] < 2]
        self.east = [self.row(cell, 2 * (cell[0] - 2) + cell[1] + 1, 400 + 7 * cell[0]) for cell in cells if cell[0] >= 2]

    def row(self, cell, number, households):
        return (self.geometries[cell], {"grid_code": f"{self.UNIT}{number:03}", "grid_name": f"Lakeside 3 Grid {number}",
                                        "unit_code": self.UNIT, "unit_name": "Lakeside 3", "kind": "general",
                                        "households": households, "dev_hh": 0.5, "dev_wl": 0.5})

    def offices(self):
        for name, rows in (("west.gpkg", self.west), ("east.gpkg", self.east)):
            self.write(name, rows, layer="grids", kind=case.ogr.wkbPolygon)
        return [self.path("west.gpkg"), self.path("east.gpkg")]

    def test_both_halves_are_kept(self):
        report = self.report(*self.offices(), "--on-duplicate", "merge", "-o", self.out, code=1)
        rows = case.read_layer(self.out, "grids")
        self.assertEqual([f"{self.UNIT}{n:03}" for n in range(1, 9)], [row["grid_code"] for row in rows])
        self.assertEqual([f"Lakeside 3 Grid {n}" for n in range(1, 9)], [row["grid_name"] for row in rows])
        self.assertEqual([], faults([row[""] for row in rows]))
        wanted = [row["households"] for _, row in self.west + self.east]
        self.assertEqual(sorted(wanted), sorted(row["households"] for row in rows))
        for row in rows:
            self.assertAlmostEqual(row["households"] / (sum(wanted) / 8) - 1, row["dev_hh"], places=12)
        renewed = [finding["grid_code"] for finding in report["findings"] if finding["code"] == "code_renewed"]
        self.assertEqual([f"{self.UNIT}{n:03}" for n in range(5, 9)], renewed)

    def test_a_grid_that_both_deliver_counts_once(self):
        self.east.append(self.west[0])
        del self.east[0]
        report = self.report(*self.offices(), "--on-duplicate", "merge", "-o", self.out, code=1)
        self.assertEqual(1, [finding["code"] for finding in report["findings"]].count("grid_dropped"))
        rows = case.read_layer(self.out, "grids")
        self.assertEqual((7, []), (len(rows), faults([row[""] for row in rows])))
        self.assertEqual(sum(row["households"] for _, row in self.west + self.east[:-1]), sum(r["households"] for r in rows))

    def test_a_code_that_was_given_up_is_not_given_again(self):
        west, east = self.offices()
        for path in (west, east):
            gdal.VectorTranslate(path.replace("gpkg", "fgb"), path)
        with open(self.path("west_lineage.csv"), "w", encoding="utf-8") as file:
            file.write(f"old_code,new_code,households,share\n{self.UNIT}041,{self.UNIT}001,7,1\n")
        with open(self.path("east_lineage.csv"), "w", encoding="utf-8") as file:
            file.write(f"old_code,new_code,households,share\n{self.UNIT}017,{self.UNIT}001,9,1\n")
        self.gridmerge(*[path.replace("gpkg", "fgb") for path in (west, east)], "--on-duplicate", "merge", "-o", self.out)
        codes = [row["grid_code"][-3:] for row in case.read_layer(self.out, "grids")]
        self.assertEqual(["001", "002", "003", "004", "042", "043", "044", "045"], codes)
        lineage = {(row["old_code"][-3:], row["new_code"][-3:]) for row in case.read_layer(self.out, "lineage")}
        self.assertEqual({("041", "001"), ("017", "042")}, lineage)

    def test_a_code_without_a_number(self):
        for rows in (self.west, self.east):
            for _, fields in rows:
                fields["grid_code"] = "A" + fields["grid_code"]
        run = self.gridmerge(*self.offices(), "--on-duplicate", "merge", "-o", self.out)
        self.assertEqual(3, run.returncode)
        self.assertIn("it is not the code of its unit and a number", run.stderr)

    def test_not_with_replace(self):
        self.assert_refused(2, [*self.offices(), "--replace", "--on-duplicate", "merge", "-o", self.out],
                            "--replace and --on-duplicate merge exclude each other",
                            "join the units first, then replace those of the base")

    def test_without_the_option_it_is_an_error_that_names_it(self):
        run = self.gridmerge(*self.offices(), "-o", self.out)
        self.assertEqual(3, run.returncode)
        self.assertIn("merge those of all", run.stderr)


if __name__ == "__main__":
    unittest.main()
