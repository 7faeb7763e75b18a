"""The ``dataverse`` source: Dynamics 365 through the Dataverse Web API.

What the server is asked, all below ``<url>/api/data/v9.2/``, pages by ``Prefer: odata.maxpagesize``:

- ``EntityDefinitions?$select=LogicalName,EntitySetName,ChangeTrackingEnabled``: which tables there are and which track
  their changes;
- ``$metadata``: which columns there are, and which of them are dates;
- ``<set>?$select=...`` with ``Prefer: odata.track-changes``, then its delta link, for tables that track changes;
- ``<set>?$select=...``, later ``&$filter=modifiedon ge <instant>&$orderby=modifiedon``, and now and then
  ``<set>?$select=<key>`` to find deletes, for tables that do not;
- ``<set>?$select=...`` whole, for small tables without ``modifiedon``;
- ``activityparties?$select=...`` whole at first, later with ``$filter=_activityid_value eq <id> or ...`` for the
  activities that changed;
- ``EntityDefinitions(LogicalName='x')/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata`` and its kin with
  ``$expand=OptionSet``, for the labels of options; without an answer there are no labels.

Of several rows of one key in the lake the newest load counts, within a load the greatest ``versionnumber``, and a row
with ``_deleted`` ends the key unless a later load brings it back.
"""
