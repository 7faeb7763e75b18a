"""Whatever a folder goes through, after each extract the lake says what the folder says."""

import tempfile
from pathlib import Path

from folders import SMALL, Folder
from hypothesis import given, settings
from hypothesis import strategies as st

DEALS = st.lists(
    st.tuples(st.sampled_from(["o1", "o2", "o3"]), st.sampled_from(["Deal", 'A "deal", big', "Deal\nof two lines"]),
              st.sampled_from(["", "2026-01-01", "2026-02-01"])),
    max_size=5, unique_by=lambda deal: (deal[0], deal[2]),
)  # fmt: skip


def written(deals):
    rows = ["opportunity_id,name,owner_id,status,created_at,modified_at"]
    for deal, name, modified in deals:
        quoted = name.replace('"', '""')
        rows.append(f'{deal},"{quoted}",u1,open,2026-01-05,{modified}')
    return "\n".join([*rows, ""])


@settings(max_examples=5, deadline=None)
@given(st.lists(DEALS, min_size=2, max_size=4))
def test_the_lake_says_what_the_folder_says(states):
    with tempfile.TemporaryDirectory() as path:
        folder = Folder(Path(path))
        for deals in states:
            folder.write("opportunities.csv", written(deals))
            folder.extract()
            found = folder.now("opportunities", "opportunity_id, name, modified_at::date::varchar as modified")
            known = {(row["opportunity_id"], row["modified"] or ""): row["name"] for row in found}
            for deal, name, modified in deals:
                assert known[deal, modified] == name
            assert {deal for deal, _ in known} == {deal for deal, _, _ in deals}


@settings(max_examples=8, deadline=None)
@given(st.lists(st.binary(max_size=60), max_size=12))
def test_no_bytes_make_an_extract_fail_or_lose_the_good_rows(lines):
    with tempfile.TemporaryDirectory() as path:
        folder = Folder(Path(path))
        noise = b"".join(line.replace(b"\0", b"").replace(b'"', b"") + b"\n" for line in lines)
        header, last = b"user_id,full_name,email\nu1,Ann,ann@own.example\n", b"u2,Bob,b@own.example\n"
        folder.write("users.csv", header + noise + last)
        folder.extract()
        assert {"u1", "u2"} <= {row["user_id"] for row in folder.now("users")}
        assert len(folder.now("activities")) == SMALL["activities.csv"].count("\n") - 1
