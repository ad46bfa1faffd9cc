"""The 907 grids of Taipei: gridtag puts random and nasty points where exact arithmetic does (tests/fuzz/tag_points.py)."""

import os
import pathlib
import subprocess
import sys
import tempfile

import support
from taipei_test import COUNT, TAIPEI

POINTS = pathlib.Path(__file__).resolve().parents[1] / "fuzz" / "tag_points.py"

if not TAIPEI.exists():
    print(f"skipped: there is no {TAIPEI}")
    sys.exit(77)
with tempfile.TemporaryDirectory(prefix="tag-") as name:
    grids = pathlib.Path(name) / "grids.gpkg"
    subprocess.run([os.environ["GRIDIFY"], TAIPEI, "--layer", "town", "--cells", TAIPEI, "--cells-layer", "unit", "--grids", str(COUNT),
                    "--effort", "fast", "-o", grids, "-q", "--fail-on", "never"], check=True)
    done = subprocess.run([sys.executable, "-B", POINTS, "--grids", grids, "--random", "20000", "--nasty", "20000"], capture_output=True,
                          text=True, check=False)
    support.figure(done.stdout.strip())
    sys.exit(done.returncode)
