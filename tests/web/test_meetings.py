"""The pages of meetings: who sees them, what their forms refuse, what they cost."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.models.groups import Body, BodyForm, MembershipRole
from app.models.meetings import (
    AgendaItem,
    Agreement,
    Attendee,
    Cycle,
    DatePrecision,
    Meeting,
    MeetingState,
    PartStat,
    Phase,
)
from app.models.plans import Plan
from app.models.tasks import Task
from app.services import meetings
from app.services.meetings import ItemDraft
from tests.conftest import StepClock
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    make_task,
    person_of,
    save,
    sign_in,
)
from tests.web.cost import queries_of

NOW = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)


class World:
    """A plan with one group, one member, one office and a kickoff on 29 March 2017."""

    def __init__(self) -> None:
        self.plan: Plan = make_plan()
        self.body: Body = make_body(self.plan)
        self.cycle: Cycle = make_cycle(self.plan)
        self.meeting: Meeting = make_meeting(self.cycle, self.body, place="Saal")
        self.office = make_office(self.plan)
        self.member = make_account(self.plan, "Vertretung Frauenverein")
        self.other = make_account(self.plan, "Vertretung Caritas")
        join(self.body, person_of(self.member))
        save()

    @property
    def url(self) -> str:
        return f"/sitzungen/{self.meeting.uid}"


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def text_of(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.text


OFFICE_FORMS = ("bearbeiten", "verschieben", "absagen", "tagesordnung/neu", "vereinbarungen/neu")


def test_a_member_reads_the_meeting_and_does_not_manage_it(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.member)

    page = text_of(client, world.url)

    assert "Mittwoch, 29. März 2017" in page
    assert "14:00–16:30 Uhr" in page
    assert "Ich nehme teil" in page
    assert "geschaeftsstelle@example.org" in page
    assert "Absagen" not in page
    for form in OFFICE_FORMS:
        assert client.get(f"{world.url}/{form}").status_code == 404, form


def test_only_an_address_of_the_web_becomes_a_link(client: FlaskClient, world: World) -> None:
    sign_in(client, world.member)
    for address, linked in (("https://video.example.org/a", True), ("javascript:go()", False)):
        world.meeting.online_url = address
        db.session.commit()

        page = text_of(client, f"/sitzungen/{world.meeting.uid}")

        assert (f'href="{address}"' in page) is linked
        assert linked or address in page


def test_a_member_of_another_group_finds_nothing(client: FlaskClient, world: World) -> None:
    sign_in(client, world.other)

    assert client.get(world.url).status_code == 404
    assert client.post(f"{world.url}/antwort", data={"answer": "ACCEPTED"}).status_code == 404
    assert "Auftakt" not in text_of(client, "/sitzungen")


def test_nobody_signed_in_is_sent_to_sign_in(client: FlaskClient, world: World) -> None:
    for url in ("/sitzungen", world.url, f"/sitzungen/{uuid.uuid4()}", "/sitzungen/neu"):
        answer = client.get(url)
        assert answer.status_code == 302
        assert "/anmelden" in answer.headers["Location"]


def test_the_office_sees_every_form(client: FlaskClient, world: World) -> None:
    sign_in(client, world.office)

    assert "Teilnehmende" in text_of(client, world.url)
    for form in OFFICE_FORMS:
        text_of(client, f"{world.url}/{form}")
    text_of(client, "/sitzungen/neu?jahr=2017")
    text_of(client, "/sitzungen/jahr/neu")


def test_a_chair_leads_the_own_group_and_does_not_move_it(
    client: FlaskClient, world: World
) -> None:
    join(world.body, person_of(world.other), MembershipRole.CHAIR)
    save()
    sign_in(client, world.other)

    text_of(client, f"{world.url}/tagesordnung/neu")
    assert client.get(f"{world.url}/verschieben").status_code == 404


def test_the_year_shows_dates_as_far_as_they_are_known(client: FlaskClient, world: World) -> None:
    make_meeting(
        world.cycle, world.body, None, dt.date(2017, 7, 1), title="Treffen im Juli", position=2
    )
    make_meeting(world.cycle, world.body, dt.date(2017, 2, 1), title="Vorgespräch", position=3)
    save()
    sign_in(client, world.member)

    page = text_of(client, "/sitzungen")

    assert "Juli 2017 – Termin noch offen" in page
    assert "1. Juli" not in page
    ahead = page.index('id="kommend"')
    assert ahead < page.index("Treffen im Juli", ahead) < page.index('id="vorbei"')
    assert page.index('id="vorbei"') < page.index("Vorgespräch", page.index('id="vorbei"'))


def test_an_empty_year_says_what_happens_next(client: FlaskClient, world: World) -> None:
    sign_in(client, world.member)

    assert "noch keine Sitzungen eingetragen" in text_of(client, "/sitzungen?jahr=2031")


def test_the_office_reads_what_is_missing_with_a_way_to_close_it(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.office)

    page = text_of(client, "/sitzungen")

    assert "Die Tagesordnung fehlt." in page
    assert f"{world.url}/tagesordnung/neu" in page
    assert "Vorstellung im Ausschuss noch nicht angelegt" in page


def test_members_answer_for_themselves(client: FlaskClient, world: World) -> None:
    sign_in(client, world.member)

    answer = client.post(f"{world.url}/antwort", data={"answer": "ACCEPTED"}, follow_redirects=True)

    assert "Ihre Antwort ist gespeichert." in answer.text
    attendee = db.session.scalars(select(Attendee)).one()
    assert attendee.partstat is PartStat.ACCEPTED
    assert attendee.person_id == person_of(world.member).id


def test_members_do_not_answer_for_others_and_the_office_does(
    client: FlaskClient, world: World
) -> None:
    colleague = make_person(world.plan, "Zweites Mitglied")
    join(world.body, colleague)
    save()
    data = {"answer": "DECLINED", "person": str(colleague.id)}
    sign_in(client, world.member)
    as_member = client.post(f"{world.url}/antwort", data=data)
    sign_in(client, world.office)
    as_office = client.post(f"{world.url}/antwort", data=data)

    assert (as_member.status_code, as_office.status_code) == (404, 302)
    assert db.session.scalars(select(Attendee.partstat)).all() == [PartStat.DECLINED]


def test_an_unknown_answer_changes_nothing(client: FlaskClient, world: World) -> None:
    sign_in(client, world.member)

    answer = client.post(f"{world.url}/antwort", data={"answer": "PERHAPS"})

    assert answer.status_code == 422
    assert db.session.scalars(select(Attendee)).all() == []


def test_an_external_meeting_shows_deadlines_and_takes_no_answer(
    client: FlaskClient, world: World
) -> None:
    committee = make_body(world.plan, "Ausschuss", BodyForm.COMMITTEE, external=True)
    meeting = make_meeting(
        world.cycle, committee, dt.date(2017, 11, 27), external=True, title="Vorstellung"
    )
    save()
    url = f"/sitzungen/{meeting.uid}"
    sign_in(client, world.member)
    for_member = text_of(client, url)
    refused = client.post(f"{url}/antwort", data={"answer": "ACCEPTED"})
    sign_in(client, world.office)
    for_office = text_of(client, url)

    assert "Ich nehme teil" not in for_member
    assert "Vorlage bei der Geschäftsstelle des Kreistags abgeben" not in for_member
    assert refused.status_code == 404
    assert "Montag, 6. November 2017" in for_office
    assert "Tagesordnung" not in for_office.split("</header>", 1)[1]


def date_form(world: World, **more: str) -> dict[str, str]:
    empty = {"held_on": "", "begins": "", "ends": "", "month_on": "", "confirmed": ""}
    return empty | {"version": str(world.meeting.version)} | more


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"held_on": "29.03.2018"}, "Der Termin liegt nicht im Jahr 2017."),
        ({"held_on": "2017-03-29", "begins": "14:00", "ends": "13:00"}, "nach dem Beginn"),
        ({"held_on": "2017-03-29", "month_on": "2017-03-01"}, "entweder einen Tag oder"),
        ({"held_on": "übermorgen"}, "zum Beispiel 19.07.2017"),
        ({"held_on": "2017-03-29", "begins": "halb drei"}, "zum Beispiel 14:00"),
        ({"month_on": "2018-03-01"}, "aus der Liste"),
    ],
)
def test_a_bad_date_comes_back_with_a_sentence_and_changes_nothing(
    client: FlaskClient, world: World, typed: dict[str, str], sentence: str
) -> None:
    sign_in(client, world.office)

    answer = client.post(f"{world.url}/verschieben", data=date_form(world, **typed))

    assert answer.status_code == 422
    assert sentence in answer.text
    db.session.expire_all()
    assert world.meeting.held_on == dt.date(2017, 3, 29)
    assert world.meeting.sequence == 0


def test_a_day_in_the_holidays_is_asked_about_once(client: FlaskClient, world: World) -> None:
    sign_in(client, world.office)
    typed = date_form(world, held_on="02.08.2017")

    first = client.post(f"{world.url}/verschieben", data=typed)
    db.session.expire_all()
    unchanged = world.meeting.held_on
    second = client.post(f"{world.url}/verschieben", data=typed | {"confirmed": "2017-08-02"})
    db.session.expire_all()

    assert first.status_code == 422
    assert "Der Termin liegt in den Sommerferien (27.07.–09.09.2017)." in first.text
    assert 'value="2017-08-02"' in first.text
    assert unchanged == dt.date(2017, 3, 29)
    assert second.status_code == 302
    assert world.meeting.held_on == dt.date(2017, 8, 2)


def test_another_free_day_is_asked_about_again(client: FlaskClient, world: World) -> None:
    sign_in(client, world.office)
    typed = date_form(world, held_on="03.08.2017", confirmed="2017-08-02")

    assert client.post(f"{world.url}/verschieben", data=typed).status_code == 422


def test_a_closed_year_says_so(client: FlaskClient, world: World) -> None:
    world.cycle.closed_on = dt.date(2017, 12, 31)
    save()
    sign_in(client, world.office)

    answer = client.post(f"{world.url}/verschieben", data=date_form(world, held_on="19.07.2017"))

    assert answer.status_code == 422
    assert "abgeschlossen" in answer.text


def test_two_editors_see_both_versions(client: FlaskClient, world: World) -> None:
    sign_in(client, world.office)
    typed = date_form(world, held_on="12.07.2017")
    world.meeting.held_on = dt.date(2017, 7, 19)
    save()

    answer = client.post(f"{world.url}/verschieben", data=typed)

    assert answer.status_code == 409
    assert "Mi., 12.07.2017" in answer.text
    assert "Mi., 19.07.2017" in answer.text
    db.session.expire_all()
    assert world.meeting.held_on == dt.date(2017, 7, 19)


def test_cancelling_needs_a_reason_and_can_be_undone(client: FlaskClient, world: World) -> None:
    sign_in(client, world.office)
    version = {"version": str(world.meeting.version)}

    without = client.post(f"{world.url}/absagen", data=version | {"reason": " "})
    client.post(f"{world.url}/absagen", data=version | {"reason": "Zu wenige Zusagen."})
    db.session.expire_all()
    cancelled = (world.meeting.state, world.meeting.sequence)
    page = text_of(client, world.url)
    client.post(f"{world.url}/wieder-aufnehmen")
    db.session.expire_all()

    assert without.status_code == 422
    assert "Bitte nennen Sie den Grund der Absage" in without.text
    assert cancelled == (MeetingState.CANCELLED, 1)
    assert "Zu wenige Zusagen." in page
    assert (world.meeting.state, world.meeting.sequence) == (MeetingState.PLANNED, 2)


def test_a_meeting_is_held_after_its_day_only(client: FlaskClient, world: World) -> None:
    over = make_meeting(world.cycle, world.body, dt.date(2017, 2, 20), position=2)
    save()
    sign_in(client, world.office)

    early = client.post(f"{world.url}/stattgefunden")
    asked = text_of(client, f"/sitzungen/{over.uid}")
    late = client.post(f"/sitzungen/{over.uid}/stattgefunden")

    assert (early.status_code, late.status_code) == (422, 302)
    assert "Hat die Sitzung stattgefunden?" in asked
    db.session.expire_all()
    assert (world.meeting.state, over.state) == (MeetingState.PLANNED, MeetingState.HELD)


def test_a_new_meeting_with_a_month_only(client: FlaskClient, world: World) -> None:
    sign_in(client, world.office)

    answer = client.post(
        "/sitzungen/neu?jahr=2017",
        data={
            "title": "Treffen im Juli",
            "body": str(world.body.id),
            "phase": "working",
            "month_on": "2017-07-01",
            "chair": "",
            "minute_taker": "",
        },
    )

    assert answer.status_code == 302
    made = db.session.scalars(select(Meeting).where(Meeting.title == "Treffen im Juli")).one()
    assert (made.precision, made.month_on) == (DatePrecision.MONTH, dt.date(2017, 7, 1))
    assert db.session.scalars(select(Task.title)).all() == [
        "Termin festlegen: Treffen im Juli (Juli 2017)"
    ]


def test_a_meeting_of_another_plans_group_is_refused(client: FlaskClient, world: World) -> None:
    other = make_body(make_plan("zweiter", "Zweiter"), "Fremde")
    save()
    sign_in(client, world.office)

    answer = client.post(
        "/sitzungen/neu?jahr=2017",
        data={"title": "Neu", "body": str(other.id), "phase": "working"},
    )

    assert answer.status_code == 422
    assert db.session.scalars(select(Meeting.title)).all() == ["Auftakt"]


def year_form(world: World, committee: Body, **more: str) -> dict[str, str]:
    ours, theirs = str(world.body.id), str(committee.id)
    form = {"year": "2018", "confirmed": ""}
    for key, month in (("kickoff", ""), ("july", "07"), ("september", "09"), ("committee", "11")):
        form |= {
            f"{key}_wanted": "y",
            f"{key}_title": key,
            f"{key}_body": theirs if key == "committee" else ours,
            f"{key}_held_on": "" if month else "2018-03-21",
            f"{key}_month_on": f"2018-{month}-01" if month else "",
        }
    return form | more


def test_a_year_is_planned_in_one_step(client: FlaskClient, world: World) -> None:
    committee = make_body(world.plan, "Ausschuss", BodyForm.COMMITTEE, external=True)
    save()
    sign_in(client, world.office)

    proposal = text_of(client, "/sitzungen/jahr/neu?jahr=2018")
    asked = client.post("/sitzungen/jahr/neu", data=year_form(world, committee))
    confirmed = year_form(world, committee, confirmed="2018-03-21")
    answer = client.post("/sitzungen/jahr/neu", data=confirmed)

    assert 'value="2018-03-21"' in proposal  # the 28th lies in the Easter holidays
    assert (asked.status_code, "Auf den Tag fällt: Nevruz." in asked.text) == (422, True)
    assert answer.status_code == 302
    made = db.session.scalars(
        select(Meeting).join(Cycle).where(Cycle.year == 2018).order_by(Meeting.position)
    ).all()
    assert [(m.title, m.precision.value, m.external) for m in made] == [
        ("kickoff", "day", False),
        ("july", "month", False),
        ("september", "month", False),
        ("committee", "month", True),
    ]


def test_a_year_offers_days_with_their_reasons_and_takes_one(
    client: FlaskClient, world: World
) -> None:
    make_meeting(
        world.cycle, world.body, dt.date(2017, 7, 11),
        title="Julitreffen", phase=Phase.WORKING, position=2,
    )  # fmt: skip
    committee = make_body(world.plan, "Ausschuss", BodyForm.COMMITTEE, external=True)
    save()
    sign_in(client, world.office)

    page = text_of(client, "/sitzungen/jahr/neu?jahr=2018")
    form = year_form(world, committee, july_choice="2018-07-10", july_month_on="")
    answer = client.post("/sitzungen/jahr/neu", data=form | {"confirmed": "2018-03-21 2018-07-10"})

    for words in (
        "Mittwoch, 11. Juli 2018 – letzter Mittwoch mindestens 14 Tage vor den Sommerferien.",
        "Dienstag, 10. Juli 2018 – wie im Vorjahr: 2. Dienstag im Juli (11. Juli 2017).",
        "Mittwoch, 21. März 2018 – letzter Mittwoch im März außerhalb der Ferien; wie im Vorjahr: "
        "letzter Mittwoch im März (29. März 2017), wegen der Ferien früher. "
        "Auf den Tag fällt: Nevruz.",
    ):
        assert words in page, words
    assert 'value="Julitreffen"' in page
    assert "committee_choice" not in page  # the committee's day is never computed
    assert answer.status_code == 302
    july = db.session.scalars(select(Meeting).where(Meeting.title == "july")).one()
    assert july.held_on == dt.date(2018, 7, 10)


def test_a_proposal_is_for_the_first_year_that_still_lies_ahead(
    client: FlaskClient, world: World, clock: StepClock
) -> None:
    sign_in(client, world.office)

    planned = text_of(client, "/sitzungen/jahr/neu?jahr=2017")
    free = text_of(client, "/sitzungen/jahr/neu")
    clock.set(dt.datetime(2018, 3, 21, 9, tzinfo=dt.UTC))
    sign_in(client, world.office, clock.now)
    begun = text_of(client, "/sitzungen/jahr/neu")
    wrong = text_of(client, "/sitzungen/jahr/neu?jahr=1999")

    assert "Das Sitzungsjahr 2017 gibt es schon." in planned
    assert 'name="kickoff_title"' not in planned
    assert "Sitzungsjahr 2018 planen" in free
    assert "Sitzungsjahr 2019 planen" in begun  # the kickoff of 2018 would have been today
    assert "Bitte geben Sie ein Jahr zwischen 2000 und 2099 ein." in wrong


def test_looking_at_a_proposal_makes_nothing(client: FlaskClient, world: World) -> None:
    sign_in(client, world.office)

    for year in (2018, 2026, 2027, 2031):
        text_of(client, f"/sitzungen/jahr/neu?jahr={year}")

    assert db.session.scalars(select(Cycle.year)).all() == [2017]


def test_a_year_with_one_mistake_makes_nothing(client: FlaskClient, world: World) -> None:
    committee = make_body(world.plan, "Ausschuss", BodyForm.COMMITTEE, external=True)
    save()
    sign_in(client, world.office)

    for mistake in ({"july_body": ""}, {"year": "2017"}, {"september_held_on": "2018-09-12"}):
        answer = client.post("/sitzungen/jahr/neu", data=year_form(world, committee, **mistake))
        assert answer.status_code == 422, mistake

    assert db.session.scalars(select(Cycle.year)).all() == [2017]
    assert db.session.scalars(select(Meeting.title)).all() == ["Auftakt"]


def test_agenda_and_agreements_from_empty_to_seen(client: FlaskClient, world: World) -> None:
    goal = make_goal(make_field(world.plan))
    save()
    sign_in(client, world.office)
    item = {"title": "Themen", "kind": "discussion", "presenter": "", "goals": str(goal.id)}

    empty = client.post(f"{world.url}/tagesordnung/neu", data=item | {"title": " "})
    client.post(f"{world.url}/tagesordnung/neu", data=item)
    client.post(f"{world.url}/tagesordnung/neu", data=item | {"title": "Methoden"})
    client.post(f"{world.url}/tagesordnung/2/nach-oben")
    client.post(f"{world.url}/tagesordnung/1/absetzen")
    agreed = client.post(
        f"{world.url}/vereinbarungen/neu",
        data={"kind": "method", "text": "Workshops", "agenda_item": "", "based_on": ""},
        follow_redirects=True,
    )
    page = text_of(client, world.url)

    assert empty.status_code == 422
    assert "Bitte nennen Sie, worum es geht." in empty.text
    assert page.index("Methoden") < page.index("Themen")
    assert "abgesetzt" in page
    assert "V 2017-01" in agreed.text
    assert [a.text for a in db.session.scalars(select(Agreement))] == ["Workshops"]


def test_an_item_edited_by_two_is_not_overwritten(client: FlaskClient, world: World) -> None:
    item = meetings.add_item(world.meeting, ItemDraft(title="Themen"), by=None, now=NOW)
    save()
    sign_in(client, world.office)
    typed = {"title": "Meins", "kind": "discussion", "presenter": "", "version": str(item.version)}
    item.title = "Deins"
    save()

    answer = client.post(f"{world.url}/tagesordnung/1", data=typed)

    assert answer.status_code == 409
    assert "Meins" in answer.text
    assert "Deins" in answer.text
    assert db.session.scalars(select(AgendaItem.title)).all() == ["Deins"]


def test_only_tasks_one_may_see_stand_on_the_meeting(client: FlaskClient, world: World) -> None:
    committee = make_body(world.plan, "Ausschuss", BodyForm.COMMITTEE, external=True)
    meeting = make_meeting(world.cycle, committee, dt.date(2017, 11, 27), external=True)
    make_task(world.plan, "Vertrauliche Aufgabe", meeting=meeting)
    save()
    url = f"/sitzungen/{meeting.uid}"
    sign_in(client, world.member)
    for_member = text_of(client, url)
    sign_in(client, world.office)

    assert "Vertrauliche Aufgabe" not in for_member
    assert "Vertrauliche Aufgabe" in text_of(client, url)


def test_a_post_without_its_token_is_refused(client: FlaskClient, app: Flask, world: World) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    sign_in(client, world.member)

    answer = client.post(f"{world.url}/antwort", data={"answer": "ACCEPTED"})

    assert answer.status_code == 400
    assert db.session.scalars(select(Attendee)).all() == []


def test_lists_cost_the_same_for_one_and_for_many(client: FlaskClient, world: World) -> None:
    sign_in(client, world.office)
    urls = ("/sitzungen?jahr=2017", world.url)
    for title in ("Eins", "Zwei"):
        meetings.add_item(world.meeting, ItemDraft(title=title), by=None, now=NOW)
    meetings.invite_members(world.meeting, by=None, now=NOW)
    make_task(world.plan, accountable=person_of(world.member), meeting=world.meeting)
    save()
    few = [queries_of(lambda url=url: text_of(client, url)) for url in urls]

    for number in range(8):
        body = make_body(world.plan, f"Gruppe {number}")
        make_meeting(world.cycle, body, dt.date(2017, 5, 2), position=number + 2)
        person = make_person(world.plan, f"Person {number}")
        join(world.body, person, on_behalf_of=None)
        meetings.add_item(world.meeting, ItemDraft(title="Mehr"), by=None, now=NOW)
        make_task(world.plan, accountable=person, meeting=world.meeting)
    save()
    meetings.invite_members(world.meeting, by=None, now=NOW)
    save()

    assert [queries_of(lambda url=url: text_of(client, url)) for url in urls] == few
