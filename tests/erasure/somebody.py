"""A small CRM in which somebody is named in every way that is searched, and the texts that have to go with them."""

AS_OF = "2026-11-01"
FILES = {
    "users.csv": "user_id,full_name,email\nu1,Tom Ours,tom@ours.example\nu2,Eve Ours,eve@branch.example\n",
    "accounts.csv": "account_id,name,primary_contact_id\na1,Acme,c1\n",
    "contacts.csv": """contact_id,full_name,email,other_emails,job_title,account_id,phone
c1,Ána Xavier,ana.x@theirs.example,Private@home.example; ax@theirs.example,Director,a1,555-0101
c2,Bob Stay,bob@theirs.example,,Buyer,a1,555-0102
""",
    "leads.csv": "lead_id,name,email,owner_id,status\nl1,Cy Lead,cy@theirs.example,u1,open\n"
                 "l2,Cy Lead,CY@theirs.example,u1,qualified\n",
    "opportunities.csv": "opportunity_id,name,account_id,contact_id,owner_id,status,created_at,estimated_value\n"
                         "o1,Licence for Ana Xavier,a1,c1,u1,open,2026-08-01,1000\n"
                         "o2,Service,a1,c2,u1,open,2026-08-01,500\n",
    "connections.csv": "record_type,record_id,party_type,party_id,role\nopportunity,o1,contact,c1,champion\n",
    "activities.csv": "activity_id,activity_type,status,direction,sent_at,started_at,duration_minutes,subject,"
                      """regarding_type,regarding_id,message_id,in_reply_to
m1,email,completed,outgoing,2026-10-01T09:00:00Z,,,Lunch with Ana,,,<1.ana.x@theirs.example>,
m2,email,completed,incoming,2026-10-02T09:00:00Z,,,Re: Lunch with Ana,,,<2@theirs.example>,<1.ana.x@theirs.example>
m3,email,completed,outgoing,2026-10-03T09:00:00Z,,,"Xavier, Ana: contract",,,<3@ours.example>,
m4,email,completed,outgoing,2026-10-04T09:00:00Z,,,Price list,opportunity,o2,<4@ours.example>,
v1,meeting,completed,,,2026-10-05T09:00:00Z,30,Demo,contact,c1,,
v2,meeting,completed,,,2026-10-06T09:00:00Z,30,Lunch: Ana Maria,,,,
bad,meeting,completed,,,soon,30,Call Ana Xavier,,,,
""",
    "activity_parties.csv": """activity_id,role,party_type,party_id,address
m1,from,user,u1,tom@ours.example
m1,to,contact,c1,ana.x@theirs.example
m1,cc,contact,c2,bob@theirs.example
m2,from,,,ANA.X@theirs.example
m2,to,user,u1,
m3,from,user,u1,
m3,to,contact,c2,
m3,cc,,,stray@else.example
m3,cc,,,new@branch.example
m4,from,user,u1,
m4,to,,,private@home.example
m4,cc,contact,c2,
v1,organizer,user,u1,
v1,required,contact,c1,old.ana@before.example
v2,organizer,user,u1,
v2,optional,user,u2,eve@branch.example
v2,required,contact,c2,
bad,required,contact,c1,
""",
}  # fmt: skip
NEEDLES = ("ana.x@theirs", "private@home", "ax@theirs", "old.ana@before", "ána xavier", "ana xavier", "xavier, ana",
           "555-0101", "lunch with ana", "licence for")  # fmt: skip
"""What must stand nowhere; "Lunch: Ana Maria", where she was not, may stay."""
