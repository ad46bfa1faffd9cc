"""Tottori: census areas with attributes in CP932, the cities being the groups of areas with the same number."""

import functools

import layer_contract as contract
import support

TOTTORI = support.DATA / "tottori" / "tottori.shp"


class Tottori(support.GivenCells):
    options = ["--cells", TOTTORI, "--unit-field", "CITY", "--name-field", "GST_NAME", "--encoding", "CP932", "--target", 400]
    households_field, persons_field = "SETAI", "JINKO"

    @classmethod
    def read_cells(cls):
        return contract.features(TOTTORI, options=["ENCODING=CP932"])

    @classmethod
    @functools.cache
    def outlines(cls):
        cities = {}
        for fields, polygons, _ in cls.cells():
            cities.setdefault(fields["CITY"], []).extend(polygons)
        return {city: contract.outline_of(contract.segments_of(polygons)) for city, polygons in cities.items()}

    def test_all_households_are_kept(self):
        self.assertEqual(216_894, self.sum_of("households"))

    def test_names_are_readable(self):
        names = {grid.unit: grid.fields["unit_name"] for grid in self.grids}
        want = {fields["CITY"]: fields["GST_NAME"] for fields, _, _ in self.cells()}
        self.assertEqual(want, names)
        self.assertEqual("鳥取市", names["201"])
        self.none([grid.fields["grid_name"] for grid in self.grids
                   if not grid.fields["grid_name"].startswith(grid.fields["unit_name"])])


if __name__ == "__main__":
    support.run_tests(TOTTORI)
