"""Clipping by the root mean square of each tensor (N. Shazeer and M. Stern, ICML 2018, section 6)."""

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Variant


def coefficients(q, h, t):
    pass


def step(q, h, c, s, t):
    rms = q("rms", q.rms(s.g, s.shape), "CLIP-BY-BLOCK-RMS-1")
    divisor = q("divisor", q.maximum(q.number(1), rms / h.threshold), "CLIP-BY-BLOCK-RMS-2")
    q("theta", s.g / divisor, "CLIP-BY-BLOCK-RMS-3")


def scaling(h):
    return {"theta": 1, "threshold": 1}


ALGORITHM = Algorithm(
    name="clip_by_block_rms",
    title="Clipping by the root mean square",
    hypers=(
        Hyper(
            "threshold",
            "d",
            Interval("(0, inf)"),
            "largest root mean square that a tensor keeps",
            drawn=Interval("[1/16, 4]"),
        ),
    ),
    slots=(),
    switches={},
    variants=(
        Variant("paper", {}, {"threshold": "1"}, "Shazeer & Stern (2018), section 6, with U for the gradient"),
        Variant("optax-0.2.8", {}, {"threshold": None}, "optax.clip_by_block_rms"),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="CLIP-BY-BLOCK-RMS-1",
    behaviour_clause="CLIP-BY-BLOCK-RMS-4",
    latex={"theta": r"\hat g", "rms": "r", "divisor": "D"},
    scaling=scaling,
    couples="tensor",
)
