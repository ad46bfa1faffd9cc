"""Da'an, Taipei: census areas as cells, the number of grids of the official zoning."""

import functools

import layer_contract as contract
import support

DAAN = support.DATA / "daan.gpkg"


class Daan(support.GivenCells):
    options = [DAAN, "--layer", "town", "--cells", DAAN, "--cells-layer", "unit", "--grids", 107, "--tolerance", "0.10"]
    households_field, persons_field = "H_CNT", "P_CNT"

    @classmethod
    def read_cells(cls):
        return contract.features(DAAN, "unit")

    @classmethod
    @functools.cache
    def outlines(cls):
        return support.outlines_of_units(DAAN, "town", "CODE")

    def test_there_are_as_many_grids_as_asked_with_all_households(self):
        self.assertEqual(107, len(self.grids))
        self.assertEqual(120_675, self.sum_of("households"))

    def test_a_grid_outside_its_limits_is_reported(self):
        """No grid is more than 10 % off the mean, but one that is a single cell heavier than that."""
        far = [grid for grid in self.grids if abs(grid.fields["dev_hh"]) > 0.10]
        for grid in far:
            support.figure(f"{grid.code}: {grid.fields['households']} households in {grid.fields['sites']} cells")
        self.none([grid.code for grid in far if grid.fields["sites"] != 1 or grid.fields["dev_hh"] < 0])
        self.assertEqual({finding["grid_code"] for finding in self.findings() if finding["code"] == "heavy_cell"},
                         {grid.code for grid in far})

    def test_borders_are_not_longer_than_those_of_the_official_zoning(self):
        support.figure(f"{self.border_km():.3f} km of border between grids")
        self.assertLessEqual(self.border_km(), 71.7)


if __name__ == "__main__":
    support.run_tests(DAAN)
