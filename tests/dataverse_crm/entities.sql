-- The demo CRM as Dataverse would hold it: one view per entity set, one row per version, columns by logical name.
-- `demo_<table>` are the raw rows of the demo source. Columns that are not given here are empty.

create macro guid(kind, number) as format('{:08x}-0000-4000-8000-{:012x}', kind, number);
-- Ids keep their order, because equal cases are decided by the smaller id.
create macro as_guid(id) as guid(
    case id[:3] when 'ACC' then 1 when 'ACT' then 2 when 'CON' then 3 when 'LEA' then 4 when 'OPP' then 5
        when 'USR' then 6 end, cast(split_part(id, '-', 2) as bigint));
create macro hashed_guid(text) as cast(cast(md5(text) as uuid) as varchar);
create macro number_of(id) as cast(split_part(id, '-', 2) as bigint);
create macro logical(kind) as case kind when 'user' then 'systemuser' else kind end;
create macro currency_guid(code) as hashed_guid('currency ' || code);
create macro rate_on(code, day) as (
    select max_by(1 / rate_to_base, rate_date) from demo_currency_rates where currency = code and rate_date <= day);

create view dv_organizations as
select guid(16, 1) as organizationid, 'Lumentra' as name, currency_guid('EUR') as _basecurrencyid_value,
    1033 as languagecode, 30 as expirechangetrackingindays, first_load as load, false as _deleted
from (select min(load) as first_load from demo_users);

create view dv_transactioncurrencies as
select currency_guid(currency) as transactioncurrencyid, currency as isocurrencycode, currency as currencyname,
    1 / rate_to_base as exchangerate, 0 as statecode, rate_date::timestamp as createdon,
    rate_date::timestamp as modifiedon, load, _deleted
from demo_currency_rates;

create view dv_businessunits as
select hashed_guid(team) as businessunitid, team as name, timestamp '2020-01-01' as createdon,
    timestamp '2020-01-01' as modifiedon, min(load) as load, false as _deleted
from demo_users group by team;

create view zones as
select * from (values (85, 'GMT Standard Time', 'Europe/London'), (85, 'GMT Standard Time', 'Europe/Lisbon'),
    (65, 'E. South America Standard Time', 'America/Sao_Paulo'), (35, 'Eastern Standard Time', 'America/New_York'),
    (110, 'W. Europe Standard Time', 'Europe/Berlin')) as zones (code, windows_name, zone);

create view dv_timezonedefinitions as
select distinct hashed_guid(windows_name) as timezonedefinitionid, code as timezonecode, windows_name as standardname,
    (select min(load) from demo_users) as load, false as _deleted
from zones;

create view dv_usersettingscollection as
select as_guid(user_id) as systemuserid, code as timezonecode, load, _deleted
from demo_users inner join zones on time_zone = zone;

create view dv_systemusers as
select as_guid(user_id) as systemuserid, full_name as fullname, email as internalemailaddress, title as jobtitle,
    as_guid(manager_id) as _parentsystemuserid_value, hashed_guid(team) as _businessunitid_value,
    not is_active as isdisabled, opted_out as msdyn_gdproptout, timestamp '2020-01-01' as createdon,
    timestamp '2020-01-01' as modifiedon, load, _deleted
from demo_users;

create view labels as
select 'account' as table_name, 'industrycode' as column_name, label, row_number() over (order by label) as option
from (select distinct industry as label from demo_accounts where industry is not null)
union all
select 'account', 'ownershipcode', label, row_number() over (order by label)
from (select distinct ownership as label from demo_accounts where ownership is not null)
union all
select 'contact', 'accountrolecode', label, row_number() over (order by label)
from (select distinct role as label from demo_contacts where role is not null)
union all
-- What the demo CRM does not know of accounts and leads: some of it, so that it can be followed to the deals.
select * from (values ('account', 'customertypecode', 'Customer', 3), ('account', 'customertypecode', 'Partner', 5),
    ('lead', 'leadsourcecode', 'Web', 8));

create view dv_stringmaps as
select table_name as objecttypecode, column_name as attributename, option as attributevalue, language as langid,
    case language when 1033 then label else 'pt ' || label end as value, option as displayorder,
    (select min(load) from demo_users) as load, false as _deleted
from labels cross join (values (1033), (1046)) as languages (language);

create view dv_accounts as
select as_guid(account_id) as accountid, name, industries.option as industrycode, ownerships.option as ownershipcode,
    case number_of(account_id) % 3 when 0 then 3 when 1 then 5 end as customertypecode,
    country as address1_country, employees as numberofemployees, annual_revenue as revenue,
    as_guid(primary_contact_id) as _primarycontactid_value, as_guid(parent_account_id) as _parentaccountid_value,
    as_guid(owner_id) as _ownerid_value, 'systemuser' as _ownerid_value_type, not is_active as statecode,
    created_at as createdon, created_at as modifiedon, load, _deleted
from demo_accounts
left join labels as industries on industries.column_name = 'industrycode' and industry = industries.label
left join labels as ownerships on ownerships.column_name = 'ownershipcode' and ownership = ownerships.label;

create view dv_contacts as
select as_guid(contact_id) as contactid, full_name as fullname, email as emailaddress1,
    nullif(split_part(other_emails, ';', 1), '') as emailaddress2, job_title as jobtitle, option as accountrolecode,
    as_guid(account_id) as _parentcustomerid_value, 'account' as _parentcustomerid_value_type,
    as_guid(owner_id) as _ownerid_value, 'systemuser' as _ownerid_value_type, opted_out as msdyn_gdproptout,
    not is_active as statecode, created_at as createdon,
    case when is_active then created_at else _loaded_at end as modifiedon, load, _deleted
from demo_contacts left join labels on column_name = 'accountrolecode' and role = label;

create view dv_leads as
select as_guid(lead_id) as leadid, name as fullname, email as emailaddress1, company as companyname,
    job_title as jobtitle, estimated_value as estimatedamount, currency_guid(currency) as _transactioncurrencyid_value,
    as_guid(owner_id) as _ownerid_value, 'systemuser' as _ownerid_value_type,
    case status when 'open' then 0 when 'qualified' then 1 else 2 end as statecode,
    8 as leadsourcecode, created_at as createdon, coalesce(closed_at, created_at) as modifiedon, load, _deleted
from demo_leads;

-- A third of the deals has a business process flow (and a sales stage nobody keeps), a third a sales stage, a third
-- only the name of the step.
create view dv_processstages as
select hashed_guid('stage ' || category) as processstageid, name as stagename, category as stagecategory,
    'opportunity' as primaryentitytypecode, (select min(load) from demo_users) as load, false as _deleted
from (values (0, 'Qualify'), (1, 'Develop'), (2, 'Propose'), (3, 'Close')) as stages (category, name);

create view deals as
select *, number_of(opportunity_id) % 3 as way,
    case stage when 'qualify' then 0 when 'develop' then 1 when 'propose' then 2 when 'close' then 3 end as category
from demo_opportunities;

create view dv_opportunities as
select as_guid(opportunity_id) as opportunityid, name, as_guid(account_id) as _customerid_value,
    'account' as _customerid_value_type, as_guid(account_id) as _parentaccountid_value,
    as_guid(contact_id) as _parentcontactid_value,
    case way when 0 then (select as_guid(min_by(lead_id, created_at)) from demo_leads) end as _originatingleadid_value,
    as_guid(owner_id) as _ownerid_value,
    'systemuser' as _ownerid_value_type, case way when 0 then 0 when 1 then category end as salesstage,
    case way when 2 then (category + 1) || '-' || stage end as stepname,
    case status when 'open' then 0 when 'won' then 1 else 2 end as statecode,
    case status when 'open' then 1 when 'won' then 3 else 4 end as statuscode,
    estimated_value as estimatedvalue, actual_value as actualvalue,
    currency_guid(currency) as _transactioncurrencyid_value,
    rate_on(currency, coalesce(actual_close_at, modified_at)::date) as exchangerate,
    estimated_close_date as estimatedclosedate, actual_close_at::date as actualclosedate,
    close_probability as closeprobability, created_at as createdon, modified_at as modifiedon, load, _deleted
from deals;

-- Two product families; every second deal begins with a line, all get another one after a month.
create view dv_products as
select hashed_guid(name) as productid, name, case when family is null then 2 else 1 end as productstructure,
    hashed_guid(family) as _parentproductid_value, 0 as statecode, timestamp '2020-01-01' as createdon,
    timestamp '2020-01-01' as modifiedon, (select min(load) from demo_users) as load, false as _deleted
from (values ('Warehouse', null), ('Barcode', 'Warehouse'), ('Training', null), ('Course', 'Training'))
    as products (name, family);

create view dv_opportunityproducts as
select hashed_guid('line ' || days || opportunity_id) as opportunityproductid,
    as_guid(opportunity_id) as _opportunityid_value, hashed_guid(product) as _productid_value,
    min(created_at) + days * interval 1 day as createdon, min(created_at) + days * interval 1 day as modifiedon,
    min(load) as load, false as _deleted
from demo_opportunities cross join (values (0, 'Barcode'), (30, 'Course')) as lines (days, product)
where days > 0 or number_of(opportunity_id) % 2 = 0
group by opportunity_id, days, product;

create view dv_opportunitycloses as
select hashed_guid('close ' || opportunity_id) as activityid, as_guid(opportunity_id) as _opportunityid_value,
    max(actual_close_at) as createdon, max(actual_close_at) as actualend, max(actual_close_at) as modifiedon,
    1 as statecode, min(load) as load, false as _deleted
from demo_opportunities where actual_close_at is not null group by opportunity_id;

create view runs as
select opportunity_id, hashed_guid('run ' || opportunity_id) as businessprocessflowinstanceid,
    as_guid(opportunity_id) as _opportunityid_value, hashed_guid('stage ' || category) as _activestageid_value,
    case status when 'open' then 0 else 1 end as statecode, case status when 'open' then 1 else 2 end as statuscode,
    created_at as createdon, modified_at as modifiedon, load, _deleted
from deals where way = 0;

create view dv_opportunitysalesprocesses as
select * exclude (opportunity_id) from runs where number_of(opportunity_id) % 2 = 0;

create view dv_leadtoopportunitysalesprocesses as
select * exclude (opportunity_id) from runs where number_of(opportunity_id) % 2 = 1;
