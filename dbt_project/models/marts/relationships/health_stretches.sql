-- One row per record and stretch of points in time between two changes of what they look back on, from oldest_index
-- down to newest_index. The sums are those at the oldest point; within the stretch they only fade. A view: the points
-- of long ago are looked at one record at a time.

{{ config(materialized='view') }}

{{ stretches_of_points(recent=false) }}
