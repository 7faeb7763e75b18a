-- One row per opportunity with what deals are compared by as it was known at first, from Dataverse.

{{ first_features('dataverse', key='opportunityid', created='createdon', modified='modifiedon', extra=[
    'opportunityratingcode', 'need', 'budgetstatus', 'purchasetimeframe', 'purchaseprocess', 'initialcommunication',
    'prioritycode', 'decisionmaker', 'budgetamount_base',
]) }}
