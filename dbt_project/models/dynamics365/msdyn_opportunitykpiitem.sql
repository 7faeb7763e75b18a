-- One row per opportunity: its KPIs as Dynamics 365 names them.

{{ kpi_item('opportunity', more=kpi_item_activities()) }}
