"""Giving out, renewing and ending feeds; what stands in them, and when their mark moves."""

from __future__ import annotations

import datetime as dt

import pytest
from icalendar import Calendar

from app.domain.errors import RuleBroken
from app.extensions import db
from app.models.accounts import Account, PlanRole
from app.models.audit import AuditEntry
from app.models.feeds import Feed, FeedScope
from app.models.meetings import Attendee
from app.models.plans import Plan
from app.models.tasks import TaskState
from app.queries.accounts import token_hash
from app.services import accounts, feeds
from app.services.feeds import FeedWishes, Installation
from tests.makers import (
    ASKED_BY_STATE,
    join,
    make_account,
    make_actor,
    make_body,
    make_cycle,
    make_field,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    make_task,
    person_of,
)

NOW = dt.datetime(2017, 2, 21, 9, 0, tzinfo=dt.UTC)
TODAY = dt.date(2017, 2, 21)
HERE = Installation(base_url="http://127.0.0.1:8000", mail_from="post@example.org")

pytestmark = pytest.mark.usefixtures("app")


def subscribe(account: Account, plan: Plan, **wishes: object) -> str:
    _, token = feeds.create_feed(
        account,
        plan,
        FeedWishes(name="Outlook Büro", **wishes),  # type: ignore[arg-type]
        now=NOW,
    )
    db.session.commit()
    return token


def text_behind(token: str, today: dt.date = TODAY) -> str | None:
    found = feeds.find(token)
    assert found is not None
    text = feeds.text_of(found, HERE, today)
    return text.body.decode().replace("\r\n ", "") if text else None


def titles_behind(token: str, today: dt.date = TODAY) -> list[str]:
    text = text_behind(token, today)
    assert text is not None
    return sorted(str(event["SUMMARY"]) for event in Calendar.from_ical(text).events)


def tag_behind(token: str, today: dt.date = TODAY, installation: Installation = HERE) -> str:
    found = feeds.find(token)
    assert found is not None
    return feeds.etag_of(found, installation, today)


class World:
    """A member of one group, and another group whose words must not be seen."""

    def __init__(self) -> None:
        self.plan = make_plan()
        self.member = make_account(self.plan)
        self.person = person_of(self.member)
        self.body = make_body(self.plan, "Peergroup")
        self.foreign = make_body(self.plan, "Arbeitsgruppe Pflege")
        self.council = make_body(self.plan, "Bildungsausschuss", external=True)
        self.membership = join(self.body, self.person)
        self.cycle = make_cycle(self.plan)
        self.meeting = make_meeting(self.cycle, self.body, title="Auftakt")
        self.canary = make_meeting(self.cycle, self.foreign, title="Kanarienvogel", position=2)
        self.sitting = make_meeting(self.cycle, self.council, title="Beratung", position=3)
        self.task = make_task(self.plan, "Austausch vorbereiten", accountable=self.person)
        self.hidden = make_task(self.plan, "Geheime Aufgabe", meeting=self.canary)
        db.session.commit()


@pytest.fixture
def world(app: object) -> World:
    return World()


def test_only_the_hash_of_a_long_token_is_stored(world: World) -> None:
    token = subscribe(world.member, world.plan)

    (feed,) = db.session.scalars(db.select(Feed))
    assert len(token) == 43
    assert feed.token_hash == token_hash(token)
    assert feeds.address("http://x.example", feed, token) == (
        f"http://x.example/kalender/{token}/meine-termine.ics"
    )


def test_each_deed_is_noted_without_the_secret(world: World) -> None:
    token = subscribe(world.member, world.plan)
    (feed,) = db.session.scalars(db.select(Feed))
    feeds.renew(feed, now=NOW, by=world.member.id)
    feeds.revoke(feed, now=NOW, by=world.member.id)
    db.session.commit()

    notes = db.session.scalars(
        db.select(AuditEntry).where(AuditEntry.object_type == "feed").order_by(AuditEntry.id)
    ).all()

    assert [note.action for note in notes] == ["feed.create", "feed.renew", "feed.revoke"]
    assert all(token not in str(note.changes) for note in notes)


def test_a_member_sees_the_own_meetings_and_deadlines_and_nobody_elses(world: World) -> None:
    token = subscribe(world.member, world.plan)

    assert titles_behind(token) == ["Fällig: Austausch vorbereiten", "Peergroup: Auftakt"]


def test_the_foreign_meeting_could_be_seen_by_the_office(world: World) -> None:
    token = subscribe(make_office(world.plan), world.plan, scope=FeedScope.PLAN)

    assert titles_behind(token) == [
        "Arbeitsgruppe Pflege: Kanarienvogel",
        "Bildungsausschuss: Beratung",
        "Fällig: Austausch vorbereiten",
        "Fällig: Geheime Aufgabe",
        "Peergroup: Auftakt",
    ]


def test_a_members_feed_of_the_plan_holds_what_the_member_may_see(world: World) -> None:
    token = subscribe(world.member, world.plan, scope=FeedScope.PLAN)

    assert titles_behind(token) == [
        "Bildungsausschuss: Beratung",
        "Fällig: Austausch vorbereiten",
        "Peergroup: Auftakt",
    ]


def test_a_group_feed_holds_the_group_and_ends_with_the_membership(world: World) -> None:
    make_task(world.plan, "Liste führen", meeting=world.meeting)
    token = subscribe(world.member, world.plan, scope=FeedScope.GROUP, body=world.body)

    assert titles_behind(token) == ["Fällig: Liste führen", "Peergroup: Auftakt"]

    world.membership.until_on = dt.date(2017, 2, 28)
    db.session.commit()

    assert titles_behind(token, dt.date(2017, 2, 28)) != []
    assert text_behind(token, dt.date(2017, 3, 1)) is None


def test_an_own_feed_forgets_a_group_on_the_day_after_leaving(world: World) -> None:
    world.membership.until_on = dt.date(2017, 2, 28)
    token = subscribe(world.member, world.plan)

    assert "Peergroup: Auftakt" in titles_behind(token, dt.date(2017, 2, 28))
    assert "Peergroup: Auftakt" not in titles_behind(token, dt.date(2017, 3, 1))
    assert tag_behind(token, dt.date(2017, 2, 28)) != tag_behind(token, dt.date(2017, 3, 1))


def test_an_invitation_to_an_open_sitting_is_among_the_own_meetings(world: World) -> None:
    db.session.add(Attendee(meeting=world.sitting, person=world.person, created_at=NOW))
    token = subscribe(world.member, world.plan)

    assert "Bildungsausschuss: Beratung" in titles_behind(token)


def test_a_task_of_the_organisation_one_speaks_for_is_among_the_own(world: World) -> None:
    club = make_actor(world.plan, "Frauenverein")
    world.membership.on_behalf_of = club
    make_task(world.plan, "Räume suchen", accountable=club)
    token = subscribe(world.member, world.plan)

    assert "Fällig: Räume suchen" in titles_behind(token)


def test_nobody_subscribes_to_a_group_that_is_not_the_own(world: World) -> None:
    with pytest.raises(RuleBroken, match="gehören ihr nicht an"):
        subscribe(world.member, world.plan, scope=FeedScope.GROUP, body=world.foreign)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_feed_needs_a_name_that_fits(world: World, name: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        feeds.create_feed(world.member, world.plan, FeedWishes(name=name), now=NOW)

    assert broken.value.field == "name"


def test_nobody_keeps_more_than_twenty_feeds(world: World) -> None:
    for _ in range(20):
        subscribe(world.member, world.plan)

    with pytest.raises(RuleBroken, match="20"):
        subscribe(world.member, world.plan)


def test_the_scope_is_read_from_one_word(world: World) -> None:
    assert feeds.parse_scope(world.plan, "own") == (FeedScope.OWN, None)
    assert feeds.parse_scope(world.plan, "plan") == (FeedScope.PLAN, None)
    assert feeds.parse_scope(world.plan, "group:peergroup") == (FeedScope.GROUP, world.body)
    for wrong in ("group", "group:", "group:nirgends", "alles", ""):
        with pytest.raises(RuleBroken):
            feeds.parse_scope(world.plan, wrong)


def test_a_month_stands_on_its_first_unless_it_is_not_wanted(world: World) -> None:
    make_meeting(
        world.cycle, world.body, held_on=None, month_on=dt.date(2017, 7, 1), title="Zwischenstand"
    )
    make_meeting(world.cycle, world.body, held_on=None, title="Ganz offen")
    with_months = subscribe(world.member, world.plan)
    without = subscribe(world.member, world.plan, with_undated=False)

    assert "Termin offen: Peergroup: Zwischenstand im Juli 2017" in titles_behind(with_months)
    assert all("Ganz offen" not in title for title in titles_behind(with_months))
    assert titles_behind(without) == ["Fällig: Austausch vorbereiten", "Peergroup: Auftakt"]


def test_deadlines_are_left_out_where_they_are_not_wanted(world: World) -> None:
    token = subscribe(world.member, world.plan, with_deadlines=False)

    assert titles_behind(token) == ["Peergroup: Auftakt"]


@pytest.mark.parametrize("state", [TaskState.DONE, TaskState.NOT_FEASIBLE])
def test_finished_tasks_are_left_out(world: World, state: TaskState) -> None:
    world.task.state = state
    for name, value in ASKED_BY_STATE[state].items():
        setattr(world.task, name, value)
    token = subscribe(world.member, world.plan)

    assert titles_behind(token) == ["Peergroup: Auftakt"]


def test_alarms_ring_only_where_they_are_wanted(world: World) -> None:
    assert "BEGIN:VALARM" not in str(text_behind(subscribe(world.member, world.plan)))
    assert "BEGIN:VALARM" in str(text_behind(subscribe(world.member, world.plan, with_alarms=True)))


def test_the_local_time_of_a_meeting_stays_on_both_sides_of_the_change_of_clocks(
    world: World,
) -> None:
    make_meeting(world.cycle, world.body, held_on=dt.date(2017, 3, 22), title="Davor", position=5)
    text = str(text_behind(subscribe(world.member, world.plan)))

    assert "DTSTART;TZID=Europe/Berlin:20170322T140000" in text
    assert "DTSTART;TZID=Europe/Berlin:20170329T140000" in text
    begins = {
        str(event["SUMMARY"]): event.decoded("DTSTART").astimezone(dt.UTC).hour
        for event in Calendar.from_ical(text).events
        if "Peergroup" in str(event["SUMMARY"])
    }
    assert begins == {"Peergroup: Davor": 13, "Peergroup: Auftakt": 12}


def test_a_feed_names_the_office_and_no_person(world: World) -> None:
    world.plan.office_name = "Geschäftsstelle Integration"
    world.meeting.chair = make_person(world.plan, "Leitung Amt")
    db.session.add(Attendee(meeting=world.meeting, person=world.person, created_at=NOW))
    text = str(text_behind(subscribe(world.member, world.plan)))

    assert "mailto:geschaeftsstelle@example.org" in text
    assert "ATTENDEE" not in text
    for private in (world.person.name, world.member.email, "Leitung Amt"):
        assert private not in text


def test_without_an_office_address_the_sender_of_letters_stands_in(world: World) -> None:
    world.plan.office_email = None
    assert "mailto:post@example.org" in str(text_behind(subscribe(world.member, world.plan)))


def test_the_links_begin_with_the_configured_address(world: World) -> None:
    text = str(text_behind(subscribe(world.member, world.plan)))

    assert f"URL:http://127.0.0.1:8000/sitzungen/{world.meeting.uid}" in text
    assert f"URL:http://127.0.0.1:8000/aufgaben/{world.task.uid}" in text


def test_the_fuzzy_label_of_a_deadline_is_kept_beside_the_day(world: World) -> None:
    world.task.due_label = "bis zum Herbst"
    text = str(text_behind(subscribe(world.member, world.plan)))

    assert "Vereinbart: bis zum Herbst (Freitag\\, 15. September 2017)" in text


def test_a_locked_account_a_revoked_feed_and_a_lost_plan_lead_nowhere(world: World) -> None:
    locked = subscribe(world.member, world.plan)
    world.member.active = False
    db.session.commit()
    assert feeds.find(locked) is None

    world.member.active = True
    (feed,) = db.session.scalars(db.select(Feed))
    feeds.revoke(feed, now=NOW)
    db.session.commit()
    assert feeds.find(locked) is None

    lost = subscribe(world.member, world.plan)
    db.session.delete(world.member.accesses[0])
    db.session.commit()
    assert feeds.find(lost) is None
    assert feeds.find("x" * 43) is None


def test_renewing_kills_the_old_address_and_keeps_the_feed(world: World) -> None:
    old = subscribe(world.member, world.plan)
    (feed,) = db.session.scalars(db.select(Feed))

    new = feeds.renew(feed, now=NOW, by=world.member.id)
    db.session.commit()

    assert feeds.find(old) is None
    assert titles_behind(new) == ["Fällig: Austausch vorbereiten", "Peergroup: Auftakt"]


def _move_meeting(world: World) -> None:
    world.meeting.held_on = dt.date(2017, 4, 5)


def _add_meeting(world: World) -> None:
    make_meeting(world.cycle, world.body, title="Weiteres Treffen", position=9)


def _add_task(world: World) -> None:
    make_task(world.plan, "Noch eine", accountable=world.person)


def _finish_task(world: World) -> None:
    world.task.state, world.task.result = TaskState.DONE, "Liegt vor"
    world.task.done_on = dt.date(2017, 2, 21)


def _share_task(world: World) -> None:
    world.hidden.further_actors.append(world.person)


def _rename_body(world: World) -> None:
    world.body.name = "Peergroup Integration"


def _join_foreign(world: World) -> None:
    join(world.foreign, world.person)


def _leave(world: World) -> None:
    world.membership.until_on = dt.date(2017, 2, 20)


def _invite(world: World) -> None:
    db.session.add(Attendee(meeting=world.sitting, person=world.person, created_at=NOW))


def _rename_office(world: World) -> None:
    world.plan.office_name = "Fachbereich"


def _become_reader(world: World) -> None:
    accounts.grant(world.member, world.plan, PlanRole.READER, now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        _move_meeting,
        _add_meeting,
        _add_task,
        _finish_task,
        _share_task,
        _rename_body,
        _join_foreign,
        _leave,
        _invite,
        _rename_office,
        _become_reader,
    ],
)
def test_every_change_that_can_show_moves_the_validator(world: World, change: object) -> None:
    token = subscribe(world.member, world.plan, scope=FeedScope.PLAN)
    before, text_before = tag_behind(token), text_behind(token)

    change(world)  # type: ignore[operator]
    db.session.commit()

    assert tag_behind(token) != before
    assert change in (_invite, _rename_body) or text_behind(token) != text_before


def test_what_cannot_show_does_not_move_the_validator(world: World) -> None:
    token = subscribe(world.member, world.plan)
    other_plan = make_plan("anderer-plan", "Anderer Plan")
    invited = Attendee(meeting=world.meeting, person=world.person, created_at=NOW)
    db.session.add(invited)
    db.session.commit()
    before, version = tag_behind(token), world.plan.version

    make_body(other_plan, "Andere Gruppe")
    invited.comment = "Ich komme später"
    subscribe(world.member, world.plan)
    db.session.commit()

    assert tag_behind(token) == before
    assert world.plan.version == version


def test_a_move_of_the_mark_is_no_edit_of_the_plan(world: World) -> None:
    version, mark = world.plan.version, world.plan.calendar_mark

    world.meeting.title = "Auftakt mit Gästen"
    db.session.commit()

    assert (world.plan.version, world.plan.calendar_mark) == (version, mark + 1)


def test_a_change_that_is_rolled_back_moves_nothing(world: World) -> None:
    mark = world.plan.calendar_mark

    world.meeting.title = "Verworfen"
    db.session.flush()
    db.session.rollback()
    make_field(world.plan)
    db.session.commit()

    assert world.plan.calendar_mark == mark


def test_equal_states_have_equal_validators_and_equal_octets(world: World) -> None:
    token = subscribe(world.member, world.plan)

    assert tag_behind(token) == tag_behind(token)
    assert text_behind(token) == text_behind(token)


def test_settings_and_day_are_part_of_the_validator(world: World) -> None:
    token = subscribe(world.member, world.plan)
    moved = Installation(base_url="https://plan.example.org", mail_from=HERE.mail_from)

    tags = {
        tag_behind(token),
        tag_behind(token, dt.date(2017, 2, 22)),
        tag_behind(token, TODAY, moved),
    }

    assert len(tags) == 3


def test_the_day_of_use_does_not_move_the_validator(world: World) -> None:
    token = subscribe(world.member, world.plan)
    before = tag_behind(token)
    (feed_id,) = db.session.scalars(db.select(Feed.id))
    db.session.commit()

    with db.engine.connect().execution_options(write=True) as connection, connection.begin():
        feeds.note_use(connection, feed_id, TODAY)

    assert db.session.scalars(db.select(Feed.last_used_on)).one() == TODAY
    assert tag_behind(token) == before
