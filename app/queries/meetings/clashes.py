"""What else meets on a day, and how many people would have to be in two places."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.domain.wording import time_span
from app.extensions import db
from app.language import gettext as _
from app.language import ngettext, spoken
from app.models.groups import Body, Membership
from app.models.meetings import Meeting, MeetingState


def clashes(body: Body, day: dt.date | None, besides: Meeting | None = None) -> list[str]:
    """A sentence for each other meeting of the plan on `day`, seen from a meeting of `body`.

    They warn and never forbid. One query, or two when there is something to say.
    """
    if day is None:
        return []
    found = db.session.scalars(
        select(Meeting)
        .join(Meeting.body)
        .where(
            Body.plan_id == body.plan_id,
            Meeting.held_on == day,
            Meeting.state != MeetingState.CANCELLED,
            Meeting.id != (besides.id if besides else 0),
        )
        .options(joinedload(Meeting.body))
        .order_by(Meeting.begins, Meeting.id)
    ).all()
    shared = _shared(body, [one.body_id for one in found], day) if found else {}
    return [_sentence(one, body, shared.get(one.body_id, 0)) for one in found]


def _sentence(other: Meeting, body: Body, shared: int) -> str:
    time = time_span(other.begins, other.ends, spoken())
    when = f", {time}" if time else ""
    if other.body is body:
        return _(
            "Diese Gruppe trifft sich an dem Tag schon: %(title)s%(when)s.",
            title=other.title,
            when=when,
        )
    same = _("An dem Tag trifft sich auch „%(name)s“%(when)s.", name=other.body.name, when=when)
    if not shared:
        return same
    both = ngettext("Eine Person gehört zu beiden.", "%(num)s Personen gehören zu beiden.", shared)
    return f"{same} {both}"


def _shared(body: Body, others: list[int], day: dt.date) -> dict[int, int]:
    """How many active members of `body` belong to each of the other groups on `day`."""
    here, there = aliased(Membership), aliased(Membership)
    rows = db.session.execute(
        select(there.body_id, func.count(func.distinct(there.person_id)))
        .join(here, here.person_id == there.person_id)
        .where(here.body_id == body.id, there.body_id.in_(others))
        .where(
            *(
                condition
                for one in (here, there)
                for condition in (
                    one.from_on <= day,
                    or_(one.until_on.is_(None), one.until_on >= day),
                )
            )
        )
        .group_by(there.body_id)
    )
    return {row[0]: row[1] for row in rows}
