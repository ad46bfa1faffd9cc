"""gridify --improvements as a list and as a layer: the same moves, each at its cell."""

import csv
import unittest

from gridify_case import GridifyCase, corner, read_layer, rectangle, site_rows, SIDE


class Improvements(GridifyCase):

    def improvements(self, name):
        """Of a plan of thirds, whose borders are anywhere."""
        rows = []
        for unit in range(4):
            west, south = corner(unit)
            for i in range(3):
                rows.append((rectangle(west + i * SIDE / 3, south, west + (i + 1) * SIDE / 3, south + SIDE), {"zone": f"{unit}-{i}"}))
        plan = self.write("thirds.gpkg", rows) if not (self.dir / "thirds.gpkg").exists() else self.path("thirds.gpkg")
        run = self.gridify(*self.town_with_sites("-O", "--plan", plan, "--plan-field", "zone", "--site-id", "site_id", "--improvements",
                                                 self.path(name)))
        self.assertIn(run.returncode, (0, 1), run.stderr)

    def test_the_layer_has_what_the_list_has(self):
        self.improvements("better.csv")
        with open(self.path("better.csv"), encoding="utf-8", newline="") as file:
            expected = [(row["kind"], row["unit_code"], row["cell"], row["from_grid"], row["to_grid"], row["for_cell"],
                         row["less_border_m"], row["less_uneven_m"], row["less_beyond_limits"], float(row["x"]), float(row["y"])) for row in csv.DictReader(file)]
        self.assertGreater(len(expected), 5)
        for name in ("better.gpkg", "better.geojson", "better.shp"):
            with self.subTest(name):
                self.improvements(name)
                rows = read_layer(self.path(name), "improvements" if name.endswith("gpkg") else None)
                got = [(row["kind"], row["unit_code"], row["cell"] or "", row["from_grid"], row["to_grid"], row["for_cell"] or "",
                        f"{row['border_m']:.3f}", f"{row['even_m']:.3f}", f"{row['limits']:.6f}", row[""].GetX(), row[""].GetY()) for row in rows]
                self.assertEqual(sorted(expected), sorted(got))
        grids = {row["grid_code"]: row[""] for row in read_layer(self.out, "grids")}
        sites = {fields["site_id"] for _, fields in site_rows()}
        for row in read_layer(self.path("better.gpkg"), "improvements"):
            self.assertTrue(grids[row["from_grid"]].Contains(row[""]), row)  # a point in the cell that is to move
            self.assertLess(grids[row["to_grid"]].Distance(row[""]), SIDE / 3)
            self.assertIn(row["cell"] or "s0000", sites)

    def test_none_is_an_empty_layer(self):
        for name in ("none.gpkg", "none.geojson", "none.shp"):
            self.assert_done(*self.town_with_sites("-O", "--improvements", self.path(name)))
            self.assertEqual([], read_layer(self.path(name), "improvements" if name.endswith("gpkg") else None))

    def test_a_layer_that_is_there_is_refused_before_the_work(self):
        self.improvements("better.gpkg")
        self.assert_refused(3, [self.units, "--sites", self.sites, "-o", self.path("new.gpkg"), "--improvements", self.path("better.gpkg")],
                            "$DIR/better.gpkg: the output exists already", "replace it with -O, --overwrite, or only these layers in it with "
                            "--overwrite-layer")


if __name__ == "__main__":
    unittest.main()
