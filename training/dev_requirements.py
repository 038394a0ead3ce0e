"""Print the requirements of the `dev` group of pyproject.toml, for pip versions without --group."""

import tomllib
from pathlib import Path

if __name__ == "__main__":
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())
    print(" ".join(project["dependency-groups"]["dev"]))
