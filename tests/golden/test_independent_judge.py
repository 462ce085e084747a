"""Thirty lines that know nothing of Goldstep judge an optimizer by a golden file: the goldens suffice."""

import json
import math

import pytest

from goldstep.golden.store import Store


def departures(path, optimizer, dtype="float64"):
    """(step, slot, tensor, element) of every value that is further from the golden than its budget allows."""
    with open(path, encoding="utf-8") as file:
        golden = json.load(file)
    hyper = {name: float(value) for name, value in golden["hyper"].items()}
    states = [optimizer.start([float(x) for x in row]) for row in golden["params"]]
    found = []
    for step, gradients in zip(golden["steps"], golden["gradients"], strict=True):
        t = step["t"]
        hyper |= {name: float(value) for name, value in golden["changes"].get(str(t), {}).items()}
        for i, (state, row) in enumerate(zip(states, gradients, strict=True)):
            optimizer.step(state, [float(x) for x in row], t, **hyper)
            for slot in golden["slots"]:
                exact, budget = step["parameters"][i][slot], step["budgets"][dtype][i][slot]
                for k, (got, x, e) in enumerate(zip(state[slot], exact, budget, strict=True)):
                    if not abs(got - float(x)) <= float(e):
                        found.append((t, slot, i, k))
    return found


class Adam:
    """Kingma & Ba (2015), Algorithm 1, with coupled weight decay."""

    eps_inside = False

    @staticmethod
    def start(theta):
        return {"theta": theta, "m": [0.0] * len(theta), "v": [0.0] * len(theta)}

    def step(self, s, gradient, t, lr, beta1, beta2, eps, weight_decay=0.0):
        for k, g in enumerate(gradient):
            g += weight_decay * s["theta"][k]
            s["m"][k] = beta1 * s["m"][k] + (1 - beta1) * g
            s["v"][k] = beta2 * s["v"][k] + (1 - beta2) * g * g
            m_hat, v_hat = s["m"][k] / (1 - beta1**t), s["v"][k] / (1 - beta2**t)
            root = math.sqrt(v_hat + eps) if self.eps_inside else math.sqrt(v_hat) + eps
            s["theta"][k] -= lr * m_hat / root


class InsideRoot(Adam):
    eps_inside = True


@pytest.mark.parametrize(
    "case_id", ["adam/spike@paper", "adam/decay-and-spike@pytorch-2.13", "adam/decimal@pytorch-2.13"]
)
def test_a_hand_written_adam_is_found_right_and_a_wrong_one_wrong(case_id):
    path = Store().path(case_id)

    assert departures(path, Adam()) == []
    assert (1, "theta", 0, 0) in departures(path, InsideRoot())
