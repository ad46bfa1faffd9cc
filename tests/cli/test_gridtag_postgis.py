"""gridexport --to lookup and --to postgis-tagging in a PostgreSQL of its own: the same grids as gridtag's."""

import subprocess
import unittest

from postgis_case import PostgisCase
from test_gridtag_lookup import GRIDEXPORT, LookupCase, points_of


@unittest.skipUnless(GRIDEXPORT, "skipped: gridexport is not found; name it in GRIDEXPORT")
class InPostgis(PostgisCase, LookupCase):
    def load_records(self, points):
        self.sql("CREATE TABLE records (id bigint PRIMARY KEY, x double precision, y double precision);\nCOPY records FROM STDIN CSV;\n" +
                 "".join(f"{i},{x!r},{y!r}\n" for i, (x, y, _) in enumerate(points)) + "\\.\nANALYZE records;\n")

    def answers(self, columns):
        return [row.split("|") for row in self.sql(f"SELECT {columns} FROM tagged ORDER BY id;")]

    def test_integers_and_ranges_decide_as_gridtag_does(self):
        points = points_of(self.grids, 30000, 3000, seed=3)
        self.make_lookup()
        self.load_records(points)
        self.sql(f"\\cd {self.dir}\n\\i cover.postgresql.sql\n")
        self.assertGreater(self.judge(points, [(code or None, decided == "1") for code, decided in self.answers("grid_code, decided")]), 200)

    def test_pieces_with_one_index(self):
        points = points_of(self.grids, 5000, 0, seed=4)
        done = subprocess.run([GRIDEXPORT, self.grids, "-o", self.pg, "--output-layer", "gov.grids"], capture_output=True, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        done = subprocess.run([GRIDEXPORT, self.grids, "--to", "postgis-tagging", "--output-layer", "gov.grids", "-o", self.path("tagging.sql")],
                              capture_output=True, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        self.load_records(points)
        self.sql(f"SET client_min_messages = warning;\n\\i {self.path('tagging.sql')}\n")
        self.assertEqual(self.gridtag_of(points), [row[0] for row in self.answers("grid_code, id")])


if __name__ == "__main__":
    unittest.main()
