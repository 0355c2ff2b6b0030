"""Which reminders a world asks for, on objects that were never saved."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.domain.deadlines import DEFAULT_RULES
from app.domain.reminders import (
    Bundle,
    Directory,
    Recipient,
    Reminder,
    ReminderKind,
    World,
    crossed,
    fold,
    reminders,
    within_limit,
    without_earlier_stages,
)
from app.models.groups import Body, BodyForm, Membership, MembershipRole, Reinvitation
from app.models.meetings import Cycle, DatePrecision, DeadlineRule, Meeting, MeetingState, Phase
from app.models.people import Actor, ActorKind
from app.models.plans import Plan
from app.models.preferences import ReminderPreference
from app.models.reminders import LetterHabits, ReminderRule, ReminderScope
from app.models.tasks import Task, TaskState

BERLIN = ZoneInfo("Europe/Berlin")
CREATED = dt.datetime(2017, 1, 2, 8, 0, tzinfo=dt.UTC)
KICKOFF, COMMITTEE = dt.date(2017, 3, 29), dt.date(2017, 11, 27)
OFFICE = Recipient(name="Geschäftsstelle", address="office@example.org", account_id=1)


class Cast:
    """A plan, a peer group with two people, and the default rules."""

    def __init__(self) -> None:
        self.ids = count(1)
        self.plan = Plan(slug="p", title="Plan", timezone="Europe/Berlin", created_at=CREATED)
        self.plan.holiday_region = "BW"
        self.cycle = Cycle(plan=self.plan, year=2017)
        self.rules = [self.rule(ReminderScope.MEETING, days) for days in (7, 1)]
        self.rules += [self.rule(ReminderScope.TASK, days) for days in (7, 1)]
        self.rules += [self.rule(ReminderScope.DEADLINE, 0)]
        self.deadline_rules: list[DeadlineRule] = []
        self.body = self.make_body("Peergroup")
        self.anna, self.bert = self.person("Vertretung A"), self.person("Vertretung B")
        self.directory = {
            actor.id: Recipient(
                name=actor.name, address=f"p{actor.id}@example.org", actor_id=actor.id
            )
            for actor in (self.anna, self.bert)
        }
        self.people_of: dict[int, list[Recipient]] = {}
        self.declined: set[tuple[int, int]] = set()
        self.owing: dict[tuple[int, int], dt.datetime] = {}
        self.deputies: dict[int, list[int]] = {}
        self.reported: dict[int, dt.date] = {}
        self.preferences: dict[str, ReminderPreference] = {}
        self.habits: LetterHabits | None = None
        self.with_agenda: set[int] = set()
        self.unassigned: set[int] = set()
        self.meetings: list[Meeting] = []
        self.tasks: list[Task] = []
        for person in (self.anna, self.bert):
            self.join(person)

    def numbered(self, thing: Any) -> Any:
        thing.id = next(self.ids)
        return thing

    def rule(self, scope: ReminderScope, days: int, body: Body | None = None) -> ReminderRule:
        rule = ReminderRule(scope=scope, days=days, created_at=CREATED, plan=self.plan, body=body)
        rule.local_time, rule.active = dt.time(9), True
        rule.body_id = body.id if body else None
        return self.numbered(rule)  # type: ignore[no-any-return]

    def make_body(self, name: str, *, external: bool = False) -> Body:
        return self.numbered(  # type: ignore[no-any-return]
            Body(
                plan=self.plan,
                slug=name.lower(),
                name=name,
                form=BodyForm.PEER_GROUP,
                external=external,
                created_at=CREATED,
            )
        )

    def person(self, name: str, **more: Any) -> Actor:
        actor = Actor(plan_id=1, kind=ActorKind.PERSON, name=name, created_at=CREATED, **more)
        return self.numbered(actor)  # type: ignore[no-any-return]

    def join(self, person: Actor, body: Body | None = None, **more: Any) -> Membership:
        given: dict[str, Any] = {
            "role": MembershipRole.MEMBER,
            "from_on": dt.date(2017, 1, 1),
            "created_at": CREATED,
        }
        membership = Membership(body=body or self.body, person=person, **(given | more))
        membership.person_id = person.id
        return membership

    def meeting(self, held_on: dt.date | None = KICKOFF, **more: Any) -> Meeting:
        given: dict[str, Any] = {
            "body": self.body,
            "phase": Phase.KICKOFF,
            "position": 1,
            "title": "Auftakt",
            "precision": DatePrecision.DAY if held_on else DatePrecision.MONTH,
            "held_on": held_on,
            "begins": dt.time(14, 0) if held_on else None,
            "external": False,
            "state": MeetingState.PLANNED,
            "sequence": 0,
            "created_at": CREATED,
            "changed_at": CREATED,
        }
        meeting = self.numbered(Meeting(cycle=self.cycle, **(given | more)))
        meeting.body_id = meeting.body.id
        self.meetings.append(meeting)
        return meeting  # type: ignore[no-any-return]

    def committee(self) -> Meeting:
        self.deadline_rules = [
            DeadlineRule(
                plan=self.plan,
                scope=rule.scope,
                key=rule.key,
                label=rule.label,
                days=rule.days,
                direction=rule.direction,
                addressee=rule.addressee,
                active=True,
            )
            for rule in DEFAULT_RULES
        ]
        body = self.make_body("Ausschuss", external=True)
        self.join(self.anna, body)
        return self.meeting(COMMITTEE, body=body, external=True)

    def task(self, due_on: dt.date | None = KICKOFF, **more: Any) -> Task:
        given: dict[str, Any] = {
            "title": "Räume anfragen",
            "due_on": due_on,
            "state": TaskState.OPEN,
            "sequence": 0,
            "created_at": CREATED,
            "changed_at": CREATED,
            "accountable": self.anna,
        }
        task = self.numbered(Task(plan=self.plan, **(given | more)))
        task.accountable_id = task.accountable.id if task.accountable else None
        self.tasks.append(task)
        return task  # type: ignore[no-any-return]

    @property
    def world(self) -> World:
        return World(
            plan=self.plan,
            first=dt.date(2017, 1, 1),
            last=dt.date(2017, 12, 31),
            rules=self.rules,
            deadline_rules=self.deadline_rules,
            meetings=self.meetings,
            tasks=self.tasks,
            directory=Directory(
                reachable=self.directory,
                people_of=self.people_of,
                office=[OFFICE],
                deputies=self.deputies,
            ),
            declined=frozenset(self.declined),
            owing=self.owing,
            reported=self.reported,
            preferences=self.preferences,
            habits=self.habits,
            with_agenda=frozenset(self.with_agenda),
            unassigned=frozenset(self.unassigned),
        )

    def ask(self) -> list[Reminder]:
        return reminders(self.world)


@pytest.fixture
def cast() -> Cast:
    return Cast()


def local(reminder: Reminder) -> str:
    return reminder.at.astimezone(BERLIN).isoformat(timespec="minutes")


def test_the_kickoff_is_announced_at_nine_local_on_both_sides_of_the_clock_change(
    cast: Cast,
) -> None:
    cast.meeting()

    asked = cast.ask()

    assert [(local(r), r.recipient.name) for r in asked] == [
        ("2017-03-22T09:00+01:00", "Vertretung A"),
        ("2017-03-22T09:00+01:00", "Vertretung B"),
        ("2017-03-28T09:00+02:00", "Vertretung A"),
        ("2017-03-28T09:00+02:00", "Vertretung B"),
    ]
    assert {r.useful_until for r in asked} == {dt.datetime(2017, 3, 29, 12, 0, tzinfo=dt.UTC)}


def test_the_committee_gives_the_office_its_deadlines_and_members_nothing(cast: Cast) -> None:
    cast.committee()

    asked = cast.ask()

    assert {r.recipient for r in asked} == {OFFICE}
    assert [(local(r), r.step) for r in asked] == [
        ("2017-10-16T09:00+02:00", "contributions"),
        ("2017-10-23T09:00+02:00", "co_signing"),
        ("2017-11-06T09:00+01:00", "hand_in"),
        ("2017-11-17T09:00+01:00", "dispatch"),
        ("2017-11-20T09:00+01:00", "preparation"),
        ("2017-11-24T09:00+01:00", "eve"),
    ]


def test_minutes_go_to_whoever_takes_them_and_else_to_the_office(cast: Cast) -> None:
    cast.committee()
    cast.meetings.clear()
    meeting = cast.meeting(state=MeetingState.HELD)
    taken = {r.step: r.recipient.name for r in cast.ask()}

    meeting.minute_taker_id = cast.bert.id
    named = {r.step: r.recipient.name for r in cast.ask()}

    assert taken["minutes_draft"] == "Geschäftsstelle"
    assert named["minutes_draft"] == "Vertretung B"
    assert named["objections"] == "Geschäftsstelle"


def test_an_invitation_that_is_out_is_not_asked_for_again(cast: Cast) -> None:
    cast.committee()
    cast.meetings.clear()
    meeting = cast.meeting()
    before = {r.step for r in cast.ask() if r.kind is ReminderKind.DEADLINE}

    meeting.state = MeetingState.INVITED
    after = {r.step for r in cast.ask() if r.kind is ReminderKind.DEADLINE}

    assert before - after == {"save_the_date", "dispatch"}


@pytest.mark.parametrize(
    "change",
    [
        {"state": MeetingState.CANCELLED},
        {"state": MeetingState.HELD},
        {"external": True},
        {"held_on": None, "month_on": dt.date(2017, 7, 1)},
    ],
    ids=["cancelled", "held", "external", "month only"],
)
def test_it_reminds_nobody_of_such_a_meeting(cast: Cast, change: dict[str, Any]) -> None:
    held_on = change.pop("held_on", KICKOFF)
    cast.meeting(held_on, **change)
    cast.meeting()

    asked = cast.ask()

    assert len(asked) == 4
    assert {r.subject for r in asked} == {cast.meetings[1]}


@pytest.mark.parametrize(
    ("state", "letters"),
    [
        (TaskState.OPEN, 2),
        (TaskState.IN_PROGRESS, 2),
        (TaskState.WAITING, 2),
        (TaskState.TO_CHECK, 0),
        (TaskState.DONE, 0),
        (TaskState.POSTPONED, 0),
        (TaskState.NOT_FEASIBLE, 0),
    ],
)
def test_only_work_that_is_still_to_do_is_brought_to_mind(
    cast: Cast, state: TaskState, letters: int
) -> None:
    cast.task(state=state)

    assert len(cast.ask()) == letters


def test_a_task_without_a_day_is_brought_to_nobodys_mind(cast: Cast) -> None:
    cast.task(due_on=None)

    assert cast.ask() == []


@pytest.mark.parametrize(
    "more",
    [
        {"until_on": dt.date(2017, 3, 28)},
        {"from_on": dt.date(2017, 3, 30)},
        {"role": MembershipRole.GUEST},
        {"reinvitation": Reinvitation.DECLINED},
    ],
    ids=["left before", "joins later", "guest", "declined to come back"],
)
def test_only_who_belongs_to_the_group_on_the_day_is_written_to(
    cast: Cast, more: dict[str, Any]
) -> None:
    late = cast.person("Vertretung C")
    cast.directory[late.id] = Recipient(name="C", address="c@example.org", actor_id=late.id)
    cast.join(late, **more)
    cast.meeting()

    assert {r.recipient.name for r in cast.ask()} == {"Vertretung A", "Vertretung B"}


def test_who_declined_is_not_reminded(cast: Cast) -> None:
    meeting = cast.meeting()
    cast.declined.add((meeting.id, cast.anna.id))

    assert {r.recipient.name for r in cast.ask()} == {"Vertretung B"}


def test_two_roles_in_a_group_are_one_letter(cast: Cast) -> None:
    cast.join(cast.anna, role=MembershipRole.CHAIR)
    cast.meeting()

    assert len(cast.ask()) == 4


def test_a_task_goes_to_the_person_the_contact_the_people_or_the_office(cast: Cast) -> None:
    silent = cast.person("Ohne Adresse")
    body = cast.person("Träger B")
    cast.people_of[body.id] = [cast.directory[cast.bert.id]]
    with_contact = cast.person("Amt")
    with_contact.contact_id = cast.anna.id

    reached = []
    for accountable in (cast.anna, with_contact, body, silent, None):
        cast.tasks.clear()
        cast.task(accountable=accountable)
        reached.append({r.recipient.name for r in cast.ask()})

    assert reached == [
        {"Vertretung A"},
        {"Vertretung A"},
        {"Vertretung B"},
        {"Geschäftsstelle"},
        {"Geschäftsstelle"},
    ]


def test_a_groups_own_rule_replaces_the_plans_of_the_same_lead(cast: Cast) -> None:
    own = cast.rule(ReminderScope.MEETING, 7, cast.body)
    own.local_time = dt.time(18, 0)
    off = cast.rule(ReminderScope.MEETING, 1, cast.body)
    off.active = False
    cast.rules += [own, off]
    cast.meeting()

    assert {local(r) for r in cast.ask()} == {"2017-03-22T18:00+01:00"}


def test_a_moved_meeting_asks_with_new_keys(cast: Cast) -> None:
    meeting = cast.meeting()
    old = {r.dedup_key for r in cast.ask()}

    meeting.held_on, meeting.sequence = dt.date(2017, 4, 5), 1
    new = {r.dedup_key for r in cast.ask()}

    assert len(old) == len(new) == 4
    assert not old & new


def test_a_threshold_before_creation_is_never_crossed(cast: Cast) -> None:
    meeting = cast.meeting()
    meeting.created_at = dt.datetime(2017, 3, 25, 8, 0, tzinfo=dt.UTC)

    due = crossed(
        cast.ask(),
        since=dt.datetime(2017, 3, 1, tzinfo=dt.UTC),
        until=dt.datetime(2017, 3, 28, 12, tzinfo=dt.UTC),
    )

    assert {local(r) for r in due} == {"2017-03-28T09:00+02:00"}


def test_a_threshold_is_crossed_once_whatever_the_rhythm_of_ticks(cast: Cast) -> None:
    cast.meeting()
    nine = dt.datetime(2017, 3, 22, 8, 0, tzinfo=dt.UTC)
    second = dt.timedelta(seconds=1)

    before = crossed(cast.ask(), since=nine - dt.timedelta(days=1), until=nine - second)
    at = crossed(cast.ask(), since=nine - second, until=nine)
    after = crossed(cast.ask(), since=nine, until=nine + dt.timedelta(days=1))

    assert (len(before), len(at), len(after)) == (0, 2, 0)


def test_one_morning_is_one_letter_a_person_nearest_first(cast: Cast) -> None:
    cast.meeting()
    cast.task(due_on=dt.date(2017, 3, 23))
    at = dt.datetime(2017, 3, 22, 8, 0, tzinfo=dt.UTC)

    bundles = fold(r for r in cast.ask() if r.at == at)

    by_name = {bundle.head.recipient.name: bundle for bundle in bundles}
    assert set(by_name) == {"Vertretung A", "Vertretung B"}
    assert by_name["Vertretung A"].head.kind is ReminderKind.TASK
    assert [r.kind for r in by_name["Vertretung A"].train] == [ReminderKind.MEETING]
    assert by_name["Vertretung B"].train == ()


def test_missed_stages_of_one_meeting_are_said_once(cast: Cast) -> None:
    cast.meeting()

    bundle = fold(r for r in cast.ask() if r.recipient.name == "Vertretung A")[0]

    assert len(bundle.reminders) == 2
    assert [r.rule.days for r in without_earlier_stages(bundle.reminders)] == [1]


def _invited(cast: Cast, answer_by: dt.date = dt.date(2017, 3, 22)) -> Meeting:
    cast.rules += [cast.rule(ReminderScope.ANSWER, 3)]
    meeting = cast.meeting(state=MeetingState.INVITED, answer_by_on=answer_by, invited_at=CREATED)
    cast.owing = {(meeting.id, cast.anna.id): CREATED}
    return meeting


def _answers_asked(cast: Cast) -> list[Reminder]:
    return [one for one in reminders(cast.world) if one.kind is ReminderKind.ANSWER]


def test_who_has_not_answered_is_asked_once_three_days_before_the_end() -> None:
    cast = Cast()
    _invited(cast)

    (asked,) = _answers_asked(cast)

    assert asked.recipient.actor_id == cast.anna.id
    assert asked.at == dt.datetime(2017, 3, 19, 8, 0, tzinfo=dt.UTC)
    assert asked.useful_until == dt.datetime(2017, 3, 22, 23, 0, tzinfo=dt.UTC)
    assert asked.dedup_key.split("|")[4] == f"r{cast.rules[-1].id}"


def test_a_meeting_whose_invitation_is_a_draft_asks_for_no_answers() -> None:
    cast = Cast()
    _invited(cast).state = MeetingState.PLANNED

    assert _answers_asked(cast) == []


def test_who_was_invited_after_the_threshold_is_not_asked_again() -> None:
    cast = Cast()
    meeting = _invited(cast)
    cast.owing = {(meeting.id, cast.anna.id): dt.datetime(2017, 3, 20, 8, tzinfo=dt.UTC)}

    due = crossed(
        _answers_asked(cast), since=CREATED, until=dt.datetime(2017, 3, 21, tzinfo=dt.UTC)
    )

    assert due == []


def test_who_cannot_be_reached_is_not_asked_for_an_answer() -> None:
    cast = Cast()
    _invited(cast)
    cast.directory.clear()

    assert _answers_asked(cast) == []


def _overdue(cast: Cast) -> list[Reminder]:
    return [one for one in cast.ask() if one.kind is ReminderKind.OVERDUE]


def _ask_when_over(cast: Cast) -> Task:
    cast.rules += [cast.rule(ReminderScope.OVERDUE, days) for days in (1, 7)]
    return cast.task(due_on=dt.date(2017, 3, 24))


def test_a_task_whose_day_is_over_is_asked_about_at_nine_local(cast: Cast) -> None:
    _ask_when_over(cast)

    assert [local(one) for one in _overdue(cast)] == [
        "2017-03-25T09:00+01:00",
        "2017-03-31T09:00+02:00",  # summer time since the 26th
    ]


@pytest.mark.parametrize(("said_on", "left"), [(23, 2), (24, 0), (30, 0)])
def test_it_ends_with_a_word_said_since_the_due_day(cast: Cast, said_on: int, left: int) -> None:
    task = _ask_when_over(cast)
    cast.reported = {task.id: dt.date(2017, 3, said_on)}

    assert len(_overdue(cast)) == left


@pytest.mark.parametrize(
    "state",
    [TaskState.DONE, TaskState.TO_CHECK, TaskState.POSTPONED, TaskState.NOT_FEASIBLE],
)
def test_it_ends_with_the_work(cast: Cast, state: TaskState) -> None:
    task = _ask_when_over(cast)
    assert len(_overdue(cast)) == 2

    task.state = state

    assert _overdue(cast) == []


def test_a_new_due_day_asks_with_new_keys(cast: Cast) -> None:
    task = _ask_when_over(cast)
    before = {one.dedup_key for one in _overdue(cast)}

    task.due_on, task.sequence = dt.date(2017, 5, 2), 1

    assert before.isdisjoint(one.dedup_key for one in _overdue(cast))
    assert local(_overdue(cast)[0]) == "2017-05-03T09:00+02:00"


def test_where_a_person_cannot_be_reached_the_deputy_is_asked_before_the_contact(
    cast: Cast,
) -> None:
    away = cast.person("Vertretung C")
    away.contact_id = cast.anna.id
    cast.rules += [cast.rule(ReminderScope.OVERDUE, 1)]
    cast.task(accountable=away)
    assert {one.recipient.name for one in _overdue(cast)} == {"Vertretung A"}

    cast.deputies = {away.id: [cast.bert.id]}

    assert {one.recipient.name for one in _overdue(cast)} == {"Vertretung B"}


def test_what_is_asked_afterwards_stands_behind_what_lies_ahead(cast: Cast) -> None:
    cast.rules += [cast.rule(ReminderScope.OVERDUE, 7)]
    cast.task(due_on=dt.date(2017, 3, 15), title="Räume anfragen")
    cast.meeting()
    at = dt.datetime(2017, 3, 22, 8, 0, tzinfo=dt.UTC)

    bundle = next(
        one
        for one in fold(r for r in cast.ask() if r.at == at)
        if one.head.recipient.name == "Vertretung A"
    )

    assert [one.kind for one in bundle.reminders] == [ReminderKind.MEETING, ReminderKind.OVERDUE]


def test_free_days_move_a_reminder_to_the_working_day_before_and_a_question_to_the_one_after(
    cast: Cast,
) -> None:
    cast.habits = LetterHabits(plan=cast.plan, working_days=True)
    cast.meeting(dt.date(2017, 4, 18), begins=None)  # the Tuesday after Easter
    cast.rules = [cast.rule(ReminderScope.MEETING, 1), cast.rule(ReminderScope.OVERDUE, 1)]
    cast.task(due_on=dt.date(2017, 4, 13))

    assert {local(one)[:10] for one in cast.ask()} == {
        "2017-04-13",  # Thursday: Good Friday to Easter Monday are free
        "2017-04-18",
    }


def test_a_meeting_without_agenda_is_said_to_the_office_or_to_whom_the_rule_names(
    cast: Cast,
) -> None:
    meeting = cast.meeting()
    rule = cast.rule(ReminderScope.AGENDA, 16)
    cast.rules = [rule]
    cast.join(cast.bert, role=MembershipRole.CHAIR)

    def told() -> list[tuple[str, str]]:
        return [(local(one)[:10], one.recipient.name) for one in cast.ask()]

    assert told() == [("2017-03-13", "Geschäftsstelle")]
    rule.reach = ["chair", "office"]
    assert told() == [("2017-03-13", "Vertretung B")]
    cast.with_agenda = {meeting.id}
    assert told() == []


def test_the_office_hears_again_and_again_of_a_task_that_nobody_does(cast: Cast) -> None:
    rule = cast.rule(ReminderScope.UNASSIGNED, 7)
    rule.every = 30
    cast.rules = [rule]
    task = cast.task(accountable=None, due_on=dt.date(2017, 4, 1))
    assert cast.ask() == []

    cast.unassigned = {task.id}

    assert [local(one)[:10] for one in cast.ask()][:3] == ["2017-01-09", "2017-02-08", "2017-03-10"]
    assert {one.recipient.name for one in cast.ask()} == {"Geschäftsstelle"}


def test_a_task_entered_for_a_past_year_is_nobodys_finding(cast: Cast) -> None:
    cast.rules = [cast.rule(ReminderScope.UNASSIGNED, 7)]
    task = cast.task(accountable=None, due_on=dt.date(2016, 12, 1))
    cast.unassigned = {task.id}

    assert cast.ask() == []


def test_fixing_a_date_follows_rules_of_its_own(cast: Cast) -> None:
    cast.rules += [cast.rule(ReminderScope.UNDATED, 14)]
    cast.task(fixes_meeting=cast.meeting(None), accountable=None).fixes_meeting_id = 99

    assert [one.rule.scope for one in cast.ask() if one.rule] == [ReminderScope.UNDATED]


def test_a_rule_says_how_far_along_the_line_a_letter_goes(cast: Cast) -> None:
    away = cast.person("Vertretung C")
    cast.deputies = {away.id: [cast.bert.id]}
    rule = cast.rule(ReminderScope.TASK, 7)
    cast.rules = [rule]
    cast.task(accountable=away)

    reached = []
    for reach in (["person", "deputy", "office"], ["person", "office"], ["person"]):
        rule.reach = reach
        reached.append([one.recipient.name for one in cast.ask()])

    assert reached == [["Vertretung B"], ["Geschäftsstelle"], []]


def test_a_full_week_keeps_its_last_letter_for_what_lies_ahead(cast: Cast) -> None:
    habits = LetterHabits(plan=cast.plan, weekly_limit=3)
    cast.rules += [cast.rule(ReminderScope.OVERDUE, 7)]
    cast.task(due_on=dt.date(2017, 3, 15))
    question = fold(one for one in cast.ask() if one.kind is ReminderKind.OVERDUE)
    cast.meeting()
    ahead = [one for one in fold(cast.ask()) if one.head.recipient.actor_id == cast.anna.id]
    address = question[0].head.recipient.address

    def goes(bundles: list[Bundle], received: int, exempt: set[str] = frozenset()) -> bool:  # type: ignore[assignment]
        going, over = within_limit(bundles, {address: received}, habits, exempt=exempt)
        assert {one.left_out for one in over} <= {"weekly_limit"}
        assert len(going) + bool(over) == 1
        return bool(going)

    assert [goes(question, number) for number in (1, 2, 3)] == [True, False, False]
    assert [goes(ahead, number) for number in (1, 2, 3)] == [True, True, False]
    assert goes(question, 9, {question[0].head.recipient.key})
