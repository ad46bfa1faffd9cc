"""What gridify writes is clean under gridcheck, held against all that it was made from, and both find the same."""

import pathlib
import unittest

import gridcheck_support as check
import layer_contract as contract
import sample_test
import support

FOR_BOTH = ("--sites", "--sites-layer", "--cells", "--cells-layer", "--site-reach", "--barriers", "--barriers-layer",
            "--hard-barriers", "--encoding", "--target", "--tolerance")
OF_BOUNDARIES = {"--layer": "--boundaries-layer", "--code-field": "--boundaries-code"}


def words_for_gridcheck(options):
    """The options of gridify as those of gridcheck: inputs and sizes."""
    words, options = [], list(options)
    if not str(options[0]).startswith("--"):
        words += ["--boundaries", options.pop(0)]
    for name, value in zip(options[::2], options[1::2]):
        if name in FOR_BOTH:
            words += [name, value]
        elif name in OF_BOUNDARIES and words[:1] == ["--boundaries"]:
            words += [OF_BOUNDARIES[name], value]
        elif name == "--grids":
            words += ["--skip", "limit_missed,unit_too_small,no_fitting_count"]
    return words


class Own(unittest.TestCase):

    def agree(self, options, outside=0):
        folder = check.gridify(*options)
        self.addCleanup(folder.cleanup)
        path = pathlib.Path(folder.name) / "grids.gpkg"
        report = check.gridcheck(path, *words_for_gridcheck(options))
        findings = report["findings"]
        errors = check.errors_of_grids(findings)
        self.assertEqual([], errors, check.shown(errors))
        self.assertEqual(min(1, outside), report["exit_code"])
        told = [fields for fields, _ in contract.features(path, "issues")]

        def by(code, field, of):
            return {finding[field] for finding in of if finding["code"] == code}

        self.assertEqual(outside, sum(finding["code"] == "site_outside" for finding in findings))
        if "--grids" not in options:
            self.assertEqual(by("heavy_cell", "grid_code", told), by("heavy_cell", "grid_code", findings))
            self.assertEqual(by("unit_too_small", "unit_code", told), by("unit_too_small", "unit_code", findings))
            # gridify chooses numbers between hard barriers, gridcheck looks at the unit as a whole.
            self.assertLessEqual(by("no_fitting_count", "unit_code", findings), by("no_fitting_count", "unit_code", told))
            self.assertLessEqual(by("limit_missed", "grid_code", told), by("limit_missed", "grid_code", findings))
        self.assertEqual(by("tolerance_missed", "grid_code", told), by("tolerance_missed", "grid_code", findings))
        # gridify tells of parts between barriers as small as they come, gridcheck of those where somebody lives.
        self.assertLessEqual(by("hard_barrier_spanned", "unit_code", findings),
                             by("hard_barrier_spanned", "unit_code", told))
        kinds = sorted({finding["code"] for finding in findings})
        support.figure(f"{report['grids']} grids, {len(report['checks_run'])} checks, no error, {len(findings)} warnings {kinds}")

    def test_sample(self):
        self.agree(sample_test.Sample.options, outside=4)

    def test_liechtenstein(self):
        check.need(self, support.DATA / "liechtenstein.gpkg")
        import liechtenstein_test
        self.agree(liechtenstein_test.Liechtenstein.options)

    def test_daan(self):
        check.need(self, support.DATA / "daan.gpkg")
        import daan_test
        self.agree(daan_test.Daan.options)

    def test_taipei(self):
        check.need(self, support.DATA / "taipei.gpkg")
        import taipei_test
        self.agree(taipei_test.Taipei.options)

    def test_tottori(self):
        check.need(self, support.DATA / "tottori" / "tottori.shp")
        import tottori_test
        self.agree(tottori_test.Tottori.options)


if __name__ == "__main__":
    unittest.main(verbosity=2)
