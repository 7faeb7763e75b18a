-- Every rule has a row for all stages, names stages that exist, and has a threshold that can be reached and the days it
-- needs; each row that comes back is one to mend in seeds/risk_thresholds.csv.

select thresholds.rule, thresholds.stage, 'the stage is not in seeds/stages.csv' as problem
from {{ ref('risk_thresholds') }} as thresholds
left join {{ ref('stages') }} as stages on thresholds.stage = stages.stage
where thresholds.stage <> '*' and stages.stage is null
union all
select rules.rule, '*', 'there is no row for all stages'
from {{ ref('risk_rules') }} as rules
left join {{ ref('risk_thresholds') }} as thresholds on rules.rule = thresholds.rule and thresholds.stage = '*'
where thresholds.rule is null
union all
select rule, stage, 'the threshold is not above 0, or not whole where it counts days, messages, contacts or moves'
from {{ ref('risk_thresholds') }}
where threshold <= 0 or (rule not in ('health_drop', 'slowing', 'stalled') and threshold <> floor(threshold))
union all
select rule, stage, 'the threshold is no percentage up to 100, or no seniority up to 3'
from {{ ref('risk_thresholds') }}
where (rule = 'stalled' and threshold > 100) or (rule = 'no_decision_maker' and threshold > 3)
union all
select rule, stage, 'days must be 1 or more here (health_drop: 60 at most, its history is daily for 90)'
from {{ ref('risk_thresholds') }}
where
    rule in ('ghosted', 'single_threaded', 'no_decision_maker', 'health_drop', 'slowing')
    and threshold is not null
    and (days is null or days < 1 or (rule = 'health_drop' and days > 60))
