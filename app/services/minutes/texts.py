"""What is written down at an item: its result as a chain of texts, agreements, tasks."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update

from app.domain import minutes as law
from app.domain.errors import RuleBroken
from app.domain.minutes import Overtaken
from app.domain.tasks import TaskDraft
from app.extensions import db
from app.language import gettext as _
from app.models.meetings import AgendaItem, Agreement, AgreementKind, MinutesRevision
from app.models.tasks import Task
from app.queries import minutes as queries
from app.services import meetings, standing, tasks
from app.services.meetings import log
from app.services.minutes.desk import opened


def save_text(
    item: AgendaItem, body: str, *, parent_id: int | None, by: int | None, now: dt.datetime
) -> MinutesRevision:
    """Append the item's result to its chain; `parent_id` is the text the writer had before them.

    Saving what stands there already writes nothing, so a form may be sent twice. Raises
    Overtaken when another text stands there by now, and RuleBroken.
    """
    law.check_text(body)
    body = "\n".join(line.rstrip() for line in body.strip().splitlines())
    opened(item.meeting, now)
    standing.keep(item)
    head = queries.head(item)
    if head is not None and head.body == body:
        return head
    if parent_id != (head.id if head else None):
        if head is None:
            raise RuleBroken(_("Dieser Text gehört zu einem anderen Tagesordnungspunkt."))
        raise Overtaken(head)
    revision = MinutesRevision(
        agenda_item=item, parent_id=parent_id, body=body, author_id=by, written_at=now
    )
    db.session.add(revision)
    db.session.flush()
    _show(item, body)
    changes = {"item": [item.number, item.number], "revision": [parent_id, revision.id]}
    log.note("minutes.write", item.meeting, by=by, now=now, changes=changes)
    return revision


def _show(item: AgendaItem, body: str) -> None:
    """The agenda shows the newest text; a bare UPDATE, it is no edit of the agenda."""
    db.session.execute(
        update(AgendaItem)
        .where(AgendaItem.id == item.id)
        .values(result=body or None)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(item, ["result"])


def record_agreement(
    item: AgendaItem,
    *,
    kind: AgreementKind,
    text: str,
    by: int | None,
    now: dt.datetime,
    based_on: Agreement | None = None,
) -> Agreement:
    """Record what was agreed at the item, with the next number of the year. Raises RuleBroken."""
    opened(item.meeting, now)
    return meetings.record_agreement(
        item.meeting,
        kind=kind,
        text=text,
        by=by,
        now=now,
        based_on=based_on,
        agenda_item=item,
    )


def hand_out(
    item: AgendaItem,
    draft: TaskDraft,
    *,
    by: int | None,
    now: dt.datetime,
    agreement: Agreement | None = None,
) -> Task:
    """Hand out a task at the item, resting on an agreement if one is named. Raises RuleBroken."""
    opened(item.meeting, now)
    return tasks.create_task(
        item.meeting.plan,
        draft,
        by=by,
        now=now,
        meeting=item.meeting,
        agenda_item=item,
        agreement=agreement,
    )
