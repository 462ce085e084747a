"""What adapters give is read exactly and without a warning, or refused with what is wrong. Warnings are errors here."""

import array
import collections
import decimal
import fractions
from dataclasses import replace

import jax
import jax.numpy as jnp
import ml_dtypes
import numpy as np
import pytest
import torch

from goldstep.adapters.arrays import to_float64
from goldstep.adapters.contract import AdapterError, Info
from goldstep.adapters.loading import Backend, load
from goldstep.adapters.numpy import Numpy
from goldstep.adapters.process.serve import answer
from goldstep.conformance.battery import Cell
from goldstep.conformance.checks import get
from goldstep.conformance.drive import drive
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.subject import Selection, subjects

# No two alike, the largest and the smallest of bfloat16 among them, each exact in every dtype that holds it
HARD = np.array([[1.0, -0.0, 2.0**-126], [float(ml_dtypes.finfo("bfloat16").max), np.inf, np.nan]])
PLAIN = np.array([[1.0, -0.5, 2.0], [3.0, 0.25, -0.0]])


def read(value):
    (found,) = to_float64([value], "mine: state()['m']")
    assert type(found) is np.ndarray
    assert found.dtype == np.float64
    assert found.flags.c_contiguous
    assert found.flags.writeable
    return found


def same(found, expected):
    expected = np.asarray(expected, np.float64)
    assert found.shape == expected.shape
    np.testing.assert_array_equal(found, expected)
    np.testing.assert_array_equal(np.signbit(found), np.signbit(expected))


class TestTorch:
    @pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
    @pytest.mark.parametrize("wrap", [torch.Tensor.clone, torch.nn.Parameter, lambda x: x.requires_grad_() * 1])
    def test_floats_that_require_grad_or_not(self, dtype, wrap):
        same(read(wrap(torch.tensor(HARD, dtype=dtype))), HARD)

    @pytest.mark.parametrize("dtype", [torch.float16, torch.float8_e5m2])
    def test_narrow_floats(self, dtype):
        same(read(torch.tensor(PLAIN).to(dtype)), PLAIN)

    @pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16])
    @pytest.mark.parametrize(
        "view",
        [
            lambda x: x.T,
            lambda x: x[:, ::2],
            lambda x: x[0, 1],
            lambda x: x[:0],
            lambda x: x[:, :0],
            lambda x: x[0].expand(4, 3),
        ],
        ids=["transposed", "strided", "a number", "no rows", "no columns", "expanded"],
    )
    def test_views(self, view, dtype):
        same(read(view(torch.tensor(PLAIN, dtype=dtype))), view(torch.tensor(PLAIN)).numpy())

    def test_a_negative_view(self):
        x = torch.complex(torch.tensor(PLAIN), torch.tensor(PLAIN)).conj().imag
        assert x.is_neg()
        same(read(x), -PLAIN)

    def test_a_tensor_of_inference_mode(self):
        with torch.inference_mode():
            x = torch.tensor(PLAIN) * 1
        same(read(x), PLAIN)

    def test_integers_and_truth_values(self):
        same(read(torch.tensor([2**53, -7])), [2.0**53, -7.0])
        same(read(torch.tensor([True, False])), [1.0, 0.0])

    def test_what_is_read_is_a_copy(self):
        x = torch.tensor(PLAIN)
        found = read(x)
        x.zero_()
        same(found, PLAIN)

    @pytest.mark.filterwarnings("ignore")  # PyTorch warns where these are made
    @pytest.mark.parametrize(
        ("make", "message"),
        [
            (lambda x: torch.complex(x, x), "has the dtype complex128"),
            (lambda x: torch.complex(x, x).conj(), "has the dtype complex128"),
            (lambda x: x.to_sparse(), r"cannot be read \(TypeError: can't convert Sparse layout"),
            (lambda x: x.to_sparse_csr(), r"cannot be read \(TypeError: can't convert SparseCsr layout"),
            (lambda x: torch.quantize_per_tensor(x.float(), 0.1, 0, torch.qint8), "unsupported ScalarType QInt8"),
            (lambda x: x.to("meta"), "Cannot copy out of meta tensor"),
            (lambda x: torch.nested.nested_tensor([x[0], x[1, :2]]), "cannot be read"),
            (lambda x: torch.masked.masked_tensor(x, x > 0), "cannot be read"),
            (lambda x: torch.tensor([2**53 + 1]), "holds 9007199254740993, which no float64 can be"),
        ],
    )
    def test_what_is_no_array_of_real_numbers(self, make, message):
        value = make(torch.tensor(PLAIN))
        with pytest.raises(AdapterError, match=rf"state\(\)\['m'\] of parameter 0, of type torch\.\S+, .*{message}"):
            read(value)


class TestJax:
    @pytest.mark.parametrize("dtype", [jnp.float32, jnp.bfloat16])
    def test_floats(self, dtype):
        same(read(jnp.asarray(HARD, dtype)), HARD)

    @pytest.mark.parametrize("dtype", [jnp.float16, jnp.float8_e5m2])
    @pytest.mark.parametrize("view", [lambda x: x, lambda x: x.T, lambda x: x[:, ::2], lambda x: x[0, 1]])
    def test_narrow_floats_and_views(self, dtype, view):
        same(read(view(jnp.asarray(PLAIN, dtype))), view(PLAIN))

    def test_a_double(self):
        with jax.enable_x64(True):
            same(read(jnp.asarray([1 / 3, 5e-324])), [1 / 3, 5e-324])

    @pytest.mark.parametrize(
        ("make", "message"),
        [(lambda: jnp.array([1j]), "has the dtype complex64"), (lambda: jax.random.key(0), "cannot be read")],
    )
    def test_what_is_no_array_of_real_numbers(self, make, message):
        with pytest.raises(AdapterError, match=message):
            read(make())

    def test_a_tracer(self):
        with pytest.raises(AdapterError, match=r"cannot be read \(TracerArrayConversionError"):
            jax.jit(read)(jnp.ones(2))


class Mlx:
    """As MLX's arrays are in bfloat16: NumPy finds a buffer of no format that it knows, and `tolist` is right."""

    shape = (2, 2)

    def __array__(self, dtype=None, copy=None):
        raise ValueError("'bfloat16' is not a valid PEP 3118 buffer format string")

    def __dlpack__(self, **kwargs):
        raise RuntimeError("Unsupported dtype in DLTensor.")

    def tolist(self):
        return [[1.0, 0.5], [-0.0, 2.0]]


class OnlyDlpack:
    def __dlpack__(self, **kwargs):
        return PLAIN.__dlpack__(**kwargs)

    def __dlpack_device__(self):
        return PLAIN.__dlpack_device__()


class TestOther:
    def test_an_array_that_numpy_cannot_read(self):
        same(read(Mlx()), [[1.0, 0.5], [-0.0, 2.0]])

    def test_an_array_with_nothing_but_dlpack(self):
        same(read(OnlyDlpack()), PLAIN)

    @pytest.mark.parametrize("dtype", ["bfloat16", "float8_e4m3fn", "float8_e8m0fnu", "int4"])
    def test_dtypes_beside_those_of_numpy(self, dtype):
        same(read(np.array([1, 2], dtype)), [1.0, 2.0])

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (np.asfortranarray(PLAIN), PLAIN),
            (PLAIN[::-1, ::2], PLAIN[::-1, ::2]),
            (PLAIN.astype(">f8"), PLAIN),
            (PLAIN.astype(np.longdouble), PLAIN),
            (np.float32(0.1), float(np.float32(0.1))),
            (np.array(1.5, np.float16), 1.5),
            (3, 3.0),
            (True, 1.0),
            (2**70, 2.0**70),
            (fractions.Fraction(1, 4), 0.25),
            (decimal.Decimal("NaN"), np.nan),
            ([], []),
            ([[1.0, 2], (3, np.float32(4.0))], [[1.0, 2.0], [3.0, 4.0]]),
            (np.array([fractions.Fraction(1, 2), 2], object), [0.5, 2.0]),
            (array.array("d", [1.0, 2.0]), [1.0, 2.0]),
            (collections.deque([1.0, 2.0]), [1.0, 2.0]),
            (np.ma.array([1.0, 2.0]), [1.0, 2.0]),
            ([torch.tensor(1.0, requires_grad=True), jnp.float32(2.0)], [1.0, 2.0]),
        ],
    )
    def test_numbers_and_lists(self, value, expected):
        same(read(value), expected)

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            (None, "of type NoneType, holds None; expected real numbers that float64 holds exactly"),
            ("one", "of type str, holds the text 'one'"),
            ([1.0, "2"], "of type list, holds the text '2'"),
            ([1.0, None], "holds None"),
            ([[1.0], [1.0, 2.0]], r"is ragged: it joins the shapes \(1,\), \(2,\)"),
            ([[1.0], 2.0], r"is ragged: it joins the shapes \(\), \(1,\)"),
            (1j, "of type complex, has the dtype complex128"),
            (2**53 + 1, "holds 9007199254740993, which no float64 can be"),
            (np.array([2**63 - 1]), "holds 9223372036854775807, which no float64 can be"),
            (10**400, "of type int, holds 1000"),
            ([10**5000], "holds "),
            (fractions.Fraction(1, 3), r"holds Fraction\(1, 3\), which no float64 can be"),
            (np.array([np.nan, np.longdouble(1) / 3]), "which no float64 can be"),
            (np.ma.array([1.0, 2.0], mask=[0, 1]), "has masked elements"),
            (np.array(["2026"], "M8[Y]"), r"has the dtype datetime64\[Y\]"),
            (np.zeros(2, [("re", float)]), "has the dtype void64"),
            ({"data": [1.0]}, r"of type dict, holds {'data': \[1.0\]}"),
            (object(), "of type object, holds <object"),
        ],
    )
    def test_what_is_no_array_of_real_numbers(self, value, message):
        with pytest.raises(AdapterError, match=rf"^mine: state\(\)\['m'\] of parameter 0, .*{message}") as error:
            read(value)
        assert len(str(error.value).splitlines()) == 1

    def test_a_list_that_holds_itself(self):
        endless = []
        endless.append(endless)
        with pytest.raises(AdapterError, match="is nested too deeply"):
            read(endless)

    def test_the_parameter_at_fault_is_named(self):
        with pytest.raises(AdapterError, match="of parameter 1, of type str"):
            to_float64([PLAIN, "two"], "x")

    @pytest.mark.parametrize("values", [None, 1.5, "ab", {0: PLAIN}, torch.tensor(1.0)])
    def test_no_list_of_arrays(self, values):
        with pytest.raises(AdapterError, match=r"^x must be a list with one array a parameter, got"):
            to_float64(values, "x")

    def test_a_list_of_arrays_may_be_anything_that_has_them_in_order(self):
        for values in ([PLAIN], (PLAIN,), iter([PLAIN]), PLAIN[None], torch.tensor(PLAIN)[None]):
            (found,) = to_float64(values, "x")
            same(found, PLAIN)


def shows(convert):
    """A correct Adam that shows its state as tensors of some framework."""

    class Adapter(Numpy):
        def info(self):
            return Info("shows", "1", {"adam": ["paper"]}, ("float64", "float32"))

        def state(self):
            held = super().state()
            return {k: v if k == "t" else [convert(x) for x in v] for k, v in held.items()}

    return Adapter


CONVERSIONS = {
    "parameters": lambda x: torch.nn.Parameter(torch.tensor(x)),
    "negative views": lambda x: torch._neg_view(torch.tensor(-x)),
    "lists": lambda x: x.tolist(),
    "numbers of numpy": lambda x: [*x] if x.ndim == 1 else x,
}


@pytest.mark.parametrize("convert", CONVERSIONS.values(), ids=CONVERSIONS)
@pytest.mark.parametrize("check", ["smoke", "one-step", "properties"])
def test_a_correct_backend_conforms_whatever_it_shows(convert, check):
    for subject in subjects(Backend("shows", shows(convert)), Selection()):
        for cell in get(check).cells(subject):
            outcome = Cell(get(check), subject, cell).judge()
            assert outcome.verdict is (Verdict.SOUND if check == "smoke" else Verdict.CONFORMS), outcome.reason


def test_the_other_side_of_the_process_protocol_reads_them_too():
    setup = {"algorithm": "adam", "variant": "paper", "dtype": "float64", "mode": "default", "device": "cpu"}
    setup |= {"params": [{"shape": [2], "data": [1.0, 0.1]}], "hyper": {}}
    runs = {}
    answer(shows(CONVERSIONS["parameters"]), runs, {"verb": "init", "run": 1, "setup": setup})
    slots = answer(None, runs, {"verb": "state", "run": 1})["slots"]
    assert slots["theta"] == [{"shape": [2], "data": [1.0, 0.1]}]


OTHERS = {"torch": "for-loop", "optax": "jit", "pytorch-optimizer": "for-loop", "ferrotensor": "default"}


@pytest.mark.parametrize(("name", "mode"), OTHERS.items(), ids=OTHERS)
def test_no_backend_that_comes_along_warns(name, mode):
    """A warning of theirs would break the battery in a project where warnings are errors, as they are here."""
    backend = load(name)
    selection = Selection(dtypes=("float32",), modes=(mode,))
    first = {subject.algorithm_name: subject for subject in subjects(backend, selection)}
    for subject in first.values():
        case = subject.cases[0]
        short = replace(case, gradients=case.gradients[:2], changes={})
        drive(subject, subject.limits.adapted(short))
