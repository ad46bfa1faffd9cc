"""Taipei: the same in all twelve towns at once, the grids shared among them in proportion to households."""

import functools

import layer_contract as contract
import support

TAIPEI = support.DATA / "taipei.gpkg"
COUNT = 907


class Taipei(support.GivenCells):
    options = [TAIPEI, "--layer", "town", "--cells", TAIPEI, "--cells-layer", "unit", "--grids", COUNT, "--tolerance", "0.10"]
    households_field, persons_field = "H_CNT", "P_CNT"

    @classmethod
    def read_cells(cls):
        return contract.features(TAIPEI, "unit")

    @classmethod
    @functools.cache
    def outlines(cls):
        return support.outlines_of_units(TAIPEI, "town", "CODE")

    def test_there_are_as_many_grids_as_asked_with_all_households(self):
        self.assertEqual(COUNT, len(self.grids))
        self.assertEqual(1_048_986, self.sum_of("households"))

    def test_towns_have_grids_in_proportion_to_their_households(self):
        """No town is a whole grid away from its share."""
        for unit, members in contract.by_unit(self.grids).items():
            share = COUNT * sum(grid.fields["households"] for grid in members) / 1_048_986
            self.assertLess(abs(len(members) - share), 1, unit)

    def test_a_grid_outside_its_limits_is_reported(self):
        """No grid is more than 10 % off the mean of its town, but one that is a single cell heavier than that."""
        far = [grid for grid in self.grids if abs(grid.fields["dev_hh"]) > 0.10]
        for grid in far:
            support.figure(f"{grid.code}: {grid.fields['households']} households in {grid.fields['sites']} cells")
        support.figure(f"{self.border_km():.3f} km of border between grids of a town")
        self.none([grid.code for grid in far if grid.fields["sites"] != 1 or grid.fields["dev_hh"] < 0])
        self.assertEqual({finding["grid_code"] for finding in self.findings() if finding["code"] == "heavy_cell"},
                         {grid.code for grid in far})


if __name__ == "__main__":
    support.run_tests(TAIPEI)
