"""Each limit is kept to the day: the day before all is there, the day after it is gone (D-14)."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.domain.privacy.limits import LIMITS
from app.extensions import db
from app.models.accounts import Account, SignInLink, SignInRecord, Throttle, UserSession
from app.models.audit import AuditCheckpoint, AuditEntry
from app.models.feeds import Feed, FeedScope
from app.models.meetings import (
    AgendaFile,
    AgendaItem,
    Attendee,
    DatePoll,
    Meeting,
    PartStat,
    PollAnswer,
    PollOption,
)
from app.models.meetings import PollChoice as Choice
from app.models.outbox import LetterState, OutboxEvent, OutboxLetter
from app.models.people import Actor
from app.models.plan_files import PlanUpload
from app.models.plans import Plan
from app.models.privacy import Erasure
from app.models.reports import (
    AnnexFile,
    Report,
    ReportAnnex,
    ReportKind,
    ReportState,
    ReportStep,
    Step,
)
from app.services import audit, files, privacy
from app.services.files import Upload
from tests.makers import (
    make_account,
    make_agenda_item,
    make_body,
    make_cycle,
    make_meeting,
    make_plan,
    person_of,
    save,
)
from tests.noting import Note

SECRET = "a key for tests only"
THEN = dt.datetime(2017, 3, 29, 9, 0, tzinfo=dt.UTC)  # a winter day is not cut short by local time

Left = Callable[[], int]


def _rows(model: Any, *conditions: Any) -> Left:
    def left() -> int:
        return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*conditions))

    return left


def _sign_in(account: Account, _plan: Plan) -> Left:
    db.session.add(SignInRecord(account=account, at=THEN))
    return _rows(SignInRecord)


def _session(account: Account, _plan: Plan) -> Left:
    db.session.add(
        UserSession(
            account=account,
            token_hash="x",
            created_at=THEN,
            expires_at=THEN + dt.timedelta(days=30),
            last_seen_on=THEN.date(),
        )
    )
    return _rows(UserSession)


def _link(account: Account, _plan: Plan) -> Left:
    db.session.add(SignInLink(account=account, token_hash="x", created_at=THEN, expires_at=THEN))
    return _rows(SignInLink)


def _try(_account: Account, _plan: Plan) -> Left:
    db.session.add(Throttle(key="link:x", since_at=THEN, count=3))
    return _rows(Throttle)


def _held(plan: Plan) -> Meeting:
    return make_meeting(make_cycle(plan), make_body(plan), held_on=THEN.date())


def _answer(account: Account, plan: Plan) -> Left:
    db.session.add(
        Attendee(
            meeting=_held(plan),
            person=person_of(account),
            partstat=PartStat.ACCEPTED,
            answered_at=THEN,
            comment="Ich brauche eine Rampe",
            created_at=THEN,
        )
    )
    return _rows(Attendee, Attendee.comment.is_not(None))


def _poll_answer(account: Account, plan: Plan) -> Left:
    poll = DatePoll(meeting=_held(plan), answer_by=THEN.date(), opened_at=THEN, closed_at=THEN)
    option = PollOption(poll=poll, position=1, held_on=THEN.date(), begins=dt.time(14))
    db.session.add(
        PollAnswer(option=option, person=person_of(account), choice=Choice.YES, answered_at=THEN)
    )
    return _rows(PollAnswer)


def _feed(account: Account, plan: Plan) -> Left:
    feed = Feed(
        account=account,
        plan=plan,
        scope=FeedScope.OWN,
        name="Handy",
        token_hash="x",
        created_at=THEN,
    )
    feed.revoked_at = THEN
    db.session.add(feed)
    return _rows(Feed)


def _left(account: Account, _plan: Plan) -> Left:
    person_of(account).left_on = THEN.date()
    return _rows(Actor, Actor.email.is_not(None))


def _letter(account: Account, plan: Plan) -> Left:
    letter = OutboxLetter(
        dedup_key="k",
        kind="invitation",
        object_type="plan",
        object_uid=account.uid,
        account_id=account.id,
        address=account.email,
        due_at=THEN,
        next_at=THEN,
        state=LetterState.SENT,
        created_at=THEN,
        finished_at=THEN,
        plan_id=plan.id,
    )
    db.session.add(letter)
    db.session.flush()
    db.session.add(OutboxEvent(letter_id=letter.id, at=THEN, to_state="sent"))
    return _rows(OutboxLetter)


def _upload(account: Account, plan: Plan) -> Left:
    upload = PlanUpload(
        plan=plan,
        account_id=account.id,
        file_name="plan.docx",
        sha256="0" * 64,
        size=1,
        reading={"kind": "docx", "blocks": []},
        uploaded_at=THEN,
    )
    db.session.add(upload)
    return _rows(PlanUpload)


def _body(account: Account, plan: Plan) -> Left:
    _letter(account, plan)
    letter = db.session.scalars(sa.select(OutboxLetter)).one()
    letter.state, letter.finished_at, letter.mime = LetterState.UNCERTAIN, None, b"Guten Tag"
    return _rows(OutboxLetter, OutboxLetter.mime.is_not(None))


def _removed(account: Account, plan: Plan) -> Left:
    gone = {"removed_at": THEN, "removed_by_id": account.id}
    file = {"media_type": "text/plain", "size": 1, "sha256": "0" * 64, "created_at": THEN}
    report = Report(
        plan=plan,
        kind=ReportKind.BILANZ,
        title="Bilanz",
        reporting_on=THEN.date(),
        created_at=THEN,
    )
    annexed = AnnexFile(file_name="Zahlen.txt", **file)
    draft = Report(
        plan=plan,
        kind=ReportKind.BILANZ,
        title="Entwurf",
        reporting_on=dt.date(2016, 6, 30),
        created_at=THEN,
        **gone,
    )
    item = make_agenda_item(_held(plan))
    vanished = make_agenda_item(item.meeting)
    vanished.removed_at, vanished.removed_by_id = THEN, account.id
    db.session.add_all(
        [
            draft,
            AgendaFile(item=item, file_name="Bilanz.txt", **file, **gone),
            ReportAnnex(report=report, number=1, title="Zahlen", file=annexed, **gone),
            ReportStep(report=report, step=Step.RELEASED, at=THEN),
        ]
    )
    db.session.flush()
    report.state, report.frozen, report.sha256 = ReportState.RELEASED, "{}", "0" * 64

    def left() -> int:
        numbers = {
            *(_rows(model)() for model in (AgendaFile, ReportAnnex, AnnexFile)),
            _rows(Report, Report.removed_at.is_not(None))(),
            _rows(AgendaItem, AgendaItem.removed_at.is_not(None))(),
        }
        assert len(numbers) == 1, "they go together"
        return numbers.pop()

    return left


def _bytes(_account: Account, _plan: Plan) -> Left:
    stored = files.store(Upload(name="Zahlen.txt", content=b"Zahlen"))
    path = files.path_of(stored.sha256)
    os.utime(path, (THEN.timestamp(), THEN.timestamp()))
    return lambda: int(path.exists())


def _erasure(account: Account, _plan: Plan) -> Left:
    db.session.add(Erasure(actor_uid=account.uid, erased_at=THEN))
    return _rows(Erasure)


def _deed(_account: Account, _plan: Plan) -> Left:
    db.session.commit()
    audit.note("plan.edit", by=None, now=THEN, object_type="plan")
    return _rows(AuditEntry, AuditEntry.action == "plan.edit")


MADE: dict[str, Callable[[Account, Plan], Left]] = {
    "sign_ins": _sign_in,
    "sessions": _session,
    "links": _link,
    "tries": _try,
    "answers": _answer,
    "poll_answers": _poll_answer,
    "feeds": _feed,
    "left": _left,
    "bodies": _body,
    "letters": _letter,
    "uploads": _upload,
    "removed": _removed,
    "bytes": _bytes,
    "erasures": _erasure,
    "audit": _deed,
}


@pytest.mark.parametrize("key", LIMITS)
def test_it_is_there_until_its_last_day_and_gone_the_day_after(
    app: Flask, record_property: Note, key: str
) -> None:
    plan = make_plan()
    account = make_account(plan)
    left = MADE[key](account, plan)
    save()
    last_day = THEN + dt.timedelta(days=LIMITS[key].days)
    assert left() == 1

    privacy.clear_away(secret=SECRET, now=last_day)
    db.session.commit()
    early = 1 - left()
    record_property("D-14: early", f"{early} of 0 limits")
    assert not early

    privacy.clear_away(secret=SECRET, now=last_day + dt.timedelta(days=1))
    db.session.commit()
    late = left()
    record_property("D-14: late", f"{late} of 0 limits")
    assert not late

    again = privacy.clear_away(secret=SECRET, now=last_day + dt.timedelta(days=1))
    assert again[key] == 0
    assert audit.verify(SECRET) == []


def test_of_answers_the_numbers_stay(app: Flask) -> None:
    plan = make_plan()
    account = make_account(plan)
    _answer(account, plan)
    save()

    privacy.clear_away(secret=SECRET, now=THEN + dt.timedelta(days=200))
    db.session.commit()

    meeting = db.session.scalars(sa.select(Meeting)).one()
    attendee = db.session.scalars(sa.select(Attendee)).one()
    assert meeting.answer_numbers == {"ACCEPTED": 1}
    assert (attendee.partstat, attendee.answered_at) == (PartStat.NEEDS_ACTION, None)


def test_an_account_ends_a_year_after_its_person_left(app: Flask) -> None:
    plan = make_plan()
    account = make_account(plan)
    _left(account, plan)
    save()

    privacy.clear_away(secret=SECRET, now=THEN + dt.timedelta(days=366))
    db.session.commit()

    assert (account.active, account.email) == (False, f"geloescht-{account.uid.hex}@invalid")
    assert account.name == "Vertretung Frauenverein"


def test_each_run_signs_where_the_trail_stands(app: Flask) -> None:
    save(make_plan())

    for _again in range(2):
        privacy.clear_away(secret=SECRET, now=THEN)
        db.session.commit()

    assert len(db.session.scalars(sa.select(AuditCheckpoint)).all()) == 1
