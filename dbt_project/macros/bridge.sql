{# The only place where engines differ in what SQL says (how they store things: spark.sql). Everything else is SQL that
   DuckDB and Spark read alike. `default__` is DuckDB. #}

{# Whole and fractional seconds from a to b, as a double. #}
{% macro seconds_between(a, b) %}{{ return(adapter.dispatch('seconds_between', 'rapport')(a, b)) }}{% endmacro %}
{% macro default__seconds_between(a, b) %}((epoch_us({{ b }}) - epoch_us({{ a }})) / 1000000e0){% endmacro %}
{% macro spark__seconds_between(a, b) %}((unix_micros({{ b }}) - unix_micros({{ a }})) / 1000000e0){% endmacro %}

{# Whole days from instant a to instant b: UTC epoch microseconds, no calendar. Rounded down. #}
{% macro whole_days_between(a, b) %}{{ return(adapter.dispatch('whole_days_between', 'rapport')(a, b)) }}{% endmacro %}
{% macro default__whole_days_between(a, b) %}cast(floor((epoch_us({{ b }}) - epoch_us({{ a }})) / 86400000000e0) as bigint){% endmacro %}
{% macro spark__whole_days_between(a, b) %}cast(floor((unix_micros({{ b }}) - unix_micros({{ a }})) / 86400000000e0) as bigint){% endmacro %}

{# Days between two dates. #}
{% macro dates_between(a, b) %}{{ return(adapter.dispatch('dates_between', 'rapport')(a, b)) }}{% endmacro %}
{% macro default__dates_between(a, b) %}date_diff('day', {{ a }}, {{ b }}){% endmacro %}
{% macro spark__dates_between(a, b) %}cast(datediff({{ b }}, {{ a }}) as bigint){% endmacro %}

{# An instant (UTC) as wall-clock time in a time zone, given as an SQL expression. #}
{% macro in_time_zone(instant, zone) %}{{ return(adapter.dispatch('in_time_zone', 'rapport')(instant, zone)) }}{% endmacro %}
{% macro default__in_time_zone(instant, zone) %}timezone({{ zone }}, timezone('UTC', {{ instant }})){% endmacro %}
{% macro spark__in_time_zone(instant, zone) %}from_utc_timestamp({{ instant }}, {{ zone }}){% endmacro %}

{# Replace every match of a regular expression. #}
{% macro replace_all(text, pattern, replacement) %}{{ return(adapter.dispatch('replace_all', 'rapport')(text, pattern, replacement)) }}{% endmacro %}
{% macro default__replace_all(text, pattern, replacement) %}regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g'){% endmacro %}
{% macro spark__replace_all(text, pattern, replacement) %}regexp_replace({{ text }}, r'{{ pattern }}', '{{ replacement }}'){% endmacro %}

{# A text without what matches a regular expression at its beginning; cheaper than replacing every match. #}
{% macro without_beginning(text, pattern) %}{{ return(adapter.dispatch('without_beginning', 'rapport')(text, pattern)) }}{% endmacro %}
{% macro default__without_beginning(text, pattern) %}regexp_replace({{ text }}, '^{{ pattern }}', ''){% endmacro %}
{% macro spark__without_beginning(text, pattern) %}regexp_replace({{ text }}, r'^{{ pattern }}', ''){% endmacro %}

{# One row per element of a text separated by a character. #}
{% macro split_rows(text, separator) %}{{ return(adapter.dispatch('split_rows', 'rapport')(text, separator)) }}{% endmacro %}
{% macro default__split_rows(text, separator) %}unnest(string_split({{ text }}, '{{ separator }}')){% endmacro %}
{% macro spark__split_rows(text, separator) %}explode(split({{ text }}, '[{{ separator }}]')){% endmacro %}

{# One row per whole number from 0 to n - 1, as column named by the caller. #}
{% macro number_rows(n, alias) %}{{ return(adapter.dispatch('number_rows', 'rapport')(n, alias)) }}{% endmacro %}
{% macro default__number_rows(n, alias) %}(select cast(range as bigint) as {{ alias }} from range({{ n }})){% endmacro %}
{% macro spark__number_rows(n, alias) %}(select id as {{ alias }} from range({{ n }})){% endmacro %}

{# Several columns as one value that sorts by the first, then the second, ... #}
{% macro order_key(columns) %}{{ return(adapter.dispatch('order_key', 'rapport')(columns)) }}{% endmacro %}
{% macro default__order_key(columns) %}row({{ columns | join(', ') }}){% endmacro %}
{% macro spark__order_key(columns) %}struct({{ columns | join(', ') }}){% endmacro %}

{# The names of the time zones that the engine knows. #}
{% macro known_time_zones() %}{{ return(adapter.dispatch('known_time_zones', 'rapport')()) }}{% endmacro %}
{% macro default__known_time_zones() %}(select distinct name as time_zone from pg_timezone_names()){% endmacro %}
{% macro spark__known_time_zones() %}(select explode(array('{{ modules.pytz.all_timezones | join("', '") }}')) as time_zone){% endmacro %}

{# The texts of a group as one, in order; the first character of each is its rank and is left out. #}
{% macro joined_by_rank(ranked_text) %}{{ return(adapter.dispatch('joined_by_rank', 'rapport')(ranked_text)) }}{% endmacro %}
{% macro default__joined_by_rank(ranked_text) %}array_to_string(list_transform(list_sort(list({{ ranked_text }})), text -> substring(text, 2)), ', '){% endmacro %}
{% macro spark__joined_by_rank(ranked_text) %}array_join(transform(array_sort(collect_list({{ ranked_text }})), text -> substring(text, 2)), ', '){% endmacro %}

{# One row per whole number from `first` to `last`, both included. #}
{% macro each_whole_number(first, last) %}{{ return(adapter.dispatch('each_whole_number', 'rapport')(first, last)) }}{% endmacro %}
{% macro default__each_whole_number(first, last) %}unnest(range(cast({{ first }} as bigint), cast({{ last }} as bigint) + 1)){% endmacro %}
{% macro spark__each_whole_number(first, last) %}explode(
    case when {{ first }} <= {{ last }} then sequence(cast({{ first }} as bigint), cast({{ last }} as bigint)) end
){% endmacro %}

{# Distinct texts of a group as one, in the order of another column. #}
{% macro joined_text(text, order, separator=', ') %}{{ return(adapter.dispatch('joined_text', 'rapport')(text, order, separator)) }}{% endmacro %}
{% macro default__joined_text(text, order, separator=', ') %}string_agg({{ text }}, '{{ separator }}' order by {{ order }}){% endmacro %}
{% macro spark__joined_text(text, order, separator=', ') %}listagg({{ text }}, '{{ separator }}') within group (order by {{ order }}){% endmacro %}

{# Percentiles of a group, interpolated, as one list: the values are kept and sorted once. #}
{% macro percentiles(value, fractions, condition) %}{{ return(adapter.dispatch('percentiles', 'rapport')(value, fractions, condition)) }}{% endmacro %}
{% macro default__percentiles(value, fractions, condition) %}quantile_cont({{ value }}, {{ fractions }}) filter (where {{ condition }}){% endmacro %}
{% macro spark__percentiles(value, fractions, condition) %}percentile({{ value }}, array({{ fractions | join(', ') }})) filter (where {{ condition }}){% endmacro %}

{# An item of a list, counted from 1; empty where there is no list. #}
{% macro item_of(list, number) %}{{ return(adapter.dispatch('item_of', 'rapport')(list, number)) }}{% endmacro %}
{% macro default__item_of(list, number) %}{{ list }}[{{ number }}]{% endmacro %}
{% macro spark__item_of(list, number) %}element_at({{ list }}, {{ number }}){% endmacro %}

{# A wall-clock time in a time zone, given as an SQL expression, as an instant (UTC). #}
{% macro from_time_zone(local_time, zone) %}{{ return(adapter.dispatch('from_time_zone', 'rapport')(local_time, zone)) }}{% endmacro %}
{% macro default__from_time_zone(local_time, zone) %}timezone('UTC', timezone({{ zone }}, {{ local_time }})){% endmacro %}
{% macro spark__from_time_zone(local_time, zone) %}to_utc_timestamp({{ local_time }}, {{ zone }}){% endmacro %}

{# Microseconds from 1970-01-01 to an instant. #}
{% macro microseconds_of(instant) %}{{ return(adapter.dispatch('microseconds_of', 'rapport')(instant)) }}{% endmacro %}
{% macro default__microseconds_of(instant) %}epoch_us({{ instant }}){% endmacro %}
{% macro spark__microseconds_of(instant) %}unix_micros({{ instant }}){% endmacro %}

{# The day of the week of a date: 1 Monday to 7 Sunday. #}
{% macro weekday_of(day) %}{{ return(adapter.dispatch('weekday_of', 'rapport')(day)) }}{% endmacro %}
{% macro default__weekday_of(day) %}extract(isodow from {{ day }}){% endmacro %}
{% macro spark__weekday_of(day) %}(weekday({{ day }}) + 1){% endmacro %}

{# A text as it may stand in an address: everything but letters, digits and -_.~ is escaped. #}
{% macro url_text(text) %}{{ return(adapter.dispatch('url_text', 'rapport')(text)) }}{% endmacro %}
{% macro default__url_text(text) %}url_encode({{ text }}){% endmacro %}
{% macro spark__url_text(text) %}replace(replace(replace(url_encode({{ text }}), '+', '%20'), '*', '%2A'), '%7E', '~'){% endmacro %}

{# All columns but these, of one relation where several are joined. #}
{% macro all_but(columns, relation='') %}{{ return(adapter.dispatch('all_but', 'rapport')(columns, relation)) }}{% endmacro %}
{% macro default__all_but(columns, relation) %}{{ relation ~ '.' if relation }}* exclude ({{ columns | join(', ') }}){% endmacro %}
{% macro spark__all_but(columns, relation) %}{{ relation ~ '.' if relation }}* except ({{ columns | join(', ') }}){% endmacro %}

{# The SHA-256 of a text, as 64 hexadecimal digits. #}
{% macro sha256_hex(text) %}{{ return(adapter.dispatch('sha256_hex', 'rapport')(text)) }}{% endmacro %}
{% macro default__sha256_hex(text) %}sha256({{ text }}){% endmacro %}
{% macro spark__sha256_hex(text) %}sha2({{ text }}, 256){% endmacro %}

{# The text of a file, read when the query runs. #}
{% macro text_of_file(path) %}{{ return(adapter.dispatch('text_of_file', 'rapport')(path)) }}{% endmacro %}
{% macro default__text_of_file(path) %}(select content from read_text('{{ path }}')){% endmacro %}
{% macro spark__text_of_file(path) %}(select array_join(collect_list(value), '\n') from text.`file://{{ path }}`){% endmacro %}

{# A text separated by a character, with an expression of `element` in the place of each element, sorted. #}
{% macro each_of_list(text, separator, expression) %}{{ return(adapter.dispatch('each_of_list', 'rapport')(text, separator, expression)) }}{% endmacro %}
{% macro default__each_of_list(text, separator, expression) %}(select string_agg({{ expression }}, '{{ separator }}' order by {{ expression }}) from (select unnest(string_split({{ text }}, '{{ separator }}')) as element) as elements){% endmacro %}
{% macro spark__each_of_list(text, separator, expression) %}array_join(array_sort(transform(split({{ text }}, '[{{ separator }}]'), element -> {{ expression }})), '{{ separator }}'){% endmacro %}

{# A number for each row of a table. An order, which costs a sort of the whole table, is needed by Spark alone. #}
{% macro numbered(order) %}{{ return(adapter.dispatch('numbered', 'rapport')(order)) }}{% endmacro %}
{% macro default__numbered(order) %}row_number() over (){% endmacro %}
{% macro spark__numbered(order) %}row_number() over (order by {{ order }}){% endmacro %}

{# A number made of columns, the same for the same values; others rarely share it. #}
{% macro hash_of(columns) %}{{ return(adapter.dispatch('hash_of', 'rapport')(columns)) }}{% endmacro %}
{% macro default__hash_of(columns) %}hash({{ columns | join(', ') }}){% endmacro %}
{% macro spark__hash_of(columns) %}xxhash64({{ columns | join(', ') }}){% endmacro %}
