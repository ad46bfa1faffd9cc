"""The HTML page in a real Chromium: it loads nothing, it can be sorted, pointed at, used with the keyboard and printed."""

import re
import shutil
import socket
import subprocess
import unittest

import chromium
import gridexport_case as case
import gridify_case
import report_case

if not chromium.MISSING:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys
else:
    print(chromium.MISSING)

# In pixels from the middle of the map: where a point of the plan, in steps, is shown.
WHERE = """
const [x, y] = arguments; const {map, plan} = gridReport;
const p = map.latLngToContainerPoint([y * plan.step, x * plan.step]);
return [p.x - map.getSize().x / 2, p.y - map.getSize().y / 2];
"""
MIDDLE_OF = """
const p = gridReport.plan.labelAt(gridReport.model.grids.name.indexOf(arguments[0]));
return [p.x, p.y];
"""


class Page(report_case.BrowserCase):

    def point_at(self, name, click=False):
        # Selenium counts from the middle of what is in view.
        self.browser.run("document.getElementById('map').scrollIntoView({block: 'center', behavior: 'instant'})")
        right, down = self.browser.run(WHERE, *self.browser.run(MIDDLE_OF, name))
        actions = ActionChains(self.browser.driver, duration=0).move_to_element_with_offset(
            self.element("#map"), round(right), round(down))
        (actions.click() if click else actions).perform()

    def town(self, **fields):
        rows = report_case.lattice(4, 3, unit_of=lambda i: i % 4 // 2)
        for row in rows:
            row[1].update(fields)
        return self.layer(rows, run=[("tolerance", "0.1"), ("min", "300"), ("max", "500")], issues=[
            (f"POINT ({case.WEST + 50} {case.SOUTH + 50})",
             {"code": "limit_missed", "severity": "warning", "unit_code": "", "grid_code": "420100000000000", "message": "m"})])

    def test_it_opens_from_a_file_without_a_request_or_a_complaint(self):
        path = self.show(self.town(), "--title", "东湖街道 & <计划>")
        self.assertEqual("东湖街道 & <计划>", self.browser.driver.title)
        self.assertEqual("东湖街道 & <计划>", self.text("h1"))
        figures = self.text("#summary dl").split("\n")
        self.assertEqual(["Units", "2", "Grids", "12"], figures[:4])
        self.assertIn("Within ±10%", figures)
        self.assertIn("Within the limits", figures)
        self.assertEqual(12, len(self.column("grid-table", 0)))
        self.point_at("第3网格", click=True)
        self.settle()
        self.assert_calm(path)

    def test_its_policy_stops_what_a_mistake_would_load_or_run(self):
        self.show(self.town())
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        listener.settimeout(0.5)
        self.browser.run("""
            window.stopped = [];
            const address = `http://127.0.0.1:${arguments[0]}/`;
            document.addEventListener('securitypolicyviolation', (event) => stopped.push(event.effectiveDirective));
            const image = document.createElement('img'); image.src = address;
            const script = document.createElement('script'); script.textContent = 'document.title = "ran"';
            const frame = document.createElement('iframe'); frame.src = address;
            const style = document.createElement('style'); style.textContent = 'body { display: none }';
            document.body.append(image, script, frame, style);""", listener.getsockname()[1])
        self.browser.wait("window.stopped.length === 4")
        self.assertEqual(["frame-src", "img-src", "script-src-elem", "style-src-elem"],
                         sorted(self.browser.run("return stopped")))
        self.assertNotEqual("ran", self.browser.driver.title)
        # Chromium may connect ahead for a frame, before it looks at the policy; but it asks for nothing.
        asked = b""
        try:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(0.5)
                asked = connection.recv(100)
        except TimeoutError:
            pass
        self.assertEqual(b"", asked)

    def test_markup_in_every_text_does_nothing(self):
        hostile = report_case.HOSTILE
        rows = report_case.lattice(3, 2, unit_of=lambda i: i)
        for i, (_, fields) in enumerate(rows):
            fields.update(grid_code=f"{i} {hostile[i]}", grid_name=hostile[i], unit_code=f"{i} {hostile[i]}",
                          unit_name=hostile[i])
        rows[0][1]["kind"] = hostile[0]
        point = f"POINT ({case.WEST + 50} {case.SOUTH + 50})"
        issues = [(point, {"code": text, "severity": text, "unit_code": text, "grid_code": text, "message": text})
                  for text in (*hostile, "constructor", "__proto__")]
        lineage = [{"old_code": text, "new_code": f"0 {hostile[0]}", "households": 3, "share": 0.5} for text in hostile]
        grids = self.layer(rows, run=[(text, text) for text in hostile], issues=issues, lineage=lineage)
        lines = gridify_case.write_layer(self.dir / "lines.gpkg", [
            (f"LINESTRING ({case.WEST} {case.SOUTH},{case.WEST + 300} {case.SOUTH + 150})", {"class": hostile[0]})])
        path = self.show(grids, "--title", "".join(hostile[:5]), "--barriers", lines)
        for name in hostile:
            self.point_at(name, click=True)
        self.browser.run("gridReport.select(gridReport.model.grids.name.indexOf(arguments[0]), false)", hostile[0])
        self.browser.run("document.querySelectorAll('thead button, #finding-table .link').forEach((button) => button.click());"
                         "document.querySelectorAll('details').forEach((one) => { one.open = true; });")
        self.assertIn(hostile[0], self.text(".chosen"))
        self.assertEqual(sorted(hostile), sorted(set(self.column("grid-table", 1))))
        self.assertEqual("".join(hostile[:5]), self.browser.driver.title)
        self.assertEqual([0, 0, 4], self.browser.run(
            "return [document.querySelectorAll('img').length, document.querySelectorAll('svg[onload]').length,"
            " document.scripts.length + 2]"))
        self.assert_calm(path)

    def test_tables_are_sorted_by_mouse_and_keyboard_over_all_rows(self):
        rows = report_case.lattice(60, 2)
        expected = sorted((fields["households"] for _, fields in rows))
        self.show(self.layer(rows))
        head = self.element("#grid-table th[data-column=households]")
        button = head.find_element("css selector", "button")
        first = lambda: [int(text) for text in self.column("grid-table", 4)]
        self.assertEqual("none", head.get_attribute("aria-sort"))
        button.click()
        self.assertEqual("ascending", head.get_attribute("aria-sort"))
        self.assertEqual(expected[:50], first())
        button.send_keys(Keys.ENTER)
        self.assertEqual("descending", head.get_attribute("aria-sort"))
        self.assertEqual(expected[:-51:-1], first())
        button.send_keys(Keys.SPACE)
        self.assertEqual("ascending", head.get_attribute("aria-sort"))
        other = self.element("#grid-table th[data-column=name]")
        other.find_element("css selector", "button").send_keys(Keys.SPACE)
        self.assertEqual(["ascending", "none"], [other.get_attribute("aria-sort"), head.get_attribute("aria-sort")])
        self.assertEqual([f"第{i}网格" for i in range(50)], self.column("grid-table", 1), "numbers in names count as numbers")
        self.element("#grid-table").find_element("xpath", "../..//button[.='Next']").click()
        self.assertEqual([f"第{i}网格" for i in range(50, 100)], self.column("grid-table", 1))
        self.element("#grid-search").send_keys("第7")
        self.assertEqual([f"第{i}网格" for i in (7, *range(70, 80))], self.column("grid-table", 1))

    def test_the_pointer_shows_a_grid_and_a_click_chooses_it(self):
        self.show(self.town())
        self.point_at("第6网格")
        self.browser.wait("document.querySelector('.grid-tip')")
        self.assertEqual(["第6网格", "420100000001" + "00006"], self.text(".grid-tip").split("\n")[:2])
        self.point_at("第9网格", click=True)
        self.assertIn("第9网格", self.text(".chosen"))
        self.assertEqual("第9网格", self.text("#grid-table tr[aria-current=true] td"))

    def test_a_mark_on_the_map_and_a_row_tell_of_a_finding(self):
        self.show(self.town())
        self.point_at("第0网格", click=True)
        self.assertEqual(["warning: A grid has too few or too many households", "m"], self.text(".leaflet-popup-content").split("\n")[:2])
        self.browser.run("gridReport.map.closePopup()")
        self.element("#finding-table .link").click()
        self.assertIn("m", self.text(".leaflet-popup-content").split("\n"))

    def test_before_and_after_in_chinese(self):
        rows = report_case.lattice(3, 2)
        codes = [fields["grid_code"] for _, fields in rows]
        lineage = [{"old_code": old, "new_code": new, "households": 100, "share": 0.5}
                   for old, new in zip(codes, (*codes[:4], codes[0], codes[0]))]
        before = self.layer(report_case.lattice(2, 2), "before.gpkg")
        path = self.show(self.layer(rows, run=[("tolerance", "0.1")], lineage=lineage), "--previous", before, "--language", "zh")
        figures = self.text("#changes dl").split("\n")
        self.assertEqual(["更换网格的户数", "200", "33.3%"], figures[:3])
        self.assertEqual(["网格", "4", "6", "+2"], self.text("#changes tbody tr").split(" "))
        self.assertEqual([2, 2], self.browser.run("return [document.querySelectorAll('.chart .before').length,"
                                                  " document.querySelectorAll('.chart').length]"))
        self.element("input[value=moved]").click()
        self.settle()
        self.assertIn("由其他网格调入的户数", self.text(".legend"))
        self.assert_calm(path)

    def test_layers_with_little_in_them_are_shown(self):
        one = report_case.lattice(1, 1, households=lambda i: 0)
        dedicated = report_case.lattice(2, 2)
        for _, fields in dedicated:
            fields["kind"] = "dedicated"
        for name, rows in (("one.gpkg", one), ("dedicated.gpkg", dedicated)):
            path = self.show(self.layer(rows, name))
            self.point_at("第0网格", click=True)
            self.assertIn("第0网格", self.text(".chosen"))
            self.assertNotIn("NaN", self.text("body"))
            self.assertNotIn("undefined", self.text("body"))
            self.assert_calm(path)

    def test_a_row_shows_its_grid_on_the_map(self):
        self.show(self.layer(report_case.lattice(60, 60)))
        self.assertEqual(0, self.browser.run("return gridReport.map.getZoom()"))
        self.element("#grid-table .link").click()
        self.settle()
        seen = "const {map, plan} = gridReport; const b = plan.shapes.boxes.subarray(0, 4).map((v) => v * plan.step);" \
               "return [map.getZoom() > 1, map.getBounds().contains([[b[1], b[0]], [b[3], b[2]]])," \
               " !map.getBounds().contains([[b[1] + 2000, b[0] + 2000]])]"
        self.assertEqual([True, True, True], self.browser.run(seen))
        self.assertIn("第0网格", self.text(".chosen"))
        self.assertEqual("420100000000" + "00000", self.text("#grid-table tr[aria-current=true] th"))

    def test_the_keyboard_reaches_map_and_tables(self):
        self.show(self.town())
        reached = []
        for _ in range(60):
            self.browser.driver.switch_to.active_element.send_keys(Keys.TAB)
            reached.append(self.browser.run("const a = document.activeElement; return a.id || a.className || a.textContent"))
        self.assertEqual("skip", reached[0])
        places = [reached.index(name) for name in ("map", "finding-table", "grid-search") if name in reached]
        self.assertEqual(places, sorted(places))
        self.assertIn("map", reached)
        self.assertIn("grid-search", reached)
        self.assertIn("link", reached)
        self.element("#map").send_keys(Keys.ENTER)
        middle = self.browser.run("const {map, plan} = gridReport; const c = map.getCenter();"
                                  "return plan.model.grids.name[plan.index.at(c.lng / plan.step, c.lat / plan.step)]")
        self.assertIn(middle, self.text(".chosen"))
        before = self.browser.run("return gridReport.map.getCenter().lng")
        self.element("#map").send_keys("+")
        self.browser.wait("gridReport.map.getZoom() > 0")
        self.element("#map").send_keys(Keys.ARROW_RIGHT)
        self.browser.wait("gridReport.map.getCenter().lng > arguments[0]", before)
        self.assertNotEqual("none", self.browser.run("const link = document.querySelector('.link'); link.focus();"
                                                     "return getComputedStyle(link).outlineStyle"))

    @unittest.skipUnless(shutil.which("pdftotext") and shutil.which("pdftoppm"),
                         "skipped: pdftotext and pdftoppm are not found; the package poppler-utils is not installed")
    def test_print_holds_the_map_and_all_rows(self):
        rows = report_case.lattice(30, 10, unit_of=lambda i: i % 30 // 3)
        self.show(self.layer(rows, run=[("tolerance", "0.1")]), "--title", "打印 Print")
        pdf = self.dir / "page.pdf"
        pdf.write_bytes(self.browser.pdf())
        text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True).stdout.decode()
        self.assertIn("打印 Print", text)
        self.assertEqual([], [fields["grid_code"] for _, fields in rows if fields["grid_code"] not in text])
        self.assertEqual(10, len(set(re.findall(r"^ *社区(\d) ", text, re.MULTILINE))))
        pages = text.split("\f")[:-1]
        heads = [page for page in pages if "Compactness" in page and re.search("4201\\d{13}", page)]
        self.assertEqual([page for page in pages if re.search("4201\\d{13}", page)], heads, "each page has the heads of its table")
        subprocess.run(["pdftoppm", "-r", "50", "-f", "1", "-l", "1", pdf, self.dir / "page"], check=True)
        picture = next(self.dir.glob("page*.ppm")).read_bytes()
        header = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", picture)
        pixels = picture[header.end():]
        colours = {pixels[i:i + 3] for i in range(0, len(pixels), 3)}
        near = lambda colour: any(max(abs(a - b) for a, b in zip(colour, other)) <= 4 for other in colours)
        for colour in ("86b1db", "f0a765"):  # classes of deviation: fewer and more
            self.assertTrue(near(bytes.fromhex(colour)), f"{colour} is nowhere on the first page")
        self.assertEqual(50, len(self.column("grid-table", 0)), "the table is folded again after printing")


class Large(report_case.BrowserCase):

    def test_ten_thousand_grids_are_one_page_of_a_table_and_a_few_tiles(self):
        rows = report_case.lattice(100, 100, unit_of=lambda i: i % 100 // 10)
        path = self.show(self.layer(rows))
        self.assertEqual(50, len(self.column("grid-table", 0)))
        self.assertEqual("Rows 1 to 50 of 10,000", self.text("#grid-list .status"))
        self.assertLess(self.browser.run("return document.querySelectorAll('*').length"), 2500)
        self.assertLessEqual(self.browser.run("return document.querySelectorAll('#map canvas').length"), 24)
        self.element("#grid-table th[data-column=households] button").click()
        expected = sorted(((fields["households"], i) for i, (_, fields) in enumerate(rows)))
        self.assertEqual([f"第{i}网格" for _, i in expected[:50]], self.column("grid-table", 1))
        found = self.browser.run("""const {index, labelAt} = gridReport.plan; let right = 0;
            for (let i = 0; i < 10000; ++i) { const p = labelAt(i); right += index.at(p.x, p.y) === i; } return right;""")
        self.assertEqual(10000, found, "each grid is found by a point of it")
        self.browser.run("gridReport.map.panBy([300, 200], {animate: false})")
        self.settle()
        self.assert_calm(path)


if __name__ == "__main__":
    unittest.main()
