"""`pip install -e .` links each top-level folder under the name it is imported by."""

import os
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Links(BuildHookInterface):
    def initialize(self, version, build_data):
        if version != "editable":
            return
        root = Path(self.root)
        for folder, name in self.build_config.target_config["sources"].items():
            link = root / ".pkg" / name
            if not os.path.lexists(link):
                link.symlink_to(os.path.relpath(root / folder, link.parent), target_is_directory=True)
