{# The only place where engines differ. Everything else is SQL that DuckDB and Spark read alike. #}

{# Whole and fractional seconds from a to b, as a double. #}
{% macro seconds_between(a, b) %}{{ return(adapter.dispatch('seconds_between', 'rapport')(a, b)) }}{% endmacro %}
{% macro default__seconds_between(a, b) %}((epoch_us({{ b }}) - epoch_us({{ a }})) / 1000000e0){% endmacro %}

{# Whole days from instant a to instant b: UTC epoch microseconds, no calendar. Rounded down. #}
{% macro whole_days_between(a, b) %}{{ return(adapter.dispatch('whole_days_between', 'rapport')(a, b)) }}{% endmacro %}
{% macro default__whole_days_between(a, b) %}cast(floor((epoch_us({{ b }}) - epoch_us({{ a }})) / 86400000000e0) as bigint){% endmacro %}

{# Days between two dates. #}
{% macro dates_between(a, b) %}{{ return(adapter.dispatch('dates_between', 'rapport')(a, b)) }}{% endmacro %}
{% macro default__dates_between(a, b) %}date_diff('day', {{ a }}, {{ b }}){% endmacro %}

{# An instant (UTC) as wall-clock time in a time zone, given as an SQL expression. #}
{% macro in_time_zone(instant, zone) %}{{ return(adapter.dispatch('in_time_zone', 'rapport')(instant, zone)) }}{% endmacro %}
{% macro default__in_time_zone(instant, zone) %}timezone({{ zone }}, timezone('UTC', {{ instant }})){% endmacro %}

{# Replace every match of a regular expression. #}
{% macro replace_all(text, pattern, replacement) %}{{ return(adapter.dispatch('replace_all', 'rapport')(text, pattern, replacement)) }}{% endmacro %}
{% macro default__replace_all(text, pattern, replacement) %}regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g'){% endmacro %}

{# One row per element of a text separated by a character. #}
{% macro split_rows(text, separator) %}{{ return(adapter.dispatch('split_rows', 'rapport')(text, separator)) }}{% endmacro %}
{% macro default__split_rows(text, separator) %}unnest(string_split({{ text }}, '{{ separator }}')){% endmacro %}

{# One row per whole number from 0 to n - 1, as column named by the caller. #}
{% macro number_rows(n, alias) %}{{ return(adapter.dispatch('number_rows', 'rapport')(n, alias)) }}{% endmacro %}
{% macro default__number_rows(n, alias) %}(select cast(range as bigint) as {{ alias }} from range({{ n }})){% endmacro %}

{# Several columns as one value that sorts by the first, then the second, ... #}
{% macro order_key(columns) %}{{ return(adapter.dispatch('order_key', 'rapport')(columns)) }}{% endmacro %}
{% macro default__order_key(columns) %}row({{ columns | join(', ') }}){% endmacro %}

{# The names of the time zones that the engine knows. #}
{% macro known_time_zones() %}{{ return(adapter.dispatch('known_time_zones', 'rapport')()) }}{% endmacro %}
{% macro default__known_time_zones() %}(select distinct name as time_zone from pg_timezone_names()){% endmacro %}

{# The texts of a group as one, in order; the first character of each is its rank and is left out. #}
{% macro joined_by_rank(ranked_text) %}{{ return(adapter.dispatch('joined_by_rank', 'rapport')(ranked_text)) }}{% endmacro %}
{% macro default__joined_by_rank(ranked_text) %}array_to_string(list_transform(list_sort(list({{ ranked_text }})), text -> substring(text, 2)), ', '){% endmacro %}

{# One row per whole number from `first` to `last`, both included. #}
{% macro each_whole_number(first, last) %}{{ return(adapter.dispatch('each_whole_number', 'rapport')(first, last)) }}{% endmacro %}
{% macro default__each_whole_number(first, last) %}unnest(range(cast({{ first }} as bigint), cast({{ last }} as bigint) + 1)){% endmacro %}

{# Distinct texts of a group as one, in the order of another column. #}
{% macro joined_text(text, order, separator=', ') %}{{ return(adapter.dispatch('joined_text', 'rapport')(text, order, separator)) }}{% endmacro %}
{% macro default__joined_text(text, order, separator=', ') %}string_agg({{ text }}, '{{ separator }}' order by {{ order }}){% endmacro %}

{# Percentiles of a group, interpolated, as one list: the values are kept and sorted once. #}
{% macro percentiles(value, fractions, condition) %}{{ return(adapter.dispatch('percentiles', 'rapport')(value, fractions, condition)) }}{% endmacro %}
{% macro default__percentiles(value, fractions, condition) %}quantile_cont({{ value }}, {{ fractions }}) filter (where {{ condition }}){% endmacro %}

{# An item of a list, counted from 1; empty where there is no list. #}
{% macro item_of(list, number) %}{{ return(adapter.dispatch('item_of', 'rapport')(list, number)) }}{% endmacro %}
{% macro default__item_of(list, number) %}{{ list }}[{{ number }}]{% endmacro %}

{# The SHA-256 of a text, as 64 hexadecimal digits. #}
{% macro sha256_hex(text) %}{{ return(adapter.dispatch('sha256_hex', 'rapport')(text)) }}{% endmacro %}
{% macro default__sha256_hex(text) %}sha256({{ text }}){% endmacro %}

{# The text of a file, read when the query runs. #}
{% macro text_of_file(path) %}{{ return(adapter.dispatch('text_of_file', 'rapport')(path)) }}{% endmacro %}
{% macro default__text_of_file(path) %}(select content from read_text('{{ path }}')){% endmacro %}

{# A text separated by a character, with an expression of `element` in the place of each element, sorted. #}
{% macro each_of_list(text, separator, expression) %}{{ return(adapter.dispatch('each_of_list', 'rapport')(text, separator, expression)) }}{% endmacro %}
{% macro default__each_of_list(text, separator, expression) %}(select string_agg({{ expression }}, '{{ separator }}' order by {{ expression }}) from (select unnest(string_split({{ text }}, '{{ separator }}')) as element) as elements){% endmacro %}
