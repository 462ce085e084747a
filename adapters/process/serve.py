"""The other side of the process protocol: serves any Python adapter over lines of JSON."""

import base64
import pickle
from collections.abc import Callable
from dataclasses import fields
from typing import Any, BinaryIO

from goldstep.adapters.arrays import to_float64
from goldstep.adapters.contract import AdapterError, Setup, Unsupported
from goldstep.adapters.process import record, wire


def serve(make: Callable[[], Any], requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests until they end; `make` gives an adapter for a run."""
    runs: dict[int, Any] = {}
    for line in requests:
        request = wire.parse(line)
        reply: dict[str, Any] = {"id": request["id"]}
        try:
            reply["ok"] = answer(make, runs, request)
        except Unsupported as reason:
            reply["unsupported"] = str(reason)
        except AdapterError as error:
            reply["error"] = str(error)
        except Exception as error:
            reply["error"] = f"{type(error).__name__}: {error}"
        replies.write(wire.dump(reply))
        replies.flush()


def answer(make: Callable[[], Any], runs: dict[int, Any], request: dict[str, Any]) -> Any:
    """The result of one request."""
    verb, run = request["verb"], request.get("run", 0)
    if verb == "info":
        adapter = make()
        has = {name: callable(getattr(adapter, name, None)) for name in ("load", *wire.OPTIONAL)}
        verbs = {"load": has.pop("load"), "verbs": [name for name, there in has.items() if there]}
        return {"protocol": wire.PROTOCOL, "info": record.from_info(adapter.info()), **verbs}
    if verb == "init":
        adapter = make()
        adapter.init(_setup(request["setup"]))
        runs[run] = adapter
    elif run not in runs:
        raise AdapterError(f"{verb} of a run that was not begun")
    elif verb == "step":
        runs[run].step(wire.to_arrays(request["gradients"], "gradient"), wire.to_hyper(request["hyper"]))
    elif verb == "state":
        state = dict(runs[run].state())
        t = state.pop("t", None)
        slots = {name: wire.from_arrays(_held(arrays, f"state()[{name!r}]")) for name, arrays in state.items()}
        return {"t": t, "slots": slots}
    elif verb == "load":
        t = {} if request["t"] is None else {"t": request["t"]}
        runs[run].load({**wire.to_slots(request["slots"]), **t})
    elif verb == "save":
        return base64.b64encode(pickle.dumps(runs[run].save())).decode()
    elif verb == "restore":
        runs[run].restore(pickle.loads(base64.b64decode(request["saved"])))  # which this program has written
    elif verb == "add":
        groups = [wire.to_hyper(own) for own in request["groups"]]
        runs[run].add(wire.to_arrays(request["params"], "parameter"), groups)
    elif verb == "gradients":
        return wire.from_arrays(_held(runs[run].gradients(), "gradients()"))
    elif verb == "end":
        del runs[run]
    else:
        raise AdapterError(f"there is no verb {verb!r}")
    return None


def _held(arrays: Any, what: str) -> list[Any]:
    """Arrays that an adapter shows, of which some may be missing."""
    if not isinstance(arrays, list) or all(x is not None for x in arrays):
        return to_float64(arrays, what)
    return [None if x is None else to_float64([x], what)[0] for x in arrays]


def _setup(given: dict[str, Any]) -> Setup:
    unknown = given.keys() - {field.name for field in fields(Setup)}
    if unknown:
        raise Unsupported(f"a setup with {', '.join(sorted(unknown))}")
    params = [wire.to_array(x, f"parameter {i}") for i, x in enumerate(given["params"])]
    groups = tuple(wire.to_hyper(own) for own in given.get("groups", ()))
    return Setup(**{**given, "params": params, "hyper": wire.to_hyper(given["hyper"]), "groups": groups})
