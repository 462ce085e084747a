"""A program behind the process protocol that does as it should, but for what its one argument says.

The argument is an object in JSON. Under the name of a verb stands what is written in place of the right reply, with
the number of the request for ID; or what is done, of the following, one after the other: crash, exit, hang, close,
flood, chatter, noise, mumble, deaf, helper, daemon.
"""

import json
import os
import signal
import subprocess
import sys
import time


def info(request):
    return {"protocol": 1, "info": {"name": "fake", "version": "1", "algorithms": {"sgd": ["paper"]}}}


def init(request):
    runs[request["run"]] = {"t": 0, "slots": {"theta": request["setup"]["params"]}}


def step(request):
    state = runs[request["run"]]
    state["t"] += 1
    for x, g in zip(state["slots"]["theta"], request["gradients"], strict=True):
        x["data"] = [a - request["hyper"]["lr"] * b for a, b in zip(x["data"], g["data"], strict=True)]


def state(request):
    return runs[request["run"]]


def load(request):
    runs[request["run"]]["slots"].update(request["slots"])
    if request["t"] is not None:
        runs[request["run"]]["t"] = request["t"]


def end(request):
    del runs[request["run"]]


def started(pid):
    """Tell the test of a process, which it ends if nobody else does."""
    if "FAKE_PIDS" in os.environ:
        with open(os.environ["FAKE_PIDS"], "a") as file:
            file.write(f"{pid}\n")


def misbehave(what):
    if what == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif what == "exit":
        print("cannot go on", file=sys.stderr)
        sys.exit(3)
    elif what == "hang":
        time.sleep(600)
    elif what == "close":
        os.close(1)
    elif what == "flood":
        while True:
            sys.stdout.write("x" * 65536)
    elif what == "noise":
        while True:
            os.write(2, b"noise " * 10000)
    elif what == "mumble":
        os.write(2, b"mumble " * 1000)
    elif what in ("helper", "daemon"):  # which holds the pipes open, within the reach of a signal or beyond it
        started(subprocess.Popen(["sleep", "600"], start_new_session=what == "daemon").pid)
    elif what == "deaf":
        print(json.dumps({"id": request["id"], "ok": globals()[request["verb"]](request)}), flush=True)
        time.sleep(600)
    elif what == "chatter":
        print("step by step")


started(os.getpid())
wrong, runs = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}, {}
for line in sys.stdin:
    request = json.loads(line)
    what = wrong.get(request["verb"], "")
    if "ID" in what:
        print(what.replace("ID", str(request["id"])), flush=True)
        continue
    for each in what.split():
        misbehave(each)
    print(json.dumps({"id": request["id"], "ok": globals()[request["verb"]](request)}), flush=True)
