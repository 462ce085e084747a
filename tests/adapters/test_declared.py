"""What a backend declares is heard, whatever it is."""

from dataclasses import fields

import pytest

from goldstep.adapters.contract import Info
from goldstep.adapters.declared import taken_down

FLAGS = [field.name for field in fields(Info) if isinstance(field.default, bool)]


@pytest.mark.parametrize("flag", FLAGS)
def test_every_flag_is_taken_down(flag):
    declared = Info("mine", "1", {"sgd": ["paper"]}, **{flag: True})

    assert getattr(taken_down("mine", declared), flag) is True
    assert getattr(taken_down("mine", Info("mine", "1", {})), flag) is False
