"""Running gridcheck in the tests of this folder."""

import json
import os
import subprocess

import support

GRIDCHECK = os.environ.get("GRIDCHECK", "gridcheck")


def gridcheck(*words):
    """The report of gridcheck; exit code 0 or 1 and silence on standard error are demanded."""
    done = subprocess.run([GRIDCHECK, "--json", *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or done.stderr:
        raise AssertionError(f"gridcheck {' '.join(map(str, words))}\nexit code {done.returncode}\n{done.stderr}")
    report = json.loads(done.stdout)
    report["exit_code"] = done.returncode
    return report


def shown(findings):
    """The first of them, for a message."""
    return "\n".join(f"{f['code']} {f['grid_code']} {f['message']}" for f in findings[:10])


def need(test, path):
    """Skips the test, and says so, where the data are not there."""
    if not path.exists():
        print(f"skipped: {path} is not there (GRID_TEST_DATA names its folder)")
        test.skipTest(f"{path} is not there")


def gridify(*options):
    return support.gridify(*options)
