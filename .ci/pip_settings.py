"""Where pip is told to find packages, said in the words of uv, which does not read them: export lines for a shell."""

import shlex
import subprocess
import sys

NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "constraint": "UV_CONSTRAINT",
    "cert": "SSL_CERT_FILE",
}
SEPARATED_BY_COMMAS = {"UV_FIND_LINKS"}

listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True)
told = {}
for line in sorted(listed.stdout.splitlines(), key=lambda line: line.startswith(":env:")):  # the environment wins
    key, _, value = line.partition("=")
    name = NAMES.get(key.rpartition(".")[2])
    if name:
        values = value.strip("'").replace("\\n", " ").split()
        told[name] = (",".join if name in SEPARATED_BY_COMMAS else " ".join)(values)
told["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # of all indexes, as pip does
for name, value in told.items():
    print(f"export {name}={shlex.quote(value)}")
