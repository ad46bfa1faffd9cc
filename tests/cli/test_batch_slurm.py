"""gridify-batch on a cluster: a real Slurm, which the test starts on this machine."""

import shutil
import signal
import subprocess
import tempfile
import unittest

from batch_case import BatchCase
from slurm_cluster import CannotStart, Cluster


class Slurm(BatchCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="slurm-", ignore_cleanup_errors=True)
        cls.addClassCleanup(folder.cleanup)
        try:
            cls.cluster = Cluster(folder.name)
        except CannotStart as problem:
            raise unittest.SkipTest(f"skipped: Slurm cannot start here: {problem}") from problem
        cls.addClassCleanup(cls.cluster.stop)

    def setUp(self):
        super().setUp()
        self.environment["SLURM_CONF"] = self.cluster.environment["SLURM_CONF"]

    def test_an_array_makes_the_same_bytes(self):
        self.assert_batch(0, "-n", 3, "--serial", "--no-check")
        serial = self.digest()
        self.log()
        report = self.assert_batch(0, "-n", 3, "--slurm", "-j", 2, "-O", "--fresh", "--sbatch-options", "--comment='a b'")
        self.assertEqual(("slurm", 0), (report["mode"], report["total"]["finished_before"]))
        self.assertEqual(["1/3", "2/3", "3/3"], self.divided())
        self.assertEqual(serial, self.digest())

    def test_killed_and_stopped_at_half(self):
        self.assert_batch(0, "-n", 2, "--serial", "--no-check")
        whole = self.digest()
        for number in (signal.SIGKILL, signal.SIGTERM):
            with self.subTest(signal=number.name):
                shutil.rmtree(self.work)
                (self.dir / "grids.gpkg").unlink()
                self.slow_gridify("2/2")
                with subprocess.Popen(self.command("-n", 2, "--slurm", "-j", 1), cwd=self.dir, env=self.environment,
                                      stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
                    gridify = self.wait_for_sleep()
                    finished = self.stamps("shard-1-of-2.gpkg", "shard-1-of-2.done")
                    run.send_signal(number)
                (self.dir / "slow").unlink()
                self.log()
                if number == signal.SIGTERM:  # a batch that was killed could not cancel its array; the next one does
                    self.assert_ended(gridify)
                self.assert_batch(0, "-n", 2, "--slurm", "--no-check")
                self.assert_ended(gridify)
                self.assertEqual(["2/2"], self.divided())
                self.assertEqual(finished, self.stamps("shard-1-of-2.gpkg", "shard-1-of-2.done"))
                self.assertEqual(whole, self.digest())

    def test_a_script_to_submit_by_hand_and_a_part_that_fails(self):
        (self.dir / "nine.profile").write_text("[codes]\ndigits = 1\n", encoding="utf-8")
        self.words += ["--profile", "./nine.profile"]
        run = self.batch("-n", 2, "--print-sbatch")
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        self.assertIn("#SBATCH --array=1-2\n", run.stdout)
        script = self.work / "array.sbatch"
        subprocess.run(["sbatch", "--wait", script], cwd="/", env=self.environment, check=False, capture_output=True)
        self.assertEqual([("1/2", "begins"), ("1/2", "done"), ("2/2", "begins"), ("2/2", "failed")], sorted(self.log()))
        run = self.batch("-n", 2, "--serial", "--no-check")
        self.assertEqual(3, run.returncode)
        self.assertEqual([("1/2", "finished before"), ("2/2", "begins"), ("2/2", "failed")], self.log())


if __name__ == "__main__":
    unittest.main()
