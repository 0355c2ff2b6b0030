"""The agenda as the page of a meeting shows it: everything looked up before it is rendered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.domain import agendas as law
from app.domain import minutes as minutes_law
from app.domain import proposals as topic_law
from app.domain.access import Viewer
from app.domain.archive import is_deleted
from app.domain.spoken import day_of_year
from app.language import german, ngettext
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.meetings import AgendaFile, AgendaItem, Meeting, Minutes, MinutesState
from app.models.tasks import Task
from app.queries import meetings as queries
from app.queries import proposals
from app.queries.proposals import StandingOver
from app.web.removals import Removed, removed

MOST_TOPICS = 10
MINUTES_WORDS = {
    MinutesState.DRAFT: _l("Entwurf"),
    MinutesState.OBJECTIONS: _l("liegt zur Rückmeldung vor"),
    MinutesState.APPROVED: _l("freigegeben"),
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One item with what stands beside it."""

    item: AgendaItem
    begins: dt.time | None
    tasks: Sequence[Task]
    papers: Sequence[AgendaFile]


@dataclass(frozen=True, kw_only=True)
class Left:
    """Something that earlier meetings left; `key` is the template's line that takes it up."""

    text: str
    note: str
    url: str | None
    key: str


def agenda_on(viewer: Viewer, meeting: Meeting, *, arranges: bool) -> dict[str, Any]:
    """What the template of the agenda needs; the same queries for one item and for sixty.

    `arranges`: the viewer leads the meeting, and its agenda may still change.
    """
    items = queries.agenda(meeting)
    begins, tasks = law.starts(meeting, items), queries.tasks_by_item(viewer, meeting)
    papers = queries.files_by_item(meeting)
    return {
        "arranges": arranges,
        "agenda": [
            Row(
                item=item,
                begins=begins.get(item.id),
                tasks=tasks.get(item.id, ()),
                papers=papers.get(item.id, ()),
            )
            for item in items
        ],
        "span": law.span_of(meeting, items),
        "agenda_draft": law.is_draft(meeting),
        "in_sequence": law.in_sequence(items),
        "template": law.missing(meeting, items) if arranges else [],
        "removed_items": _removed(meeting) if arranges else [],
    }


def _removed(meeting: Meeting) -> list[Removed]:
    """Items that were taken off for good and can still come back."""
    return removed(
        meeting.plan,
        (
            (
                item,
                _("TOP %(number)s: %(title)s", number=item.number, title=german(item.title)),
                url_for("meetings.restore_item", uid=item.uid),
            )
            for item in queries.removed_items_of(meeting)
        ),
    )


def topics_on(viewer: Viewer, meeting: Meeting, now: dt.datetime) -> dict[str, Any]:
    """What waits for this agenda: topics with their age, and what earlier meetings left open."""
    takes = topic_law.takes_topics(meeting, now)
    topics = proposals.undecided(meeting.body) if takes else []
    left = _left(viewer, meeting, proposals.standing_over(viewer, meeting)) if takes else []
    return {
        "takes_topics": takes,
        "topics": topics[:MOST_TOPICS],
        "topics_in_all": len(topics),
        "left": left,
        "topic_age": topic_law.age,
    }


def _left(viewer: Viewer, meeting: Meeting, over: StandingOver) -> list[Left]:
    found = []
    if over.last_meeting is not None:
        found.append(_last_minutes(viewer, over.last_meeting, over.last_minutes))
    if over.open_tasks:
        oldest = over.oldest_due_on
        found.append(
            Left(
                text=ngettext(
                    "%(num)s offener Arbeitsauftrag",
                    "%(num)s offene Arbeitsaufträge",
                    over.open_tasks,
                ),
                note=_("älteste Frist: %(day)s", day=day_of_year(oldest)) if oldest else "",
                url=url_for("groups.show", slug=meeting.body.slug, _anchor="aufgaben"),
                key=law.TASKS.key,
            )
        )
    if over.open_agreements:
        oldest = over.oldest_agreed_on
        found.append(
            Left(
                text=ngettext(
                    "%(num)s Vereinbarung ist noch nicht umgesetzt",
                    "%(num)s Vereinbarungen sind noch nicht umgesetzt",
                    over.open_agreements,
                ),
                note=_("älteste vom %(day)s", day=day_of_year(oldest)) if oldest else "",
                url=url_for("register.index"),
                key=law.TASKS.key,
            )
        )
    return found


def _last_minutes(viewer: Viewer, last: Meeting, minutes: Minutes | None) -> Left:
    readable = minutes is not None and minutes_law.may_read(viewer, minutes)
    state = MINUTES_WORDS[minutes.state] if minutes else _("noch nicht begonnen")
    if is_deleted(minutes):
        state = _("gelöscht")
    day = day_of_year(last.held_on) if last.held_on else german(last.title)
    return Left(
        text=_("Protokoll vom %(day)s", day=day),
        note=str(state),
        url=url_for("minutes.read", uid=last.uid) if readable else None,
        key=law.MINUTES.key,
    )
