"""The battery: one test a cell. Run with ``pytest --pyargs goldstep.conformance --goldstep-adapter NAME``.

The plugin collects this file by itself; what stands here runs only where the plugin is switched off.
"""


def test_the_plugin_is_there() -> None:
    raise AssertionError("the battery needs the plugin: pytest -p goldstep.conformance.plugin")
