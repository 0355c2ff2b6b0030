"""Two plans and three groups, each with one of everything, and the people who look at them.

`ours` and `theirs` are groups of one plan, `elsewhere` is a group of another. Each thing's texts
say to which of the three it belongs: who reads them where they must not stand has found a hole.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.domain import signed_links
from app.domain.preferences import SETTINGS, STOP
from app.extensions import db
from app.models.accounts import Account, PlanRole
from app.models.body_results import BodyResult
from app.models.feeds import FeedScope
from app.models.groups import BodyForm, MembershipRole
from app.models.letter_texts import LetterText
from app.models.meetings import (
    AgendaFile,
    Agreement,
    AgreementKind,
    Attendee,
    CommitteeResult,
    Cycle,
    DatePoll,
    DeadlineRule,
    Direction,
    MeetingScope,
    Minutes,
    MinutesName,
    MinutesNote,
    MinutesRevision,
    MinutesState,
    Outcome,
    Phase,
    PollAnswer,
    PollChoice,
    PollOption,
    TopicProposal,
    TopicState,
)
from app.models.outbox import LetterState, OutboxLetter
from app.models.people import Actor, ActorAlias
from app.models.plan_files import PlanImport, PlanUpload
from app.models.plans import (
    Assessment,
    AssessmentSource,
    Category,
    Example,
    FieldOfAction,
    Goal,
    GoalNote,
    Plan,
    Topic,
)
from app.models.preferences import Topic as LetterTopic
from app.models.reminders import ReminderRule, ReminderScope
from app.models.reports import (
    AnnexFile,
    FileFormat,
    FileState,
    Report,
    ReportAnnex,
    ReportFile,
    ReportKind,
    ReportStep,
    ReportSupplement,
    ReportText,
    Step,
)
from app.models.rounds import (
    Channel,
    Occasion,
    RoundAnswer,
    RoundDecision,
    RoundItem,
    RoundRequest,
    StatusRound,
    Verdict,
)
from app.models.targets import IndicatorKind, Target, TargetValue
from app.models.tasks import Attachment, EntryKind, TaskEntry, TaskReport, TaskState
from app.orm import Base
from app.services import accounts, feeds, files
from app.services.feeds import FeedWishes
from app.services.files import Upload
from tests.makers import (
    CREATED,
    join,
    make_account,
    make_agenda_item,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_person,
    make_plan,
    make_task,
    person_of,
    save,
)

NOW = dt.datetime(2017, 2, 21, 9, 0, tzinfo=dt.UTC)
HELD, AHEAD = dt.date(2017, 2, 15), dt.date(2017, 3, 29)
PLACES = ("ours", "theirs", "elsewhere")
# Words of ours, keys and addresses; what is left is free text.
OUR_WORDS = set(
    "slug email password_hash token_hash browser_hash timezone holiday_region locale sha256 "  # noqa: SIM905
    "media_type kind key template_key office_email state_reason frozen".split()
)
UNMARKED = set(
    "audit_checkpoint audit_head audit_entry outbox_letter outbox_event address_state "  # noqa: SIM905
    "system_state throttle worker feed_component user_session".split()
)
MARKS = {
    "plan": "kanarieplan",
    "ours": "kanariehier",
    "theirs": "kanariedort",
    "elsewhere": "kanariefern",
}

Values = dict[str, Any]


@dataclass
class World:
    """Who there is, and by kind and place what an address needs to name a thing.

    A place is its first word; a second tells several of one kind and place apart.
    """

    accounts: dict[str, Account] = field(default_factory=dict)
    sessions: dict[str, str] = field(
        default_factory=dict
    )  # secrets of signed-in browsers, by whose
    things: dict[str, dict[str, Values]] = field(default_factory=dict)

    def note(self, kind: str, place: str, /, **values: Any) -> None:
        self.things.setdefault(kind, {})[place] = values


@dataclass(frozen=True)
class Makings:
    """What both plans are made of, before their groups."""

    plan: Plan
    field: FieldOfAction
    goal: Goal
    office: Account
    cycle: Cycle


def make_world() -> World:
    """Everything, committed; each text says where it belongs."""
    world = World()
    with marked("plan"):
        makings = _plan(world, "ours", "integrationsplan", "Geschaeftsstelle")
        world.accounts["office"] = makings.office
        for name, role in (("reader", PlanRole.READER), ("concerned", PlanRole.MEMBER)):
            world.accounts[name] = make_account(makings.plan, name, role)
        planless = accounts.create_account(email="planless@example.org", name="Ohne", now=CREATED)
        disabled = make_account(makings.plan, "disabled", PlanRole.COORDINATOR)
        for place in ("ours", "theirs"):
            _committee(world, place, makings)
        world.accounts |= {"planless": planless, "disabled": disabled}
    with marked("ours"):
        roles = {
            "chair": MembershipRole.CHAIR,
            "minute_taker": MembershipRole.MINUTE_TAKER,
            "member": MembershipRole.MEMBER,
        }
        concerned = person_of(world.accounts["concerned"])
        _group(world, "ours", makings, roles, accountable=concerned)
        _round(world, "ours", makings, concerned)
    with marked("theirs"):
        _group(world, "theirs", makings, {"other_member": MembershipRole.MEMBER})
    with marked("elsewhere"):
        abroad = _plan(world, "elsewhere", "anderswo", "Fernstelle")
        world.accounts["other_office"] = abroad.office
        person = make_person(abroad.plan, "Fern")
        _committee(world, "elsewhere", abroad)
        _group(world, "elsewhere", abroad, {"far_member": MembershipRole.MEMBER})
        _round(world, "elsewhere", abroad, person)
    for name, account in world.accounts.items():
        world.sessions[name] = accounts.begin_session(account, now=NOW)
    too_long_ago = NOW - dt.timedelta(days=31)
    world.sessions["expired"] = accounts.begin_session(planless, now=too_long_ago)
    world.accounts["disabled"].active = False
    db.session.commit()
    return world


@contextmanager
def marked(place: str) -> Iterator[None]:
    """Write the place's mark into every free text of all rows that the block makes."""
    before = dict(_last_ids())
    yield
    db.session.commit()
    for table, last in _last_ids():
        texts = {column.name: _text(column, place) for column in free_texts(table)}
        if texts and last > before[table]:
            new = table.c.id > before[table]
            db.session.execute(sa.update(table).where(new).values(texts))
    db.session.commit()
    db.session.expire_all()


def _text(column: sa.Column[Any], place: str) -> Any:
    """The mark, the column and the row, as long as the column allows."""
    said = sa.literal(f"{MARKS[place]} {column.table.name}.{column.name} ", sa.Text)
    if column.name.endswith("_url"):
        said = sa.literal(f"https://{MARKS[place]}.example/", sa.Text)
    return sa.func.substr(said + sa.cast(column.table.c.id, sa.Text), 1, column.type.length or 1000)


def _last_ids() -> Iterator[tuple[sa.Table, int]]:
    for table in Base.metadata.sorted_tables:
        if "id" in table.c and isinstance(table.c.id.type, sa.Integer):
            yield table, db.session.scalar(sa.select(sa.func.max(table.c.id))) or 0


def free_texts(table: sa.Table) -> list[sa.Column[Any]]:
    """The columns in which people write whatever they like."""
    if table.name in UNMARKED:
        return []
    return [
        column
        for column in table.columns
        if isinstance(column.type, sa.String)
        and not isinstance(column.type, sa.Enum)
        and column.name not in OUR_WORDS
        and (column.type.length or 1000) >= 40
    ]


def _plan(world: World, place: str, slug: str, office_name: str) -> Makings:
    """A plan with one of everything that belongs to no group."""
    plan = make_plan(slug, slug)
    plan.public_calendar = True
    field = make_field(plan)
    goal = make_goal(field)
    cycle = make_cycle(plan)
    office = make_account(plan, office_name, PlanRole.COORDINATOR, f"{slug}@example.org")
    db.session.add_all([Topic(field=field, position=1, name="T"), GoalNote(goal=goal, text="N")])
    actor = make_person(plan, "Gemeint", email=f"gemeint@{slug}.example", phone="1", note="N")
    account = make_account(plan, f"Konto {slug}")
    example = Example(field=field, position=1, text="Beispiel")
    target = Target(goal=goal, title="Z", kind=IndicatorKind.OUTPUT, created_at=CREATED)
    value = TargetValue(
        target=target,
        value=1,
        measured_on=HELD,
        source="Q",
        author_id=office.id,
        created_at=CREATED,
    )
    deadline = DeadlineRule(
        plan=plan,
        scope=MeetingScope.OWN,
        key="own",
        label="Frist",
        days=-30,
        direction=Direction.SENDING,
    )
    reminder = ReminderRule(plan=plan, scope=ReminderScope.TASK, days=3, created_at=CREATED)
    report = Report(
        plan=plan,
        kind=ReportKind.BILANZ,
        title="B",
        reporting_on=dt.date(2017, 1, 31),
        created_at=CREATED,
        created_by_id=office.id,
    )
    discarded = Report(
        plan=plan,
        kind=ReportKind.BILANZ,
        title="B",
        reporting_on=dt.date(2016, 6, 30),
        created_at=CREATED,
        removed_at=NOW,
        removed_by_id=office.id,
    )
    annexed = AnnexFile(**_kept(place))
    taken_out = ReportAnnex(report=report, number=1, title="A", removed_at=NOW)
    text = LetterText(plan=plan, kind="invitation", subject="S", changed_at=NOW)
    parts: list[Any] = [
        text,
        ReportText(report=report, goal=goal, body="B", proposal="P", written_at=NOW),
        ReportStep(report=report, step=Step.RETURNED, who="W", note="N", at=NOW),
        ReportSupplement(report=report, text="T", written_at=NOW),
        ReportAnnex(report=report, number=1, title="A", file=annexed),
        taken_out,
        discarded,
        ActorAlias(actor=actor, name="A"),
        Assessment(
            goal=goal,
            reporting_on=dt.date(2017, 1, 31),
            status_raw="S",
            category=Category.STARTED,
            source=AssessmentSource.SET,
            author_id=office.id,
            created_at=CREATED,
        ),
    ]
    file = ReportFile(
        report=report,
        ordered_by_id=office.id,
        format=FileFormat.XLSX,
        state=FileState.DONE,
        steps=1,
        done=1,
        content=b"x",
        ordered_at=NOW,
        ended_at=NOW,
    )
    upload = PlanUpload(
        plan=plan,
        account_id=office.id,
        file_name="x.json",
        sha256="0" * 64,
        size=1,
        reading={"kind": "json", "text": "{}"},
        problems=["P"],
        uploaded_at=NOW,
    )
    read_in = PlanImport(
        plan_id=plan.id,
        account_id=office.id,
        file_name="x.json",
        sha256="0" * 64,
        reporting_on=HELD,
        report={
            "as_of": HELD.isoformat(),
            **{part: [] for part in ("added", "changed", "kept", "missing", "doubts", "unchanged")},
        },
        traces={"added": [], "changed": [], "notes": []},
        imported_at=NOW,
    )
    letter = OutboxLetter(
        dedup_key=slug,
        plan_id=plan.id,
        kind="meeting_changed",
        object_type="meeting",
        object_uid=uuid.uuid4(),
        address=f"unsicher@{slug}.example",
        due_at=NOW,
        next_at=NOW,
        state=LetterState.UNCERTAIN,
        created_at=NOW,
    )
    save(example, target, value, deadline, reminder, report, file, upload, read_in, letter, *parts)
    in_plan = {"slug": plan.slug}
    world.note("plan", place, **in_plan)
    world.note("public_calendar", place, name=plan.slug)
    world.note("field", place, **in_plan, number=field.number)
    world.note("example", place, **in_plan, number=field.number, position=example.position)
    world.note("goal", place, **in_plan, key=goal.key)
    world.note("target", place, **in_plan, key=goal.key, uid=target.uid)
    world.note("value", place, **in_plan, key=goal.key, uid=target.uid, value_id=value.id)
    world.note("upload", place, **in_plan, uid=upload.uid)
    world.note("actor", place, uid=actor.uid)
    world.note("deadline_rule", place, rule_id=deadline.id)
    world.note("reminder_rule", place, rule_id=reminder.id)
    world.note("report", place, uid=report.uid)
    world.note("report_format", place, uid=report.uid, suffix="xlsx")
    world.note("report_text", place, uid=report.uid, slug="vorwort")
    world.note("report_file", place, uid=file.uid)
    world.note("annex_file", place, uid=annexed.uid)
    world.note("discarded_report", place, uid=discarded.uid)
    world.note("removed_annex", place, uid=report.uid, annex_id=taken_out.id)
    world.note("letter_text", place, kind=text.kind)
    world.note("letter", place, letter_id=letter.id)
    world.note("account", place, uid=account.uid)
    return Makings(plan, field, goal, office, cycle)


def _kept(place: str) -> dict[str, Any]:
    """The columns of a stored file that holds the place's mark."""
    stored = files.store(Upload(name="Papier.txt", content=MARKS[place].encode()))
    return {
        "file_name": stored.name,
        "media_type": stored.media_type,
        "sha256": stored.sha256,
        "size": stored.size,
        "created_at": CREATED,
    }


def _group(
    world: World,
    place: str,
    makings: Makings,
    roles: dict[str, MembershipRole],
    accountable: Actor | None = None,
) -> None:
    """A group with its people, two meetings, and one of everything that belongs to a group."""
    plan, goal = makings.plan, makings.goal
    body = make_body(plan, f"gruppe-{place}", purpose="P", goals=[goal])
    for name, role in roles.items():
        world.accounts[name] = make_account(plan, name)
        membership = join(body, person_of(world.accounts[name]), role, note="N")
    author = world.accounts[name]
    person = person_of(author)
    cycle = makings.cycle
    meeting = make_meeting(cycle, body, HELD, phase=Phase.WORKING, invited_at=CREATED, place="O")
    ahead = make_meeting(cycle, body, AHEAD, invited_at=CREATED, answer_by_on=AHEAD, purpose="P")
    item = make_agenda_item(meeting)
    item.goals = [goal]
    vanished = make_agenda_item(meeting)
    vanished.removed_at, vanished.removed_by_id = NOW, author.id
    undated = make_meeting(cycle, body, None, phase=Phase.OTHER)
    poll = DatePoll(meeting=undated, answer_by=AHEAD, opened_at=CREATED, note="N")
    option = PollOption(poll=poll, position=1, held_on=AHEAD, begins=dt.time(9))
    minutes = Minutes(
        meeting=meeting,
        state=MinutesState.OBJECTIONS,
        objections_until_on=AHEAD,
        created_at=CREATED,
    )
    agreement = Agreement(
        cycle=cycle,
        meeting=meeting,
        agenda_item=item,
        number=PLACES.index(place) + 1,
        kind=AgreementKind.AGREEMENT,
        text="V",
        created_at=CREATED,
    )
    topic = TopicProposal(
        body=body,
        title="T",
        reason="R",
        author_id=author.id,
        proposer=person,
        state=TopicState.PROPOSED,
        raised_on=HELD,
        created_at=CREATED,
    )
    result = BodyResult(
        body=body,
        text="E",
        found_on=HELD,
        author_id=author.id,
        created_at=CREATED,
        goals=[goal],
    )
    kept = _kept(place)
    paper = AgendaFile(item=item, author_id=author.id, **kept)
    removed = AgendaFile(
        item=item, author_id=author.id, removed_at=NOW, removed_by_id=author.id, **kept
    )
    task = make_task(
        plan,
        accountable=accountable or person,
        meeting=meeting,
        agreement=agreement,
        agenda_item=item,
        goals=[goal],
        due_on=AHEAD,
        description="D",
    )
    told = TaskReport(
        task=task,
        author_id=author.id,
        state=TaskState.IN_PROGRESS,
        text="T",
        no_evidence="N",
        reported_at=NOW,
    )
    attachment = Attachment(report=told, **kept)
    save(
        Attendee(meeting=meeting, person=person, comment="K", created_at=CREATED),
        Attendee(meeting=ahead, person=person, comment="K", created_at=CREATED),
        PollAnswer(option=option, person=person, choice=PollChoice.YES, answered_at=NOW),
        *(poll, option, minutes, agreement, topic, result, paper, removed, told, attachment),
        vanished,
    )
    by = author.id
    name_of_person = MinutesName(minutes_id=minutes.id, person_id=person.id, name="N")
    save(
        name_of_person,
        MinutesNote(minutes=minutes, text="N", author_id=by, written_at=NOW),
        TaskEntry(task=task, kind=EntryKind.STATE, author_id=by, reason="R", at=NOW),
        MinutesRevision(agenda_item=item, parent_id=None, body="T", author_id=by, written_at=NOW),
    )
    feed, secret_of_feed = feeds.create_feed(
        author, plan, FeedWishes(name="K", scope=FeedScope.OWN), now=NOW
    )
    world.note("body", place, slug=body.slug)
    world.note("membership", place, slug=body.slug, membership_id=membership.id)
    world.note("body_result", place, uid=result.uid)
    world.note("meeting", place, uid=meeting.uid)
    world.note("ahead", place, uid=ahead.uid)
    world.note("undated", place, uid=undated.uid)
    world.note("item", place, uid=meeting.uid, number=item.number)
    world.note("paper", place, uid=paper.uid)
    world.note("removed_item", place, uid=vanished.uid)
    world.note("removed_paper", place, uid=removed.uid)
    world.note("poll", place, uid=poll.uid)
    world.note("asked_in_poll", place, uid=poll.uid, person_uid=person.uid)
    world.note("topic", place, uid=topic.uid)
    world.note("agreement", place, uid=agreement.uid)
    world.note("task", place, uid=task.uid)
    world.note("attachment", place, uid=attachment.uid)
    world.note("feed", place, uid=feed.uid)
    secret = current_app.config["SECRET_KEY"]
    for purpose, ids in (
        ("answer", {"meeting": ahead.id, "person": person.id}),
        ("poll", {"poll": poll.id, "person": person.id}),
        ("task_answer", {"task": task.id, "actor": (accountable or person).id}),
    ):
        token = signed_links.make(secret, purpose, **ids)
        world.note("signed", f"{place} {purpose}", token=token)
    token = signed_links.make(secret, SETTINGS, account=author.id)
    world.note("signed", f"{place} {SETTINGS}", token=token)
    token = signed_links.make(secret, f"{STOP}{LetterTopic.MEETINGS.value}", account=author.id)
    world.note("stop", place, token=token)
    link = accounts.create_sign_in_link(author, browser=None, now=NOW)
    world.note("secret", place, token=link)
    world.note("calendar", place, token=secret_of_feed, name="plan")
    world.note("year", place, year=2017)


def _committee(world: World, place: str, makings: Makings) -> None:
    """An external body with a meeting; everybody in the plan knows of it."""
    committee = make_body(
        makings.plan, f"ausschuss-{place}", BodyForm.COMMITTEE, external=True, purpose="P"
    )
    session = make_meeting(makings.cycle, committee, HELD, phase=Phase.COMMITTEE, external=True)
    save(session, CommitteeResult(meeting=session, outcome=Outcome.TAKEN_NOTE, recorded_at=NOW))
    world.note("committee_meeting", place, uid=session.uid)


def _round(world: World, place: str, makings: Makings, person: Actor) -> None:
    """A running round that asks `person`, who has answered."""
    round_ = StatusRound(
        plan=makings.plan,
        occasion=Occasion.COMMITTEE,
        reporting_on=AHEAD,
        answer_by=AHEAD,
        opened_at=NOW,
    )
    asked = RoundRequest(round=round_, actor=person, recipient=person)
    item = RoundItem(request=asked, goal=makings.goal)
    answer = RoundAnswer(
        item=item,
        category=Category.STARTED,
        said="S",
        nothing_new=False,
        channel=Channel.PAGE,
        answered_at=NOW,
        person=person,
    )
    verdict = RoundDecision(
        answer=answer, verdict=Verdict.ACCEPTED, reason="R", decided_at=NOW, decided_by_id=None
    )
    save(round_, asked, item, answer, verdict)
    world.note("round", place, uid=round_.uid)
    world.note("request", place, uid=asked.uid)
    world.note("round_answer", place, answer_id=answer.id)
    secret = current_app.config["SECRET_KEY"]
    token = signed_links.make(secret, "round", round=round_.id, person=person.id)
    world.note("signed", f"{place} round", token=token)
