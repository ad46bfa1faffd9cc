"""The password of a connection, in any spelling, is in no output, record, report, log or message."""

import subprocess

import batch_case
import gridcheck_case
import gridexport_case
import gridify_case as case
import gridmerge_case
import postgis_case

SECRET = "s3cr3tPW"


class Secrets(postgis_case.PostgisCase, gridcheck_case.GridcheckCase):

    def setUp(self):
        super().setUp()
        subprocess.run(["ogr2ogr", self.path("one.fgb"), self.grids, "grids"], check=True)
        self.load(self.path("one.fgb"), "grids")
        self.load(self.units, "units")
        self.load(self.sites, "sites")
        folder = self.server.folder
        words = f"host={folder} user=postgres dbname=bench"
        self.spellings = [
            f"PG:{words} password={SECRET}", f"PG:password='{SECRET}' {words}", f"PG:{words} password = {SECRET}",
            f"PG:{words} password=a/{SECRET}", f"PG:{words} password=a,b;{SECRET}",
            f"PG:postgresql:///bench?host={folder}&user=postgres&password={SECRET}",
            f"PG:postgresql:///bench?host={folder}&user=postgres&%70ass%77ord={SECRET}",
            f"PG:postgresql://postgres:{SECRET}@/bench?host={folder}", f"postgresql://postgres:a'?{SECRET}@/bench?host={folder}"]

    def run_silently(self, *words, codes=(0, 1)):
        """What is said; the secret is neither there nor in any file."""
        run = subprocess.run(list(map(str, words)), capture_output=True, timeout=120, check=False, cwd=self.dir)
        said = (run.stdout + run.stderr).decode("utf-8", "replace")
        self.assertIn(run.returncode, codes, said.replace(SECRET, "(the secret)"))
        self.assertNotIn(SECRET, said, words[0])
        for path in self.dir.rglob("*"):
            if path.is_file():
                self.assertNotIn(SECRET.encode(), path.read_bytes(), path.name)
        return said

    def test_exports(self):
        for number, at in enumerate(self.spellings):
            names = ("page.html", "plan.qgs", "plan.pdf", "copy.gpkg", "copy.geojson")
            for name in names[number % case.STEP::case.STEP]:
                self.run_silently(gridexport_case.GRIDEXPORT, at, "--layer", "grids", "-O", "-v", "--json", "-o", name)

    def test_records_and_reports(self):
        for at in self.spellings[::min(case.STEP, 4)]:
            said = self.run_silently(gridmerge_case.GRIDMERGE, at, "--layer", "grids", "-O", "-vv", "--json", "-o", "merged.gpkg")
            self.assertIn("dbname=bench", said)
            record = {row["key"]: row["value"] for row in case.read_layer(self.path("merged.gpkg"), "grid_run")}
            self.assertTrue(any("dbname=bench layer=grids" in value for value in record.values()), record)
            self.run_silently(gridcheck_case.GRIDCHECK, at, "--layer", "grids", "-v", "--json", "--boundaries", at,
                              "--boundaries-layer", "units", "-O", "--repair", "repaired.gpkg", "--issues", "issues.gpkg")
            self.run_silently(case.GRIDIFY, at, "--layer", "units", "--sites", at, "--sites-layer", "sites", "-O", "-vv", "--json",
                              "-o", "divided.gpkg", "--report", "report.txt")

    def test_errors(self):
        for number, at in enumerate(self.spellings):
            nowhere = at.replace("bench", "nodb")
            wrong = [(gridexport_case.GRIDEXPORT, at, "--layer", "nowhere", "-o", "x.gpkg"),
                     (gridexport_case.GRIDEXPORT, nowhere, "--layer", "grids", "-o", "x.gpkg"),
                     (gridmerge_case.GRIDMERGE, self.grids, "-o", nowhere, "--output-layer", "x"),
                     (case.GRIDIFY, nowhere, "--sites", self.sites, "-o", "x.gpkg"),
                     (gridexport_case.GRIDEXPORT, at, "--layer", "grids", "-o", at, "-f", "KML")]
            step = min(case.STEP, 3)
            for words in wrong[number % step::step]:
                self.run_silently(*words, codes=(2, 3))
        for at in (f"PG:dbname=nodb password=my {SECRET}", f"PG:postgresql:///nodb?nonsense=1&password={SECRET}",
                   f"PG:dbname=nodb password='{SECRET}", f"PG:passw0rd {SECRET}", f"postgresql://u:{SECRET}@[::1/x",
                   f"MySQL:x,user=u,password={SECRET}", f"https://u:{SECRET}@localhost:1/x.geojson"):
            self.run_silently(gridexport_case.GRIDEXPORT, at, "--layer", "grids", "-o", "x.gpkg", codes=(2, 3))


class InABatch(postgis_case.PostgisCase, batch_case.BatchCase):

    def test_only_the_plan_has_the_command_lines_and_nobody_else_may_read_it(self):
        self.load(self.path("district.gpkg"), "district")
        for name in ("bench", "nodb"):
            at = f"PG:postgresql:///{name}?host={self.server.folder}&user=postgres&%70assword={SECRET}"
            run = self.batch("-n", 2, "-O", words=[at, "--layer", "district", "--sites", "homes.gpkg", "--effort", "fast"])
            self.assertEqual(name == "bench", run.returncode in (0, 1), run.stderr.replace(SECRET, "(the secret)"))
            self.assertNotIn(SECRET, run.stderr + run.stdout)
            for path in self.dir.rglob("*"):
                if path.is_file() and path.name == "plan.json":
                    self.assertEqual(0o600, path.stat().st_mode & 0o777)
                elif path.is_file():
                    self.assertNotIn(SECRET.encode(), path.read_bytes(), path.name)
