"""Every decimal in the prose of the pages is computed here anew, or is known to be given and not computed.

A page's function yields the words of the page with its numbers worked out again, so that a wrong number, or a sentence
that changed without them, fails. Whatever decimal of a page is in none of them must stand in ``GIVEN``: settings that a
sentence chooses, constants and defaults that a source prints, versions, and sections.
"""

import inspect
import re
import sys
from pathlib import Path

import pytest

from goldstep.spec.clauses import FOLDER

sys.path.insert(0, str(Path(__file__).parent))
import numbers_of_optimizers
import numbers_of_others

GIVEN = {
    "concepts/tutorial": "3.11",
    "averages/batch_norm_statistics": "0.99 0.01 0.1",
    "averages/ema": "7.2 0.9 0.999 3.15",
    "averages/swa": "2.13 0.1",
    "concepts/adapters": "0.9",
    "concepts/pictures": "0.9",
    "contract": "0.999",
    "optimizers/adabelief": "0.999 0.2.1 0.0.5 0.1.0 0.0.91 0.2.4",
    "optimizers/adadelta": "0.001",
    "optimizers/adafactor": "0.1 0.01 0.001 0.999",
    "optimizers/adagrad": "0.1",
    "optimizers/adagrad_da": "0.1",
    "optimizers/adam": "0.999 2.1",
    "optimizers/adamax": "7.1",
    "optimizers/add_sign": "1.15",
    "optimizers/adan": "0.98 0.02 0.2.8",
    "optimizers/adopt": "1.9 0.333 4.1.0",
    "optimizers/amsgrad": "0.999",
    "optimizers/asgd": "0.1 4.1",
    "optimizers/ftrl": "0.1",
    "optimizers/lamb": "1.0.0 0.1 4.1",
    "optimizers/lbfgs": "0.9 3.7 3.1 1.25 2.13",
    "optimizers/lion": "0.001 0.0001 0.999 0.9",
    "optimizers/madgrad": "1.3",
    "optimizers/muon": "3.4445 4.775 2.0315 1e-7 0.01 0.001 0.1 0.2 1e-5",
    "optimizers/nadam": "0.96 0.9 0.999 0.004",
    "optimizers/power_sign": "1.15",
    "optimizers/proximal_adagrad": "0.1",
    "optimizers/radam": "0.9 0.999",
    "optimizers/rprop": "0.999 0.4.8 0.2.8 0.01 0.001",
    "optimizers/schedule_free": "1.3 3.15.1 4e8",
    "optimizers/sgdw": "1.0.28",
    "optimizers/sophia": "0.01 0.05 0.1 0.5 0.0001",
    "optimizers/sparse_adam": "0.999",
    "optimizers/yogi": "0.999",
    "schedules/chained_scheduler": "2.13",
    "schedules/constant_lr": "2.13 0.2.8",
    "schedules/cyclic_lr": "0.8 0.9",
    "schedules/exponential_lr": "2.13 3.15 0.2.8",
    "schedules/lambda_lr": "2.13 3.15",
    "schedules/lr_range_test": "3.3",
    "schedules/multi_step_lr": "2.13 0.2.8 3.15",
    "schedules/multiplicative_lr": "2.13",
    "schedules/polynomial_lr": "0.9 0.0001",
    "schedules/reduce_on_plateau": "2.13 3.15 0.2.8",
    "schedules/sequential_lr": "2.13 0.2.8 0.32",
    "schedules/step_lr": "0.6.29 2.13 0.2.8",
    "schedules/warmup_cosine_lr": "2.13 0.2.8 3.15 1.0.29",
    "schedules/warmup_lr": "2.2",
    "transforms/clip_by_global_norm": "0.32.4",
    "transforms/gradient_accumulation": "1.15 2.6.6 5.24",
}
DECIMAL = re.compile(r"\d+\.\d+(?:\.\d+)?|\d+e-?\d+|\d+(?:\.\d+)? \\cdot 10\^\{?-?\d+\}?")
PAGES = sorted(str(path.relative_to(FOLDER).with_suffix("")) for path in FOLDER.rglob("*.md"))
FUNCTIONS = {
    next(page for page in PAGES if page.split("/")[-1] == name): function
    for module in (numbers_of_optimizers, numbers_of_others)
    for name, function in inspect.getmembers(module, inspect.isgeneratorfunction)
    if not name.startswith("_")
}


def text_of(page: str) -> str:
    return " ".join((FOLDER / f"{page}.md").read_text(encoding="utf-8").split())


@pytest.mark.parametrize("page", sorted(FUNCTIONS))
def test_the_numbers_of_a_page_come_out(page):
    text, missing = text_of(page), []
    for words in FUNCTIONS[page]():
        if words not in text:
            missing.append(words)
    assert not missing, f"not on the page {page}: {missing}"


@pytest.mark.parametrize("page", PAGES)
def test_no_decimal_of_a_page_is_left_unchecked(page):
    text = text_of(page)
    for words in FUNCTIONS.get(page, lambda: ())():
        text = text.replace(words, " ")
    text = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)", " ", text)
    unknown = set(DECIMAL.findall(text)) - set(GIVEN.get(page, "").split())
    assert not unknown, f"{page}: compute {sorted(unknown)} in a function of that name, or add what is given to GIVEN"


def test_nothing_is_given_that_no_page_has():
    for page, given in GIVEN.items():
        assert set(given.split()) <= set(DECIMAL.findall(re.sub(r"```.*?```", " ", text_of(page)))), page
