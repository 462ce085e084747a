"""{golden-archive}: all goldens as one file to download, the same bytes in every build."""

import zipfile
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from goldstep.golden.store import FOLDER, Store

NAME = "goldens.zip"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date that an archive can have: no file's own


def write(path: Path) -> None:
    """The index and the file of every golden."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(FOLDER.rglob("*.json")):
            entry = zipfile.ZipInfo(file.relative_to(FOLDER).as_posix(), EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())


class GoldenArchive(SphinxDirective):
    def run(self):
        self.env.note_reread()
        path = Path(self.env.app.outdir) / "_downloads" / NAME
        write(path)
        up = "../" * self.env.docname.count("/")
        link = f'<a download href="{up}_downloads/{NAME}">{NAME}</a>'
        index = Store().index
        text = f"{len(index['files'])} goldens, {path.stat().st_size / 1e6:.1f} MB, digest {index['digest']}"
        return [nodes.raw("", f"<p>{link}: {text}</p>", format="html")]
