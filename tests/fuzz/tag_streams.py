#!/usr/bin/python3
"""Damages records and indexes at random, gives them to gridtag, and judges the answers.

    tag_streams.py [--first 0] [--count 1000]

Records are CSV, lines of JSON and features of GeoJSON; an index gets its size and checksum right again, so that the damage is met
behind them. Wrong are crashes, hangs, internal errors, errors without a text, reports of sanitizers; and records that do not come out
as they went in: every line, and of JSON every byte, but for what was added.
"""

import argparse
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "files"))
from mutate import damage  # noqa: E402

GRIDTAG = os.environ.get("GRIDTAG") or shutil.which("gridtag")
HEAD = 88  # bytes of the head of an index; its size and checksum are at 16 and 24
PLACES = [(f"{9.48 + i * 0.002:.6f}", f"{47.06 + i * 0.003:.6f}") for i in range(60)]
CSV = "id,lon,lat,note\r\n" + "".join(f'{i},{x},{y},"n ""q"" {i},\n x"\n' for i, (x, y) in enumerate(PLACES))
JSON = "".join(f'{{"id":{i},"lon":{x},"lat":{y},"o":{{"a":[1,"}}"]}}}}\n' for i, (x, y) in enumerate(PLACES))
GEOJSON = "".join(f'{{"type":"Feature","properties":{{"id":{i}}},"geometry":{{"type":"Point","coordinates":[{x},{y}]}}}}\n'
                  for i, (x, y) in enumerate(PLACES))
ADDED = rb',?"grid_code":("\d+"|null),"reason":("\w+"|null)'


def damaged_index(index, chance):
    content = bytearray(damage(index, chance))
    if len(content) > HEAD and chance.random() < 0.8:
        content[16:24] = struct.pack("<Q", len(content))
        content[24:28] = struct.pack("<I", zlib.crc32(bytes(content[HEAD:])))
    return bytes(content)


def faults(run, records, kind):
    said = run.stderr
    if run.returncode not in (0, 1, 2, 3):
        return f"exit code {run.returncode}"
    if b"unexpected" in said or b"Sanitizer" in said or b"runtime error" in said:
        return "internal: " + said.decode("utf-8", "replace")[-300:]
    if run.returncode > 1:
        return None if b"error: " in said else "an error without a text"
    if kind == "csv" and run.stdout.count(b"\n") != records.count(b"\n"):
        return "lines were lost or made"
    if kind in ("json", "geojson") and b"null" not in records and re.sub(ADDED, b"", run.stdout) != records:
        return "bytes have changed"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=1000)
    a = parser.parse_args()
    wrong, answers = 0, {}
    with tempfile.TemporaryDirectory(prefix="tag-") as name:
        good, bad = Path(name) / "good.gridx", Path(name) / "bad.gridx"
        units = [ROOT / "data" / "sample" / "municipalities.shp", "--code-field", "unit_code"]
        subprocess.run([GRIDTAG, *units, "--write-index", good, "-q", "--fail-on", "never"], check=True)
        index = good.read_bytes()
        for seed in range(a.first, a.first + a.count):
            chance = random.Random(seed)
            kind = ("csv", "json", "geojson", "index")[seed % 4]
            records = {"csv": CSV, "json": JSON, "geojson": GEOJSON, "index": CSV}[kind].encode()
            if kind == "index":
                bad.write_bytes(damaged_index(index, chance))
            else:
                records = damage(records, chance)
            words = [GRIDTAG, bad if kind == "index" else good, "--add", "grid_code,reason", "-j", str(1 + seed % 2)]
            try:
                run = subprocess.run(words, input=records, capture_output=True, timeout=60, check=False)
            except subprocess.TimeoutExpired:
                fault = "hang"
            else:
                fault = faults(run, records, kind)
                answers[kind, run.returncode] = answers.get((kind, run.returncode), 0) + 1
            if fault:
                wrong += 1
                print(f"seed {seed}: {kind}: {fault}", flush=True)
    told = ", ".join(f"{kind} {code}: {count}" for (kind, code), count in sorted(answers.items()))
    print(f"{a.count} runs, {wrong} wrong; exit codes {told}")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
