"""Feeds: whose they are, finding one by its secret, and what stands in it today."""

from app.queries.feeds.contents import (
    Part,
    deadlines_in,
    meetings_in,
    meetings_of,
)
from app.queries.feeds.fresh import fresh_deadlines, fresh_meetings
from app.queries.feeds.lists import (
    all_feeds,
    bodies_to_choose,
    body_by_slug,
    by_id,
    by_uid,
    feeds_of,
    public_meetings,
)
from app.queries.feeds.lookup import Subscription, by_token_hash, public_calendar
from app.queries.feeds.owed import Owed, PollRow, RoundRow, owed_in, rounds_waiting_for
from app.queries.feeds.rows import AgendaRow, DeadlineRow, MeetingRow, TaskRow, meeting_row

__all__ = [
    "AgendaRow",
    "DeadlineRow",
    "MeetingRow",
    "Owed",
    "Part",
    "PollRow",
    "RoundRow",
    "Subscription",
    "TaskRow",
    "all_feeds",
    "bodies_to_choose",
    "body_by_slug",
    "by_id",
    "by_token_hash",
    "by_uid",
    "deadlines_in",
    "feeds_of",
    "fresh_deadlines",
    "fresh_meetings",
    "meeting_row",
    "meetings_in",
    "meetings_of",
    "owed_in",
    "public_calendar",
    "public_meetings",
    "rounds_waiting_for",
]
