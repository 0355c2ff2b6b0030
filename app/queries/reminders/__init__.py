"""Reading what reminders depend on: a plan's rules, its world, whom letters reach."""

from app.queries.reminders.directories import directory
from app.queries.reminders.rules import (
    beside,
    habits_of,
    own_groups,
    plans,
    rule_by_id,
    rules_of,
)
from app.queries.reminders.worlds import world_between, world_of

__all__ = [
    "beside",
    "directory",
    "habits_of",
    "own_groups",
    "plans",
    "rule_by_id",
    "rules_of",
    "world_between",
    "world_of",
]
