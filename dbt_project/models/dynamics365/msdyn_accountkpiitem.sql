-- One row per account: its KPIs as Dynamics 365 names them.

{{ kpi_item('account') }}
