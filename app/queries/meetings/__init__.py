"""Meetings: the year, what comes next, one meeting's parts, and what is still missing."""

from app.queries.meetings.agendas import (
    agenda,
    agenda_item,
    rests_on,
    tasks_at,
    tasks_by_item,
    tasks_to_discuss,
)
from app.queries.meetings.clashes import clashes
from app.queries.meetings.gaps import Finding, missing
from app.queries.meetings.lists import (
    answers_of,
    by_uid,
    cycle_of,
    of_body,
    of_year,
    owed_answers,
    upcoming,
    upcoming_of_body,
    years,
)
from app.queries.meetings.parts import (
    agreements,
    attendees,
    attendees_by_person,
    deadline_rules,
    earlier_agreements,
    expected_on,
    members_on,
    number_in_year,
    person_in,
    tasks_from,
    uninvited,
)

__all__ = [
    "Finding",
    "agenda",
    "agenda_item",
    "agreements",
    "answers_of",
    "attendees",
    "attendees_by_person",
    "by_uid",
    "clashes",
    "cycle_of",
    "deadline_rules",
    "earlier_agreements",
    "expected_on",
    "members_on",
    "missing",
    "number_in_year",
    "of_body",
    "of_year",
    "owed_answers",
    "person_in",
    "rests_on",
    "tasks_at",
    "tasks_by_item",
    "tasks_from",
    "tasks_to_discuss",
    "uninvited",
    "upcoming",
    "upcoming_of_body",
    "years",
]
