"""CSV files in which the reader would lose rows or cells in silence, and those that only look like it."""

import unittest

from table_case import TableCase, positions


class Rows(TableCase):

    HEADER = "id,address,x,y,households"
    QUOTING = "close the quotation mark, or leave it out; inside a quoted cell it is written twice"

    def lines(self):
        return [self.HEADER, *(f"{i},street {i},{x},{y},{h}" for i, (x, y, h) in enumerate(positions()))]

    def sites_with(self, changes, end="\n"):
        """A table with other lines in the place of some, numbered from 1."""
        lines = self.lines()
        for number, change in changes.items():
            lines[number - 1] = change(lines[number - 1])
        return self.text("sites.csv", end.join(lines) + end)

    def assert_lost(self, sites, message, hint):
        self.assert_refused(3, self.words(sites, "-O"), "$DIR/sites.csv (layer sites): " + message, hint)

    def assert_whole(self, sites, *more):
        self.assert_done(*self.words(sites, "--effort", "fast", "-O", *more))
        self.assertEqual(sum(h for _, _, h in positions()), self.households())

    @staticmethod
    def opened(line):
        return line.replace("street", '"street')

    def test_a_quotation_mark_that_nothing_closes_is_refused_with_its_line(self):
        for end in ("\n", "\r\n", "\r"):
            self.assert_lost(self.sites_with({12: self.opened}, end), "line 12: the quotation mark that opens here is never "
                             "closed, so that the lines behind it are lost", self.QUOTING)

    def test_quotation_marks_that_close_far_below_are_refused_with_their_line(self):
        closed = "line 101: the quotation mark that opens here is closed {}, so that the lines behind it are lost"
        other = closed.format("by another in line 121 only")
        self.assert_lost(self.sites_with({101: self.opened, 121: self.opened}), other, self.QUOTING)
        inches = lambda line: line.replace("street", '5" pipe')
        self.assert_lost(self.sites_with({101: inches, 121: inches}), other, self.QUOTING)
        both = closed.format("in line 121 only, and both are rows")
        self.assert_lost(self.sites_with({101: self.opened, 121: lambda line: line.replace("street 119", 'street"')}), both,
                         self.QUOTING)

    def test_a_roster_is_no_different(self):
        lines = ["household,name,x,y,persons", *(f"{i},person,{x},{y},1" for i, (x, y, _) in enumerate(positions()))]
        for number in (101, 121):
            lines[number - 1] = lines[number - 1].replace("person", '"person')
        sites = self.text("sites.csv", "\n".join(lines) + "\n")
        self.assert_refused(3, self.words(sites, "--household-id", "household"), "$DIR/sites.csv (layer sites): line 101: the "
                            "quotation mark that opens here is closed by another in line 121 only, so that the lines behind it "
                            "are lost", self.QUOTING)

    def test_cells_with_line_breaks_and_quotation_marks_are_read(self):
        cells = ['"5, Main Street\nsecond floor, left"', '"one\r\n\r\ntwo, three\n"', '"a ""quoted"" name"', '"\n"', 'a "b" c',
                 ' "padded\nwith, spaces" ', '"1,2,3,4\nnext"']
        changes = {20 + i: lambda line, cell=cell: line.replace(f"street {line.split(',')[0]}", cell)
                   for i, cell in enumerate(cells)}
        self.assert_whole(self.sites_with(changes))
        rows = [[f"POLYGON (({x} {y},\n{float(x) + 5} {y},\n{x} {float(y) + 5},\n{x} {y}))", h] for x, y, h in positions()]
        self.assert_whole(self.table("wkt.csv", ["WKT", "households"], rows))

    def test_cells_behind_the_last_column_are_refused_but_empty_ones_are_nothing(self):
        self.assert_whole(self.sites_with({9: lambda line: line + ",,", 10: lambda line: line + ", ,"}))
        self.assert_lost(self.sites_with({9: lambda line: line.replace("street", "flat 3, street")}),
                         "line 9: there are 6 cells, but the table has 5 columns", "quote cells that hold a separator")

    def test_bytes_that_end_a_line_for_the_reader_only_are_refused(self):
        self.assert_lost(self.sites_with({30: lambda line: line.replace("street", "str\0eet")}),
                         "line 30: there is a NUL byte, which would hide the rest of the line", "export it again")
        self.assert_lost(self.sites_with({30: lambda line: line.replace("street", "str\reet")}),
                         "line 30: a carriage return ends the line in the middle of a row", "take it out, or quote the cell")

    def test_line_ends_of_all_kinds_are_read(self):
        for end in ("\n", "\r\n", "\r", "\r\r\n"):
            self.assert_whole(self.sites_with({}, end))
        lines = self.lines()
        self.assert_whole(self.text("sites.csv", "\n".join(lines[:50]) + "\r\n" + "\r\n".join(lines[50:])))

    def test_other_separators_are_read(self):
        for separator in ";\t":
            lines = [line.replace(",", separator) for line in self.lines()]
            self.assert_whole(self.text("sites.csv", "\n".join(lines) + "\n"))
            lines[8] = lines[8].replace("street", f"flat{separator}street")
            self.assert_lost(self.text("sites.csv", "\n".join(lines) + "\n"),
                             "line 9: there are 6 cells, but the table has 5 columns", "quote cells that hold a separator")


if __name__ == "__main__":
    unittest.main()
