"""Pins every requirements/*.in into its *.txt, with hashes, for Python 3.11 and 3.12, naming no package index.

Pins that still fit are kept; delete a .txt to move everything in it to the newest versions.
"""

from __future__ import annotations

import install

FILES = ["uv", "rapport", "dev", "team", "superset", "lint", "spark"]
"""In this order: dev and team are pinned to what rapport.txt says."""

if __name__ == "__main__":
    for name in FILES:
        install.uv(
            "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes",
            "--no-strip-extras", "--no-header", "--no-emit-index-url",
            "--output-file", f"requirements/{name}.txt", f"requirements/{name}.in",
        )  # fmt: skip
        print(f"  requirements/{name}.txt")
