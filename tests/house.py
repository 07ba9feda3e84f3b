# SPDX-License-Identifier: Apache-2.0
"""The apps of the house, read from the one list that import contracts read, too."""

import tomllib

from tests.product import ROOT

_CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())
APPS: tuple[str, ...] = tuple(_CONFIG["tool"]["importlinter"]["root_packages"])
