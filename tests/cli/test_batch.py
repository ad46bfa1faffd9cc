"""gridify-batch: ways of running, lists, failures, the report, and wrong command lines."""

import json
import os
import re
import shutil
import subprocess
import unittest
from pathlib import Path

from batch_case import BATCH, CODES, GREAT_UNIT, BatchCase
from compare_layers import compare
from gridify_case import read_layer

PAGE = Path(__file__).resolve().parents[2] / "man/gridify-batch.1.md"


class Batch(BatchCase):

    def codes(self):
        return {row["unit_code"] for row in read_layer(self.dir / "grids.gpkg", "grids")}

    def test_shards_make_the_whole(self):
        report = self.assert_batch(0, "-n", 4, "--serial", "--report", "report.json")
        self.assertEqual(json.loads((self.dir / "report.json").read_text(encoding="utf-8")), report)
        self.assertEqual([0, 0, 0, 0], [row["exit_code"] for row in report["parts"]])
        total = report["total"]
        self.assertEqual((12, 16_000, {}, 0, 0), tuple(total[key] for key in ("units", "households", "finding_counts",
                                                                             "failed", "finished_before")))
        self.assert_done(self.dir / "district.gpkg", "--sites", self.dir / "homes.gpkg", "--effort", "fast", "-o",
                         self.dir / "whole.gpkg")
        count, found = compare(*(str(self.dir / name) for name in ("whole.gpkg", "grids.gpkg")), "grids")
        self.assertEqual({}, found)
        rows = read_layer(self.dir / "grids.gpkg", "grids")
        self.assertEqual((total["grids"], total["households"]), (count, sum(row["households"] for row in rows)))
        self.assertEqual(set(CODES), self.codes())
        for name in ("gridmerge", "gridcheck"):
            self.assertEqual((0, len(rows), {}), tuple(report[name][key] for key in ("exit_code", "grids", "finding_counts")))

    def test_the_comparison_of_layers_says_what_differs(self):
        def written(name, wkts, count):
            rows = [(wkt, {"grid_code": f"{i:03}", "households": count}) for i, wkt in enumerate(wkts)]
            return self.write(name, rows, layer="grids")
        square, corner = "POLYGON ((0 0,2 0,2 2,0 2,0 0))", "POLYGON ((0 0,2 0,2 2,1 2,0 2,0 0))"
        turned = "POLYGON ((2 2,0 2,0 0,2 0,2 2))"
        first, second = written("a.gpkg", [square] * 3, 5), written("b.gpkg", [square, corner, turned, square], 6)
        self.assertEqual((3, {}), compare(first, first))
        self.assertEqual((3, {"only in the second": ["003"],
                              "field households": ["000: 5 and 6", "001: 5 and 6", "002: 5 and 6"],
                              "geometry": ["001: vertices: 0 only in the first, 1 only in the second",
                                           "002: start or order of rings"]}), compare(first, second))

    def test_gnu_parallel_makes_the_same_bytes(self):
        if not shutil.which("parallel"):
            self.skipTest("skipped: GNU parallel is not installed")
        self.assert_batch(0, "-n", 4, "--serial")
        serial = self.digest()
        report = self.assert_batch(0, "-n", 4, "--parallel", "-j", 2, "-O", "--fresh")
        self.assertEqual(("parallel", 0), (report["mode"], report["total"]["finished_before"]))
        self.assertEqual(serial, self.digest())

    def test_findings(self):
        words = [*self.words, "--tolerance", "0.001"]
        self.assertEqual(0, self.batch("-n", 2, "--serial", words=words).returncode)
        self.assertEqual(0, max(row["exit_code"] for row in self.report()["parts"]))
        run = self.batch("-n", 2, "--serial", "-O", words=[*words, "--fail-on", "warning"])
        self.assertEqual(1, run.returncode)
        self.assertRegex(run.stderr, r"^gridify-batch: warning: gridify: tolerance_missed \d+\n"
                                     r"gridify-batch: warning: gridcheck: tolerance_missed \d+\n$")
        report = self.report()
        self.assertEqual(1, max(row["exit_code"] for row in report["parts"]))
        self.assertEqual(1, report["gridcheck"]["exit_code"])
        self.assertEqual(report["total"]["finding_counts"], report["gridcheck"]["finding_counts"])

    def test_a_database_is_no_output_and_its_password_no_name_of_a_folder(self):
        before = self.files()
        run = self.batch("-n", 2, "-o", "PG:dbname=gov password=secret")
        self.assertEqual((2, "gridify-batch: error: the output must be a file\ngridify-batch: hint: bring it into the database "
                          "with gridexport afterwards\n"), (run.returncode, run.stderr))
        self.assertEqual(before, self.files())

    def test_a_part_that_fails_does_not_stop_the_others(self):
        message = self.nine_grids()
        run = self.batch("-n", 4, "--serial")
        self.assertEqual((3, message + "gridify-batch: error: 1 of 4 parts failed; there is no output\n"
                          "gridify-batch: hint: the same command tries these again and takes the others over; --partial joins "
                          "what there is\n"), (run.returncode, run.stderr))
        self.assertEqual([0, 3, 0, 0], [row["exit_code"] for row in self.report()["parts"]])
        self.assertIn(GREAT_UNIT, self.report()["parts"][1]["message"][0])
        self.assertFalse((self.dir / "grids.gpkg").exists())
        self.log()
        run = self.batch("-n", 4, "--serial", "--partial")
        self.assertEqual(3, run.returncode)
        self.assertEqual(["2/4"], self.divided())
        self.assertNotIn(GREAT_UNIT, self.codes())
        report = self.report()
        self.assertEqual(12 - report["total"]["units"], report["gridcheck"]["finding_counts"]["unit_without_grids"])

    def test_halves_of_a_shard_that_fails(self):
        self.nine_grids()
        run = self.batch("-n", 2, "--serial", "--partial", "--halve", 6)
        self.assertEqual(3, run.returncode)
        self.assertEqual(set(CODES) - {GREAT_UNIT}, self.codes())
        self.assertEqual({"unit_without_grids": 1, "site_in_no_grid": 100}, self.report()["gridcheck"]["finding_counts"])
        self.assertEqual(1, self.report()["total"]["failed"])

    def test_no_halves_where_no_unit_is_at_fault(self):
        run = self.batch("-n", 1, "--serial", "--halve", 5, words=["district.gpkg", "--sites", "nowhere.gpkg"])
        self.assertEqual(3, run.returncode)
        self.assertEqual(["1/1", "1/2", "2/2"], self.divided())

    def test_a_list(self):
        half = "420106002004"
        (self.dir / "jobs.txt").write_text(
            f"# name  options\nwest --where \"unit_code < '{half}'\" --sites-where \"unit < '{half}'\" --seed 3\n\n"
            f"东 --where \"unit_code >= '{half}'\" --sites-where \"unit >= '{half}'\"  # the others\n", encoding="utf-8")
        report = self.assert_batch(0, "--list", "jobs.txt", "--serial")
        self.assertEqual(["job-west", "job-东"], [row["name"] for row in report["parts"]])
        self.assertEqual(set(CODES), self.codes())
        self.assertEqual(16_000, report["total"]["households"])

    def test_lists_that_cannot_be_read(self):
        for text, message, hint in (
                ("a --where '\n", "jobs.txt: line 1: No closing quotation", "options are quoted as in a shell"),
                ("x\n../y --seed 2\n", "jobs.txt: line 2: '../y' is no name for a job",
                 "a line is a name of letters, digits, _ . and -, and the options of the job"),
                ("x\nx\n", "jobs.txt: line 2: there is a job 'x' already", ""),
                ("# none\n", "the list 'jobs.txt' has no job", ""),
                ("x --shard 1/2\n", "--shard is not for gridify here", "gridify-batch --help lists its own options"),
                ("x --nonsense\n", "gridify has no option '--nonsense'", "gridify --help lists the options")):
            with self.subTest(text):
                (self.dir / "jobs.txt").write_text(text, encoding="utf-8")
                self.assert_wrong(["--list", "jobs.txt"], message, hint)

    def test_wrong_command_lines(self):
        more = "--help lists the options"
        for own, message, hint in (
                ([], "neither -n/--shards nor --list says what the parts are", ""),
                (["-n", 0], "-n takes a whole number from 1 to 9999999, not '0'", ""),
                (["-n", 2, "--list", "x"], "-n/--shards and --list exclude one another", ""),
                (["-n", 2, "--serial", "--slurm"], "--serial and --slurm exclude one another", ""),
                (["-n", 2, "--nonsense"], "unrecognised option '--nonsense'", more),
                (["-n", 2, "--fresh=yes"], "--fresh is unknown or takes no value", more),
                (["-n", 2, "nonsense"], "'nonsense' is no option", "gridify's options come after --"),
                (["-n", 2, "--check-options", "'"], "--check-options: No closing quotation", ""),
                (["--list", "nowhere"], "the list 'nowhere' cannot be read: [Errno 2] No such file or directory: 'nowhere'",
                 "")):
            with self.subTest(own):
                self.assert_wrong(own, message, hint)
        for word in ("-o", "-ox", "--output=x", "-qO", "--json", "--dry-run", "--assignments=a.csv"):
            with self.subTest(word):
                run = self.batch("-n", 2, words=[*self.words, *([word, "x"] if word == "-o" else [word])])
                self.assertEqual(2, run.returncode)
                self.assertIn(" is not for gridify here", run.stderr)

    def test_an_output_that_exists_is_kept(self):
        (self.dir / "grids.gpkg").write_text("mine", encoding="utf-8")
        self.assert_wrong(["-n", 2], "grids.gpkg: the output exists already", "use --overwrite (-O), or another name", code=3)
        self.assert_wrong(["-n", 2, "-O", "--report", "no/r.txt"], "no/r.txt: there is no such folder", code=3)

    def test_what_nobody_foresaw_is_no_finding(self):
        """Exit code 3, and a text; never 1, which means: done, with findings."""
        run = self.batch("-n", 2, "--serial")
        self.assertEqual(0, run.returncode, run.stderr)
        (self.work / "1-2.failed").mkdir()
        run = self.batch("-n", 2, "--serial", "-O")
        self.assertEqual(3, run.returncode, run.stderr)
        self.assertIn("gridify-batch: error: line ", run.stderr)
        (self.work / "1-2.failed").rmdir()
        (self.dir / "file").write_text("", encoding="utf-8")
        run = self.batch("-n", 2, "--serial", "-O", "--work", "file")
        self.assertEqual(3, run.returncode, run.stderr)
        self.assertIn("gridify-batch: error: ", run.stderr)

    def test_a_name_in_another_encoding(self):
        output = b"gr\xc9ids.gpkg"
        run = subprocess.run([BATCH, b"-o", output, "-n", "2", "--serial", "--", *self.words], cwd=self.dir,
                             env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        self.assertEqual(0, run.returncode, run.stderr)
        self.assertTrue(os.path.exists(os.path.join(os.fsencode(self.dir), output)))

    def test_files_without_an_end(self):
        for own, words in ((["--list", "/dev/zero"], None), (["-n", 2], [*self.words, "--config", "/dev/zero"])):
            run = self.batch(*own, words=words)
            self.assertEqual(2, run.returncode, run.stderr)
            self.assertIn("there are more than", run.stderr)

    def test_every_option_wrong_for_gridify(self):
        run = self.batch("-n", 2, "--serial", words=[*self.words, "--effort", "much"])
        self.assertEqual(2, run.returncode)
        self.assertIn("gridify-batch: error: shard-1-of-2 (exit code 2): gridify: error: ", run.stderr)

    def test_help_and_man_page_list_the_same_options(self):
        run = self.batch("--help")
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        offered = re.findall(r"^  (?:-\w \[ )?--([a-z][a-z-]*)", run.stdout, re.MULTILINE)
        lines = re.findall(r"^(.+)\n:   ", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
        self.assertEqual(sorted(offered), sorted(name for line in lines for name in re.findall(r"\\--([a-z][a-z-]*)", line)))
        run = subprocess.run([BATCH, "-V"], env=self.environment, capture_output=True, text=True, check=True)
        self.assertRegex(run.stdout, r"^gridify-batch \d+\.\d+\.\d+ \(GDAL ")

    def assert_wrong(self, own, message, hint="", code=2):
        """This exit code and message, and nothing touched."""
        before = {name: self.content(name) for name in self.files()}
        run = self.batch(*own)
        expected = f"gridify-batch: error: {message}\n" + (f"gridify-batch: hint: {hint}\n" if hint else "")
        self.assertEqual((code, expected, ""), (run.returncode, run.stderr, run.stdout))
        self.assertEqual(before, {name: self.content(name) for name in self.files()})

    def nine_grids(self):
        """A profile with which the great unit cannot be numbered; returns what is said of shard 2 of 4."""
        (self.dir / "nine.profile").write_text("[codes]\ndigits = 1\n", encoding="utf-8")
        self.words += ["--profile", "./nine.profile"]
        return ("gridify-batch: error: shard-2-of-4 (exit code 3): gridify: error: district.gpkg (layer district, feature 2): "
                f"unit {GREAT_UNIT} would get 13 grids, but numbers of 1 digits from 1 upward end at 9\n"
                "gridify: hint: raise --target and --max, lower --grids, divide the unit beforehand, or set `digits` in a "
                "--profile of your own; --skip-faulty leaves it out\n")

    def test_no_output_is_an_input(self):
        shutil.copy(self.dir / "homes.gpkg", self.dir / "o_issues.geojson")
        (self.dir / "linked.gpkg").symlink_to("district.gpkg")
        (self.dir / "hard.gpkg").hardlink_to(self.dir / "homes.gpkg")
        (self.dir / "folder").symlink_to(self.dir)
        (self.dir / "c.cfg").write_text("barriers = streets.gpkg\n", encoding="ascii")
        (self.dir / "jobs.txt").write_text("a --blocks buildings.gpkg\n", encoding="ascii")
        work = self.dir / "mine"
        work.mkdir()
        shutil.copy(self.dir / "homes.gpkg", work / "shard-1-of-2.gpkg")
        shutil.copy(self.dir / "homes.gpkg", work / "homes.gpkg")
        before = {name: self.content(name) for name in self.files()}
        n = ["-n", "2", "-O"]
        for own, words in (([*n, "-o", "district.gpkg"], self.words), ([*n, "-o", "linked.gpkg"], self.words),
                           ([*n, "-o", self.dir / "homes.gpkg"], self.words), ([*n, "-o", "hard.gpkg"], self.words),
                           ([*n, "-o", "folder/./district.gpkg"], self.words),
                           ([*n, "--report", "folder/homes.gpkg"], self.words),
                           ([*n, "-o", "c.cfg"], [*self.words, "-c", "c.cfg"]),
                           ([*n, "-o", "streets.gpkg"], [*self.words, "-c", "c.cfg"]),
                           (["--list", "jobs.txt", "-O", "-o", "buildings.gpkg"], self.words),
                           (["--list", "jobs.txt", "-O", "--report", "jobs.txt"], self.words),
                           ([*n, "-o", "o.geojson"], ["district.gpkg", "--sites", "o_issues.geojson"]),
                           ([*n, "-o", "new.gpkg", "--report", "./new.gpkg"], self.words),
                           ([*n, "--check-options", "--issues homes.gpkg"], self.words),
                           ([*n, "--work", "mine"], ["district.gpkg", "--sites", "mine/shard-1-of-2.gpkg"]),
                           ([*n, "-o", "mine/batch.log", "--work", "mine"], self.words)):
            run = self.batch(*own, words=words)
            self.assertEqual(2, run.returncode, f"{own}: {run.stderr}")
            self.assertRegex(run.stderr, "are the same file: .*\ngridify-batch: hint: |would be a file of the work folder")
            self.assertEqual(before, {name: self.content(name) for name in self.files()}, f"{own}: something was touched")
        self.assertEqual(0, self.batch(*n, "--work", "mine", words=["district.gpkg", "--sites", "mine/homes.gpkg"]).returncode)


if __name__ == "__main__":
    unittest.main()
