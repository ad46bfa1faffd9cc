"""Liechtenstein: buildings as sites; roads, railways and waterways as barriers."""

import buildings
import support

FILE = support.DATA / "liechtenstein.gpkg"


class Liechtenstein(buildings.Buildings):
    options = [FILE, "--layer", "municipality", "--code-field", "name", "--name-field", "name",
               "--sites", FILE, "--sites-layer", "building", "--site-reach", 100,
               "--barriers", FILE, "--barriers-layer", "road",
               "--barriers", FILE, "--barriers-layer", "railway", "--hard-barriers", "1=1",
               "--barriers", FILE, "--barriers-layer", "waterway", "--hard-barriers", "class='river'"]
    units, code_field = (FILE, "municipality"), "name"
    buildings_source = (FILE, "building")
    barriers = [(FILE, "road"), (FILE, "railway"), (FILE, "waterway")]
    expected_households, expected_outside = 20_496, (0, 0)
    least_share = 0.6

    def test_sites_given_to_the_nearest_unit_are_reported(self):
        """33 buildings with 41 households lie outside every municipality, none of them farther than 100 m."""
        adopted = [finding for finding in self.findings() if finding["code"] == "site_adopted"]
        self.assertEqual(33, len(adopted))


if __name__ == "__main__":
    support.run_tests(FILE)
