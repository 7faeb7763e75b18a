{# The metrics that are compared with similar won deals, each a numerator and a denominator, so that the mean of a ratio
   is a ratio of sums. Plain amounts have the denominator 1. #}
{% macro benchmark_metrics() %}
    {{ return({
        'team_initiated_interactions': ['team_initiated', '1'],
        'interactions': ['interactions', '1'],
        'team_hours': ['team_hours', '1'],
        'customer_hours': ['customer_hours', '1'],
        'team_email_ratio': ['emails_sent', 'emails_received'],
        'customer_email_ratio': ['emails_received', 'emails_sent'],
        'team_first_response_hours': ['team_response_hours', 'team_answered'],
        'customer_first_response_hours': ['customer_response_hours', 'customer_answered'],
        'team_response_rate': ['team_answered', 'team_answered + team_unanswered'],
        'customer_response_rate': ['customer_answered', 'customer_answered + customer_unanswered'],
    }) }}
{% endmacro %}

{# With fewer usable won deals than this there is nothing to say about deals of the same age. #}
{% macro same_age_from() %}200{% endmacro %}

{# With fewer usable won deals than this no weights are learned, and means are drawn to that of all won deals: as if so
   many deals of the average stood beside the similar ones. #}
{% macro learns_from() %}60{% endmacro %}
{% macro spare_deals() %}5e0{% endmacro %}

{# Hours to a billionth, so that the order of a sum does not matter. #}
{% macro per_metric() %}1e9{% endmacro %}
