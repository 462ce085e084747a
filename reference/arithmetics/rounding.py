"""Where and how a backend rounds: what it declares, and what each operation is charged."""

from dataclasses import dataclass, replace
from functools import cached_property

from goldstep.reference.arithmetics.dtypes import BFLOAT16, FLOAT32, FLOAT64, Dtype
from goldstep.reference.errors import UnknownName

CHARGES = {
    "add": 2.0,  # a rounding of each product that FMA or lerp moves, and of the sum
    "mul": 1.0,
    "div": 2.0,  # a reciprocal and a product
    "sqrt": 2.0,  # x * rsqrt(x), each rounded
    "cbrt": 8.0,  # libm's cube root or power, 4 ulp; `THIRD` comes on top
    "cos": 8.0,  # libm, 4 ulp
    "power": 8.0,  # libm, or exp(y * log(x)) with a rounding more for each power of two of the result
}

ROOTS = {  # what a square root of a tensor is charged; g * rsqrt(x) has that and what a quotient is charged
    "rounded": CHARGES["sqrt"],  # with the quotient four, where a root, a quotient and a product are three
    "approximate": 5.0,  # x * rsqrt(x) with two units in the last place, each of which is at most two roundings
}

PARAMETER = {  # roundings of a parameter in its own dtype, where all else is computed in a wider one
    "nearest": CHARGES["mul"] + CHARGES["add"],  # of a decay in place, and of the sum with the update
    "stochastic": 2.0,  # up to the farther neighbour
}

THIRD = 0.5  # roundoffs that a third is off in any binary format: its digits 0101... end in a third of the last one

ARGUMENT = 3.0  # roundings of the argument of a cosine: of pi, of a product with it and of a quotient


@dataclass(frozen=True)
class Contract:
    """Where a backend rounds.

    `constants` and `coefficients` name the precision in which hyperparameters (1 - beta) and time-dependent
    coefficients (1 - beta ** t) are computed before they meet a tensor: "double", "single", "working" for the dtype of
    the tensors but float32 where that has 16 bits, or "tensor" for their dtype even then. `scalars` is the precision in
    which scalars of the state are kept, such as a running product, and `matrices` the one of products of matrices,
    which may also be "bfloat16".
    `flushes_subnormals` is true where subnormal results become zero. `inverse_root` is "approximate" where inverse
    square roots are steps of Newton from a guess of the processor, within two units in the last place and biased, as
    those of Eigen are, which TensorFlow uses on CPUs. It is "approximate-single" where they are so in float32 alone, as
    those of CUDA and of XLA on CPUs, and "rounded" where they are made of a root and a quotient, or lie within one
    unit, as those of PyTorch on CPUs.

    For tensors of 16 bits, `state` is "single" where state variables are kept in float32, and all that they are made
    of is computed there: then the parameters alone round in 16 bits, by a decay in place, by the update and by their
    sum. `parameters` is "single" where the optimizer keeps its own copy of them in float32, which a step moves, and the
    model has that copy rounded to nearest; so the state is kept, too. `rounding` is "stochastic" where parameters of
    16 bits become one of their two neighbours at random; all that they are made of is then computed in float32.
    """

    constants: str = "double"
    coefficients: str = "double"
    scalars: str = "double"
    matrices: str = "working"
    flushes_subnormals: bool = False
    inverse_root: str = "rounded"
    state: str = "working"
    parameters: str = "working"
    rounding: str = "nearest"

    def __post_init__(self) -> None:
        scalars = ("double", "single", "working", "tensor")
        known = {
            **{f"precision of {name}": (name, scalars) for name in ("constants", "coefficients", "scalars")},
            "precision of matrices": ("matrices", ("working", "bfloat16")),
            "inverse_root": ("inverse_root", (*ROOTS, "approximate-single")),
            "precision of the state": ("state", ("working", "single")),
            "precision of parameters": ("parameters", ("working", "single")),
            "rounding of parameters": ("rounding", tuple(PARAMETER)),
        }
        for what, (name, words) in known.items():
            if getattr(self, name) not in words:
                raise UnknownName(what, str(getattr(self, name)), words)

    @property
    def held_wide(self) -> "Contract":
        """The same, but for scalars in 16 bits: at published values no backend may hold them so, whatever it says."""
        wide = ("working" if x == "tensor" else x for x in (self.constants, self.coefficients, self.scalars))
        constants, coefficients, scalars = wide
        return replace(self, constants=constants, coefficients=coefficients, scalars=scalars)

    def computing_dtype(self, working: Dtype) -> Dtype:
        """The format in which a step computes with tensors."""
        wide = "single" in (self.state, self.parameters) or self.rounding == "stochastic"
        return scalar_dtype("working", working) if wide else working

    def draws(self, working: Dtype) -> bool:
        """Whether parameters of this format are rounded at random."""
        return self.rounding == "stochastic" and self.parameter_dtype(working).precision < FLOAT32.precision

    def state_dtype(self, working: Dtype) -> Dtype:
        """The format of state variables that are tensors."""
        return scalar_dtype("working", working) if "single" in (self.state, self.parameters) else working

    def parameter_dtype(self, working: Dtype) -> Dtype:
        """The format of the parameters that a step moves."""
        return scalar_dtype("working", working) if self.parameters == "single" else working

    def approximates(self, working: Dtype) -> bool:
        """Whether inverse square roots of tensors are within two units in the last place alone."""
        single = self.inverse_root == "approximate-single" and self.computing_dtype(working) is FLOAT32
        return single or self.inverse_root == "approximate"

    def root(self, working: Dtype) -> float:
        """The charge of a square root of a tensor."""
        return ROOTS["approximate" if self.approximates(working) else "rounded"]


@dataclass(frozen=True)
class Stage:
    """A place where rounding happens: the tensors, or the scalars before they meet a tensor."""

    dtype: Dtype
    eta: float
    elementwise: bool

    @cached_property
    def u(self) -> float:
        return self.dtype.roundoff

    @cached_property
    def least_divisor(self) -> float:
        """What a divisor must exceed, for else its reciprocal is infinite."""
        return 1 / self.dtype.largest


def scalar_dtype(place: str, working: Dtype) -> Dtype:
    """The format of the scalars that a contract computes in `place`.

    They are held in 16 bits only where "tensor" says so: frameworks compute them in float32 at least.
    """
    if place == "tensor":
        return working
    if place == "working":
        return working if working.precision >= FLOAT32.precision else FLOAT32
    return {"double": FLOAT64, "single": FLOAT32}[place]


def matrix_dtype(place: str, working: Dtype) -> Dtype:
    """The format in which a contract multiplies matrices."""
    return {"working": working, "bfloat16": BFLOAT16}[place]
