-- One row per contact that exists as of: KPIs of the relationship, health, last and next activity. A contact who opted
-- out has no name and zero counts.

{% set joins %}
inner join {{ ref('dim_contacts') }} as contacts on records.record_key = contacts.contact_key
left join {{ ref('fct_open_opportunities') }} as opportunities on records.record_key = opportunities.record_key
{% endset %}
{{ record_kpis('contact', more=[
    'contacts.job_title',
    'records.account_name',
    'case when records.is_opted_out then 0 else coalesce(opportunities.open_opportunities, 0) end
        as open_opportunities',
    'contacts.is_active',
], joins=joins) }}
