"""The sample that the project carries: always runs."""

import buildings
import support

MUNICIPALITIES = support.SAMPLE / "municipalities.shp"


def sample(name):
    return support.SAMPLE / f"{name}.fgb"


class Sample(buildings.Buildings):
    """As the demo divides it."""

    options = [MUNICIPALITIES, "--sites", sample("buildings"), "--barriers", sample("roads"),
               "--barriers", sample("railways"), "--hard-barriers", "class = 'rail'",
               "--barriers", sample("waterways"), "--hard-barriers", "class = 'river'"]
    units, code_field = (MUNICIPALITIES, None), "unit_code"
    buildings_source = (sample("buildings"), None)
    barriers = [(sample(name), None) for name in ("roads", "railways", "waterways")]
    expected_households, expected_outside = 10_350, (9, 4)
    least_share = 0.6

    def test_a_site_outside_every_unit_is_reported(self):
        self.assertEqual(4, sum(finding["code"] == "site_outside" for finding in self.findings()))


if __name__ == "__main__":
    support.run_tests(MUNICIPALITIES)
