-- One row per contact: its KPIs as Dynamics 365 names them.

{{ kpi_item('contact', more=['cast(open_opportunities as integer) as msdyn_numberofopportunities']) }}
