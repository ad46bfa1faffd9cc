"""What a planner reads on the terminal in Chinese: help, errors, findings and reports hold no English sentence; what is
written into files does not depend on the language of the terminal, and --json says both languages."""

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

TOOLS = ("gridify", "gridcheck", "gridmerge", "gridexport")
SAMPLE = Path(__file__).resolve().parents[2] / "data/sample"
UNITS = SAMPLE / "municipalities.shp"
SITES = SAMPLE / "buildings.fgb"
DIVIDE = [UNITS, "--sites", SITES, "--barriers", SAMPLE / "waterways.fgb", "--hard-barriers", "class = 'river'"]

# What may stand in Latin letters: options and their values, names of formats, coordinate systems, files, codes and fields.
PLAIN_WORDS = set(
    """a an by as CODE FILE or PG TABLE SCHEMA NAME LIST Excel PostgreSQL ESRI Shapefile GeoPackage Natural Polsby Popper
    MiB KiB CPU Gini WGS Web EPSG CRS""".split())
RUN = re.compile(r"(?<![\w.:/='`{\[-])[A-Za-z][a-z]+(?: [A-Za-z]?[a-z]+){2,}")


def said(tool, *words, language, expect, cwd=None):
    """Standard output and error of a run. No locale has to be installed for the language."""
    environment = {k: v for k, v in os.environ.items() if k not in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE")}
    done = subprocess.run([os.environ[tool.upper()], *map(str, words)], capture_output=True, encoding="utf-8", cwd=cwd,
                          env=environment | language)
    if done.returncode != expect:
        raise AssertionError(f"{tool} {words}: {done.returncode}, not {expect}: {done.stderr}")
    return done.stdout, done.stderr


ZH = {"LANG": "zh_CN.UTF-8"}
EN = {"LANG": "C"}


def english_in(text):
    """Runs of three Latin words and more, outside of quotation marks."""
    text = re.sub(r"'[^']*'|`[^`]*`|\([^()]*\.[a-z]+[^()]*\)", "", text)
    found = []
    for match in RUN.finditer(text):
        words = [word for word in match.group(0).split() if word not in PLAIN_WORDS]
        if len(words) >= 3:
            found.append(match.group(0))
    return found


class Chinese(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def judge(self, text):
        self.assertRegex(text, "[\u4e00-\u9fff]")
        self.assertEqual(english_in(text), [], text)

    def test_the_judge_finds_english(self):
        self.assertTrue(english_in("错误：there is no such file"))
        self.assertFalse(english_in("错误：没有图层 'there is none here'；请用 --layer NAME"))

    def test_help(self):
        for tool in TOOLS:
            with self.subTest(tool):
                chinese, _ = said(tool, "--help", language=ZH, expect=0)
                english, _ = said(tool, "--help", language=EN, expect=0)
                self.judge(chinese)
                options = re.compile(r"^  (?:-\w \[ )?(--[a-z-]+)", re.M)
                self.assertEqual(options.findall(chinese), options.findall(english))
                for line in chinese.splitlines():
                    cells = sum(2 if ord(c) >= 0x2E80 else 1 for c in line)
                    self.assertLessEqual(cells, 120, line)

    def test_help_on_a_word_of_either_language(self):
        by_english, _ = said("gridify", "--help", "crs", language=ZH, expect=0)
        by_chinese, _ = said("gridify", "--help", "坐标系", language=ZH, expect=0)
        for text in (by_english, by_chinese):
            self.judge(text)
            self.assertIn("--input-crs", text)

    def test_the_language_that_is_asked_for(self):
        for language, words, is_chinese in ((ZH, [], True), (EN, [], False), (ZH, ["--language", "en"], False),
                                            (EN, ["--language=zh"], True), ({"LC_ALL": "zh_TW"}, [], True),
                                            ({"LC_ALL": "C", "LANG": "zh_CN"}, [], False),
                                            ({"LC_MESSAGES": "zh_CN", "LANG": "C"}, [], True)):
            with self.subTest(language=language, words=words):
                _, error = said("gridify", "--tries", "0", UNITS, "--sites", SITES, "-o", "x.gpkg", *words,
                                language=language, expect=2)
                self.assertEqual("错误" in error, is_chinese, error)

    def test_errors(self):
        text = self.folder / "text.gpkg"
        text.write_text("no layer at all")
        table = self.folder / "sites.csv"
        table.write_text('x,y,households\n9.5,"47,1",3\n', encoding="utf-8")
        out = ["-o", self.folder / "out.gpkg"]
        for tool, words, code in (
                ("gridify", ["--nonsense"], 2), ("gridify", ["--seed"], 2), ("gridify", ["--threads", "many"], 2), ("gridify", [], 2),
                ("gridify", [UNITS, "--sites", SITES, "--target", "0", *out], 2),
                ("gridify", [UNITS, "--sites", SITES, "--sites-datum", "moon", *out], 2),
                ("gridify", [UNITS, "--sites", SITES, "--code-field", "nothing", *out], 2),
                ("gridify", [UNITS, "--sites", SITES, "--layer", "nothing", *out], 2),
                ("gridify", [self.folder / "none.shp", "--sites", SITES, *out], 3), ("gridify", [text, "--sites", SITES, *out], 3),
                ("gridify", [UNITS, "--sites", table, *out], 3), ("gridify", [UNITS, "--sites", SITES, "-o", "/dev/null/x.gpkg"], 3),
                ("gridify", [UNITS, "--sites", SITES, "--where", "nonsense", *out], 2),
                ("gridify", [UNITS, "--sites", SITES, "--sweep", "target=1..", *out], 2),
                ("gridify", [UNITS, "--sites", SITES, "--grids", "3", *out], 2),
                ("gridcheck", [], 2), ("gridcheck", [UNITS, "--only", "nothing"], 2), ("gridcheck", [text], 3),
                ("gridmerge", [], 2), ("gridmerge", [UNITS, UNITS, *out], 2), ("gridmerge", [UNITS, "--by", "street", *out], 2),
                ("gridexport", [], 2), ("gridexport", [UNITS, "-o", self.folder / "x.unknown"], 2),
                ("gridexport", [UNITS, "--fields", "nothing", *out], 2), ("gridexport", [UNITS, "--to", "map", *out], 2)):
            with self.subTest(tool=tool, words=words):
                _, error = said(tool, *words, language=ZH, expect=code)
                # What GDAL and the system say is theirs.
                own = re.sub(r"：[\"A-Za-z`][^；：\n]*$", "", error, flags=re.M)
                self.judge(own)

    def divide(self, name, language, *words):
        folder = self.folder / name
        folder.mkdir()
        output, error = said("gridify", *DIVIDE, "-o", "grids.gpkg", "--report", "report.txt", "--assignments", "sites.csv",
                             "-v", *words, language=language, expect=1, cwd=folder)
        return folder, output, error

    def test_a_run_its_findings_and_its_files(self):
        chinese, _, error = self.divide("zh", ZH)
        self.judge("\n".join(line for line in error.splitlines() if re.search("错误|警告|提示", line)))
        english, _, _ = self.divide("en", EN)
        for name in ("grids.gpkg", "sites.csv"):
            self.assertEqual((chinese / name).read_bytes(), (english / name).read_bytes(), name)
        without_times = lambda path: [line for line in path.read_text(encoding="utf-8").splitlines()
                                      if not re.match("seconds|  divide|peak", line)]
        self.assertEqual(without_times(chinese / "report.txt"), without_times(english / "report.txt"))
        asked, _, _ = self.divide("asked", EN, "--language", "zh")
        self.judge((asked / "report.txt").read_text(encoding="utf-8"))

        report, _ = said("gridcheck", english / "grids.gpkg", "--boundaries", UNITS, "--sites", SITES, language=ZH, expect=1)
        last = report.splitlines()[-1]
        self.assertTrue(last.startswith("result=findings"))  # is for scripts
        self.judge(report.removesuffix(last + "\n"))
        checks, _ = said("gridcheck", "--list-checks", language=ZH, expect=0)
        self.judge(checks)

    def test_json_says_both(self):
        output, _ = said("gridify", *DIVIDE, "-o", self.folder / "x.gpkg", "--json", language=ZH, expect=1)
        other, _ = said("gridify", *DIVIDE, "-O", "-o", self.folder / "x.gpkg", "--json", language=EN, expect=1)
        findings = json.loads(output)["findings"]
        self.assertEqual(findings, json.loads(other)["findings"])
        for finding in findings:
            self.assertNotRegex(finding["message"], "[\u4e00-\u9fff]")
            self.judge(finding["message_zh"])
        output, _ = said("gridify", "--json", "--seed", "-1", language=ZH, expect=2)
        self.assertNotEqual(json.loads(output)["error"]["message"], json.loads(output)["error"]["message_zh"])


if __name__ == "__main__":
    unittest.main()
