"""Runs of processes that end in the middle of an answer."""

import os


def prepare(rank, size, meeting):
    os.environ["GOLDSTEP_TEST_RANK"] = str(rank)


class Ending:
    """One whose second process ends."""

    def __init__(self, setup):
        self.setup = setup

    def state(self):
        if os.environ["GOLDSTEP_TEST_RANK"] == "1":
            os._exit(7)
        return self.setup
