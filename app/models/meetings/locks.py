"""What is final once minutes are approved.

Open stays what later duties need: dated notes; an account that goes (`author_id` becomes NULL); a
person who is forgotten or merged (the columns that point to people); answers to the invitation,
which are kept for some months only.
"""

from __future__ import annotations

from functools import partial

from app.models.locking import DELETE, UPDATE, Lock, Seal

MINUTES = Seal(
    table="minutes",
    key="meeting_id",
    states=("approved",),
    refusal="approved minutes are locked",
)
_lock = partial(Lock, seal=MINUTES, belongs="{row}.meeting_id")

LOCKS = (
    _lock(
        table="minutes",
        columns=("meeting_id", "state", "objections_until_on", "approved_at"),
        forgettable=("approved_by_id",),
        deeds=(UPDATE, DELETE),
    ),
    _lock(
        table="minutes_note",
        belongs="(SELECT meeting_id FROM minutes WHERE id = {row}.minutes_id)",
        columns=("minutes_id", "text", "written_at"),
        forgettable=("author_id",),
        deeds=(UPDATE, DELETE),
    ),
    _lock(
        table="minutes_name",
        belongs="(SELECT meeting_id FROM minutes WHERE id = {row}.minutes_id)",
        columns=("minutes_id", "name"),
    ),
    _lock(
        table="minutes_revision",
        belongs="(SELECT meeting_id FROM agenda_item WHERE id = {row}.agenda_item_id)",
        columns=("agenda_item_id", "parent_id", "body", "written_at"),
        forgettable=("author_id",),
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
        ),
    ),
    _lock(
        table="attendee",
        columns=("meeting_id", "attendance", "present_from", "present_until"),
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
