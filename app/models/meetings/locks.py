"""What is final once minutes are approved.

Open stays what later duties need: dated notes; an account that goes (`author_id` becomes NULL); a
person who is forgotten or merged (the columns that point to people); answers to the invitation,
which are kept for some months only. An item that was removed before is no part of the minutes: it
goes when its time is over, and never comes back.

Words of approved minutes are deleted once their row says so, and it can say so only after the
archive has declined them or its time is over (G10). What stays final even then: the row itself,
the meeting, the items with their titles, the agreements.
"""

from __future__ import annotations

from functools import partial

from app.models.locking import DELETE, UPDATE, Lock, Seal

MINUTES = Seal(
    table="minutes",
    key="meeting_id",
    states=("approved",),
    refusal="approved minutes are locked",
    lets_go="{row}.archive_state = 'deleted'",
)
# Each as "from>to"; the law is `app/domain/archive.py`, and a test compares the two.
ARCHIVE_STEPS = (
    "current>offered",
    "offered>current",
    "offered>handed_over",
    "offered>declined",
    "handed_over>offered",
    "declined>offered",
    "offered>deleted",
    "declined>deleted",
)
_STEPS = ", ".join(f"'{step}'" for step in ARCHIVE_STEPS)
_OFFER = (
    "(OLD.archive_offered_on {differs} NEW.archive_offered_on"
    " OR OLD.archive_until_on {differs} NEW.archive_until_on)"
)
_ANSWER = "OLD.archive_answered_on {differs} NEW.archive_answered_on"
_DELETION = "OLD.deleted_on {differs} NEW.deleted_on"
UNLAWFUL = (
    "OLD.archive_state <> NEW.archive_state"
    f" AND OLD.archive_state || '>' || NEW.archive_state NOT IN ({_STEPS})",
    f"OLD.archive_state = NEW.archive_state AND ({_OFFER} OR {_ANSWER} OR {_DELETION})",
    f"OLD.archive_state <> 'current' AND NEW.archive_state <> 'current' AND {_OFFER}",
    f"NEW.archive_state = 'deleted' AND {_ANSWER}",
)
_lock = partial(Lock, seal=MINUTES, belongs="{row}.meeting_id")

LOCKS = (
    _lock(
        table="minutes",
        columns=("meeting_id", "state", "objections_until_on", "approved_at"),
        forgettable=("approved_by_id",),
        breaches=UNLAWFUL,
        also=(
            "archive_state",
            "archive_offered_on",
            "archive_until_on",
            "archive_answered_on",
            "deleted_on",
        ),
        deeds=(UPDATE, DELETE),
    ),
    _lock(
        table="minutes_note",
        belongs="(SELECT meeting_id FROM minutes WHERE id = {row}.minutes_id)",
        columns=("minutes_id", "text", "written_at"),
        forgettable=("author_id",),
        deletable=True,
        deeds=(UPDATE, DELETE),
    ),
    _lock(
        table="minutes_name",
        belongs="(SELECT meeting_id FROM minutes WHERE id = {row}.minutes_id)",
        columns=("minutes_id", "name"),
        deletable=True,
    ),
    _lock(
        table="minutes_revision",
        belongs="(SELECT meeting_id FROM agenda_item WHERE id = {row}.agenda_item_id)",
        columns=("agenda_item_id", "parent_id", "body", "written_at"),
        forgettable=("author_id",),
        deletable=True,
    ),
    _lock(
        table="agenda_item",
        columns=(
            "meeting_id",
            "number",
            "position",
            "title",
            "kind",
            "description",
            "withdrawn",
            "result",
            "outcome",
            "removed_at",
        ),
        gone="{row}.removed_at IS NOT NULL",
        erasable=("description", "result"),
    ),
    _lock(
        table="attendee",
        columns=("meeting_id", "attendance", "present_from", "present_until"),
        deletable=True,
    ),
    _lock(
        table="agreement",
        columns=(
            "cycle_id",
            "meeting_id",
            "agenda_item_id",
            "based_on_id",
            "number",
            "kind",
            "text",
        ),
    ),
    _lock(
        table="meeting",
        belongs="{row}.id",
        columns=("cycle_id", "body_id", "held_on", "month_on", "begins", "ends"),
        deeds=(UPDATE, DELETE),
    ),
)
