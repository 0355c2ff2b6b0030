"""The rooms of people, groups and meetings in a real browser: axe, a phone's width, one walk."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from app.extensions import db
from app.models.groups import BodyForm, MembershipRole
from app.models.meetings import AgreementKind, Attendee, Meeting, PartStat, Phase
from app.models.people import ActorKind
from app.services import meetings
from app.services.meetings import ItemDraft
from tests.browser.conftest import Site
from tests.browser.judging import PHONE, WIDE, axe_violations, look, pixels_too_wide, sign_in, words
from tests.makers import (
    join,
    make_account,
    make_actor,
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
)

NOW = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)


@pytest.fixture
def world(site: Site) -> dict[str, str]:
    """A year in the middle of its work; answers the addresses worth looking at."""
    with site.app.app_context():
        plan = make_plan()
        goal = make_goal(make_field(plan))
        body = make_body(
            plan, purpose="Begleitet die Umsetzung des Plans.", rhythm="viermal im Jahr"
        )
        body.goals = [goal]
        committee = make_body(plan, "Sozialausschuss", BodyForm.COMMITTEE, external=True)
        verein = make_actor(plan, "Frauenverein", ActorKind.MIGRANT_ORGANISATION)
        make_office(plan)
        member = person_of(make_account(plan, "Vertretung Frauenverein"))
        member.organisation = verein
        verein.contact = member
        join(body, member, MembershipRole.CHAIR, on_behalf_of=verein)
        join(body, make_person(plan, "Vertretung Caritas"), deputy=make_person(plan, "Ersatz"))
        former = make_person(plan, "Früheres Mitglied")
        join(body, former, from_on=dt.date(2010, 1, 1), until_on=dt.date(2013, 9, 30))
        cycle = make_cycle(plan)
        make_cycle(plan, 2018)
        kickoff = make_meeting(
            cycle, body, place="Großer Sitzungssaal", purpose="Das weitere Vorgehen vereinbaren."
        )
        july = make_meeting(
            cycle, body, None, dt.date(2017, 7, 1),
            phase=Phase.WORKING, position=2, title="Arbeitssitzung im Juli",
        )  # fmt: skip
        past = make_meeting(cycle, body, dt.date(2017, 2, 1), position=3, title="Vorgespräch")
        november = make_meeting(
            cycle, committee, dt.date(2017, 11, 27), phase=Phase.COMMITTEE, position=4,
            title="Vorstellung im Ausschuss", external=True,
        )  # fmt: skip
        save()
        for title in ("Weitere Akteure", "Themen der nächsten Zeit", "Arbeitsformen"):
            draft = ItemDraft(title=title, minutes_planned=30, goals=[goal])
            item = meetings.add_item(kickoff, draft, by=None, now=NOW)
        meetings.withdraw_item(item, by=None, now=NOW)
        meetings.invite_members(kickoff, by=None, now=NOW)
        basis = meetings.record_agreement(
            past, kind=AgreementKind.TOPIC_AREA, text="Vereine öffnen", by=None, now=NOW
        )
        meetings.record_agreement(
            kickoff, kind=AgreementKind.METHOD, text="Zwei Workshops", by=None, now=NOW,
            based_on=basis,
        )  # fmt: skip
        make_task(plan, accountable=member, meeting=kickoff)
        cancelled = make_meeting(
            cycle, body, dt.date(2017, 5, 10), position=5, title="Zusatztermin"
        )
        save()
        meetings.cancel(cancelled, "Zu wenige Zusagen.", by=None, now=NOW)
        save()
        at, group = "/sitzungen", "/gruppen/peergroup"
        return {
            "sitzungen": f"{at}?jahr=2017",
            "sitzung": f"{at}/{kickoff.uid}",
            "sitzung-juli": f"{at}/{july.uid}",
            "sitzung-vorbei": f"{at}/{past.uid}",
            "sitzung-ausschuss": f"{at}/{november.uid}",
            "sitzung-abgesagt": f"{at}/{cancelled.uid}",
            "gruppen": "/gruppen",
            "gruppe": group,
            "office-sitzung-neu": f"{at}/neu?jahr=2017",
            "office-jahr": f"{at}/jahr/neu?jahr=2019",
            "office-verschieben": f"{at}/{kickoff.uid}/verschieben",
            "office-bearbeiten": f"{at}/{kickoff.uid}/bearbeiten",
            "office-absagen": f"{at}/{kickoff.uid}/absagen",
            "office-top": f"{at}/{kickoff.uid}/tagesordnung/1",
            "office-vereinbarung": f"{at}/{kickoff.uid}/vereinbarungen/neu",
            "office-gruppe-neu": "/gruppen/neu",
            "office-gruppe": f"{group}/bearbeiten",
            "office-mitglied-neu": f"{group}/mitglieder/neu",
            "office-mitglied": f"{group}/mitglieder/1",
            "office-mitglied-ende": f"{group}/mitglieder/1/beenden",
            "office-akteure": "/akteure",
            "office-akteur": f"/akteure/{verein.uid}",
            "office-akteur-bearbeiten": f"/akteure/{verein.uid}/bearbeiten",
        }


@pytest.mark.browser
@pytest.mark.parametrize(
    ("email", "rooms"),
    [
        ("geschaeftsstelle@example.org", ("",)),
        ("vertretung.frauenverein@example.org", ("sitzung", "gruppe")),
    ],
    ids=["office", "member"],
)
def test_axe_finds_nothing_and_no_page_needs_scrolling_sideways(
    page: Page, site: Site, world: dict[str, str], email: str, rooms: tuple[str, ...]
) -> None:
    page.emulate_media(reduced_motion="reduce")
    sign_in(page, site, email)
    found, wide = {}, {}

    for name, url in world.items():
        if not name.startswith(rooms):
            continue
        answer = page.goto(site.url + url)
        assert answer is not None
        assert answer.status == 200, url
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            look(page, f"{email[:2]}-{name}")
            if (pixels := pixels_too_wide(page)) > 0:
                wide[name, size["width"]] = pixels
        if violations := axe_violations(page):
            found[name] = violations

    assert found == {}
    assert wide == {}


@pytest.mark.browser
def test_a_member_answers_and_the_office_moves_a_meeting_without_script(
    page: Page, site: Site, world: dict[str, str]
) -> None:
    sign_in(page, site, "vertretung.frauenverein@example.org")
    page.goto(site.url + world["sitzung"])
    page.click("text=Ich nehme teil")
    answered = words(page, "#antwort")

    page.context.clear_cookies()
    sign_in(page, site, "geschaeftsstelle@example.org")
    page.goto(site.url + world["sitzung-juli"])
    page.click("text=Termin festlegen")
    page.fill("#held_on", "2017-08-02")
    page.select_option("#month_on", "")
    page.click("main button:has-text('Termin speichern')")
    warned = words(page)
    page.click("main button:has-text('Trotzdem speichern')")

    assert "Nimmt teil" in answered
    assert "Sommerferien (27.07.–09.09.2017)" in warned
    assert "Mittwoch, 2. August 2017" in words(page)
    with site.app.app_context():
        given = db.session.scalars(select(Attendee).where(Attendee.answered_at.is_not(None))).one()
        july = db.session.scalars(select(Meeting).where(Meeting.position == 2)).one()
        assert given.partstat is PartStat.ACCEPTED
        assert (july.held_on, july.sequence) == (dt.date(2017, 8, 2), 1)
