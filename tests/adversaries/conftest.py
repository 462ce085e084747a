"""The adversaries are modules of this folder."""

import json
import os
import select
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))


@pytest.fixture(scope="module")
def judging():
    """Judge a request in a copy of a process; what it finds, or a failure of the test."""
    with subprocess.Popen(
        [sys.executable, HERE / "judging.py"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(HERE)},
    ) as process:

        def judge(request, path, seconds):
            process.stdin.write(json.dumps([asdict(request), str(path)]).encode() + b"\n")
            process.stdin.flush()
            if not select.select([process.stdout], [], [], seconds)[0]:
                pytest.fail(f"{request.adapter} has not been judged after {seconds:g} s")
            assert process.stdout.readline() == b"0\n"
            return json.loads(path.read_text())

        try:
            yield judge
        finally:
            process.kill()
