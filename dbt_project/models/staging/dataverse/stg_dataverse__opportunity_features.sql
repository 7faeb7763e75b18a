-- One row per opportunity with what deals are compared by as it was known at first, from Dataverse.

{% set always = [
    'opportunityratingcode', 'need', 'budgetstatus', 'purchasetimeframe', 'purchaseprocess', 'initialcommunication',
    'prioritycode', 'decisionmaker', 'budgetamount_base', '_originatingleadid_value',
] %}
{{ first_features('dataverse', key='opportunityid', created='createdon', modified='modifiedon', extra=always) }}
select
    'dataverse' as source_system,
    opportunity_id,
    opportunityratingcode,
    need,
    budgetstatus,
    purchasetimeframe,
    purchaseprocess,
    initialcommunication,
    prioritycode,
    decisionmaker,
    budgetamount_base,
    _originatingleadid_value as originating_lead_id
    {{- feature_columns('dataverse', always) }}
from first_rows
