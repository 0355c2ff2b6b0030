"""Meetings: the year's cycle, dates and their fate, answers, agenda, agreements."""

from app.services.meetings.agenda import (
    ItemDraft,
    add_item,
    edit_item,
    move_item,
    reinstate_item,
    reorder_items,
    withdraw_item,
)
from app.services.meetings.agreements import record_agreement
from app.services.meetings.answers import answer, invite_members, welcome
from app.services.meetings.cycles import (
    MeetingDraft,
    close_cycle,
    create_cycle,
    create_meeting,
    edit_meeting,
)
from app.services.meetings.dates import cancel, hold, move, restore, set_date
from app.services.meetings.listing import put_back, take_off
from app.services.meetings.papers import (
    add_papers,
    forget_papers,
    mark_paper,
    remove_paper,
    restore_paper,
)
from app.services.meetings.removals import forget_items, remove_item, restore_item
from app.services.meetings.templates import count_anew, take_template

__all__ = [
    "ItemDraft",
    "MeetingDraft",
    "add_item",
    "add_papers",
    "answer",
    "cancel",
    "close_cycle",
    "count_anew",
    "create_cycle",
    "create_meeting",
    "edit_item",
    "edit_meeting",
    "forget_items",
    "forget_papers",
    "hold",
    "invite_members",
    "mark_paper",
    "move",
    "move_item",
    "put_back",
    "record_agreement",
    "reinstate_item",
    "remove_item",
    "remove_paper",
    "reorder_items",
    "restore",
    "restore_item",
    "restore_paper",
    "set_date",
    "take_template",
    "take_off",
    "welcome",
    "withdraw_item",
]
