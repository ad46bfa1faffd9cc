"""What gridify writes, and what it refuses to write over."""

import csv
import json
import os
import shutil
import subprocess
import unittest

from osgeo import gdal

from gridify_case import GRIDIFY, REPLACE, REPLACE_PACKAGE, GridifyCase, building_rows, read_layer, site_rows, unit_rows

TOTAL = sum(fields["households"] for _, fields in site_rows())


def fields_of(row):
    """A row without what differs between formats: the geometry, as text with few decimals."""
    result = {name: value for name, value in row.items() if name not in ("", "fid")}
    for name, value in result.items():
        if isinstance(value, float):
            result[name] = round(value, 3)
    return result


def fill(path, leave):
    """Fills the disk, but for the last bytes."""
    space = os.statvfs(path.parent)
    path.write_bytes(b"x" * (space.f_bavail * space.f_frsize - leave))


class Output(GridifyCase):

    def test_silence_on_success(self):
        self.assert_done(*self.town_with_sites())
        self.assertEqual(["buildings.gpkg", "grids.gpkg", "sites.gpkg", "streets.gpkg", "units.gpkg"], self.files())
        self.assertEqual(TOTAL, self.households())

    def test_all_formats_hold_the_same_grids(self):
        seen = []
        for extension in ("gpkg", "shp", "geojson", "fgb"):
            out = self.path("same." + extension)
            self.assert_done(self.units, "--sites", self.sites, "-o", out)
            rows = sorted(read_layer(out, "grids" if extension == "gpkg" else None), key=lambda row: row["grid_code"])
            seen.append(rows)
        self.assertEqual(12, len(seen[0]))
        for rows in seen[1:]:
            self.assertEqual([fields_of(row) for row in seen[0]], [fields_of(row) for row in rows])
            for one, other in zip(seen[0], rows):
                self.assertLess(one[""].SymDifference(other[""]).GetArea(), 1e-3)

    def test_a_format_that_does_not_fit_the_name_or_is_unknown(self):
        formats = ("the formats are GPKG (.gpkg), ESRI Shapefile (.shp), GeoJSON (.geojson, .json), "
                   "GeoJSONSeq (.geojsonl) and FlatGeobuf (.fgb)")
        for words, message, hint in (
                (["x.xyz"], "the format of '$DIR/x.xyz' cannot be told from its extension", formats),
                (["x"], "the format of '$DIR/x' cannot be told from its extension", formats),
                (["x.gpkg", "-f", "Excel"], "there is no output format 'Excel'", formats),
                (["x.json.txt", "-f", "GeoJSON"],
                 "a file of the format GeoJSON must end in .geojson, but the output is '$DIR/x.json.txt'", None)):
            with self.subTest(words):
                self.assert_refused(2, [self.units, "--sites", self.sites, "-o", self.path(words[0]), *words[1:]],
                                    message, hint)

    def test_chinese_names_in_a_shapefile(self):
        out = self.path("grids.shp")
        self.assert_done(self.units, "--sites", self.sites, "-o", out)
        self.assertEqual("UTF-8", (self.dir / "grids.cpg").read_text(encoding="ascii").strip())
        rows = read_layer(out)
        self.assertEqual({row["unit_name"] for _, row in unit_rows()}, {row["unit_name"] for row in rows})
        self.assertIn(("420106001002003", "珞珈山社区 Grid 3"), {(row["grid_code"], row["grid_name"]) for row in rows})
        self.assertTrue(all(isinstance(row["grid_code"], str) and len(row["grid_code"]) == 15 for row in rows))

    def test_an_existing_output(self):
        for name in ("grids.gpkg", "grids.shp", "grids.geojson", "grids.fgb"):
            words = [self.units, "--sites", self.sites, "-o", self.path(name)]
            (self.dir / name).write_bytes(b"mine")
            self.assert_refused(3, words, f"$DIR/{name}: the output exists already",
                                REPLACE_PACKAGE if name.endswith("gpkg") else REPLACE)
            self.assert_done(*words, "-O")
            self.assertEqual(TOTAL, self.households(self.path(name), "grids" if name.endswith("gpkg") else None))

    def test_an_existing_file_beside_the_output(self):
        (self.dir / "grids.dbf").write_bytes(b"mine")
        self.assert_refused(3, [self.units, "--sites", self.sites, "-o", self.path("grids.shp")],
                            "$DIR/grids.dbf: the output exists already", REPLACE)
        (self.dir / "grids_issues.geojson").write_bytes(b"mine")
        self.assert_refused(3, [self.units, "--sites", self.sites, "-o", self.path("grids.geojson")],
                            "$DIR/grids_issues.geojson: the output exists already", REPLACE)

    def test_issues_of_an_older_run_go_with_it(self):
        few = self.write("few.gpkg", site_rows(units=3))
        out = self.path("grids.shp")
        run = self.gridify(self.units, "--sites", few, "-o", out)
        self.assertEqual(1, run.returncode)
        self.assertIn("grids_issues.shp", self.files())
        self.assert_done(self.units, "--sites", self.sites, "-o", out, "-O")
        self.assertNotIn("issues", " ".join(self.files()))

    def test_existing_lists_and_reports(self):
        for option, name in (("--assignments", "sites.csv"), ("--report", "report.json")):
            (self.dir / name).write_bytes(b"mine")
            self.assert_refused(3, self.town_with_sites(option, self.path(name)), f"$DIR/{name}: the output exists already",
                                REPLACE)
            self.assert_done(*self.town_with_sites(option, self.path(name), "-O"))
            self.assertNotEqual(b"mine", self.content(name))
            (self.dir / "grids.gpkg").unlink()

    def test_places_that_are_no_place_for_an_output(self):
        (self.dir / "folder.gpkg").mkdir()
        for out, message, hint in (
                (self.path("nowhere/grids.gpkg"), "$DIR/nowhere/grids.gpkg: there is no folder '$DIR/nowhere'",
                 "create the folder first"),
                (self.path("folder.gpkg"), "$DIR/folder.gpkg: the output is a folder", "name a file in it"),
                (self.path("units.gpkg/grids.gpkg"), "$DIR/units.gpkg/grids.gpkg: '$DIR/units.gpkg' is not a folder",
                 None)):
            with self.subTest(out):
                self.assert_refused(3, [self.units, "--sites", self.sites, "-O", "-o", out], message, hint)
        for option in ("--assignments", "--report"):
            with self.subTest(option):
                self.assert_refused(3, self.town_with_sites(option, self.path("nowhere/list.txt")),
                                    "$DIR/nowhere/list.txt: there is no folder '$DIR/nowhere'", "create the folder first")

    def test_an_unwritable_folder(self):
        locked = self.dir / "locked"
        locked.mkdir()
        locked.chmod(0o555)
        how = {}
        if os.geteuid() == 0:  # whom no mode stops
            how = {"user": 65534, "group": 65534, "extra_groups": []}
            self.dir.parent.chmod(0o755)
            self.dir.chmod(0o755)
            try:
                subprocess.run([GRIDIFY, "--version"], check=True, capture_output=True, **how)
            except (OSError, subprocess.SubprocessError):
                self.skipTest("skipped: root is not stopped by modes, and nobody else may run gridify")
        self.assert_refused(3, [self.units, "--sites", self.sites, "-o", locked / "grids.gpkg"],
                            "$DIR/locked/grids.gpkg: the folder '$DIR/locked' is not writable: Permission denied",
                            "choose another output folder", **how)

    def test_a_full_disk(self):
        disk = self.dir / "disk"
        disk.mkdir()
        mounted = os.geteuid() == 0 and shutil.which("mount") and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=256k", "none", disk], capture_output=True, check=False).returncode == 0
        if not mounted:
            self.skipTest("skipped: no small disk can be mounted here")
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        filler = disk / "filler"
        for extension in ("gpkg", "shp", "geojson", "fgb"):
            out = disk / f"grids.{extension}"
            old = b"old" * 1000
            out.write_bytes(old)
            fill(filler, leave=4096)
            with self.subTest(extension):
                run = self.gridify(self.units, "--sites", self.sites, "-O", "-o", out)
                self.assertEqual((3, ""), (run.returncode, run.stdout))
                self.assertTrue(run.stderr.startswith(f"gridify: error: $DIR/disk/grids.{extension}: "), run.stderr)
                self.assertRegex(run.stderr, r"\ngridify: hint: .* space.*\n$")
                self.assertLess(len(run.stderr), 500)
                self.assertEqual(old, out.read_bytes())
                self.assertEqual({out, filler}, set(disk.iterdir()))
            filler.unlink()
            out.unlink()
        fill(filler, leave=0)
        words = [self.units, "--sites", self.sites, "-o", self.out, "--assignments", disk / "sites.csv"]
        run = self.gridify(*words)
        self.assertEqual((3, "gridify: error: $DIR/disk/sites.csv: cannot be written: No space left on device\n"
                          "gridify: hint: free some space, or write to another file system\n"),
                         (run.returncode, run.stderr))

    def test_a_symbolic_link_stays_one(self):
        (self.dir / "real.gpkg").write_bytes(b"old")
        (self.dir / "grids.gpkg").symlink_to("real.gpkg")
        self.assert_refused(3, self.town_with_sites(), "$DIR/real.gpkg: the output exists already", REPLACE_PACKAGE)
        self.assert_done(*self.town_with_sites("-O"))
        self.assertTrue((self.dir / "grids.gpkg").is_symlink())
        self.assertEqual(TOTAL, self.households(self.path("real.gpkg")))

    def test_leftovers_of_a_killed_run_are_removed(self):
        part = self.dir / ".grids.gpkg.999999999-0.part"
        part.mkdir()
        (part / "grids.gpkg").write_bytes(b"half")
        self.assert_done(*self.town_with_sites())
        self.assertFalse(part.exists())

    def test_every_site_is_assigned_once(self):
        for sites, rows in (("sites", site_rows()), ("buildings", building_rows())):
            table = self.path(sites + ".csv")
            words = [self.units, "--sites", self.path(sites + ".gpkg"), "-o", self.out, "-O", "--assignments", table]
            self.assert_done(*words)
            with open(table, encoding="utf-8", newline="") as file:
                assigned = {row["site_id"]: row["grid_code"] for row in csv.DictReader(file)}
            self.assertEqual({fields["site_id"] for _, fields in rows}, set(assigned))
            counts = {fields["site_id"]: fields["households"] for _, fields in rows}
            for grid in read_layer(self.out):
                inside = [counts[site] for site, code in assigned.items() if code == grid["grid_code"]]
                self.assertEqual((grid["sites"], grid["households"]), (len(inside), sum(inside)))

    def test_identifiers_that_csv_has_to_quote(self):
        rows = [(wkt, {**fields, "site_id": f'"{i}", east'}) for i, (wkt, fields) in enumerate(site_rows())]
        self.write("odd.gpkg", rows)
        table = self.path("odd.csv")
        self.assert_done(self.units, "--sites", self.path("odd.gpkg"), "-o", self.out, "--assignments", table)
        with open(table, encoding="utf-8", newline="") as file:
            self.assertEqual({fields["site_id"] for _, fields in rows},
                             {row["site_id"] for row in csv.DictReader(file)})

    def test_the_report(self):
        report = self.dir / "report.json"
        self.assert_done(*self.town_with_sites("--report", report))
        told = json.loads(report.read_text(encoding="utf-8"))
        self.assertEqual((4, 12, []), (told["units"], told["grids"], told["findings"]))
        text = self.dir / "report.txt"
        self.assert_done(*self.town_with_sites("-O", "--report", text))
        self.assertIn("12", text.read_text(encoding="utf-8"))

    def test_a_report_on_a_full_standard_output(self):
        with open("/dev/full", "wb") as full:
            run = subprocess.run([GRIDIFY, *self.town_with_sites("--json")], stdout=full, stderr=subprocess.PIPE,
                                 check=False)
        self.assertEqual((3, b"gridify: error: cannot write to standard output: No space left on device\n"), (run.returncode, run.stderr))

    def test_the_crs_of_the_output(self):
        self.assert_done(*self.town_with_sites("--output-crs", "EPSG:4490"))
        dataset = gdal.OpenEx(self.out)
        layer = dataset.GetLayer("grids")
        self.assertEqual("4490", layer.GetSpatialRef().GetAuthorityCode(None))
        west, east, south, north = layer.GetExtent()
        self.assertTrue(114 < west < east < 115 and 30 < south < north < 31, layer.GetExtent())
        self.assert_refused(2, self.town_with_sites("-O", "--output-crs", "EPSG:99"),
                            "'EPSG:99' is not understood as a CRS: PROJ: proj_create_from_database: crs not found",
                            "give EPSG:n, WKT or a PROJ string")

    def test_the_tables_of_a_geopackage(self):
        self.assert_done(*self.town_with_sites())
        dataset = gdal.OpenEx(self.out)
        names = {dataset.GetLayer(i).GetName() for i in range(dataset.GetLayerCount())}
        self.assertEqual({"grids", "issues", "grid_run", "layer_styles"}, names)
        self.assertEqual("grids", dataset.GetLayer(0).GetName())


if __name__ == "__main__":
    unittest.main()
