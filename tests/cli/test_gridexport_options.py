"""What gridexport does with fields and vertices, what it refuses, and that an old output survives."""

import os
import shutil
import signal
import subprocess
import time

import gridexport_case as case
import gridify_case


class Fields(case.GridexportCase):

    def test_fields_are_chosen_ordered_renamed_and_filtered(self):
        path = self.export("out.gpkg", "--fields", "households, grid_code", "--rename", "households=户数", "--where",
                           "households > 402", "--output-layer", "两个网格")
        rows = case.rows_of(path, "两个网格")
        self.assertEqual(["420106001001004", "420106001001005"], list(rows))
        self.assertEqual(["户数", "grid_code", ""], list(rows["420106001001004"]))
        self.assertEqual(403, rows["420106001001004"]["户数"])

    def test_the_schema_of_city_management(self):
        path = self.export("out.shp", "--schema", "city-management", "--created", "20240131", "--encoding", "GBK", "--where",
                           "households < 404")
        row = case.rows_of(path)["420106001001002"]
        del row[""]
        self.assertEqual({"BGCode": "420106001001002", "Area": 10001.25, "ORDate": "2024/01/31", "CHDate": None, "Note": None},
                         row)

    def test_a_schema_of_ones_own(self):
        (self.dir / "own.schema").write_text("[code]\nfrom = grid_code\n[n]\nfrom = grid_code\ntype = integer\n"
                                             "[made]\nvalue = {changed} 由网格工具生成\nzh = 制作\n[text]\nfrom = dev_hh\ntype = text\n",
                                             encoding="utf-8")
        path = self.export("out.csv", "--schema", self.path("own.schema"), "--changed", "2024/2/29", "--geometry", "none",
                           "--titles", "--language", "zh")
        with open(path, encoding="utf-8", newline="") as file:
            lines = file.read().split("\r\n")
        self.assertEqual("网格编码,网格编码,制作,户数偏差", lines[0])
        self.assertEqual("420106001001002,420106001001002,2024-02-29 由网格工具生成,-0.05", lines[2])

    def test_what_a_schema_cannot_do_is_said(self):
        for text, code, message in (
                ("[a]\nfrm = b\n", 2, "$DIR/own.schema: unknown key 'frm' in [a]"),
                ("[a]\nfrom = b\n", 2, "the schema takes 'a' from the field 'b', which the layer lacks; its fields are: grid_code, "
                                       "grid_name, unit_code, kind, households, dev_hh, area_m2, 备注"),
                ("[a]\nvalue = {today}\n", 2, "$DIR/own.schema: [a] value = '{today}' has a brace that means nothing"),
                ("[a]\nfrom = grid_code\nwidth = 14\n", 3, "feature 1: the field 'a': '420106001001001' has more than 14 "
                                                           "characters"),
                ("[a]\nfrom = kind\ntype = date\n", 3, "feature 1: the field 'a': 'general' is not a date")):
            (self.dir / "own.schema").write_text(text, encoding="utf-8")
            self.assert_refused(code, [self.grids, "-o", self.path("o.gpkg"), "--schema", self.path("own.schema")], message)

    def test_simplified_borders_stay_the_same_on_both_sides(self):
        def wave(i, top):
            return [(case.WEST + 5 * k, case.SOUTH + 100 * i + (k * k * 7 % 11) / 5) for k in range(41)][::-1 if top else 1]
        rows = []
        for i in range(4):
            points = wave(i, False) + wave(i + 1, True)
            ring = ",".join(f"{x!r} {y!r}" for x, y in points + points[:1])
            rows.append((f"POLYGON (({ring}))", {"grid_code": str(i)}))
        source = gridify_case.write_layer(self.dir / "waves.gpkg", rows, layer="grids")
        path = self.path("out.gpkg")
        self.assert_done(source, "-o", path, "--simplify", "2.5")
        after = [row[""] for row in case.rows_of(path, "grids").values()]
        self.assertTrue(all(geometry.IsValid() for geometry in after))
        before = [row[""] for row in case.rows_of(source, "grids").values()]
        self.assertLess(sum(g.GetGeometryRef(0).GetGeometryRef(0).GetPointCount() for g in after), 4 * 20)
        for i in range(3):
            border = after[i].Intersection(after[i + 1])
            self.assertEqual(0, border.GetArea())
            self.assertGreater(border.Length(), 199)
        union = after[0]
        for geometry in after[1:]:
            union = union.Union(geometry)
        self.assertEqual(1, union.GetGeometryCount())  # one shell and no gap
        for old, new in zip(before, after):
            self.assertLess(new.SymDifference(old).Buffer(-1.26).GetArea(), 1e-6)


class Refusals(case.GridexportCase):

    def test_command_lines_that_make_no_sense(self):
        out = ["-o", self.path("o.gpkg")]
        for words, message in (
                ([], "there are no grids"),
                ([self.grids], "there is no output"),
                ([self.grids, "-o", self.path("o.doc")], "the format of '$DIR/o.doc' cannot be told from its name"),
                ([self.grids, "-o", self.path("o")], "the format of '$DIR/o' cannot be told from its name"),
                ([self.grids, "-o", self.path("o.kml"), "-f", "GPKG"],
                 "a file of the format GPKG must end in .gpkg, but the output is '$DIR/o.kml'"),
                ([self.grids, "-o", self.grids, "-O"], "--output and the grids are the same file: $DIR/grids.gpkg"),
                ([self.grids, *out, "--fields", "a"],
                 "there is no field 'a'; the fields are: grid_code, grid_name, unit_code, kind, households, dev_hh, area_m2, 备注"),
                ([self.grids, *out, "--rename", "grid_code=kind"], "two fields would be called 'kind'"),
                ([self.grids, *out, "--rename", "kind"], "--rename is OLD=NEW, not 'kind'"),
                ([self.grids, *out, "--schema", "x"], "there is no schema 'x'"),
                ([self.grids, *out, "--schema", "city-management", "--fields", "kind"], "--schema excludes --fields and --rename"),
                ([self.grids, *out, "--created", "2024-01-01"], "--created and --changed are given without --schema"),
                ([self.grids, *out, "--schema", "city-management", "--changed", "2023-02-29"],
                 "--changed is a date as 2024-01-31, not '2023-02-29'"),
                ([self.grids, *out, "--simplify", "0"], "--simplify must be above 0 and at most 100000 metres, not 0"),
                ([self.grids, *out, "--simplify", "nan"], "--simplify must be above 0 and at most 100000 metres, not nan"),
                ([self.grids, *out, "--language", "fr"], "--language is en or zh, not 'fr'"),
                ([self.grids, *out, "--geometry", "wkb"], "--geometry is wkt, point or none, not 'wkb'"),
                ([self.grids, *out, "--upsert"], "--upsert is for tables of a database"),
                ([self.grids, *out, "--encoding", "GBK"], "--encoding is for a Shapefile; all other formats are in UTF-8"),
                ([self.grids, *out, "--min-zoom", "9", "--max-zoom", "8"],
                 "--min-zoom and --max-zoom must be from 0 to 22, in this order"),
                ([self.grids, "-o", self.path("o.geojson"), "--output-crs", "EPSG:4547"],
                 "this format is always in WGS 84 (tiles in Web Mercator)")):
            self.assert_refused(2, words, message)

    def test_layers_that_are_no_grids(self):
        self.assert_refused(3, [self.path("none.gpkg"), "-o", self.path("o.kml")], "$DIR/none.gpkg: there is no such file")
        self.assert_refused(3, [self.grids, "--layer", "issues", "-o", self.path("o.kml")],
                            "$DIR/grids.gpkg (layer issues): the layer holds no polygons")

    def test_an_existing_output_is_refused_and_replaced_only_as_a_whole(self):
        for name in ("o.gpkg", "o.shp", "o.kmz", "o.xlsx", "o.csv", "o.sql", "o.mbtiles", "o.geojson"):
            (self.dir / name).write_bytes(b"mine")
            self.assert_refused(3, [self.grids, "-o", self.path(name)], f"$DIR/{name}: the output exists already")
            self.assert_done(self.grids, "-o", self.path(name), "-O", "--max-zoom", "6")
            self.assertNotEqual(b"mine", (self.dir / name).read_bytes())

    def test_a_folder_is_replaced_only_if_it_is_one_of_tiles(self):
        folder = f"{self.dir}/tiles/"
        self.assert_done(self.grids, "-o", folder, "--max-zoom", "8")
        (self.dir / "tiles" / "old").write_bytes(b"")
        self.assert_refused(3, [self.grids, "-o", folder], "$DIR/tiles/: the output exists already")
        self.assert_done(self.grids, "-o", folder, "-O", "--max-zoom", "6")
        self.assertEqual(["tiles/6", "tiles/metadata.json"], [name for name in self.files() if name.count("/") == 1])
        (self.dir / "home").mkdir()
        (self.dir / "home" / "letter.txt").write_bytes(b"mine")
        self.assert_refused(3, [self.grids, "-o", f"{self.dir}/home/", "-O"],
                            "$DIR/home/: the folder is not one of tiles (it has no metadata.json)")

    def test_killed_at_any_moment_the_folder_of_tiles_is_the_old_one_or_the_new_one(self):
        folder = f"{self.dir}/tiles/"
        self.assert_done(self.grids, "-o", folder, "--max-zoom", "18")
        new = self.contents()
        self.assert_done(self.grids, "-o", folder, "-O", "--max-zoom", "8")
        old = self.contents()
        for delay in (0.02, 0.05, 0.1, 0.2):
            with subprocess.Popen([case.GRIDEXPORT, self.grids, "-o", folder, "-O", "--max-zoom", "18"],
                                  stderr=subprocess.DEVNULL) as run:
                time.sleep(delay)
                run.send_signal(signal.SIGKILL)
            kept = {name: data for name, data in self.contents().items() if not name.startswith(".")}
            self.assertTrue(kept in (old, new), f"killed after {delay} s: {sorted(kept)}")
        self.assert_done(self.grids, "-o", folder, "-O", "--max-zoom", "8")  # and removes what was left behind
        self.assertEqual(old, self.contents())

    def test_a_full_disk_leaves_the_old_file(self):
        if os.geteuid() != 0 or shutil.which("mount") is None:
            self.skipTest("skipped: only root can mount a small file system")
        small = self.dir / "small"
        small.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small], capture_output=True, check=False).returncode:
            self.skipTest("skipped: a small file system cannot be mounted here")
        try:
            for name in ("o.gpkg", "o.xlsx", "o.kml"):
                (small / name).write_bytes(b"mine")
            (small / "fill").write_bytes(b"x" * 52_000)
            for name in ("o.gpkg", "o.xlsx", "o.kml"):
                self.assertEqual(3, self.gridexport(self.grids, "-o", small / name, "-O").returncode, name)
                self.assertEqual(b"mine", (small / name).read_bytes())
        finally:
            subprocess.run(["umount", small], check=True)


if __name__ == "__main__":
    case.unittest.main()
