"""gridexport --to lookup: the tables and the SQL put records into the grids that gridtag puts them into, in SQLite; what they do not
decide lies a hair beside a border, and is told."""

import csv
import os
import random
import shutil
import sqlite3
import subprocess
import unittest
from pathlib import Path

import gridify_case as case
from gridtag_case import GRIDTAG, GridtagCase

GRIDEXPORT = os.environ.get("GRIDEXPORT") or shutil.which("gridexport")
ENGINES = ("postgresql", "duckdb", "sqlite", "clickhouse", "spark")
METRES_UNDECIDED = 4 * 1e-5  # units of a hundredth of a millimetre, in the metres of the town


def vertices(path):
    found = []
    for row in case.read_layer(path, "grids"):
        geometry = row[""]
        polygons = [geometry] if geometry.GetGeometryName() == "POLYGON" else [geometry.GetGeometryRef(i) for i in range(geometry.GetGeometryCount())]
        for polygon in polygons:
            found += [polygon.GetGeometryRef(i).GetPoints() for i in range(polygon.GetGeometryCount())]
    return found


def points_of(path, many, nasty, seed=1):
    """Places all over the town and beside it; then vertices, places on borders, and a hair beside them: (x, y, is nasty)."""
    chance = random.Random(seed)
    rings = vertices(path)
    points = [(case.WEST + chance.uniform(-0.1, 2.1) * case.SIDE, case.SOUTH + chance.uniform(-0.1, 2.1) * case.SIDE, False) for _ in range(many)]
    for _ in range(nasty):
        ring = chance.choice(rings)
        i = chance.randrange(len(ring) - 1)
        (ax, ay), (bx, by) = ring[i][:2], ring[i + 1][:2]
        share = chance.choice([0, 0.5, chance.random()])
        hair = chance.choice([0, 1e-9, 1e-5, 3e-4, 1e-3])
        points.append((ax + share * (bx - ax) + chance.choice([-hair, hair]), ay + share * (by - ay) + chance.choice([-hair, 0, hair]), True))
    return points


class LookupCase(GridtagCase):
    def make_lookup(self, *words):
        run = subprocess.run([GRIDEXPORT, self.grids, "--to", "lookup", "-o", self.path("cover.csv"), "-O", *words], capture_output=True, check=False)
        self.assertEqual((0, b""), (run.returncode, run.stderr))

    def gridtag_of(self, points):
        text = "x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y, *_ in points)
        run = self.run_gridtag(self.grids, "--fail-on", "never", "-q", records=text.encode())
        return [line.rpartition(",")[2] for line in run.stdout.decode().splitlines()[1:]]

    def judge(self, points, answers):
        """`answers`: code or None, and whether it is decided; in the order of points."""
        ground = case.ogr.Geometry(case.ogr.wkbMultiLineString)
        for ring in vertices(self.grids):
            line = case.ogr.Geometry(case.ogr.wkbLineString)
            for x, y in ring:
                line.AddPoint_2D(x, y)
            ground.AddGeometry(line)
        different, undecided = [], 0
        for (x, y, _), code, (answer, decided) in zip(points, self.gridtag_of(points), answers):
            if decided:
                if (answer or "") != code:
                    different.append((x, y, code, answer))
                continue
            undecided += 1
            self.assertIsNone(answer)
            point = case.ogr.Geometry(case.ogr.wkbPoint)
            point.AddPoint_2D(x, y)
            self.assertLess(ground.Distance(point), METRES_UNDECIDED * 2, "not decided, but on no border")
        self.assertEqual([], different[:3])
        return undecided


@unittest.skipUnless(GRIDEXPORT, "skipped: gridexport is not found; name it in GRIDEXPORT")
class Lookup(LookupCase):
    def test_sqlite_finds_what_gridtag_finds(self):
        self.make_lookup()
        self.assertEqual(sorted(["cover.csv", "cover_edges.csv", *(f"cover.{engine}.sql" for engine in ENGINES)]),
                         [name for name in self.files() if name.startswith("cover")])
        points = points_of(self.grids, 6000, 6000)
        script = Path(self.path("cover.sqlite.sql")).read_text(encoding="utf-8")
        with sqlite3.connect(":memory:") as database:
            database.execute("CREATE TABLE records (id integer PRIMARY KEY, x real, y real)")
            database.executemany("INSERT INTO records VALUES (?, ?, ?)", [(i, x, y) for i, (x, y, _) in enumerate(points)])
            before, _, rest = script.partition(".mode csv\n")
            imports, _, rest = rest.partition("CREATE UNIQUE INDEX")
            self.assertEqual(2, imports.count(".import"))
            database.executescript(before)
            for table, columns in (("cover", 4), ("cover_edges", 9)):
                with open(self.path(f"{table}.csv"), encoding="utf-8", newline="") as file:
                    rows = list(csv.reader(file))[1:]
                database.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * columns)})", rows)
            database.executescript("CREATE UNIQUE INDEX" + rest)
            answers = list(database.execute("SELECT grid_code, decided FROM tagged ORDER BY id"))
            runs = list(database.execute("SELECT lo, hi FROM cover ORDER BY lo"))
        self.assertTrue(all(lo <= hi for lo, hi in runs) and all(a[1] < b[0] for a, b in zip(runs, runs[1:])), "runs overlap")
        undecided = self.judge(points, answers)
        self.assertGreater(undecided, 500)
        self.assertEqual(0, sum(not decided for (_, _, is_nasty), (_, decided) in zip(points, answers) if not is_nasty))

    @unittest.skipUnless(shutil.which("sqlite3"), "skipped: there is no sqlite3")
    def test_the_script_runs_as_it_is(self):
        self.make_lookup()
        points = points_of(self.grids, 200, 0, seed=2)
        script = "CREATE TABLE records (id integer PRIMARY KEY, x real, y real);\n" + "".join(
            f"INSERT INTO records VALUES ({i}, {x!r}, {y!r});\n" for i, (x, y, _) in enumerate(points)) + ".read cover.sqlite.sql\n"
        run = subprocess.run(["sqlite3", "-batch"], input=script + ".mode list\nSELECT grid_code FROM tagged ORDER BY id;\n", cwd=self.dir,
                             capture_output=True, text=True, check=False)
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        self.assertEqual(self.gridtag_of(points), run.stdout.splitlines())

    def test_what_cannot_be_is_refused(self):
        for words, code, part in ((["-o", "c.txt"], 2, "--to lookup writes a file that ends in .csv"), (["-o", "c.csv", "--fields", "a"], 2, "takes the layer as it is"),
                                  (["-o", "c.csv", "--simplify", "3"], 2, "takes the layer as it is"), (["-o", "c.csv", "--title", "t"], 2, "are for views"),
                                  (["-o", "a'b.csv"], 2, "has no quotes"), (["-o", "a\nb.csv"], 2, "has no quotes")):
            run = subprocess.run([GRIDEXPORT, self.grids, "--to", "lookup", *words], cwd=self.dir, capture_output=True, text=True, check=False)
            self.assertEqual(code, run.returncode, run.stderr)
            self.assertIn(part, run.stderr)
        Path(self.path("cover.spark.sql")).write_text("mine", encoding="utf-8")
        run = subprocess.run([GRIDEXPORT, self.grids, "--to", "lookup", "-o", "cover.csv"], cwd=self.dir, capture_output=True, text=True, check=False)
        self.assertEqual(3, run.returncode)
        self.assertEqual(["cover.spark.sql"], [name for name in self.files() if name.startswith("cover")])
        self.write("over.gpkg", [(case.square(0), {"grid_code": "a"}), (case.square(0, 100), {"grid_code": "b"})], layer="grids")
        run = subprocess.run([GRIDEXPORT, self.path("over.gpkg"), "--to", "lookup", "-o", "o.csv"], cwd=self.dir, capture_output=True, text=True, check=False)
        self.assertEqual(3, run.returncode)
        self.assertIn("grids a and b have ground in common", run.stderr)


    def test_a_comment_stays_one(self):
        """Whatever a table is called: what is behind the dashes is never a statement."""
        name = 'a.b"\nDROP TABLE mine; --'
        run = subprocess.run([GRIDEXPORT, self.grids, "--to", "postgis-tagging", "--output-layer", name, "-o", "t.sql"], cwd=self.dir,
                             capture_output=True, text=True, check=False)
        self.assertEqual(0, run.returncode, run.stderr)
        head = Path(self.path("t.sql")).read_text(encoding="utf-8").split("\nBEGIN;\n")[0]
        self.assertIn("DROP TABLE mine", head)
        self.assertEqual([], [line for line in head.splitlines() if not line.startswith("--")])


if __name__ == "__main__":
    unittest.main()
