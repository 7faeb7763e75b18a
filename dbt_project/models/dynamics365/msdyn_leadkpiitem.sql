-- One row per lead: its KPIs as Dynamics 365 names them.

{{ kpi_item('lead', more=kpi_item_activities()) }}
