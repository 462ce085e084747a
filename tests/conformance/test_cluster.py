"""Cells judged by the nodes of a Dask cluster on this machine."""

import json
import os
import signal
import subprocess
import sys
import warnings

import pytest

from goldstep.conformance.crew import Crew
from goldstep.conformance.request import Request
from goldstep.reference.errors import GoldstepError

MISSING = "distributed is not installed: pip install 'goldstep[dask]'"
REQUEST = Request("numpy", algorithms=("sgd",), dtypes=("float32",), checks=("one-step", "life"))


def judged(crew):
    try:
        return {line["id"]: line["verdict"] for line in crew.lines()}
    finally:
        crew.close()


@pytest.fixture
def nodes():
    """A cluster of two nodes."""
    distributed = pytest.importorskip("distributed", reason=MISSING)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
            yield cluster


@pytest.mark.whole
@pytest.mark.filterwarnings("ignore")  # what Dask leaves open when a node is killed
def test_a_node_that_dies_costs_its_cells_another_try_and_nothing_else(nodes):
    from goldstep.conformance.cluster import Cluster

    crew = Cluster(REQUEST, nodes.scheduler_address, 2, 60.0, print)
    alone = judged(Crew(REQUEST, 1, 60.0, print))
    found, killed = {}, False
    for line in crew.lines():
        found[line["id"]] = line["verdict"]
        if not killed:
            killed = True
            pids = crew._nodes.pids()
            os.kill(pids[0], signal.SIGKILL)
    crew.close()

    assert killed
    assert found == alone
    assert "error" not in found.values()


@pytest.mark.whole
@pytest.mark.filterwarnings("ignore")
def test_mutants_are_judged_by_nodes_as_they_are_here(nodes, run, tmp_path):
    pytest.importorskip("torch", reason="torch is not installed: pip install 'goldstep[torch]'")
    asked = [
        "mutate",
        "torch.optim.sgd",
        "--algorithm",
        "sgd",
        "--mode",
        "for-loop",
        "--check",
        "one-step",
        "--limit",
        20,
    ]
    run(*asked, "--json", tmp_path / "here.json")
    shown = run(*asked, "--engine", f"dask:{nodes.scheduler_address}", "--json", tmp_path / "there.json")

    here, there = (
        {row["number"]: row for row in json.loads((tmp_path / name).read_text())["mutants"]}
        for name in ("here.json", "there.json")
    )
    assert here == there
    assert {row["verdict"] for row in here.values()} >= {"convicted", "not reached"}
    assert "20/20 " in shown


@pytest.mark.parametrize("asked", [["check", "numpy", "--algorithm", "sgd"], ["mutate", "torch.optim.sgd"]])
@pytest.mark.parametrize(
    ("engine", "message"),
    [("ray", "is unknown: it is dask, or dask:tcp://HOST:8786"), ("dask", "--engine dask needs distributed")],
)
def test_what_is_not_there_has_its_sentence(asked, engine, message):
    code = "import sys; sys.modules['distributed'] = None; from goldstep.conformance.cli import main; sys.exit(main())"
    done = subprocess.run([sys.executable, "-c", code, *asked, "--engine", engine], capture_output=True, text=True)
    assert done.returncode == 2
    assert message in done.stderr


@pytest.mark.whole
def test_no_scheduler_is_told():
    pytest.importorskip("distributed", reason=MISSING)
    from goldstep.conformance import cluster

    with pytest.raises(GoldstepError, match="no Dask scheduler answers at tcp://127"):
        cluster.Cluster(REQUEST, "tcp://127.0.0.1:1", 1, 60.0, print)
