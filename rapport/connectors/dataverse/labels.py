"""The words behind option codes, in every language of the organisation, from the metadata of the tables that are read.

They stand in the raw table ``stringmaps``. A server that gives none is no reason to stop: the last ones stay.
"""

from __future__ import annotations

from collections.abc import Iterator

from rapport.connectors.dataverse.answers import Rejected, rows_of
from rapport.connectors.dataverse.gathering import Gathering
from rapport.connectors.dataverse.rows import keep_changes
from rapport.connectors.dataverse.run import Job, Loaded
from rapport.connectors.dataverse.tables import TABLES
from rapport.stores.lake import LoadWriter

_KINDS = ("PicklistAttributeMetadata", "StatusAttributeMetadata", "StateAttributeMetadata",
          "MultiSelectPicklistAttributeMetadata")
_QUESTION = ("EntityDefinitions(LogicalName='{}')/Attributes/Microsoft.Dynamics.CRM.{}"
             "?$select=LogicalName&$expand=OptionSet($select=Options)")


def extract_labels(job: Job, load: LoadWriter) -> Loaded:
    """Bring the labels up to date and commit them."""
    gathering = Gathering(job.client, load, job.shape)
    try:
        for name, plan in job.plan.tables.items():
            if TABLES[name].labels or plan.custom:
                gathering.take(list(_labels(job, TABLES[name].logical, set(plan.select))))
    except Rejected as rejected:
        return Loaded(job.name, None, gathering.report, (f"dataverse: option labels could not be read: {rejected}",))
    return keep_changes(job, load, gathering.close(), job.state("whole"))


def _labels(job: Job, logical: str, columns: set[str]) -> Iterator[dict]:
    for kind in _KINDS:
        asked = f"option labels of {logical}"
        for attribute in job.client.get(job.client.link(_QUESTION.format(logical, kind)), asked, parse=rows_of):
            if attribute.get("LogicalName") in columns:
                for order, option in enumerate((attribute.get("OptionSet") or {}).get("Options", [])):
                    for label in (option.get("Label") or {}).get("LocalizedLabels", []):
                        yield {"objecttypecode": logical, "attributename": attribute["LogicalName"],
                               "attributevalue": option.get("Value"), "langid": label.get("LanguageCode"),
                               "value": label.get("Label"), "displayorder": order}
