"""Many people at the same moment over real HTTP: what they said is counted, or they were told."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.domain import signed_links
from app.domain.invitations import PURPOSE
from app.domain.merging import merged
from app.domain.polls import Offer
from app.extensions import db
from app.models.accounts import Account
from app.models.groups import MembershipRole
from app.models.meetings import (
    AgendaItem,
    Attendee,
    DatePoll,
    Meeting,
    PartStat,
    PollAnswer,
)
from app.models.people import Actor
from app.queries import minutes as minutes_queries
from app.services import invitations, meetings, polls
from app.services.meetings import ItemDraft
from tests.conftest import StepClock
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    person_of,
    save,
    sign_in,
)
from tests.noting import Note
from tests.serving import serving

SECRET = "a key for tests only"
MANY, EARLY = 50, 10
DURING = dt.datetime(2017, 3, 29, 13, tzinfo=dt.UTC)


@pytest.fixture
def url(app: Flask) -> Iterator[str]:
    with serving(app, threads=8) as url:
        yield url


def post(
    url: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Status and body of one POST over a connection of its own."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    form = {"Content-Type": "application/x-www-form-urlencoded"} | dict(headers or {})
    try:
        connection.request("POST", parts.path, urlencode(fields), form)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def insist(
    url: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """The same for somebody who tries again when told that the database is busy (503)."""
    for _ in range(10):
        answer = post(url, fields, headers)
        if answer[0] != 503:
            break
    return answer


def cookie_of(app: Flask, account: Account, now: dt.datetime) -> dict[str, str]:
    """The header of a browser that is signed in."""
    client = app.test_client()
    sign_in(client, account, now=now)
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert cookie is not None
    return {"Cookie": f"{name}={cookie.value}"}


def at_once(deeds: list[Callable[[], tuple[int, str]]]) -> list[tuple[int, str]]:
    start = threading.Barrier(len(deeds))

    def run(deed: Callable[[], tuple[int, str]]) -> tuple[int, str]:
        start.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@dataclass
class Crowd:
    """A group of fifty who are invited to a kickoff and asked for a day in July."""

    people: list[Actor]
    office: Account
    kickoff: Meeting
    poll: DatePoll

    def link(self, purpose: str, person: Actor) -> str:
        ids = {"meeting": self.kickoff.id} if purpose == PURPOSE else {"poll": self.poll.id}
        return f"/r/{signed_links.make(SECRET, purpose, person=person.id, **ids)}"


@pytest.fixture
def crowd(app: Flask, clock: StepClock) -> Crowd:
    plan = make_plan()
    office = make_office(plan)
    body, cycle = make_body(plan), make_cycle(plan)
    people = [make_person(plan, f"Person {n}", email=f"p{n}@example.org") for n in range(MANY)]
    for person in people:
        join(body, person)
    kickoff = make_meeting(cycle, body)
    july = make_meeting(cycle, body, held_on=None, month_on=dt.date(2017, 7, 1), title="Juli")
    save()
    invitations.send(kickoff, answer_by=dt.date(2017, 3, 22), by=None, now=clock())
    offers = [Offer(held_on=dt.date(2017, 7, day), begins=dt.time(14)) for day in (12, 19)]
    poll = polls.open_poll(july, offers, answer_by=dt.date(2017, 5, 12), by=None, now=clock())
    save()
    return Crowd(people=people, office=office, kickoff=kickoff, poll=poll)


def test_fifty_answers_and_votes_at_once_are_counted_or_refused_while_the_poll_closes(
    app: Flask, url: str, crowd: Crowd, clock: StepClock
) -> None:
    words = [PartStat.ACCEPTED, PartStat.DECLINED, PartStat.TENTATIVE]
    said = {person.id: words[n % 3] for n, person in enumerate(crowd.people)}
    votes = {f"option_{option.id}": "yes" for option in crowd.poll.options}
    ids = [person.id for person in crowd.people]
    answering = [url + crowd.link(PURPOSE, person) for person in crowd.people]
    voting = [url + crowd.link("poll", person) for person in crowd.people]
    closing = f"{url}/sitzungen/abstimmungen/{crowd.poll.uid}/termin-festlegen"
    chosen = {"option": str(crowd.poll.options[0].id)}
    cookie = cookie_of(app, crowd.office, clock())
    db.session.rollback()
    counting, over = threading.Semaphore(0), threading.Event()

    def answer_and_vote(n: int) -> tuple[int, str]:
        answered = insist(answering[n], {"answer": said[ids[n]].value})
        assert answered[0] == 303
        if n == MANY - 1:
            over.wait()  # one at least comes too late
        vote = insist(voting[n], votes)
        counting.release()
        return vote

    def close() -> tuple[int, str]:
        for _ in range(EARLY):
            counting.acquire()
        closed = insist(closing, chosen, cookie)
        over.set()
        return closed

    people = [partial(answer_and_vote, n) for n in range(MANY)]
    *voted, closed = at_once([*people, close])

    db.session.rollback()
    stored = db.session.scalars(select(Attendee).where(Attendee.meeting_id == crowd.kickoff.id))
    assert {one.person_id: one.partstat for one in stored} == said
    assert closed[0] == 302
    counted = {place for place, (status, _) in zip(ids, voted, strict=True) if status == 302}
    refused = [page for status, page in voted if status != 302]
    assert all("gilt nicht oder nicht mehr" in page or "beendet" in page for page in refused)
    rows = db.session.execute(
        select(PollAnswer.person_id, func.count()).group_by(PollAnswer.person_id)
    )
    assert dict(rows.all()) == dict.fromkeys(counted, 2)
    assert len(counted) + len(refused) == MANY
    assert len(counted) >= EARLY
    assert refused, "nobody voted after the end: nothing was proved"
    print(f"votes counted {len(counted)}, clearly refused {len(refused)}, answers {len(said)}")


@dataclass
class Editor:
    """Somebody at the working page, as its script behaves: saves, is told, merges, saves again."""

    name: str
    address: str
    item_id: int
    headers: dict[str, str]
    text: str = ""
    parent: str = ""
    base: str = ""
    told: int = 0
    written: list[str] = field(default_factory=list)

    def write(self, number: int) -> None:
        """One more sentence, at the end or at the beginning, until it is certainly saved."""
        sentence = f"{self.name}{number:04}"
        lines = [*self.text.splitlines(), sentence]
        self.text = "\n".join(lines if number % 2 else [lines[-1], *lines[:-1]])
        while not self._saved():
            self.told += 1
        self.written.append(sentence)

    def _saved(self) -> bool:
        prefix = f"top{self.item_id}-"
        fields = {f"{prefix}body": self.text, f"{prefix}parent": self.parent}
        status, body = post(self.address, fields, self.headers)
        said = json.loads(body)
        assert status in (200, 409), body
        if status == 409:  # what the page "Zwei Fassungen zusammenführen" proposes
            self.text = merged(self.base, said["body"], self.text)
            self.base = said["body"]
        else:
            self.base = self.text
        self.parent = str(said["parent"])
        return status == 200


@pytest.fixture
def item(app: Flask, clock: StepClock) -> AgendaItem:
    """An item whose minutes are written today by chair and office."""
    plan = make_plan()
    body = make_body(plan)
    make_office(plan)
    join(body, person_of(make_account(plan, "Vorsitz Peergroup")), MembershipRole.CHAIR)
    kickoff = make_meeting(make_cycle(plan), body)
    save()
    item = meetings.add_item(kickoff, ItemDraft(title="Themenfelder"), by=None, now=clock())
    save()
    clock.set(DURING)
    return item


@pytest.mark.parametrize("edits", [60, pytest.param(1000, marks=pytest.mark.nightly)])
def test_of_two_editors_interleaved_edits_of_one_text_none_is_lost(
    app: Flask,
    url: str,
    item: AgendaItem,
    clock: StepClock,
    record_property: Note,
    edits: int,
) -> None:
    address = f"{url}/sitzungen/{item.meeting.uid}/protokoll/top/{item.number}"
    data = {"Accept": "application/json"}
    editors = [
        Editor(name, address, item.id, cookie_of(app, account, clock()) | data)
        for name, account in zip("AB", db.session.scalars(select(Account)), strict=True)
    ]
    item_id = item.id
    db.session.rollback()
    together = threading.Barrier(2)

    def work(editor: Editor) -> None:
        for number in range(edits // 2):
            together.wait(60)
            editor.write(number)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, editors))

    db.session.rollback()
    written = {sentence for editor in editors for sentence in editor.written}
    revisions = minutes_queries.history(db.session.get_one(AgendaItem, item_id))
    final = minutes_queries.head(db.session.get_one(AgendaItem, item_id))
    assert final is not None
    told = sum(editor.told for editor in editors)
    print(f"edits {edits}, overtaken and told {told}, versions {len(revisions)}")
    lost = edits - len(written & set(final.body.splitlines()))
    record_property("D-07: lost updates", f"{lost} of 0 updates")
    assert len(written) == edits
    assert told > 0, "the two never met: nothing was proved"
    assert set(final.body.splitlines()) == written
    assert len(revisions) == edits
    assert len({one.parent_id for one in revisions}) == edits  # a chain, nowhere a fork
