-- The activities of the demo CRM, their parties and the connections as Dataverse would hold them; see entities.sql.

create view dv_connectionroles as
select hashed_guid('role ' || name) as connectionroleid, name, category, 0 as statecode,
    timestamp '2020-01-01' as createdon, timestamp '2020-01-01' as modifiedon,
    (select min(load) from demo_users) as load, false as _deleted
from (values ('Decision Maker', 1000), ('Influencer', 1000), ('Champion', 1000), ('Stakeholder', 1000),
    ('Account Manager', 1001), ('Friend', 2)) as roles (name, category);

create macro role_guid(role) as hashed_guid('role ' || case role when 'decision_maker' then 'Decision Maker'
    when 'influencer' then 'Influencer' when 'champion' then 'Champion' when 'stakeholder' then 'Stakeholder'
    when 'sales_team' then 'Account Manager' end);

-- Each connection stands twice, once from either end; a friendship is no stakeholder.
create view dv_connections as
select hashed_guid('one ' || record_id || party_id || role) as connectionid, as_guid(record_id) as _record1id_value,
    record_type as _record1id_value_type, as_guid(party_id) as _record2id_value,
    logical(party_type) as _record2id_value_type, cast(null as varchar) as _record1roleid_value,
    role_guid(role) as _record2roleid_value, true as ismaster, 0 as statecode, timestamp '2020-01-01' as createdon,
    timestamp '2020-01-01' as modifiedon, load, _deleted
from demo_connections
union all
select hashed_guid('two ' || record_id || party_id || role), as_guid(party_id), logical(party_type), as_guid(record_id),
    record_type, role_guid(role), cast(null as varchar), false, 0, timestamp '2020-01-01', timestamp '2020-01-01', load,
    _deleted
from demo_connections
union all
select hashed_guid('friend ' || opportunity_id), as_guid(opportunity_id), 'opportunity', as_guid(min(contact_id)),
    'contact', null, hashed_guid('role Friend'), true, 0, timestamp '2020-01-01', timestamp '2020-01-01', min(load), false
from demo_opportunities group by opportunity_id;

create view pointers as
select activity_id, as_guid(activity_id) as activityid, activity_type, number_of(activity_id) as number, subject,
    as_guid(regarding_id) as _regardingobjectid_value, regarding_type as _regardingobjectid_value_type,
    as_guid(owner_id) as _ownerid_value, 'systemuser' as _ownerid_value_type,
    case status when 'open' then 0 when 'completed' then 1 when 'cancelled' then 2 when 'scheduled' then 3 end
        as statecode,
    case direction when 'outgoing' then true when 'incoming' then false end as directioncode,
    status, started_at, ended_at, due_at, sent_at, duration_minutes, conversation_id, in_reply_to, message_id,
    is_followed, opens, link_clicks, attachment_views, is_connected, is_recurring_master,
    created_at as createdon, modified_at as modifiedon, load, _deleted
from demo_activities;

-- Half of the answers name their message in the header, half were correlated by Dataverse.
create view dv_emails as
with messages as (
    select message_id, min(activityid) as parentid from pointers where message_id is not null group by message_id
)
select pointers.activityid, subject, _regardingobjectid_value, _regardingobjectid_value_type, _ownerid_value,
    _ownerid_value_type, statecode, case when directioncode then 3 else 4 end as statuscode, directioncode,
    sent_at as senton, pointers.message_id as messageid,
    case when number % 2 = 0 or parentid is null then in_reply_to end as inreplyto,
    case when number % 2 = 1 then parentid end as _correlatedactivityid_value,
    guid(7, cast(split_part(conversation_id, '-', 2) as bigint)) as conversationtrackingid,
    is_followed as isemailfollowed, opens as opencount, link_clicks as linksclickedcount,
    attachment_views as attachmentopencount, createdon, modifiedon, load, _deleted
from pointers left join messages on in_reply_to = messages.message_id
where activity_type = 'email';

create view dv_appointments as
select activityid, subject, _regardingobjectid_value, _regardingobjectid_value_type, _ownerid_value,
    _ownerid_value_type, statecode, started_at as scheduledstart, ended_at as scheduledend,
    duration_minutes as scheduleddurationminutes, case when statecode = 1 then duration_minutes end
        as actualdurationminutes, case when statecode = 1 then modifiedon end as actualend, 0 as instancetypecode,
    createdon, modifiedon, load, _deleted
from pointers where activity_type = 'meeting' and not is_recurring_master;

create view dv_recurringappointmentmasters as
select activityid, subject, _regardingobjectid_value, _regardingobjectid_value_type, _ownerid_value,
    _ownerid_value_type, statecode, started_at as scheduledstart, ended_at as scheduledend,
    duration_minutes as duration, 1 as instancetypecode, createdon, modifiedon, load, _deleted
from pointers where activity_type = 'meeting' and is_recurring_master;

create view done as
select activity_type, number, activityid, subject, _regardingobjectid_value, _regardingobjectid_value_type,
    _ownerid_value, _ownerid_value_type, statecode, directioncode, is_connected,
    case when statecode <> 1 then started_at end as scheduledstart, due_at as scheduledend,
    case when statecode = 1 then started_at end as actualstart, case when statecode = 1 then ended_at end as actualend,
    duration_minutes as actualdurationminutes, createdon, modifiedon, load, _deleted
from pointers;

create view dv_phonecalls as
select * exclude (activity_type, number, is_connected), not is_connected as leftvoicemail
from done where activity_type = 'call';

create view dv_tasks as
select * exclude (activity_type, number, is_connected, directioncode) from done where activity_type = 'task';

create view dv_letters as
select * exclude (activity_type, number, is_connected) from done where activity_type = 'other' and number % 2 = 0;

create view dv_faxes as
select * exclude (activity_type, number, is_connected) from done where activity_type = 'other' and number % 2 = 1;

-- Beside the people, every activity has its owner and what it regards among its parties.
create view dv_activityparties as
select hashed_guid(concat_ws('|', activity_id, role, party_type, party_id, address)) as activitypartyid,
    as_guid(activity_id) as _activityid_value, as_guid(party_id) as _partyid_value,
    logical(party_type) as _partyid_value_type, address as addressused, false as ispartydeleted,
    case role when 'from' then 1 when 'to' then 2 when 'cc' then 3 when 'bcc' then 4 when 'required' then 5
        when 'optional' then 6 when 'organizer' then 7 end as participationtypemask, load, _deleted
from demo_activity_parties
union all
select hashed_guid('regarding ' || activity_id), activityid, _regardingobjectid_value,
    max(_regardingobjectid_value_type), null, false, 8, min(load), false
from pointers where _regardingobjectid_value is not null and not _deleted group by all
union all
select hashed_guid('owner ' || activity_id), activityid, _ownerid_value, 'systemuser', null, false, 9, min(load), false
from pointers where _ownerid_value is not null and not _deleted group by all;
