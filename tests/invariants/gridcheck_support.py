"""Running gridcheck in the tests of this folder."""

import json
import os
import re
import subprocess

import layer_contract as contract
import support
import wishes

GRIDCHECK = os.environ.get("GRIDCHECK", "gridcheck")


def gridcheck(*words):
    """The report of gridcheck; exit code 0 or 1 and silence on standard error are demanded."""
    done = subprocess.run([GRIDCHECK, "--json", *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or done.stderr:
        raise AssertionError(f"gridcheck {' '.join(map(str, words))}\nexit code {done.returncode}\n{done.stderr}")
    report = json.loads(done.stdout)
    report["exit_code"] = done.returncode
    return report


def assert_wishes_judged(test, asked, plans, places, words):
    """gridcheck names the wishes of two plans, (plan, path), that the judge names, and counts those that are met."""
    (_, first), (_, second) = plans
    report = gridcheck(first, "--against", second, "--only", "wish_missed", *words)
    groups = wishes.groups(asked)
    for (plan, _), row, findings in zip(plans, report["plans"], (report["findings"], report["plans"][1]["findings"])):
        unmet = wishes.broken(asked, plan, places)
        told = {int(re.search(r"feature (\d+)\)", finding["message"])[1]) for finding in findings}
        missed = [group for group in groups if group & unmet]
        test.assertEqual(missed, [group for group in groups if group & told])
        test.assertEqual((len(groups), len(groups) - len(missed)), (row["wishes"], row["wishes_met"]))


def shown(findings):
    """The first of them, for a message."""
    return "\n".join(f"{f['code']} {f['grid_code']} {f['message']}" for f in findings[:10])


def errors_of_grids(findings):
    """Without what is wrong with the inputs, whatever the grids are."""
    return [f for f in findings if f["severity"] == "error" and f["code"] not in ("site_outside", "units_overlap")]


def assert_sound(test, grids, units, words):
    """The layer, as the contract and gridcheck have it, against the units, by code, that it divides. `words` are for gridcheck.
    Returns the grids."""
    made = contract.read_grids(grids)
    test.assertEqual([], contract.validity(made)[:10])
    outlines = {code: set(contract.segments_of(contract.polygons_of(unit))) for code, unit in units.items()}
    test.assertEqual([], contract.coverage(made, outlines)[0][:10])
    errors = errors_of_grids(gridcheck(grids, *words)["findings"])
    test.assertEqual([], errors, shown(errors))
    return made


def mended_units(grids):
    """The codes of units that went wrong at first, and were divided in another way or not at all."""
    return {fields["unit_code"] for fields, _ in contract.features(grids, "issues") if fields["code"] == "unit_mended"}


def need(test, path):
    """Skips the test, and says so, where the data are not there."""
    if not path.exists():
        print(f"skipped: {path} is not there (GRID_TEST_DATA names its folder)")
        test.skipTest(f"{path} is not there")


def gridify(*options):
    return support.gridify(*options)
