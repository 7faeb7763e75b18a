-- One row per open record with advice: the one action that would raise its health most; of equal ones the first in the
-- order of the seed.

select
    advice.record_key,
    advice.action,
    advice.gain,
    {{ label('actions.action_label', 'actions.action_label_pt') }} as action_label
from {{ ref('fct_health_advice') }} as advice
inner join {{ ref('advice_actions') }} as actions on advice.action = actions.action
qualify row_number() over (partition by advice.record_key order by advice.gain desc, actions.action_order) = 1
