"""What a grid office has of a grid: who works there (--posts), where it is in words (--address), what everybody may see (--publish)."""

import collections
import csv
import itertools
import json
import random
import unittest

from osgeo import gdal, ogr

import gridexport_case as case
import gridify_case
from gridify_case import read_layer, rectangle

try:
    import numpy
    from scipy.optimize import linprog
except ImportError:
    linprog = None

WEST, SOUTH = case.WEST, case.SOUTH
CODES = [f"42010600100100{i + 1}" for i in range(5)]
HEAD = "网格编码,姓名,岗位,联系电话\n"


class Posts(case.GridexportCase):

    def posts(self, *rows, head=HEAD, name="posts.csv", encoding="utf-8"):
        path = self.path(name)
        with open(path, "w", encoding=encoding) as file:
            file.write(head + "".join(row + "\n" for row in rows))
        return path

    def full(self):
        heads = [f"{code},组长{i},网格长,1380000000{i}" for i, code in enumerate(CODES)]
        return self.posts(*heads, f"{CODES[0]},张三,专职网格员,", f"{CODES[0]},李四,专职网格员,139", f"{CODES[0]},王五,兼职网格员,",
                          f"{CODES[1]},赵六,网格指导员,137")

    def test_people_are_counted_and_named_by_the_code_of_their_grid(self):
        out = self.path("out.gpkg")
        self.assert_done(self.grids, "--posts", self.full(), "-o", out)
        rows = case.rows_of(out, "grids")
        first = {name: rows[CODES[0]][name] for name in ("workers", "full_time", "part_time", "head", "phone", "instructor")}
        self.assertEqual({"workers": 3, "full_time": 2, "part_time": 1, "head": "组长0", "phone": "13800000000",
                          "instructor": None}, first)
        self.assertEqual((0, "组长1", "赵六"), tuple(rows[CODES[1]][name] for name in ("workers", "head", "instructor")))
        posts = read_layer(out, "posts")
        self.assertEqual((9, "张三"), (len(posts), posts[5]["person"]))

    def test_each_fault_of_the_posts_is_told(self):
        posts = self.posts(f"{CODES[0]},甲,网格长,1", f"{CODES[0]},乙,网格长,2", f"{CODES[1]},丙,网格长,", f"{CODES[1]},丁,楼长,",
                           "429999999999999,戊,网格长,", f"{CODES[2]},己,网格长,", f"{CODES[3]},庚,网格长,")
        run = self.gridexport(self.grids, "--posts", posts, "-o", self.path("out.gpkg"))
        self.assertEqual(1, run.returncode)
        for text in (f"the grid {CODES[0]} has 2 heads", f"1 of 5 grids has no head in the table of posts: {CODES[4]}",
                     "row 4 of the posts: '楼长' is none of", "row 5 of the posts: the layer has no grid 429999999999999"):
            self.assertIn(text, run.stderr)
        self.assertNotIn("戊", [row["person"] for row in read_layer(self.path("out.gpkg"), "posts")])

    def test_damaged_and_hostile_tables_are_refused_with_their_row(self):
        for posts, text in ((self.posts("4.20106E+14,甲,网格长,", name="a.csv"), "as spreadsheets"),
                            (self.posts(f"{CODES[0]},,网格长,", name="b.csv"), "the row lacks the name of the person"),
                            (self.posts(f"{CODES[0]},甲,,", name="c.csv"), "the row lacks the post"),
                            (self.posts(",甲,网格长,", name="d.csv"), "the row lacks the code of the grid"),
                            (self.posts("1,2", head="a,b\n", name="e.csv"), "no column holds the code of the grid"),
                            (self.posts("1,2,3,4", head="网格编码,姓名,姓名,岗位\n", name="f.csv"), ""),
                            (self.path("none.csv"), "")):
            run = self.gridexport(self.grids, "--posts", posts, "-o", self.path("out.gpkg"))
            self.assertIn(run.returncode, (2, 3), (posts, run.stderr))
            self.assertIn(text, run.stderr)
            self.assertNotIn("out.gpkg", self.files())

    def test_random_tables_of_posts_are_counted_as_they_are_or_refused(self):
        """Names with quotes, commas and line ends, spaces around, unknown codes and posts; then some bytes are damaged."""
        chance = random.Random(19)
        kinds = ["网格长", "专职网格员", "兼职网格员", "网格指导员", "楼长", "Full_Time"]
        for _ in range(12):
            rows = [(chance.choice([*CODES, "429999999999999"]), chance.choice(["张三", 'O"Neil, 李', "x\ny", " 王 五 ", "𠮷", "-1"]),
                     chance.choice(kinds)) for _ in range(chance.randint(1, 30))]
            with open(self.path("posts.csv"), "w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["姓名", "网格编码", "备注", "岗位"])
                writer.writerows([name, f" {code} " if chance.random() < 0.1 else code, "?", post] for code, name, post in rows)
            run = self.gridexport(self.grids, "--posts", self.path("posts.csv"), "--json", "-o", self.path("o.gpkg"), "-O")
            self.assertIn(run.returncode, (0, 1), run.stderr)
            found = collections.Counter(finding["code"] for finding in json.loads(run.stdout)["findings"])
            self.assertEqual(sum(code not in CODES for code, *_ in rows), found["post_without_grid"])
            self.assertEqual(sum(post == "楼长" and code in CODES for code, _, post in rows), found["post_unknown"])
            heads = collections.Counter(code for code, _, post in rows if post == "网格长")
            self.assertEqual(sum(heads[code] > 1 for code in CODES), found["head_repeated"])
            self.assertEqual(any(heads[code] == 0 for code in CODES), found["head_missing"] == 1)
            for code, row in case.rows_of(self.path("o.gpkg"), "grids").items():
                full = sum(post in ("专职网格员", "Full_Time") for own, _, post in rows if own == code)
                part = sum(post == "兼职网格员" for own, _, post in rows if own == code)
                self.assertEqual((full, part, full + part), (row["full_time"], row["part_time"], row["workers"]))
        whole = (self.dir / "posts.csv").read_bytes()
        for _ in range(25):
            damaged = bytearray(whole[:chance.randint(1, len(whole))])
            for _ in range(chance.randint(1, 6)):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            (self.dir / "posts.csv").write_bytes(damaged)
            (self.dir / "o.gpkg").unlink(missing_ok=True)
            run = self.gridexport(self.grids, "--posts", self.path("posts.csv"), "-o", self.path("o.gpkg"))
            self.assertIn(run.returncode, (0, 1, 2, 3), run.stderr)
            self.assertEqual(run.returncode in (0, 1), "o.gpkg" in self.files())
            if run.returncode > 1:
                self.assertRegex(run.stderr, r"gridexport: error: \S")

    def test_formulas_in_names_stay_text(self):
        posts = self.posts(*[f"{code},\"=cmd|' /C calc'!A0\",网格长," for code in CODES])
        self.assert_done(self.grids, "--posts", posts, "--geometry", "none", "-o", self.path("out.csv"))
        with open(self.path("out.csv"), encoding="utf-8") as file:
            self.assertEqual(6, file.read().count("'=cmd"))  # and the name of a grid

    def test_the_table_of_platforms_as_a_sheet_with_titles(self):
        out = self.path("out.xlsx")
        self.assert_done(self.grids, "--posts", self.full(), "--schema", "platform", "--language", "zh", "--titles", "-o", out)
        sheet = gdal.OpenEx(out, gdal.OF_VECTOR, open_options=["HEADERS=FORCE"])
        row = sheet.GetLayer(0).GetNextFeature().items()
        self.assertEqual((CODES[0], "综合网格", "420106001001", 3, "组长0"),
                         tuple(str(row[name]) if name != "网格员人数" else int(row[name])
                               for name in ("网格编码", "网格类型", "上级编码", "网格员人数", "网格长")))

    def test_personal_fields_are_in_no_page_no_atlas_and_nothing_that_is_published(self):
        out = self.path("inside.gpkg")
        self.assert_done(self.grids, "--posts", self.full(), "-o", out)
        marks = ["组长0", "13800000000", "赵六"]
        self.assert_done(out, "--to", "html", "-o", self.path("page.html"))
        self.assert_done(out, "--to", "atlas", "-o", self.path("atlas.pdf"))
        self.assert_done(out, "--publish", "3", "-o", self.path("public.gpkg"))
        self.assert_done(out, "--publish", "3", "--posts", self.full(), "-o", self.path("public2.gpkg"))
        for name in ("page.html", "public.gpkg", "public2.gpkg"):
            content = (self.dir / name).read_bytes()
            self.assertEqual([], [mark for mark in marks if mark.encode() in content], name)
        pages = case.subprocess.run(["pdftotext", self.path("atlas.pdf"), "-"], capture_output=True, check=True).stdout
        self.assertEqual([], [mark for mark in marks if mark.encode() in pages])
        self.assert_done(out, "--publish", "3", "--with-contacts", "-o", self.path("open.gpkg"))
        self.assertEqual("组长0", case.rows_of(self.path("open.gpkg"))[CODES[0]]["head"])


class Published(case.GridexportCase):

    def layer(self, name, units, extra=()):
        """Units with lists of (households, persons); all geometry is the same, for nobody looks at it."""
        rows = []
        for unit, grids in units.items():
            for i, (households, persons) in enumerate(grids):
                rows.append((rectangle(WEST, SOUTH, WEST + 1, SOUTH + 1),
                             {"grid_code": f"{unit}{i + 1:03}", "unit_code": unit, "kind": "general",
                              "households": households, "persons": persons, "workload": float(households),
                              "dev_hh": 0.5, "area_m2": 1.5, "worker": "x", "old": i}))
        return gridify_case.write_layer(self.dir / name, rows, layer="grids")

    def published(self, layer, least, *words):
        out = self.path("public.csv")
        run = self.gridexport(layer, "--publish", str(least), "--geometry", "none", "--json", "-o", out, "-O", *words)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        told = {finding["unit_code"]: finding["message"] for finding in json.loads(run.stdout)["findings"]
                if finding["code"] == "count_exposed"}
        rows = collections.defaultdict(list)
        for row in read_layer(out):
            rows[row["unit_code"]].append(row)
        return rows, told

    @unittest.skipIf(linprog is None, "skipped: python3-scipy is not there")
    def test_no_linear_programme_narrows_a_small_count(self):
        """Whoever knows the sums of a unit, that counts are not negative, and that a household has a person at least."""
        chance = random.Random(4)
        units = {}
        for u in range(60):
            households = [chance.choice((0, 1, 2, 4, 9, 30, 300)) for _ in range(chance.randint(2, 7))]
            units[f"U{u:02}"] = [(count, count * chance.randint(1, 4)) for count in households]
        least = 5
        rows, told = self.published(self.layer("many.gpkg", units), least)
        looked_at = 0
        for unit, grids in units.items():
            hidden = [i for i, row in enumerate(rows[unit]) if row["households"] in (None, "")]
            for i, row in enumerate(rows[unit]):
                fields = [row[name] for name in ("households", "persons", "workload", "dev_hh")]
                self.assertEqual(i in hidden, all(value in (None, "") for value in fields))
                if i not in hidden:
                    self.assertEqual(grids[i], (int(row["households"]), int(row["persons"])))
                    self.assertGreaterEqual(min(grids[i]), least)
            if unit in told:
                continue
            n = len(hidden)
            sums = [sum(grids[i][k] for i in hidden) for k in (0, 1)]
            equal = numpy.zeros((2, 2 * n))
            equal[0, :n], equal[1, n:] = 1, 1
            fewer = numpy.hstack([numpy.eye(n), -numpy.eye(n)])  # households <= persons
            for cell in range(2 * n):
                if grids[hidden[cell % n]][cell // n] >= least:
                    continue
                looked_at += 1
                aim = numpy.zeros(2 * n)
                aim[cell] = 1
                low = linprog(aim, fewer, numpy.zeros(n), equal, sums).fun
                high = -linprog(-aim, fewer, numpy.zeros(n), equal, sums).fun
                self.assertLess(low, 1e-6, (unit, grids))
                self.assertGreater(high, least - 1 - 1e-6, (unit, grids))
        self.assertGreater(looked_at, 100)

    def test_who_knows_the_rule_and_the_sums_learns_no_small_count(self):
        """All units of so many grids with up to so many households: of those that are published alike, each small count takes
        all values below K."""
        checked = 0
        for grids, top, least in ((3, 8, 3), (4, 6, 2)):
            vectors = list(itertools.product(range(top + 1), repeat=grids))
            units = {"".join(map(str, counts)): [(count, count) for count in counts] for counts in vectors}
            rows, told = self.published(self.layer(f"all{grids}.gpkg", units), least)
            alike = collections.defaultdict(list)
            for unit, counts in zip(units, vectors):
                view = tuple(None if row["households"] in (None, "") else int(row["households"]) for row in rows[unit])
                hidden = sum(count for count, value in zip(counts, view) if value is None)
                if hidden <= top:  # else some of the units that are published alike are not among these
                    alike[view, hidden].append((counts, unit in told))
            for (view, _), members in alike.items():
                for i, value in enumerate(view):
                    small = [counts for counts, is_told in members if value is None and counts[i] < least and not is_told]
                    if small:
                        checked += 1
                        self.assertLessEqual(set(range(least)), {counts[i] for counts, _ in members}, (view, small))
        self.assertGreater(checked, 100)

    def test_a_unit_that_cannot_hide_its_counts_is_told(self):
        layer = self.layer("small.gpkg", {"A": [(2, 3)], "B": [(1, 1), (1, 2)], "C": [(40, 90), (50, 100)]})
        rows, told = self.published(layer, 5)
        self.assertEqual(["A", "B"], sorted(told))
        self.assertIn("unit A has one grid in all, of which 1 with a count below 5", told["A"])
        self.assertIn("unit B has 2 grids in all, of which 2 with a count below 5", told["B"])
        self.assertEqual(["40", "50"], [str(row["households"]) for row in rows["C"]])

    def test_fields_that_are_not_ours_are_left_out_unless_asked_for_and_then_are_counts(self):
        layer = self.layer("own.gpkg", {"C": [(40, 90), (50, 100), (60, 100)]})
        rows, _ = self.published(layer, 2)
        self.assertEqual(set(), {"worker", "old"} & set(rows["C"][0]))
        rows, _ = self.published(layer, 2, "--fields", "grid_code,unit_code,households,old,worker")
        self.assertEqual(["", "", ""], [str(row["households"] or "") for row in rows["C"]])  # the first two sum up to 1
        self.assertEqual("x", rows["C"][0]["worker"])

    def test_findings_lineage_and_record_are_not_published(self):
        self.assert_done(self.grids, "--publish", "3", "-o", self.path("public.gpkg"))
        layers = gdal.OpenEx(self.path("public.gpkg"))
        self.assertEqual(["grids"], [layers.GetLayer(i).GetName() for i in range(layers.GetLayerCount())
                                     if layers.GetLayer(i).GetName() != "layer_styles"])

    def test_options_that_mean_nothing_are_refused(self):
        for words, text in ((["--publish", "0"], "--publish must be at least 1, not 0"),
                            (["--with-contacts"], "--with-contacts is given without --publish"),
                            (["--address"], "--address needs names"),
                            (["--publish", "3", "--to", "html"], "--address and --publish are for layers of grids"),
                            (["--posts", self.grids, "--to", "html"], "--posts and --with-contacts are for layers of grids and"),
                            (["--publish", "3", "--unit-field", "nix"], "no field 'nix' holds the codes of their units")):
            out = self.path("o.html" if "html" in words else "o.gpkg")
            run = self.gridexport(self.grids, "-o", out, *words)
            self.assertEqual(2, run.returncode, run.stderr)
            self.assertIn(text, run.stderr)


class Addresses(gridify_case.GridifyCase):

    NAMES = {"h": ["江北路", "解放大道", "友谊路", "建设街", "和平街"], "v": ["一马路", "二马路", "三马路", "四马路", "五马路"]}

    def setUp(self):
        super().setUp()
        streets = []
        kinds = {"h": iter(self.NAMES["h"]), "v": iter(self.NAMES["v"])}
        for wkt, fields in gridify_case.street_rows():
            line = ogr.CreateGeometryFromWkt(wkt)
            flat = abs(line.GetX(1) - line.GetX(0)) > abs(line.GetY(1) - line.GetY(0))
            name = "长江" if fields["class"] == "river" else next(kinds["h" if flat else "v"])
            streets.append((wkt, {**fields, "name": name}))
        self.streets = self.write("named.gpkg", streets)
        self.lines = {fields["name"]: ogr.CreateGeometryFromWkt(wkt) for wkt, fields in streets}
        buildings = [(wkt, {"name": f"{i + 1}号楼", **fields}) for i, (wkt, fields) in enumerate(gridify_case.building_rows())]
        self.buildings = self.write("blocks.gpkg", buildings)
        self.houses = [(fields["name"], ogr.CreateGeometryFromWkt(wkt)) for wkt, fields in buildings]
        self.assert_run("gridify", self.units, "--sites", self.buildings, "--barriers", self.streets, "-o", self.out)

    def assert_run(self, tool, *words):
        path = gridify_case.GRIDIFY if tool == "gridify" else case.GRIDEXPORT
        run = case.subprocess.run([path, *words, "--fail-on", "never"], capture_output=True, text=True, check=False)
        self.assertEqual(0, run.returncode, run.stderr)
        return run

    def side_shares(self, grid, zones):
        """By side, the share of the outline that lies in each of these zones, judged with GEOS."""
        polygon = ogr.CreateGeometryFromWkt(ogr.ForceToPolygon(grid.Clone()).ExportToWkt())
        shell = polygon.GetGeometryRef(0)
        points = [shell.GetPoint_2D(i) for i in range(shell.GetPointCount())]
        turn = 1 if sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:])) > 0 else -1
        parts = collections.defaultdict(list)
        for a, b in zip(points, points[1:]):
            dx, dy = (b[0] - a[0]), (b[1] - a[1])
            east, north = turn * dy, -turn * dx
            side = ("东" if east > 0 else "西") if abs(east) >= abs(north) else ("北" if north > 0 else "南")
            parts[side].append(ogr.CreateGeometryFromWkt(f"LINESTRING ({a[0]!r} {a[1]!r},{b[0]!r} {b[1]!r})"))
        shares = {}
        for side, lines in parts.items():
            total = sum(line.Length() for line in lines)
            shares[side] = {name: sum(line.Intersection(near).Length() for line in lines) / total
                            for name, near in zones.items()}
        return shares

    def test_bounds_and_buildings_are_those_that_geos_finds(self):
        out = self.path("addressed.gpkg")
        self.assert_run("gridexport", self.out, "--address", "--barriers", self.streets, "--sites", self.buildings,
                        "--language", "zh", "-o", out)
        rows = read_layer(out, "grids")
        streets = {name: line.Buffer(8, 30) for name, line in self.lines.items()}
        named = beside = missed = 0
        for row in rows:
            # What a neighbour is called: by its name in the same unit, by that of its unit in others.
            others = collections.defaultdict(lambda: ogr.Geometry(ogr.wkbMultiPolygon))
            for other in rows:
                if other["grid_code"] != row["grid_code"]:
                    name = other["grid_name"] if other["unit_code"] == row["unit_code"] else other["unit_name"]
                    others[name] = others[name].Union(other[""].Buffer(0.01))
            bounds, _, buildings = (row["address"] or "").partition("；")
            said = {part[0]: part[2:].split("、") for part in bounds.split("，") if part}
            shares, neighbours = self.side_shares(row[""], streets), self.side_shares(row[""], others)
            for side, names in said.items():
                for name in names:
                    if name in streets:
                        named += 1
                        self.assertGreater(shares[side][name], 0.2, (row["grid_code"], side, name))
                    else:
                        beside += 1
                        self.assertGreater(neighbours[side][name], 0.2, (row["grid_code"], side, name))
                        self.assertEqual(max(neighbours[side].values()), neighbours[side][name])
            for side, of_line in shares.items():
                best, share = max(of_line.items(), key=lambda item: item[1])
                if share > 0.6:  # crossing streets lie within 8 m of a border for some metres only
                    self.assertIn(best, said.get(side, []), (row["grid_code"], side, share, row["address"]))
                    missed += 1
            inside = [name for name, house in self.houses if row[""].Contains(house.PointOnSurface())]
            inside.sort(key=lambda name: int(name[:-2]))
            text = "含" + "、".join(inside[:20]) + (f"等{len(inside)}栋" if len(inside) > 20 else "")
            self.assertEqual(text, buildings)
        self.assertGreater(named, 20)
        self.assertGreater(beside, 3)
        self.assertGreater(missed, 10)

    def test_in_english_and_where_nothing_has_a_name(self):
        out = self.path("addressed.gpkg")
        self.assert_run("gridexport", self.out, "--address", "--barriers", self.streets, "-o", out)
        self.assertTrue(any("bounded in the east by " in (row["address"] or "") for row in read_layer(out, "grids")))
        run = self.assert_run("gridexport", self.out, "--address", "--barriers", self.path("streets.gpkg"), "-o", out, "-O", "-v")
        self.assertNotIn("have no address in words", run.stderr)
        self.assertIn("streets.gpkg have no field with names", run.stderr)
        for words, text in ((["--barriers", self.buildings], "the names of an address come from lines, and these are none"),
                            (["--sites", self.sites], "the names of an address come from buildings, which are polygons")):
            run = case.subprocess.run([case.GRIDEXPORT, self.out, "--address", *words, "-o", out, "-O"], capture_output=True,
                                      text=True, check=False)
            self.assertEqual(3, run.returncode)
            self.assertIn(text, run.stderr)
        self.assertTrue(all("by " in row["address"] for row in read_layer(out, "grids")))
        alone = self.write("alone.gpkg", [(rectangle(WEST, SOUTH, WEST + 9, SOUTH + 9), {"grid_code": "1", "households": 1})])
        run = self.assert_run("gridexport", alone, "--address", "--barriers", self.path("streets.gpkg"), "-o", out, "-O", "-v")
        self.assertIn("1 of 1 grids have no address in words", run.stderr)


if __name__ == "__main__":
    unittest.main()
