-- The rows of fct_opportunity_snapshots as of (days_ago 0): the open deals that models are asked about.

{{ opportunities_on_days(ref('health_snapshots__now')) }}
