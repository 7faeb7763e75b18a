-- The stretches of health_stretches that hold the recent points, so that what a build costs follows the recent evidence,
-- not the history. In an incremental build, of records that only grew older, those of their new points alone.

{{ kept_by('health_touched_records', 'record_number') }}

{{ stretches_of_points(recent=true) }}
