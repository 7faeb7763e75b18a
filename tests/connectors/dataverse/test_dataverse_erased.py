"""Somebody erased does not come back from Dataverse: not by a change, not by a full reading, not by their deletion."""

import pyarrow.parquet as pq

from rapport import erasure
from rapport.connectors.dataverse.connector import DataverseSteps

NEEDLES = ("ana.x@theirs.example", "ana xavier")


def named(desk, *needles):
    """Part files of the lake and of quarantine that hold one of these texts."""
    files = [*desk.settings.raw.rglob("*.parquet"), *desk.settings.quarantine.rglob("*.parquet")]
    return [path for path in files if any(needle in str(pq.read_table(path, partitioning=None).to_pylist()).lower()
                                          for needle in needles)]  # fmt: skip


def test_no_later_extract_of_dataverse_brings_an_erased_contact_back(crm, loaded):
    organisation = crm.organisation
    contact, mail = organisation.some("contacts", 1)[0], organisation.some("emails", 1)[0]
    other = next(key for key in organisation.rows["contacts"] if key != contact)
    organisation.change("contacts", contact, fullname="Ana Xavier", emailaddress1="Ana.X@theirs.example")
    organisation.change("contacts", other, fullname="Bob Stay", emailaddress1="bob@theirs.example")
    organisation.change("emails", mail, subject="RE: for Ana Xavier", messageid="<1.ana.x@theirs.example>")
    organisation.add("activityparties", _activityid_value=mail, participationtypemask=2, _partyid_value=contact,
                     addressused="ana.x@theirs.example")  # fmt: skip
    loaded.extract()
    assert len(named(loaded, *NEEDLES, contact)) >= 3
    erasure.erase(loaded.settings, erasure.Asked(contact.upper()), loaded.lines.append)
    assert named(loaded, *NEEDLES, contact) == []
    assert len(loaded.lake("contacts")) == len(organisation.rows["contacts"])
    assert loaded.lake("contacts")[(other,)]["fullname"] == "Bob Stay"
    assert loaded.lake("emails")[(mail,)]["subject"].startswith("RE: erased-")

    organisation.change("contacts", contact, jobtitle="Zupan")
    organisation.change("emails", mail)
    organisation.add("emails", subject="Ana Xavier again", _regardingobjectid_value=contact)
    loaded.extract()
    assert named(loaded, *NEEDLES, contact, "zupan") == []
    report = DataverseSteps().extract(loaded.settings, loaded.lines.append, full=True)
    assert named(loaded, *NEEDLES, contact, "zupan") == []
    assert report.tables["contacts"].deleted == 0, "the pseudonym is among the keys of the server"
    assert len(loaded.lake("contacts")) == len(organisation.rows["contacts"])

    organisation.delete("contacts", contact)
    loaded.extract()
    assert len(loaded.lake("contacts")) == len(organisation.rows["contacts"])
    assert named(loaded, *NEEDLES, contact) == []
