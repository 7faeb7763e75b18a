"""The program that runs dbt: it reads commands from its standard input, one JSON object a line.

The project is read and parsed once, however many stages follow; that takes longer than building a small CRM. Each
command ends with one line that says whether it succeeded; everything before it is what dbt says. It is run as a folder
(``python rapport/dbt_child``) and knows nothing of rapport, so that it runs in any environment that has dbt and an
adapter.
"""

from pathlib import Path

PROGRAM = Path(__file__).parent
"""What Python is told to run."""

DONE = "rapport_done"
"""Name in the line that ends a command."""
