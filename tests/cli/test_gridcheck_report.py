"""gridcheck: what it prints, when it is silent, and its exit codes."""

import json

from gridcheck_case import LAST_LINE, GridcheckCase


class Report(GridcheckCase):

    def test_a_good_layer_is_checked_in_silence(self):
        self.assert_clean(self.grids)
        self.assert_clean(self.grids, *self.against)

    def test_findings_are_grouped_by_check_and_the_last_line_is_for_scripts(self):
        self.set_field(2, grid_code=self.rows()[0]["grid_code"])
        run = self.gridcheck(self.grids)
        self.assertEqual((1, ""), (run.returncode, run.stderr))
        lines = run.stdout.splitlines()
        self.assertEqual(["Codes", "  error: code_duplicate (1): a code occurs more than once"], lines[:2])
        self.assertRegex(lines[2], r"^    feature 2, grid 420106001001001, at [0-9.]+,[0-9.]+: "
                                   r"the code 420106001001001 is also that of feature 1$")
        self.assertRegex(lines[3], LAST_LINE)
        self.assertEqual(("findings", "12", "1", "0"), LAST_LINE.match(lines[3]).groups()[:4])

    def test_the_number_of_examples_is_chosen(self):
        self.change(lambda feature: feature.SetField("grid_code", "") or True)
        few = self.gridcheck(self.grids, "--examples", "1").stdout
        self.assertEqual(1, few.count("the grid has no code"))
        self.assertIn("    and 11 more\n", few)
        self.assertEqual(0, self.gridcheck(self.grids, "--examples", "0").stdout.count("the grid has no code"))

    def test_warnings_do_not_fail_unless_asked_to(self):
        codes = [row["grid_code"] for row in self.rows()]
        self.set_field(1, grid_code=codes[2])
        self.set_field(3, grid_code=codes[0])
        self.assertEqual([("numbering_order", 3, codes[0])], self.findings(self.grids, code=0))
        self.assertEqual(1, self.gridcheck(self.grids, "--fail-on", "warning").returncode)
        self.assertEqual(1, self.gridcheck(self.grids, "--severity", "numbering_order=error").returncode)
        self.assert_clean(self.grids, "--severity", "numbering_order=off")
        self.assert_clean(self.grids, "--skip", "numbering_order")
        self.assert_clean(self.grids, "--only", "gap,overlap")

    def test_quiet_leaves_only_the_exit_code(self):
        self.set_field(1, grid_code="")
        run = self.gridcheck(self.grids, "-q")
        self.assertEqual((1, "", ""), (run.returncode, run.stdout, run.stderr))

    def test_json_has_every_finding_and_every_check(self):
        self.set_field(1, households=-3)
        run = self.gridcheck("--json", self.grids)
        report = json.loads(run.stdout)
        self.assertEqual("findings", report["result"])
        self.assertEqual(["value_invalid"], [finding["code"] for finding in report["findings"]])
        self.assertEqual(1, report["findings"][0]["feature"])
        self.assertEqual(2, len(report["findings"][0]["at"]))
        self.assertIn({"code": "block_cut", "needs": "--blocks, or buildings as --sites"}, report["checks_not_run"])
        self.assertIn("gap", report["checks_run"])
        self.assertIn({"code": "uncovered", "needs": "--boundaries"}, report["checks_not_run"])

    def test_verbose_says_what_was_decided_and_what_was_not_checked(self):
        run = self.gridcheck("-v", self.grids)
        self.assertEqual((0, ""), (run.returncode, run.stdout))
        self.assertIn("gridcheck: grid code: field 'grid_code' (--code-field names another)\n", run.stderr)
        self.assertIn("gridcheck: not checked without --lineage: code_reused\n", run.stderr)

    def test_the_list_of_checks_needs_no_layer(self):
        run = self.gridcheck("--list-checks")
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        self.assertRegex(run.stdout, r"(?m)^overlap +error +features overlap$")
        self.assertRegex(run.stdout, r"(?m)^code_reused +error +.* \(needs --lineage\)$")

    def test_the_report_does_not_depend_on_the_number_of_threads(self):
        self.change(lambda feature: feature.SetField("households", 7 * feature.GetFID()) or True)
        first, second = (self.gridcheck(self.grids, *self.against, "-j", threads).stdout for threads in ("1", "4"))
        self.assertEqual(first, second)
        self.assertIn("households_differ (12)", first)
