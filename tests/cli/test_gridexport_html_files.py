"""The file of the HTML page: what is in it, that it is the same each time, and layers of every kind."""

import base64
import hashlib
import json
import random
import re
import unittest
from pathlib import Path

import gridexport_case as case
import gridify_case
import report_case


def json_of(page, name):
    return json.loads(re.search(f'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL).group(1))


def arcs_of(numbers):
    """Lines from their packed form."""
    lines, at, x, y = [], 0, 0, 0
    while at < len(numbers):
        count, at = numbers[at], at + 1
        line = []
        for _ in range(count):
            x, y, at = x + numbers[at], y + numbers[at + 1], at + 2
            line.append((x, y))
        lines.append(line)
        x, y = line[0]
    return lines


def areas_of(data):
    """The area of each grid in square steps, holes subtracted."""
    arcs, rings, areas, at = arcs_of(data["arcs"]), data["rings"], [], 0
    while at < len(rings):
        total, ring_count, at = 0, rings[at], at + 1
        for _ in range(ring_count):
            count, at = rings[at], at + 1
            points = []
            for arc in rings[at:at + count]:
                points += arcs[arc] if arc >= 0 else arcs[-1 - arc][::-1]
            at += count
            total += sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1])) / 2
        areas.append(total)
    return areas


class File(report_case.ReportCase):

    def page(self, grids, *words):
        text = Path(self.report(grids, *words)).read_text(encoding="utf-8")
        return text, json_of(text, "tables-data"), json_of(text, "map-data")

    def test_it_is_complete_in_itself_and_its_policy_knows_its_scripts(self):
        text, _, _ = self.page(self.grids)
        for tag in ("src=", "<link", "<img", "@import", "url("):
            self.assertNotIn(tag, re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL), tag)
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text).group(1)
        self.assertTrue(policy.startswith("default-src 'none'; script-src 'sha256-"), policy)
        self.assertNotIn("unsafe", policy)
        inline = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", text, re.DOTALL)
        self.assertEqual(3, len(inline))
        for part in inline:
            self.assertIn(base64.b64encode(hashlib.sha256(part.encode()).digest()).decode(), policy)
        self.assertIn("Vladimir Agafonkin", text)
        self.assertIn("Redistributions in binary form must reproduce", text)

    def test_text_of_the_data_is_nowhere_markup(self):
        rows = case.grid_rows()
        for i, (_, fields) in enumerate(rows):
            fields["grid_name"] = report_case.HOSTILE[i]
        text, tables, _ = self.page(self.layer(rows), "--title", report_case.HOSTILE[1])
        self.assertEqual(report_case.HOSTILE[:5], tables["grids"]["name"])
        for raw in ("<script>document", "<img", "<svg onload", "<!--<script>", "\u2028"):
            self.assertNotIn(raw, text)
        self.assertIn("<title>&lt;/script&gt;&lt;img src=x onerror=&quot;", text)

    def test_the_same_input_gives_the_same_bytes_in_any_order_and_with_any_threads(self):
        rows = report_case.lattice(9, 7, unit_of=lambda i: i % 9 // 3)
        grids = self.layer(rows, "a.gpkg")
        first = Path(self.report(grids, "--threads", "1")).read_bytes()
        self.assertEqual(first, Path(self.report(grids, "--threads", "2")).read_bytes())
        turned = self.layer(rows[::-1], "c.gpkg")
        data = [json_of(text.decode(), name) for text in (first, Path(self.report(turned)).read_bytes())
                for name in ("map-data", "tables-data")]
        self.assertEqual(data[0], data[2])
        self.assertEqual(data[1]["grids"], data[3]["grids"])

    def test_an_existing_page_is_refused_and_survives(self):
        path = self.path("plan.html")
        Path(path).write_text("mine", encoding="utf-8")
        self.assert_refused(3, [self.grids, "-o", path], "$DIR/plan.html: the output exists already")

    def test_borders_are_stored_once_and_areas_are_right(self):
        _, tables, ground = self.page(self.layer(report_case.lattice(20, 20)))
        self.assertEqual(2 * 20 * 19 + 4 * 20 - 4, len(arcs_of(ground["arcs"])))
        step = tables["step_m"]
        for area in areas_of(ground):
            self.assertAlmostEqual(10000, area * step * step, delta=100 * 4 * tables["tolerance_m"])

    def test_holes_and_parts_are_kept(self):
        _, tables, ground = self.page(self.grids)
        step = tables["step_m"]
        areas = [area * step * step for area in areas_of(ground)]
        self.assertAlmostEqual(10000 - 400, areas[2], delta=300)
        self.assertAlmostEqual(10000 + 400, areas[3], delta=300)

    def test_layers_of_others_are_shown_with_what_they_have(self):
        plain = gridify_case.write_layer(self.dir / "other.gpkg", [
            (gridify_case.rectangle(case.WEST + 90 * i, case.SOUTH, case.WEST + 90 * i + 90, case.SOUTH + 90),
             {"nr": f"A{i}", "village": "V", "hh": 0}) for i in range(3)])
        _, tables, _ = self.page(plain, "--key", "nr", "--unit-field", "village", "--households-field", "hh")
        self.assertEqual([["A0", "A1", "A2"], ["A0", "A1", "A2"]], [tables["grids"]["code"], tables["grids"]["name"]])
        self.assertEqual([["V"], [3]], [tables["units"]["name"], tables["units"]["last"]])
        self.assertEqual([None, None], [tables["lineage"], tables["previous"]])
        self.assertNotIn("workload", tables["grids"])

    def test_what_lies_under_the_grids_is_drawn_where_it_is(self):
        rows = report_case.lattice(10, 10)
        west, south = case.WEST, case.SOUTH
        roads = gridify_case.write_layer(self.dir / "lines.gpkg", [
            (f"LINESTRING ({west} {south},{west + 500} {south + 0.1},{west + 1000} {south})", {"class": "primary"}),
            (f"LINESTRING ({west} {south + 100},{west + 1000} {south + 100})", {"class": "river"}),
            (f"LINESTRING ({west} {south + 200},{west + 1000} {south + 200})", {"class": "rail"}),
            (f"LINESTRING ({west + 90000} {south},{west + 91000} {south})", {"class": "far away"})])
        sites = gridify_case.write_layer(self.dir / "sites.gpkg", [
            (f"POINT ({west + 250} {south + 750})", {"n": 1}), (f"POINT ({west - 9000} {south})", {"n": 2})])
        _, tables, ground = self.page(self.layer(rows), "--barriers", roads, "--sites", sites, "--boundaries", self.grids,
                                      "--boundaries-layer", "grids")
        step = tables["step_m"]
        under = ground["background"]
        self.assertEqual({"road": [[(0, 0), (1000, 0)]], "water": [[(0, 100), (1000, 100)]], "rail": [[(0, 200), (1000, 200)]],
                          "other": []},
                         {kind: [[(round(x * step), round(y * step)) for x, y in line] for line in arcs_of(numbers)]
                          for kind, numbers in under["lines"].items()})
        self.assertEqual([250, 750], [round(value * step) for value in under["sites"]])
        self.assertEqual(2, under["sites_count"])
        self.assertTrue(under["boundaries"])

    def test_the_grids_before_and_what_became_of_them(self):
        rows = report_case.lattice(3, 1)
        codes = [fields["grid_code"] for _, fields in rows]
        lineage = [{"old_code": codes[0], "new_code": codes[0], "households": 200, "share": 0.5},
                   {"old_code": codes[0], "new_code": codes[1], "households": 100, "share": 0.25},
                   {"old_code": None, "new_code": codes[2], "households": 40, "share": 0},
                   {"old_code": "gone", "new_code": None, "households": 0, "share": 0}]
        before = self.layer(report_case.lattice(2, 1, side=150.0), "before.gpkg")
        _, tables, ground = self.page(self.layer(rows, lineage=lineage), "--previous", before)
        self.assertEqual({"moved": 100, "new": 40, "all": 340, "rows": [[2, "", 40], [1, codes[0], 100]]}, tables["lineage"])
        self.assertEqual([2, [300, 380]], [tables["previous"]["grids"], sorted(tables["previous"]["households"])])
        self.assertEqual(3, len(arcs_of(ground["background"]["previous"])))

    def test_too_many_lines_are_drawn_coarser_and_then_the_short_ones_left_out(self):
        side = 50000.0
        grids = self.layer(report_case.lattice(4, 3, side=side))

        def page(lines):
            rows = [("LINESTRING (" + ",".join(f"{case.WEST + x:.2f} {case.SOUTH + y:.2f}" for x, y in line) + ")", {"n": 1})
                    for line in lines]
            (self.dir / "lines.gpkg").unlink(missing_ok=True)
            return self.page(grids, "--barriers", gridify_case.write_layer(self.dir / "lines.gpkg", rows))[1:]
        # Borders are drawn to 10 m there, and these lines swing by 30 m.
        tables, ground = page([[(28 * i, 4000 * k + i % 2 * 30) for i in range(7001)] for k in range(30)])
        under = ground["background"]
        self.assertEqual([10, 40, 0], [round(value) for value in (
            tables["tolerance_m"], under["lines_tolerance_m"], under["lines_left_out"])])
        self.assertLess(sum(len(line) for line in arcs_of(under["lines"]["other"])), 7000)
        # These go to and fro over the whole map.
        anywhere = random.Random(1)
        tables, ground = page([[(anywhere.uniform(0, 4 * side), anywhere.uniform(0, 3 * side)) for _ in range(count)]
                               for count in (90000, 120000)])
        under = ground["background"]
        self.assertEqual([320, 1], [round(under["lines_tolerance_m"]), under["lines_left_out"]])
        self.assertAlmostEqual(120000, sum(len(line) for line in arcs_of(under["lines"]["other"])), delta=2000)

    def test_too_many_sites_are_left_out_and_counted(self):
        sites = gridify_case.write_layer(self.dir / "sites.gpkg", [
            (f"POINT ({case.WEST + i % 500} {case.SOUTH + i // 500})", {"n": i}) for i in range(50001)])
        _, _, ground = self.page(self.grids, "--sites", sites)
        self.assertEqual([None, 50001, 50000], [ground["background"][key] for key in ("sites", "sites_count", "most_sites")])


@unittest.skipUnless(case.GRIDEXPORT and gridify_case.GRIDIFY, "skipped: gridify or gridexport is not found")
class Scripts(unittest.TestCase):

    def test_every_text_is_there_in_both_languages_and_used(self):
        folder = Path(__file__).resolve().parents[2] / "data/report"
        text = (folder / "texts.js").read_text(encoding="utf-8")
        english, chinese = text.split("\n};")[0].split("\n  zh: {")
        names = [set(re.findall(r"^ {4}(\w+):", part, re.MULTILINE)) for part in (english, chinese)]
        of_sweep = (folder / "sweep_texts.js").read_text(encoding="utf-8").split("Object.assign(")[1:]
        for own, part in zip(names, of_sweep, strict=True):
            own |= set(re.findall(r"^ {2}(\w+):", part, re.MULTILINE))
        self.assertEqual(names[0], names[1])
        scripts = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.js"))
        used = set(re.findall(r"\bt\(\s*'(\w+)'", scripts))
        self.assertEqual(set(), used - names[0])
        # By other ways; of a sweep by its goal.
        listed = {name for name in names[0] if re.match("sweep(Rule)?(Target|Grids|Tolerance|Hours|Workers)$", name)}
        listed |= {"labels", "lines", "boundaries", "sites", "issues", "micro", "previousBorders", "locale"}
        self.assertEqual(set(), names[0] - used - listed)

    def test_no_script_makes_markup_of_text(self):
        folder = Path(__file__).resolve().parents[2] / "data/report"
        for path in folder.glob("*.js"):
            for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
                code = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
                self.assertNotIn(word, code, path.name)


if __name__ == "__main__":
    unittest.main()
