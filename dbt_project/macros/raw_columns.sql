{# The raw contract as SQL sees it; a test holds it equal to rapport/stores/raw_contract.py. #}
{% macro raw_table(name) %}
    {% set tables = {
        'users': {'key': ['user_id'], 'columns': [
            'user_id', 'full_name', 'email', 'title', 'manager_id', 'team', 'is_active', 'time_zone', 'opted_out']},
        'accounts': {'key': ['account_id'], 'columns': [
            'account_id', 'name', 'industry', 'country', 'employees', 'annual_revenue', 'ownership',
            'primary_contact_id', 'parent_account_id', 'owner_id', 'is_active', 'created_at']},
        'contacts': {'key': ['contact_id'], 'columns': [
            'contact_id', 'full_name', 'email', 'other_emails', 'job_title', 'role', 'account_id', 'owner_id',
            'is_active', 'opted_out', 'created_at']},
        'leads': {'key': ['lead_id'], 'columns': [
            'lead_id', 'name', 'email', 'company', 'job_title', 'estimated_value', 'currency', 'owner_id', 'status',
            'created_at', 'closed_at']},
        'opportunities': {'key': ['opportunity_id'], 'columns': [
            'opportunity_id', 'name', 'account_id', 'contact_id', 'owner_id', 'stage', 'status', 'estimated_value',
            'actual_value', 'currency', 'estimated_close_date', 'actual_close_at', 'close_probability', 'created_at',
            'modified_at']},
        'activities': {'key': ['activity_id'], 'columns': [
            'activity_id', 'activity_type', 'direction', 'subject', 'status', 'started_at', 'ended_at', 'due_at',
            'sent_at', 'duration_minutes', 'regarding_type', 'regarding_id', 'conversation_id', 'in_reply_to',
            'message_id', 'is_followed', 'opens', 'link_clicks', 'attachment_views', 'is_auto_reply', 'is_connected',
            'is_recurring_master', 'owner_id', 'created_at', 'modified_at']},
        'activity_parties': {'key': ['activity_id', 'role', 'party_type', 'party_id', 'address'], 'columns': [
            'activity_id', 'role', 'party_type', 'party_id', 'address']},
        'connections': {'key': ['record_type', 'record_id', 'party_type', 'party_id', 'role'], 'columns': [
            'record_type', 'record_id', 'party_type', 'party_id', 'role']},
        'opportunity_history': {'key': ['opportunity_id', 'changed_at', 'field', 'old_value', 'new_value'], 'columns': [
            'opportunity_id', 'changed_at', 'field', 'old_value', 'new_value']},
        'currency_rates': {'key': ['currency', 'rate_date'], 'columns': ['currency', 'rate_date', 'rate_to_base']},
    } %}
    {{ return(tables[name]) }}
{% endmacro %}
