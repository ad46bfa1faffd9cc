"""What the tests of gridify-batch share: a district of twelve units, and demands on a run."""

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import time
import unittest
from pathlib import Path

import jsonschema

from gridify_case import GRIDIFY, SIDE, SOUTH, WEST, GridifyCase, rectangle, write_layer

ROOT = Path(__file__).resolve().parents[2]
BATCH = os.environ.get("GRIDIFY_BATCH") or str(ROOT / "scripts/gridify-batch")
GRIDMERGE = os.environ.get("GRIDMERGE") or shutil.which("gridmerge")
GRIDCHECK = os.environ.get("GRIDCHECK") or shutil.which("gridcheck")
CODES = [f"4201060{town:02}{village:03}" for town in (1, 2, 3) for village in (1, 2, 4, 7)]
# In the second of four shards, and the only unit that has more than nine grids with the default sizes.
GREAT_UNIT = "420106001002"


def district_rows():
    rows = []
    for i, code in enumerate(CODES):
        west, south = WEST + SIDE * (i % 4), SOUTH + SIDE * (i // 4)
        rows.append((rectangle(west, south, west + SIDE, south + SIDE), {"unit_code": code, "unit_name": f"u{i}"}))
    return rows


def household_rows():
    """Twenty sites of fifty households in each unit; in one of them a hundred."""
    chance = random.Random(5)
    rows = []
    for i, code in enumerate(CODES):
        for _ in range(100 if code == GREAT_UNIT else 20):
            x = WEST + SIDE * (i % 4) + chance.randint(10, 590) + 0.3
            y = SOUTH + SIDE * (i // 4) + chance.randint(10, 590) + 0.7
            rows.append((f"POINT ({x} {y})", {"site_id": f"s{len(rows):04}", "households": 50, "unit": code}))
    return rows


class BatchCase(GridifyCase):
    """A test with a district in a folder whose name has a space; `self.words` are gridify's options."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not GRIDMERGE or not GRIDCHECK:
            raise unittest.SkipTest("skipped: gridmerge or gridcheck is not found; name them in GRIDMERGE and GRIDCHECK")
        write_layer(cls.template / "district.gpkg", district_rows())
        write_layer(cls.template / "homes.gpkg", household_rows())

    def setUp(self):
        super().setUp()
        self.dir = self.dir.rename(self.dir.parent / "the work's folder")
        self.work = self.dir / "grids.gpkg.batch"
        self.words = ["district.gpkg", "--sites", "homes.gpkg", "--effort", "fast"]
        # Debian's Python, as for the tests themselves.
        self.environment = {**os.environ, "PATH": "/usr/bin:" + os.environ["PATH"], "GRIDIFY": GRIDIFY, "GRIDMERGE": GRIDMERGE,
                            "GRIDCHECK": GRIDCHECK}

    def command(self, *own, words=None):
        words = self.words if words is None else words
        return [BATCH, "-o", "grids.gpkg", *map(str, own), *(["--", *words] if words else [])]

    def batch(self, *own, words=None):
        """Runs gridify-batch in the folder of the test, with relative names; the folder is called $DIR in what it says."""
        run = subprocess.run(self.command(*own, words=words), cwd=self.dir, env=self.environment, stdin=subprocess.DEVNULL,
                             capture_output=True, text=True, timeout=300, check=False)
        run.stdout, run.stderr = (text.replace(str(self.dir), "$DIR") for text in (run.stdout, run.stderr))
        self.assertEqual([], [name for name in self.files() if Path(name).name.startswith(".")], "left behind: " + run.stderr)
        return run

    def assert_batch(self, code, *own, words=None, error=""):
        """This exit code, these messages, nothing on standard output. Returns the report."""
        run = self.batch(*own, words=words)
        self.assertEqual((code, error, ""), (run.returncode, run.stderr, run.stdout))
        return self.report()

    def report(self):
        report = json.loads((self.work / "report.json").read_text(encoding="utf-8"))
        schema = json.loads((ROOT / "data/report.schema.json").read_text(encoding="utf-8"))
        self.assertEqual([], [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(report)])
        return report

    def log(self):
        """What happened to which part, in this order: (part, begins | done | finished before | failed ...)."""
        text = (self.work / "batch.log").read_text(encoding="utf-8")
        found = re.findall(r"^\S+ \S+ (?:shard|job) (\S+): (begins|done|finished before|failed)", text, re.MULTILINE)
        (self.work / "batch.log").unlink()
        return found

    def divided(self):
        return sorted(part for part, what in self.log() if what == "begins")

    def digest(self, name="grids.gpkg"):
        return hashlib.sha256((self.dir / name).read_bytes()).hexdigest()

    def stamps(self, *names):
        """What changes when a file is written anew."""
        return [((self.work / name).stat().st_ino, (self.work / name).stat().st_mtime_ns) for name in names]

    def slow_gridify(self, part):
        """A gridify that does not come to an end with this part as long as the file `slow` is there."""
        script = self.dir / "gridify"
        script.write_text(f'#!/bin/bash\nif [[ -e "{self.dir}/slow" && " $* " == *"--shard={part} "* ]]; then\n'
                          f'    echo $$ >"{self.dir}/asleep"\n    exec sleep 100\nfi\n'
                          f'exec "{GRIDIFY}" "$@"\n', encoding="utf-8")
        script.chmod(0o755)
        (self.dir / "slow").touch()
        self.environment["GRIDIFY"] = str(script)

    def wait_for_sleep(self):
        """Until the slow gridify was called for its part. Returns its process number."""
        asleep = self.dir / "asleep"
        self.wait_until(lambda: asleep.exists() and asleep.read_text(encoding="utf-8").endswith("\n"))
        number = int(asleep.read_text(encoding="utf-8"))
        asleep.unlink()
        return number

    def assert_ended(self, number):
        """No such process, or in a moment none."""
        def is_gone():
            try:
                return " Z " in Path(f"/proc/{number}/stat").read_text(encoding="utf-8")  # not waited for, in a container
            except OSError:
                return True
        self.wait_until(is_gone, 15)

    def wait_until(self, ready, seconds=60):
        end = time.monotonic() + seconds
        while not ready():
            self.assertLess(time.monotonic(), end, "waited in vain")
            time.sleep(0.05)
