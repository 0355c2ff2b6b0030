"""Date polls: opening one, answering it, and turning an option into the meeting's date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.domain import polls as law
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.meetings import When
from app.domain.polls import Offer
from app.extensions import db
from app.language import gettext as _
from app.models.calendar_marks import mark_person
from app.models.meetings import DatePoll, Meeting, PollAnswer, PollChoice, PollOption
from app.models.people import Actor
from app.queries import polls as queries
from app.services import audit, meetings, outbox
from app.services.audit import Deed


def open_poll(
    meeting: Meeting,
    offers: Sequence[Offer],
    *,
    answer_by: dt.date,
    by: int | None,
    now: dt.datetime,
    note: str | None = None,
) -> DatePoll:
    """Ask the group's members for a date; each who can be reached gets a letter. Raises RuleBroken.

    Two who open at the same time wait for each other; the second is told that one is running.
    """
    _lock(Meeting, meeting)
    law.check_offers(meeting, offers, answer_by, local_day(now, meeting.plan))
    if queries.open_of(meeting) is not None:
        raise RuleBroken(_("Zu dieser Sitzung läuft schon eine Terminabstimmung."))
    poll = DatePoll(
        meeting=meeting, answer_by=answer_by, opened_at=now, note=(note or "").strip() or None
    )
    for position, offer in enumerate(sorted(offers, key=lambda o: (o.held_on, o.begins)), start=1):
        PollOption(
            poll=poll,
            position=position,
            held_on=offer.held_on,
            begins=offer.begins,
            ends=offer.ends,
        )
    db.session.add(poll)
    db.session.flush()
    _note("poll.open", poll, by=by, now=now, changes={"options": [0, len(offers)]})
    outbox.queue_poll_invitations(poll, now=now)
    return poll


def answer(
    poll: DatePoll,
    person: Actor,
    choices: Mapping[int, PollChoice],
    *,
    by: int | None,
    now: dt.datetime,
    on_behalf: bool = False,
) -> None:
    """Note what the person says to every option (by its id), or says now instead of before.

    `by` is None for an answer over a signed page; `on_behalf` says that the office answers for
    the person, and the log keeps that (R53). Raises RuleBroken.
    """
    # Shared: answers do not wait for each other, but for a closing, and a closing for them.
    _lock(DatePoll, poll, shared=True)
    law.check_answer(poll, choices)
    if person not in queries.people_asked(poll.meeting, local_day(now, poll.meeting.plan)):
        raise RuleBroken(_("Antworten können nur Mitglieder der Gruppe."))
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = insert(PollAnswer).values(
        [
            {"option_id": option, "person_id": person.id, "choice": choice, "answered_at": now}
            for option, choice in sorted(choices.items())
        ]
    )
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["option_id", "person_id"],
            set_={"choice": statement.excluded.choice, "answered_at": now},
        )
    )
    mark_person(db.session(), person.id)  # the statement passes by its notice
    _note(
        "poll.answer",
        poll,
        by=by,
        now=now,
        on_behalf_of=person.id if on_behalf else None,
        changes={"person": [person.id, person.id]},
    )


def close(poll: DatePoll, option: PollOption, *, by: int | None, now: dt.datetime) -> None:
    """End the poll: the option becomes the meeting's date, and everybody asked is told once.

    Of two who close at the same time the second gets RuleBroken, with the date that holds.
    """
    _lock(DatePoll, poll)
    law.check_choice(poll, option)
    option.chosen = True
    poll.closed_at = now
    db.session.flush()
    when = When(held_on=option.held_on, begins=option.begins, ends=option.ends)
    meetings.set_date(poll.meeting, when, by=by, now=now)
    _note("poll.close", poll, by=by, now=now, changes={"chosen": [None, str(option.held_on)]})
    outbox.queue_poll_results(poll, now=now)


def withdraw(poll: DatePoll, *, by: int | None, now: dt.datetime) -> None:
    """End the poll without a date; everybody asked is told that no answer is needed any more."""
    _lock(DatePoll, poll)
    law.check_open(poll)
    poll.closed_at = now
    db.session.flush()
    _note("poll.withdraw", poll, by=by, now=now)
    outbox.queue_poll_results(poll, now=now)


def _lock(kind: type[Any], row: Any, *, shared: bool = False) -> None:
    """Wait for whoever works on the row, and see what they left; meetings and polls only."""
    db.session.execute(select(kind.id).where(kind.id == row.id).with_for_update(read=shared))
    db.session.refresh(row)
    if kind is DatePoll:
        db.session.refresh(row.meeting)


def _note(action: str, poll: DatePoll, **deed: Unpack[Deed]) -> None:
    audit.note(
        action, plan_id=poll.meeting.plan.id, object_type="poll", object_uid=poll.uid, **deed
    )
