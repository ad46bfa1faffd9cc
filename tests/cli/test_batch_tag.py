"""gridtag-batch: shards of a file, one after the other, with GNU parallel and on a real Slurm, give the bytes and the counts of one run; what
is stopped goes on, and what has changed is done anew."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from gridtag_case import GRIDTAG, GridtagCase
from slurm_cluster import CannotStart, Cluster
from test_gridtag_shard import nasty_csv, nasty_json, random

BATCH = os.environ.get("GRIDTAG_BATCH") or str(Path(__file__).resolve().parents[2] / "scripts/gridtag-batch")
# Stands still at the second shard as long as there is a file `slow`.
SLOW = """#!/bin/sh
case "$*" in *--shard=2/3*--threads*) if [ -e slow ]; then echo $$ > asleep; exec sleep 300; fi ;; esac
exec '{}' "$@"
"""


class Batch(GridtagCase):
    def setUp(self):
        super().setUp()
        self.write("events.csv", nasty_csv(random.Random(1)))
        self.write("slow-gridtag", SLOW.format(GRIDTAG))
        (self.dir / "slow-gridtag").chmod(0o755)
        self.environment = {**os.environ, "GRIDTAG": self.path("slow-gridtag")}
        self.tag = ["--kind", "kind", "--add", "grid_code,reason"]
        self.one_run("events.csv", "whole.csv", *self.tag, "--counts", "whole-counts.csv")

    def write(self, name, text):
        (self.dir / name).write_bytes(text.encode())

    def one_run(self, records, output, *words):
        run = self.run_gridtag(self.grids, records, "-o", output, "--fail-on", "never", "-O", *words, cwd=self.dir)
        self.assertEqual(0, run.returncode, run.stderr)

    def command(self, *words, own=None):
        return [BATCH, *map(str, words), "-o", "t.csv", "--counts", "t-counts.csv", "--", *(own or ["grids.gpkg", "events.csv", *self.tag])]

    def batch(self, *words, own=None):
        return subprocess.run(self.command(*words, own=own), cwd=self.dir, env=self.environment, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, check=False, timeout=120)

    def assert_same(self, *words):
        """As one run; its exit code is 1, for there are rows that are none."""
        run = self.batch(*words)
        self.assertEqual(1, run.returncode, run.stderr)
        self.assertIn("gridtag-batch: shard 1/", run.stderr)
        self.assertIn("record_malformed", run.stderr)
        self.assertTrue((self.dir / "whole.csv").read_bytes() == (self.dir / "t.csv").read_bytes())
        self.assertEqual((self.dir / "whole-counts.csv").read_bytes(), (self.dir / "t-counts.csv").read_bytes())

    def stamps(self):
        return {path.name: path.stat().st_mtime_ns for path in (self.dir / "t.csv.batch").glob("shard-*.done")}

    def redone(self, before):
        """The shards that were tagged since."""
        return {name.split("-")[1] for name, stamp in self.stamps().items() if before.get(name) != stamp}

    def test_shards_give_what_one_run_gives_whatever_runs_them(self):
        for mode in ["--serial"] + (["--parallel"] if shutil.which("parallel") else []):
            for count in (1, 3):
                with self.subTest(mode, count=count):
                    self.assert_same("-n", count, mode, "-O", "--fresh")
                    self.assertEqual(count, len(self.stamps()))

    def test_lines_of_json_into_a_packed_file(self):
        self.write("e.ndjson", nasty_json(random.Random(2)))
        self.one_run("e.ndjson", "whole.ndjson")
        words = ["-n", "2", "--serial", "-o", "t.ndjson.gz", "--", "grids.gpkg", "e.ndjson", "--fail-on", "never"]
        run = subprocess.run([BATCH, *words], cwd=self.dir, env=self.environment, capture_output=True, text=True, check=False)
        self.assertEqual(0, run.returncode, run.stderr)
        unpacked = subprocess.run(["gzip", "-dc", "t.ndjson.gz"], cwd=self.dir, capture_output=True, check=True).stdout
        self.assertTrue((self.dir / "whole.ndjson").read_bytes() == unpacked)

    def test_what_is_done_is_not_done_again_and_what_has_changed_is(self):
        words = ("-n", 3, "--serial", "-O")
        self.assert_same(*words)
        work, before = self.dir / "t.csv.batch", self.stamps()
        self.assert_same(*words)
        self.assertEqual(set(), self.redone(before))
        (work / "shard-1-of-3.done").unlink()
        (work / "shard-3-of-3.csv").write_bytes(b"cut off")
        self.assert_same(*words)
        self.assertEqual({"1", "3"}, self.redone(before))
        before = self.stamps()
        with open(self.path("events.csv"), "ab") as file:
            file.write(b"8,0,0,new,new\n")
        self.one_run("events.csv", "whole.csv", *self.tag, "--counts", "whole-counts.csv")
        self.assert_same(*words)
        self.assertEqual({"1", "2", "3"}, self.redone(before))
        before = self.stamps()
        self.tag[-1] = "grid_code"
        self.one_run("events.csv", "whole.csv", *self.tag, "--counts", "whole-counts.csv")
        self.assert_same(*words)
        self.assertEqual({"1", "2", "3"}, self.redone(before))

    def stop_at_the_second(self, number, *words):
        """Ends the batch while it is at the second shard. Whom it started is gone soon after."""
        self.write("slow", "")
        with subprocess.Popen(self.command("-n", 3, *words), cwd=self.dir, env=self.environment, stdin=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as run:
            self.wait_until((self.dir / "asleep").exists)
            run.send_signal(number)
            self.assertEqual(-number if number == signal.SIGKILL else 128 + number, run.wait(60))
        (self.dir / "slow").unlink()
        sleeper = (self.dir / "asleep").read_text().strip()
        if "--slurm" not in words or number != signal.SIGKILL:  # an array is cancelled by the next batch then
            self.wait_until(lambda: not Path(f"/proc/{sleeper}").exists())
        (self.dir / "asleep").unlink()
        self.assertFalse((self.dir / "t.csv").exists())

    def wait_until(self, ready):
        for _ in range(600):
            if ready():
                return
            time.sleep(0.05)
        self.fail("it takes too long")

    def test_killed_and_stopped_at_half_it_goes_on(self):
        modes = ["--serial"] + (["--parallel"] if shutil.which("parallel") else [])
        for mode, number in [(mode, number) for mode in modes for number in (signal.SIGTERM, signal.SIGKILL)]:
            with self.subTest(mode, signal=number.name):
                shutil.rmtree(self.dir / "t.csv.batch", ignore_errors=True)
                self.stop_at_the_second(number, mode, "-j", "1")
                before = self.stamps()
                self.assertEqual(["shard-1-of-3.done"], list(before))
                self.assert_same("-n", 3, mode)
                self.assertEqual({"2", "3"}, self.redone(before))
                for name in ("t.csv", "t-counts.csv"):
                    (self.dir / name).unlink()

    def test_a_shard_that_fails_and_what_is_refused(self):
        self.write("e.csv", "")
        for own, code, said in ((["grids.gpkg", "e.csv"], 3, "error: shard 1/3: gridtag: error: e.csv: there is nothing to read"),
                                (["grids.gpkg", "events.csv", "--x", "none"], 2, "there is no field 'none'")):
            run = self.batch("-n", 3, "--serial", own=own)
            self.assertEqual(code, run.returncode)
            self.assertIn(said, run.stderr)
            self.assertIn("3 of 3 shards failed; there is no output", run.stderr)
        self.assertFalse((self.dir / "t.csv").exists())
        self.write("t-counts.csv", "")
        good = ["grids.gpkg", "events.csv"]
        for words, own, code, part in ((["-n", 2], good, 3, "t-counts.csv: the output exists already"),
                                       (["-n", 2, "-O"], ["grids.gpkg", "t-counts.csv"], 2, "--counts and --records are the same file"),
                                       (["-n", 2, "-O"], [*good, "-o", "x"], 2, "--output is not for gridtag here"),
                                       (["-n", 2, "-O"], [*good, "--no-such"], 2, "gridtag has no option '--no-such'"),
                                       (["-n", 2, "-O"], ["grids.gpkg"], 2, "--shard is for files of text"),
                                       (["-n", 2, "-O"], ["none.gpkg", "events.csv"], 3, "none.gpkg: there is no such file"),
                                       (["-n", 2, "-O", "--work", "."], good, 2, "the work folder is for the batch alone"),
                                       (["-n", 0, "-O"], good, 2, "-n/--shards"), (["-O"], good, 2, "-n/--shards")):
            run = self.batch(*words, own=own)
            self.assertEqual(code, run.returncode, run.stderr)
            self.assertIn(part, run.stderr)

    def test_an_array_of_slurm(self):
        with tempfile.TemporaryDirectory(prefix="slurm-", ignore_cleanup_errors=True) as folder:
            try:
                cluster = Cluster(folder)
            except CannotStart as problem:
                self.skipTest(f"skipped: Slurm cannot start here: {problem}")
            self.addCleanup(cluster.stop)
            self.environment["SLURM_CONF"] = cluster.environment["SLURM_CONF"]
            self.stop_at_the_second(signal.SIGKILL, "--slurm", "-j", "1")
            before = self.stamps()
            self.assertEqual(["shard-1-of-3.done"], list(before))
            self.assert_same("-n", 3, "--slurm", "--sbatch-options", "--comment='a b'")
            self.assertIn("#SBATCH \"--comment=a b\"\n", (self.dir / "t.csv.batch/array.sbatch").read_text(encoding="utf-8"))
            self.assertEqual({"2", "3"}, self.redone(before))


if __name__ == "__main__":
    unittest.main()
