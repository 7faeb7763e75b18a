"""The models are written in one style: sqlfluff, with DuckDB's dialect and the project's own macros."""

import subprocess

from rapport.settings import PROJECT_ROOT

SQLFLUFF = PROJECT_ROOT / ".tools" / "lint" / "bin" / "sqlfluff"


def test_sqlfluff_has_nothing_to_say():
    assert SQLFLUFF.exists(), "sqlfluff is not installed; run `make install`"
    done = subprocess.run(
        [SQLFLUFF, "lint", "--disable-progress-bar", "dbt_project/models"],
        cwd=PROJECT_ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
