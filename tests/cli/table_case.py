"""What the tests of tables share: the town's sites and its persons as rows, and ways to write them."""

import random
import zipfile
from xml.sax.saxutils import escape

from osgeo import ogr

import gridify_case as case


def positions(per_unit=60, units=4, seed=1):
    """x, y and households of the sites of gridify_case.site_rows(), in order."""
    sites = []
    for wkt, fields in case.site_rows(per_unit, units, seed):
        x, y = wkt[len("POINT ("):-1].split(" ")
        sites.append((x, y, fields["households"]))
    return sites


def csv_text(header, rows, separator=","):
    def cell(value):
        text = "" if value is None else str(value)
        return '"' + text.replace('"', '""') + '"' if any(c in text for c in separator + '"\n') else text
    return "".join(separator.join(cell(value) for value in row) + "\n" for row in [header, *rows])


def persons(seed=3, per_unit=1200, units=4):
    """A roster: (household, person, x, y), several persons a household, all of them at its place."""
    chance = random.Random(seed)
    rows = []
    for unit in range(units):
        west, south = case.corner(unit)
        for number in range(per_unit):
            if number % 12 == 0:  # twelve households in each building
                x = west + chance.randint(50, 5950) / 10
                y = south + chance.randint(50, 5950) / 10
            for person in range(chance.randint(1, 5)):
                rows.append((f"{unit}{number:05}", f"p{unit}-{number}-{person}", x, y))
    return rows


def write_sheets(path, driver, sheets):
    """Sheets by name, each a list of rows of values; text is text, numbers are numbers, None is an empty cell."""
    dataset = ogr.GetDriverByName(driver).CreateDataSource(str(path))
    for name, (header, *rows) in sheets.items():
        layer = dataset.CreateLayer(name, None, ogr.wkbNone)
        for index, field in enumerate(header):
            values = [row[index] for row in rows if row[index] is not None]
            layer.CreateField(ogr.FieldDefn(field, case.field_type(values) if values else ogr.OFTString))
        for row in rows:
            feature = ogr.Feature(layer.GetLayerDefn())
            for index, value in enumerate(row):
                if value is not None:
                    feature.SetField(index, value)
            layer.CreateFeature(feature)
    del dataset
    return str(path)


def write_raw_xlsx(path, rows):
    """A workbook as other programs write it: cells are given as XML, so that formulas and bare numbers can be had."""
    def cell(column, number, value):
        where = f'r="{chr(ord("A") + column)}{number}"'
        if value is None:
            return ""
        if isinstance(value, tuple):  # formula, its value
            return f"<c {where}><f>{escape(value[0])}</f><v>{value[1]}</v></c>"
        if isinstance(value, str):
            return f'<c {where} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        return f"<c {where}><v>{value}</v></c>"

    data = "".join(f'<row r="{n}">' + "".join(cell(c, n, v) for c, v in enumerate(row)) + "</row>"
                   for n, row in enumerate(rows, 1))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Sheet1" sheetId="1" '
        'r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{data}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w") as book:
        for name, text in parts.items():
            book.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)
    return str(path)


class TableCase(case.GridifyCase):
    """A test with tables in its folder."""

    def text(self, name, text, encoding="utf-8"):
        path = self.dir / name
        path.write_bytes(text.encode(encoding))
        return str(path)

    def table(self, name, header, rows, separator=",", encoding="utf-8"):
        return self.text(name, csv_text(header, rows, separator), encoding)

    def crs(self):
        return ["--input-crs", f"EPSG:{case.TOWN_CRS}"]

    def words(self, sites, *more, out=None):
        return [self.units, "--sites", sites, *self.crs(), "-o", out or self.out, *more]

    def grids(self, path=None):
        """Everything of the grids but the geometry itself, which is compared as WKB."""
        rows = case.read_layer(path or self.out, "grids")
        return [{**row, "": bytes(row[""].ExportToWkb())} for row in rows]
