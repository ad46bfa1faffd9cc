"""Command lines and configuration files, right and wrong."""

import json
import os
import re
import shutil
import signal
import subprocess
import unittest

from gridify_case import GRIDIFY, GridifyCase, read_layer, site_rows

LIST = "--help lists the options"


class Options(GridifyCase):

    def test_help_and_version(self):
        for word, begin in (("--help", "Usage: gridify"), ("-h", "Usage: gridify"), ("--version", "gridify "),
                            ("-V", "gridify ")):
            run = self.gridify(word)
            self.assertEqual((0, ""), (run.returncode, run.stderr))
            self.assertTrue(run.stdout.startswith(begin), run.stdout)

    def test_no_words_at_all(self):
        self.assert_refused(2, [], "there are no boundaries", "give a file of boundaries, or --cells with --unit-field")

    def test_unknown_options(self):
        for words, message in (
                (["--colour", "red"], "unrecognised option '--colour'"),
                (["-y"], "unrecognised option '-y'"),
                (["stray"], "too many positional options have been specified on the command line"),
                (["--target"], "the required argument for option '--target' is missing"),
                (["--target", "many"], "the argument ('many') for option '--target' is invalid"),
                (["--target", "1e99"], "the argument ('1e99') for option '--target' is invalid"),
                (["--target", "400", "--target", "300"], "option '--target' cannot be specified more than once")):
            with self.subTest(words):
                self.assert_refused(2, self.town_with_sites(*words), message, LIST)

    def test_the_nearest_option_is_named(self):
        for word, hint in (("--over", "did you mean --overwrite or --overwrite-layer?"), ("--target-min", LIST),
                           ("--toleranse", "did you mean --tolerance?"), ("--bariers", "did you mean --barriers?"),
                           ("--istes", "did you mean --sites?"), ("--outputcrs", "did you mean --output-crs?"),
                           ("--workload-tolerence=0.2", "did you mean --workload-tolerance?")):
            with self.subTest(word):
                self.assert_refused(2, self.town_with_sites(word), f"unrecognised option '{word}'", hint)

    def test_usage_for_programs(self):
        run = self.gridify("--usage-json")
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        usage = json.loads(run.stdout)
        options = {option["name"]: option for option in usage["options"]}
        self.assertEqual(("gridify", "boundaries"), (usage["tool"], usage["positional"]))
        helped = set(re.findall(r"--([a-z-]+)(?= |$)", "\n".join(
            line[:34] for line in self.gridify("--help").stdout.splitlines() if line.startswith("  "))))
        self.assertLessEqual(helped, set(options))
        self.assertEqual(("NAME", ["fast", "normal", "best"]), (options["effort"]["value"], options["effort"]["choices"]))
        self.assertEqual("normal", options["effort"]["default"])
        self.assertEqual(("input", True), (options["barriers"]["file"], options["barriers"]["repeatable"]))
        self.assertEqual(("output", "o"), (options["output"]["file"], options["output"]["short"]))
        self.assertNotIn("value", options["improve"])

    def test_impossible_limits(self):
        for words, message, hint in (
                (["--min", "500", "--max", "300"], "--min 500 is above --max 300", "--min <= --target <= --max"),
                (["--target", "0"], "--target must be from 1 to 1000000000, not 0", None),
                (["--min", "-1"], "--min must be from 0 to 1000000000, not -1", None),
                (["--min", "450"], "the sizes do not fit each other: min 450, target 400, max 500 (profile default)",
                 "give --min, --target and --max together"),
                (["--grids", "0"], "--grids must be from 1 to 1000000000, not 0", None),
                (["--grids", "10", "--max", "300"], "--grids excludes --target, --min and --max",
                 "leave out --grids or the others"),
                (["--tolerance", "10"], "--tolerance must be between 0 and 1, not 10", "10 % is written 0.1"),
                (["--tolerance", "nan"], "--tolerance must be between 0 and 1, not nan",
                 "10 % is written 0.1"),
                (["--workload-tolerance", "0"], "--workload-tolerance must be between 0 and 1, not 0",
                 "10 % is written 0.1"),
                (["--site-reach", "-1"], "--site-reach must be from 0 to 1000000 metres, not -1", None),
                (["--snap", "0"], "--snap must be from 0.001 to 10 metres, not 0", None),
                (["--threads", "-1"], "--threads must be from 0 to 1024", None),
                (["--seed", "-1"], "--seed must be 0 or more", None),
                (["--effort", "great"], "--effort is fast, normal or best, not 'great'", None)):
            with self.subTest(words):
                self.assert_refused(2, self.town_with_sites(*words), message, hint)

    def test_inputs_that_do_not_go_together(self):
        for words, message, hint in (
                ([self.units, "-o", self.out], "there is nothing to balance", "give --sites or --cells"),
                (["--sites", self.sites, "-o", self.out], "there are no boundaries",
                 "give a file of boundaries, or let --outline make one unit around the sites"),
                (["--cells", self.units, "-o", self.out], "--cells without boundaries needs --unit-field",
                 "name the field that says which unit a cell belongs to, or give boundaries"),
                (self.town_with_sites("--cells", self.units), "--sites and --cells exclude each other",
                 "counts come either on sites or on cells"),
                ([self.units, "--sites", self.sites], "there is no output", "give -o FILE"),
                ([self.units, "--sites", self.sites, "-o", self.units],
                 "--output and the boundaries are the same file: $DIR/units.gpkg", "name another file with --output"),
                ([self.units, "--sites", self.sites, "-o", self.sites, "-O"],
                 "--output and --sites are the same file: $DIR/sites.gpkg", "name another file with --output"),
                (self.town_with_sites("--barriers-layer", "streets"),
                 "--barriers-layer belongs to the --barriers before it, but there is none",
                 "write --barriers FILE --barriers-layer ..."),
                (self.town_with_sites("--hard-barriers", "class = 'river'"),
                 "--hard-barriers belongs to the --barriers before it, but there is none",
                 "write --barriers FILE --hard-barriers ..."),
                (self.town_with_sites("--unit-field", "unit_code"),
                 "--unit-field is for --cells without boundaries", "leave out one of them"),
                (self.town_with_sites("--report", self.path("report.pdf")),
                 "--report $DIR/report.pdf: the name must end in .json or .txt", None),
                (self.town_with_sites("--blocks", ""), "--blocks is empty", None)):
            with self.subTest(words):
                self.assert_refused(2, words, message, hint)

    def test_an_unknown_profile(self):
        self.assert_refused(2, self.town_with_sites("--profile", "suburban"),
                            "there is no profile 'suburban'",
                            "--profile takes census, cjt-349, db11t-2157, default, rural, urban, or a file, given with a folder (./x) or as "
                            "x.profile")
        self.assert_refused(2, self.town_with_sites("--profile", self.path("mine.profile")),
                            "$DIR/mine.profile: the profile cannot be read")

    def test_a_profile_of_the_user(self):
        profile = self.dir / "mine.profile"
        profile.write_text("[sizes]\ntarget = 600\nmin = 500\nmax = 800\n[names]\npattern = {unit}第{n}网格\n",
                           encoding="utf-8")
        self.assert_done(*self.town_with_sites("--profile", profile))
        names = {row["grid_name"] for row in read_layer(self.out)}
        self.assertIn("东湖社区第1网格", names)
        self.assertEqual(8, len(names))
        profile.write_text("[sizes]\ntarget = 600\nmin = 700\nmax = 800\n", encoding="utf-8")
        self.assert_refused(2, self.town_with_sites("-O", "--profile", profile),
                            "$DIR/mine.profile: min 700, target 600 and max 800 are not in ascending order",
                            "give all three in [sizes]: what is left out keeps its default")
        profile.write_text("[sizes]\ncolour = red\n", encoding="utf-8")
        self.assert_refused(2, self.town_with_sites("-O", "--profile", profile),
                            "$DIR/mine.profile: unknown key 'colour' in section [sizes]",
                            "the keys there are evenness, max, min, target, tolerance, workload_tolerance")

    def test_invalid_SQL(self):
        sites, units, streets = (f"$DIR/{name}.gpkg (layer {name}" for name in ("sites", "units", "streets"))
        lines = ["--barriers", self.path("streets.gpkg")]

        def all_of(problems):
            """Of the 240 sites each is wrong: the first ten are named."""
            named = "; ".join(f"feature {k + 1}: the workload is {problem}" for k, problem in enumerate(problems[:10]))
            return f"{sites}): 240 features have values that cannot be used: {named}; and 230 more"

        names = [f"'s{k:04}', which is not a number" for k in range(10)]
        negative = [f"negative ({fields['households'] - 100})" for _, fields in site_rows()]
        for code, words, message, hint in (
                (2, ["--workload", "no_such_field * 2"], f"{sites}): the expression 'no_such_field * 2' is not valid: "
                 '"no_such_field" not recognised as an available field', None),
                (3, ["--workload", "site_id"], all_of(names), "name another field"),
                (3, ["--workload", "households - 100"], all_of(negative), None),
                (2, ["--where", "unit_code ="], f"{units}): the filter 'unit_code =' is not valid: "
                 "SQL Expression Parsing Error: syntax error, unexpected end of string. "
                 "Occurred around : unit_code =            ^", None),
                (2, ["--sites-where", "nothing = 1"], f"{sites}): the filter 'nothing = 1' is not valid: "
                 '"nothing" not recognised as an available field', None),
                (2, [*lines, "--hard-barriers", "class == river"], f"{streets}): the filter 'class == river' "
                 "is not valid: SQL Expression Parsing Error: syntax error, unexpected '='. "
                 "Occurred around : class == river        ^", None),
                (2, [*lines, "--hard-barriers", "width > 3"], f"{streets}): the filter 'width > 3' is not valid: "
                 '"width" not recognised as an available field', None),
                (2, [*lines, "--barriers-where", "class ="], f"{streets}): the filter 'class =' is not valid: "
                 "SQL Expression Parsing Error: syntax error, unexpected end of string. "
                 "Occurred around : class =        ^", None)):
            with self.subTest(words):
                self.assert_refused(code, self.town_with_sites(*words), message, hint)
        for text, unexpected in (("households +", "unexpected ')'"),
                                 ("households); DROP TABLE sites", "unexpected $undefined")):
            run = self.gridify(*self.town_with_sites("--workload", text))
            self.assertEqual((2, ""), (run.returncode, run.stdout))
            self.assertTrue(run.stderr.startswith(f"gridify: error: {sites}): the expression '{text}' is not valid: "
                                                  f"SQL Expression Parsing Error: syntax error, {unexpected}"))

    def test_a_workload(self):
        self.assert_done(*self.town_with_sites("--workload", "households * 2 + 1", "--workload-tolerance", "0.3"))
        rows = read_layer(self.out)
        self.assertEqual(sum(row["households"] * 2 + row["sites"] for row in rows), sum(row["workload"] for row in rows))

    def test_a_configuration_file(self):
        config = self.dir / "town.conf"
        config.write_text("# the town\nsites = {0}\noutput = {1}\ntarget = 600\noverwrite = true\n"
                          "barriers = {2}\nbarriers-where = class = 'residential'\n"
                          .format(self.sites, self.out, self.path("streets.gpkg")), encoding="utf-8")
        self.assert_done(self.units, "--config", config, "--target", "400")
        self.assertEqual({"targets": "400"}, {"targets": next(
            row["value"] for row in read_layer(self.out, "grid_run") if row["key"] == "target")})
        lines = "its lines are `name = value`, with the long names that --help lists"
        for text, message, hint in (
                ("colour = red\n", "$DIR/town.conf: unrecognised option 'colour'", lines),
                ("target\n", "$DIR/town.conf: the options configuration file contains an invalid line 'target'", lines),
                ("target = many\n", "the argument ('many') for option 'target' is invalid", LIST)):
            config.write_text(text, encoding="utf-8")
            with self.subTest(text):
                self.assert_refused(2, self.town_with_sites("-O", "--config", config), message, hint)
        self.assert_refused(2, self.town_with_sites("-O", "-c", self.path("nothing.conf")),
                            "$DIR/nothing.conf: the configuration file cannot be read", "give another --config")

    def test_the_report_on_standard_output(self):
        run = self.gridify(*self.town_with_sites("--json"))
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        report = json.loads(run.stdout)
        self.assertEqual((4, 12), (report["units"], report["grids"]))

    def test_more_words_on_request(self):
        run = self.gridify(*self.town_with_sites("-v"))
        self.assertEqual((0, ""), (run.returncode, run.stdout))
        self.assertIn("units.gpkg", run.stderr)

    def test_standard_output_that_is_full(self):
        with open("/dev/full", "wb") as full:
            for words in (["--help"], ["--version"]):
                run = subprocess.run([GRIDIFY, *words], stdout=full, stderr=subprocess.PIPE, check=False)
                self.assertEqual((3, b"gridify: error: cannot write to standard output: No space left on device\n"),
                                 (run.returncode, run.stderr))

    def test_a_reader_that_has_enough(self):
        """As `| head`: the end is silent, by the number of the signal, and outputs are there."""
        gridcheck, gridmerge, gridexport, gridtag = (os.environ.get(name) or shutil.which(name.lower())
                                                     for name in ("GRIDCHECK", "GRIDMERGE", "GRIDEXPORT", "GRIDTAG"))
        self.assert_done(*self.town_with_sites())
        runs = [[tool, word] for tool in (GRIDIFY, gridcheck, gridmerge, gridexport, gridtag) for word in ("--help", "--version", "--usage-json")]
        runs += [[gridcheck, "--list-checks"], [gridcheck, self.out, "--json"], [gridexport, self.out, "-o", self.path("e.kml"), "--json"],
                 [GRIDIFY, *self.town_with_sites("-O", "--json")], [gridmerge, self.out, "-o", self.path("m.gpkg"), "--json"]]
        for words in runs:
            read, write = os.pipe()
            os.close(read)
            run = subprocess.run(words, stdout=write, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False)
            os.close(write)
            self.assertEqual(b"", run.stderr, words)
            self.assertIn(run.returncode, (128 + signal.SIGPIPE, -signal.SIGPIPE), words)
        self.assertLessEqual({"e.kml", "m.gpkg", "grids.gpkg"}, set(self.files()))


if __name__ == "__main__":
    unittest.main()
