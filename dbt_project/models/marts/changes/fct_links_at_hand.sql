-- One row per record and activity that counts for it, of what is renewed: all of a record that was touched or is counted
-- anew, of the others what lies in a window that moved on. They are looked for among all links once.

select *
from {{ ref('fct_activity_links') }}
where
    {{ is_of_touched_window('record_key', 'happened_at') }}
    or {{ is_touched('record_key', 'health_recounted_records', 'record_key') }}
