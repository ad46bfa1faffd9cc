"""All outputs of a run come into place, or none does; and none replaces what appeared during the run."""

import os
import resource
import subprocess
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gridify_case as case
import gridmerge_case
from gridcheck_case import GRIDCHECK
from gridexport_case import GRIDEXPORT


def limited(most):
    """Files of at most so many bytes, as a full disk would have it."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


class Together(case.GridifyCase):

    def run_tool(self, tool, *words, most=None):
        run = subprocess.run([tool, *map(str, words)], cwd=self.dir, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             check=False, preexec_fn=limited(most) if most else None)
        self.assertEqual([], [name for name in self.files() if Path(name).name.startswith(".")], "left behind: " + run.stderr)
        return run

    def old_grids(self):
        self.assert_done(*self.town_with_sites())
        return self.content("grids.gpkg")

    def test_four_runs_at_once_and_one_output(self):
        for name in ("race.gpkg", "race.shp", "race.geojson"):
            def run(seed, name=name):
                return subprocess.run([case.GRIDIFY, self.units, "--sites", self.sites, "-o", self.path(name), "--seed", str(seed)],
                                      stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            with ThreadPoolExecutor(4) as pool:
                runs = list(pool.map(run, range(4)))
            with self.subTest(name):
                self.assertEqual([0, 3, 3, 3], sorted(run.returncode for run in runs))
                for run in runs:
                    self.assertTrue(run.returncode == 0 or "the output exists already" in run.stderr, run.stderr)
                self.assertEqual(12, len(case.read_layer(self.path(name), "grids" if name.endswith("gpkg") else None)))
        self.assertEqual([], [name for name in self.files() if name.startswith(".")])

    def test_lists_and_reports_that_cannot_be_written(self):
        old = self.old_grids()
        (self.dir / "folder.csv").mkdir()
        (self.dir / "folder.txt").mkdir()
        (self.dir / "nowhere.csv").symlink_to("none/list.csv")
        (self.dir / "pipe.txt").symlink_to("/dev/full")
        for option, name, said in (("--assignments", "folder.csv", "the output is a folder"),
                                   ("--report", "folder.txt", "the output is a folder"),
                                   ("--assignments", "nowhere.csv", "there is no folder"),
                                   ("--report", "pipe.txt", "the output is not a regular file")):
            run = self.gridify(*self.town_with_sites("-O", "--target", "300", option, self.path(name)))
            self.assertEqual(3, run.returncode, name)
            self.assertIn(said, run.stderr)
            self.assertEqual(old, self.content("grids.gpkg"), name)

    def test_a_full_disk_for_any_output_leaves_all_as_they_were(self):
        old = self.old_grids()
        for name in ("list.csv", "report.txt"):
            (self.dir / name).write_bytes(b"old")
        words = self.town_with_sites("-O", "--target", "300", "--assignments", self.path("list.csv"), "--report",
                                     self.path("report.txt"))
        for most in (100, 3000, len(old) // 2):
            run = self.run_tool(case.GRIDIFY, *words, most=most)
            self.assertEqual(3, run.returncode, run.stderr)
            self.assertEqual((old, b"old", b"old"), tuple(map(self.content, ("grids.gpkg", "list.csv", "report.txt"))), most)
        self.assert_done(*words)
        self.assertNotIn(b"old", (self.content("list.csv"), self.content("report.txt")))

    def test_a_full_disk_for_gridcheck_leaves_all_as_they_were(self):
        self.old_grids()
        words = ["grids.gpkg", "--issues", "issues.geojson", "--repair", "mended.gpkg", "--summary", "summary.csv"]
        run = self.run_tool(GRIDCHECK, *words, most=200)
        self.assertEqual(3, run.returncode, run.stderr)
        self.assertEqual([], [name for name in self.files() if name.startswith(("issues", "mended", "summary"))])
        self.assertEqual(0, self.run_tool(GRIDCHECK, *words).returncode)
        self.assertEqual(3, len([name for name in self.files() if name.startswith(("issues", "mended", "summary"))]))

    def test_an_atlas_on_a_full_disk(self):
        self.old_grids()
        self.assertEqual(0, self.run_tool(GRIDEXPORT, "grids.gpkg", "-o", "whole.pdf").returncode)
        size = len(self.content("whole.pdf"))
        for most in sorted({1, 1000, 8192, *range(4096, size, max(size // 12, 1)), size - 1}):
            run = self.run_tool(GRIDEXPORT, "grids.gpkg", "-o", "o.pdf", most=most)
            self.assertEqual(3, run.returncode, f"{most} of {size} bytes: {run.stderr}")
            self.assertIn("cannot be written", run.stderr)
            self.assertNotIn("o.pdf", self.files())

    def test_a_link_to_nowhere_leads_to_the_output(self):
        (self.dir / "real").mkdir()
        (self.dir / "far.gpkg").symlink_to("link.gpkg")
        (self.dir / "link.gpkg").symlink_to("real/new.gpkg")
        self.assert_done(self.units, "--sites", self.sites, "-o", self.path("far.gpkg"))
        self.assertTrue((self.dir / "far.gpkg").is_symlink() and (self.dir / "link.gpkg").is_symlink())
        self.assertEqual(self.households(self.path("real/new.gpkg")), self.households(self.path("link.gpkg")))
        (self.dir / "plan.csv").symlink_to("real/plan.csv")
        self.assert_done(self.units, "--sites", self.sites, "-o", self.out, "--assignments", self.path("plan.csv"))
        self.assertIn("real/plan.csv", self.files())

    def test_names_in_capitals(self):
        self.old_grids()
        for tool, words in ((case.GRIDIFY, [self.units, "--sites", self.sites, "-o"]), (GRIDCHECK, ["grids.gpkg", "--repair"]),
                            (gridmerge_case.GRIDMERGE, ["grids.gpkg", "-o"]), (GRIDEXPORT, ["grids.gpkg", "-o"])):
            for name in ("OUT.SHP", "OUT.GPKG", "OUT.GEOJSON", "OUT.FGB"):
                with self.subTest(f"{tool} {name}"):
                    self.assertEqual((0, ""), (lambda run: (run.returncode, run.stderr))(self.run_tool(tool, *words, name)))
                    written = [file for file in self.files() if file.startswith("OUT")]
                    self.assertEqual(5 if name == "OUT.SHP" else 1, len(written), written)
                    rows = case.read_layer(self.dir / name)
                    self.assertEqual(12, len(rows))
                    self.assertIn("东湖社区", {row["unit_name"] for row in rows})
                    again = self.run_tool(tool, *words, name)
                    self.assertEqual(3, again.returncode)
                    self.assertIn("the output exists already", again.stderr)
                    self.assertEqual(0, self.run_tool(tool, *words, name, "-O").returncode)
                    self.assertIn(self.run_tool(GRIDCHECK, name).returncode, (0, 1))
                    for file in written:
                        (self.dir / file).unlink()
        for name in ("O.CSV", "O.XLSX", "O.KML", "O.KMZ", "O.SQL", "O.MBTILES", "O.PDF", "O.HTML", "O.QGS"):
            run = self.run_tool(GRIDEXPORT, "grids.gpkg", "-o", name, *(["--max-zoom", "6"] if name == "O.MBTILES" else []))
            self.assertEqual((0, ""), (run.returncode, run.stderr))
            self.assertIn(name, self.files())
        self.assert_refused(2, [self.units, "--sites", self.sites, "-o", self.path("o.Shp")],
                            "$DIR/o.Shp: the name of a Shapefile ends in .shp or .SHP, not in '.Shp'", "write .shp")

    def test_long_names(self):
        longest = os.pathconf(self.dir, "PC_NAME_MAX") - len("-journal")  # which SQLite writes beside it
        name = "x" * (longest - 5) + ".gpkg"
        self.assert_done(self.units, "--sites", self.sites, "-o", self.path(name))
        self.assertIn(name, self.files())
        self.assert_refused(3, [self.units, "--sites", self.sites, "-o", self.path("y" + name)],
                            f"$DIR/y{name}: the name has {longest + 1} bytes, but it can have {longest} at most",
                            "choose a shorter name")


if __name__ == "__main__":
    unittest.main()
