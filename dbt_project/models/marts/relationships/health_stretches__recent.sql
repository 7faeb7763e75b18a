-- The stretches of health_stretches that hold the recent points, so that what a build costs follows the recent evidence,
-- not the history.

{{ kept_by('health_touched_records', 'record_number') }}

{{ stretches_of_points(recent=true) }}
