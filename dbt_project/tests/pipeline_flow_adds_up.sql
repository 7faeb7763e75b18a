-- Opening plus what came in less what left plus the change of value is closing, and the steps of the waterfall say so.

with

balances as (

    select
        period,
        sum(opening_amount) + sum(case when origin <> 'opening' then amount else 0e0 end)
        + sum(case when category = 'unchanged' then closing_amount - opening_amount else 0e0 end)
        - sum(case when category in ('pushed', 'won', 'lost', 'removed') then amount else 0e0 end) as balance,
        sum(closing_amount) as closing
    from {{ ref('rpt_pipeline_flow') }}
    group by period

),

steps as (

    select period, sum(amount) as closing
    from {{ ref('rpt_pipeline_steps') }}
    group by period

)

select balances.period
from balances
left join steps on balances.period = steps.period
where
    abs(balances.balance - balances.closing) > 1e-6 * (1e0 + abs(balances.closing))
    or abs(coalesce(steps.closing, 0e0) - balances.closing) > 1e-6 * (1e0 + abs(balances.closing))
