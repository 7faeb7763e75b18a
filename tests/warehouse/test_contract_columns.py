"""The names that others rely on: columns of the served tables, and the raw contract as dbt and Python see it."""

from __future__ import annotations

import ast
import re

import pytest

from rapport.stores.raw_contract import RAW_TABLES, SOURCES
from tests.warehouse.manifest import PROJECT, read_models

RECORD = "source_system record_key record_type record_id"
LIST = """
    source_system record_key record_id record_name owner_name as_of is_reconstructed
    emails_sent emails_received meetings_sent meetings_received calls_made calls_received tasks_completed
    other_activities team_minutes customer_minutes facetime_minutes team_response_rate customer_response_rate
    team_first_response_hours team_first_response_hours_median team_first_response_hours_p90
    team_first_response_hours_business customer_first_response_hours customer_first_response_hours_median
    customer_first_response_hours_p90 customer_first_response_hours_business team_turns_waiting
    customer_turns_waiting team_email_ratio customer_email_ratio email_open_rate link_click_rate attachment_view_rate
    team_initiated_activities customer_initiated_activities outside_cycle_share days_since_outside_cycle
    last_team_activity_at last_team_activity_type last_team_activity_direction last_customer_activity_at
    last_customer_activity_type last_customer_activity_direction next_activity_at next_activity_type
    next_activity_direction next_activity_id health_score health_state health_trend points_recency_customer
    points_recency_team points_volume points_customer points_response_customer points_response_team points_next_step
    points_breadth points_seniority
"""
COLUMNS = {
    "rpt_account_kpis": LIST,
    "rpt_contact_kpis": f"{LIST} open_opportunities",
    "rpt_lead_kpis": LIST,
    "rpt_opportunity_kpis": f"{LIST} stage status estimated_revenue estimated_close_date win_probability grade",
    "rpt_deal_tracker": """
        source_system record_key record_id record_name account_name owner_name stage stage_order stage_colour
        estimated_revenue estimated_close_date days_to_close health_score health_state health_colour health_trend
        last_team_activity_at last_customer_activity_at last_activity_at next_activity_at win_probability record_url
        crm_url plot_status
    """,
    "rpt_relationship_activities": f"{RECORD} activity_date series activities",
    "rpt_activity_log": f"""
        {RECORD} activity_id link_rule happened_at activity_type direction status subject people team_minutes
        customer_minutes answered_at response_hours opens link_clicks attachment_views
    """,
    "rpt_dropped_activities": "source_system activity_id rule",
    "rpt_people": f"{RECORD} side person emails meetings calls last_at rank",
    "rpt_waiting": f"""
        {RECORD} record_name owner_name owner_email kind activity_id activity_type direction status happened_at
        hours_waiting subject people is_first_of_owner record_url crm_url
    """,
    "rpt_access": "source_system record_key username",
    "rpt_health_history": f"{RECORD} as_of_date health_score health_state",
    "rpt_runs": "run_id step status started_at ended_at seconds cpu_seconds row_count message",
    "rpt_freshness": """
        source_system source_table last_loaded_at newest_row_at lake_rows quarantined_rows hours_since_load
    """,
    "rpt_data_quality": "source_system finding_kind finding concerns occurrences what_to_do",
    "rpt_build_costs": "build_id stage node kind status seconds row_count",
    "rpt_health_alerts": f"{RECORD} from_band to_band is_worse since lasted_on is_new",
    "rpt_health_advice": f"{RECORD} action gain",
    "rpt_summary_cards": f"{RECORD} position metric value benchmark text_en text_pt",
    "rpt_similar_won_deals": """
        source_system record_key opportunity_id rank similar_opportunity_id similarity similarity_percentile reasons
    """,
    "rpt_benchmarks": "source_system record_key opportunity_id metric benchmark_set value mean median p25 p75 n",
    "rpt_risks": "source_system record_key opportunity_id rule since evidence evidence_en evidence_pt",
    "rpt_where_to_invest": "source_system record_key opportunity_id rank score next_action gain",
    "rpt_pipeline_flow": "source_system record_key from_date to_date category opportunity_id amount",
}
NOW = {
    "rpt_account_kpis", "rpt_contact_kpis", "rpt_lead_kpis", "rpt_opportunity_kpis", "rpt_deal_tracker",
    "rpt_relationship_activities", "rpt_activity_log", "rpt_dropped_activities", "rpt_people", "rpt_access",
    "rpt_data_quality", "rpt_waiting", "rpt_health_history", "rpt_health_advice", "rpt_summary_cards",
    "rpt_risks", "rpt_where_to_invest", "rpt_pipeline_flow",
    "rpt_runs", "rpt_freshness", "rpt_build_costs", "rpt_health_alerts",
    "rpt_similar_won_deals", "rpt_benchmarks", "rpt_model_versions", "rpt_model_metrics",
}  # fmt: skip
"""Tables that are served; the others of COLUMNS are held to their names from the day they are."""


@pytest.fixture(scope="module")
def reports() -> dict[str, set[str]]:
    return {model.name: set(model.columns) for model in read_models() if model.layer == "reports"}


def test_no_served_table_is_missing(reports):
    assert set(reports) >= NOW


@pytest.mark.parametrize("table", COLUMNS)
def test_a_served_table_has_the_columns_others_rely_on(table, reports):
    if table in reports:
        assert set(COLUMNS[table].split()) - reports[table] == set()
    else:
        assert table not in NOW


def test_dbt_reads_the_raw_contract_that_connectors_fill():
    macro = (PROJECT / "macros" / "raw_columns.sql").read_text(encoding="utf-8")
    tables = ast.literal_eval(re.search(r"set tables = (\{.*\}) %\}", macro, re.DOTALL).group(1))
    assert {name: (tuple(table["key"]), table["columns"]) for name, table in tables.items()} == {
        name: (table.key, list(table.columns)) for name, table in RAW_TABLES.items()
    }


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_has_every_raw_table(source):
    """Of the sources that fill the common shape; Dataverse has tables of its own. Opportunities are read twice."""
    path = PROJECT / "models" / "staging" / source / f"_{source}__sources.yml"
    assert set(re.findall(r"^      - name: (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)) == {
        *RAW_TABLES, "opportunity_features"}
