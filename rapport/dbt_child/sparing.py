"""What dbt does for every node again, done once or not at all. Nothing that it says or builds is another for it.

A node costs dbt some 30 ms, and a refresh has hundreds: more than the SQL of a small CRM.
"""

from __future__ import annotations

from functools import cache


def begin() -> None:
    """Apply to this process; before dbt runs its first command."""
    import dbt.context.base
    from dbt_common.clients import agate_helper
    from dbt_common.events.base_types import BaseEvent, DebugLevel, EventLevel
    from dbt_common.events.event_manager import EventManager
    from dbt_common.events.event_manager_client import ctx_set_event_manager

    class Audible(EventManager):
        """Events for debugging, some thirty for every node, are not put into words: the log keeps none of them."""

        def fire_event(self, e, level=None, node=None, force_warn_or_error_handling=False) -> None:
            if force_warn_or_error_handling or (level or e.level_tag()) not in (EventLevel.DEBUG, EventLevel.TEST):
                super().fire_event(e, level, node, force_warn_or_error_handling)

    def remember(event: DebugLevel, *arguments: object, **named: object) -> None:
        object.__setattr__(event, "_given", (arguments, named))

    def look_up(event: DebugLevel, name: str):
        arguments, named = object.__getattribute__(event, "_given")
        if "pb_msg" not in vars(event):
            BaseEvent.__init__(event, *arguments, **named)
        return vars(event)["pb_msg"] if name == "pb_msg" else BaseEvent.__getattr__(event, name)

    ctx_set_event_manager(Audible())
    DebugLevel.__init__, DebugLevel.__getattr__ = remember, look_up  # a message of its own once somebody asks for it
    agate_helper.empty_table = cache(agate_helper.empty_table)  # what a statement without rows returns
    dbt.context.base.get_context_modules = cache(dbt.context.base.get_context_modules)  # ``modules`` in templates
