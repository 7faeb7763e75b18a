"""The Dataverse tables that are read: entity set, logical name, key and columns, by their logical names.

Column types are DuckDB's. A lookup stands as ``_x_value``; where it may point at several tables, the logical name of
the one it points at stands beside it as ``_x_value_type``. Bodies (``description``, ``notetext``) are never asked for.
Columns that the server does not know are left out of the question and stay empty in the lake.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapport.stores.raw_contract import RawTable

_TYPES = {"": "VARCHAR", "b": "BOOLEAN", "d": "DOUBLE", "i": "BIGINT", "ts": "TIMESTAMP", "date": "DATE"}
BODIES = frozenset({"description", "notetext", "safedescription", "documentbody", "body", "activityadditionalparams"})
"""Columns that no setting can ask for: what people wrote to each other stays in the CRM."""


@dataclass(frozen=True)
class Table:
    """One table to read.

    Parameters
    ----------
    name : str
        Name of the entity set and of the raw table.
    logical : str
        Logical name of the table, as metadata and lookups call it.
    columns : dict
        Column to DuckDB type, companions ``_x_value_type`` included.
    key : tuple of str
        Columns that tell one row from another.
    lookups : tuple of str
        Lookups that may point at several tables.
    quiet : tuple of str
        Columns that come with an app; an organisation without it is told nothing.
    optional : bool
        Whether an organisation may lack the table.
    labels : bool
        Whether the labels of its option columns are read.
    kind : {"rows", "parties", "labels"}
        Rows of a table; rows read for the activities that changed; option labels from the metadata.
    """

    name: str
    logical: str
    columns: dict[str, str]
    key: tuple[str, ...]
    lookups: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    optional: bool = False
    labels: bool = False
    kind: str = "rows"

    @property
    def asked(self) -> list[str]:
        """Columns to ask the server for; a companion comes along with its lookup."""
        companions = {f"{lookup}_type" for lookup in self.lookups}
        return [column for column in self.columns if column not in companions]

    @property
    def contract(self) -> RawTable:
        """The raw table that comes out."""
        return RawTable(self.name, self.columns, self.key, self.key, {})


def _table(name: str, logical: str, columns: str, **options: object) -> Table:
    """``column``, ``column:type``; ``*`` marks the key, ``>`` a lookup to several tables, ``?`` a quiet one."""
    parsed, marked = {}, {"*": [], ">": [], "?": []}
    for item in columns.split():
        column, _, kind = item.partition(":")
        bare = column.rstrip("*>?")
        parsed[bare] = _TYPES[kind]
        for mark in column[len(bare):]:
            marked[mark].append(bare)
        if ">" in column:
            parsed[f"{bare}_type"] = "VARCHAR"
    key, lookups, quiet = (tuple(names) for names in marked.values())
    return Table(name, logical, parsed, key, lookups, quiet, **options)


_TRACES = "createdon:ts modifiedon:ts versionnumber:i"
_STATE = f"statecode:i statuscode:i {_TRACES}"
_RECORD = f"_ownerid_value> _owningbusinessunit_value {_STATE}"
_MERGED = "_masterid_value merged:b"
_MONEY = "_transactioncurrencyid_value exchangerate:d"
_BUYING = ("budgetamount:d budgetamount_base:d budgetstatus:i need:i purchaseprocess:i purchasetimeframe:i "
           "initialcommunication:i decisionmaker:b prioritycode:i")
_PLANNED = f"activityid* subject _regardingobjectid_value> scheduledstart:ts scheduledend:ts {_RECORD}"
_ACTIVITY = f"{_PLANNED} actualstart:ts actualend:ts scheduleddurationminutes:i actualdurationminutes:i"
_MEETING = "isalldayevent:b instancetypecode:i globalobjectid"
_PROCESS = (f"businessprocessflowinstanceid* _opportunityid_value _activestageid_value activestagestartedon:ts "
            f"_processid_value traversedpath completedon:ts duration:i {_STATE}")

TABLES: dict[str, Table] = {table.name: table for table in [
    _table("organizations", "organization",
           "organizationid* name _basecurrencyid_value languagecode:i expirechangetrackingindays:i"),
    _table("systemusers", "systemuser",
           "systemuserid* fullname internalemailaddress domainname title jobtitle _parentsystemuserid_value "
           "_businessunitid_value isdisabled:b accessmode:i islicensed:b applicationid msdyn_gdproptout?:b "
           f"{_TRACES}"),
    _table("usersettingscollection", "usersettings", "systemuserid* timezonecode:i", optional=True),
    _table("timezonedefinitions", "timezonedefinition",
           "timezonedefinitionid* timezonecode:i standardname", optional=True),
    _table("businessunits", "businessunit", f"businessunitid* name _parentbusinessunitid_value {_TRACES}",
           optional=True),
    _table("teams", "team", f"teamid* name teamtype:i _businessunitid_value {_TRACES}", optional=True),
    _table("transactioncurrencies", "transactioncurrency",
           f"transactioncurrencyid* isocurrencycode currencyname currencysymbol exchangerate:d {_STATE}"),
    _table("accounts", "account",
           "accountid* name emailaddress1 emailaddress2 emailaddress3 websiteurl industrycode:i ownershipcode:i "
           "customertypecode:i accountcategorycode:i accountratingcode:i numberofemployees:i revenue:d "
           "revenue_base:d address1_country address1_stateorprovince address1_city _primarycontactid_value "
           f"_parentaccountid_value _territoryid_value donotemail:b followemail:b {_MERGED} {_MONEY} {_RECORD}",
           labels=True),
    _table("contacts", "contact",
           "contactid* fullname jobtitle department accountrolecode:i emailaddress1 emailaddress2 emailaddress3 "
           "_parentcustomerid_value> address1_country donotemail:b donotphone:b followemail:b msdyn_gdproptout?:b "
           f"{_MERGED} {_RECORD}",
           labels=True),
    _table("leads", "lead",
           "leadid* subject fullname companyname jobtitle emailaddress1 emailaddress2 emailaddress3 industrycode:i "
           "numberofemployees:i revenue:d revenue_base:d estimatedamount:d estimatedamount_base:d estimatedvalue?:d "
           "estimatedclosedate:date leadqualitycode:i leadsourcecode:i salesstage:i _parentaccountid_value "
           "_parentcontactid_value _customerid_value> _qualifyingopportunityid_value address1_country donotemail:b "
           f"msdyn_gdproptout?:b {_BUYING} {_MERGED} {_MONEY} {_RECORD}",
           labels=True),
    _table("opportunities", "opportunity",
           "opportunityid* name _customerid_value> _parentaccountid_value _parentcontactid_value "
           "_originatingleadid_value _campaignid_value _pricelevelid_value salesstage:i salesstagecode:i stepname "
           "stageid processid traversedpath estimatedvalue:d estimatedvalue_base:d actualvalue:d actualvalue_base:d "
           "totalamount:d totallineitemamount:d estimatedclosedate:date actualclosedate:date closeprobability:i "
           f"opportunityratingcode:i timeline:i msdyn_forecastcategory?:i isrevenuesystemcalculated:b {_BUYING} "
           f"{_MONEY} {_RECORD}",
           labels=True),
    _table("opportunitycloses", "opportunityclose",
           f"activityid* subject _opportunityid_value actualrevenue:d actualrevenue_base:d actualend:ts "
           f"_competitorid_value {_STATE}",
           optional=True),
    _table("opportunityproducts", "opportunityproduct",
           f"opportunityproductid* _opportunityid_value _productid_value isproductoverridden:b {_TRACES}",
           optional=True),
    _table("products", "product",
           f"productid* name productnumber productstructure:i _parentproductid_value {_STATE}", optional=True),
    _table("processstages", "processstage",
           "processstageid* stagename stagecategory:i _processid_value primaryentitytypecode", optional=True,
           labels=True),
    _table("opportunitysalesprocesses", "opportunitysalesprocess", _PROCESS, optional=True),
    _table("leadtoopportunitysalesprocesses", "leadtoopportunitysalesprocess", f"{_PROCESS} _leadid_value",
           optional=True),
    _table("connectionroles", "connectionrole", f"connectionroleid* name category:i {_STATE}", labels=True),
    _table("connections", "connection",
           "connectionid* _record1id_value> _record1roleid_value _record2id_value> _record2roleid_value ismaster:b "
           f"_relatedconnectionid_value effectivestart:ts effectiveend:ts {_STATE}"),
    _table("emails", "email",
           f"{_ACTIVITY} senton:ts directioncode:b messageid inreplyto conversationindex conversationtrackingid "
           "baseconversationindexhash:i _parentactivityid_value _correlatedactivityid_value? _emailsender_value> "
           "correlationmethod:i isemailfollowed:b opencount:i lastopenedtime:ts linksclickedcount:i "
           "attachmentopencount:i attachmentcount:i replycount:i"),
    _table("appointments", "appointment", f"{_ACTIVITY} {_MEETING} seriesid"),
    _table("recurringappointmentmasters", "recurringappointmentmaster",
           f"{_PLANNED} {_MEETING} duration:i effectivestartdate:ts effectiveenddate:ts", optional=True),
    _table("phonecalls", "phonecall", f"{_ACTIVITY} directioncode:b leftvoicemail:b"),
    _table("tasks", "task", f"{_ACTIVITY} percentcomplete:i category subcategory"),
    _table("letters", "letter", f"{_ACTIVITY} directioncode:b", optional=True),
    _table("faxes", "fax", f"{_ACTIVITY} directioncode:b", optional=True),
    _table("activityparties", "activityparty",
           "activitypartyid* _activityid_value _partyid_value> participationtypemask:i addressused ispartydeleted:b "
           "versionnumber:i",
           kind="parties"),
    _table("stringmaps", "stringmap",
           "objecttypecode* attributename* attributevalue*:i langid*:i value displayorder:i", kind="labels"),
]}  # fmt: skip

ACTIVITIES = ("emails", "appointments", "recurringappointmentmasters", "phonecalls", "tasks", "letters", "faxes")
"""Activity tables whose parties are read."""

CONTRACT: dict[str, RawTable] = {table.name: table.contract for table in TABLES.values()}
"""What stands below ``raw/dataverse``."""
