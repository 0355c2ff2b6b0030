"""Texts of other groups and plans: nobody reads them who must not, wherever they look."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Collection, Iterator

from flask import Flask, url_for
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.extensions import db
from app.models.outbox import LetterState, OutboxLetter
from app.orm import Base
from app.services.outbox import planning
from app.services.outbox.kinds import NotWanted, Setting, draft
from tests.documents.readers import words
from tests.noting import Note
from tests.web.rights.calling import ASKED, Call, Visitors, placed, refusal, routes
from tests.web.rights.policy import EVERYBODY, NOBODY_SIGNED_IN, POLICY, SECRETS
from tests.web.rights.world import MARKS, NOW, World, free_texts

OUTSIDERS = (*NOBODY_SIGNED_IN, "planless")
# Whose texts somebody must never see.
FORBIDDEN = {
    "chair": ("theirs", "elsewhere"),
    "minute_taker": ("theirs", "elsewhere"),
    "member": ("theirs", "elsewhere"),
    "concerned": ("theirs", "elsewhere"),
    "other_member": ("ours", "elsewhere"),
    "office": ("elsewhere",),
    "reader": ("elsewhere",),
    "other_office": ("plan", "ours", "theirs"),
} | dict.fromkeys(OUTSIDERS, ("ours", "theirs", "elsewhere"))
LISTS = {
    "groups.index": ({"suche": "kanarie"},),
    "people.index": ({"suche": "kanarie"},),
    "plans.index": ({"suche": "kanarie"},),
    "register.index": ({"suche": "kanarie"},),
    "tasks.index": ({"suche": "kanarie"},),
}
KINDS = ("csv", "xlsx")
# Whoever leads a group hands out tasks and items to anybody in the plan, by name.
NAMES_TO_CHOOSE = ("meetings.add_item", "meetings.edit_item", "minutes.take")


def test_the_canaries_sit_in_every_text(app: Flask, world: World) -> None:
    """What is not marked could be shown to anybody without a test to notice."""
    silent = []
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            for column in free_texts(table):
                found = db.session.scalars(select(column).where(column.contains("kanarie"))).all()
                if not found:
                    silent.append(f"{table.name}.{column.name}")
    assert silent == []


def test_nobody_reads_what_is_not_theirs(
    app: Flask, world: World, visitors: Visitors, record_property: Note
) -> None:
    """Every page and file that somebody may see, with what they may ask of it."""
    hits: dict[str, str] = {}
    seen: set[str] = set()
    answers = 0
    for rule, method in routes(app):
        if method != "GET":
            continue
        kind, _right = POLICY[rule.endpoint]
        for place, values in placed(world, kind):
            for more in asked(rule.endpoint):
                with app.test_request_context():
                    address = url_for(rule.endpoint, **values, **more)
                for who in EVERYBODY:
                    call = Call(rule.endpoint, method, address, who, place)
                    if refusal(call) is not None:
                        continue  # it is the same page for all (test_matrix)
                    text = read(visitors.call(call))
                    answers += 1
                    seen |= {mark for mark in MARKS.values() if mark in text}
                    for forbidden in forbidden_to(call):
                        if rule.endpoint in NAMES_TO_CHOOSE:
                            text = text.replace(f"{MARKS[forbidden]} actor.name", "")
                        at = text.find(MARKS[forbidden])
                        if at >= 0:
                            hits[f"{call} {more or ''}"] = text[max(0, at - 60) : at + 60]
    record_property(f"S-04: canaries in {answers} pages and files", f"{len(hits)} of 0 hits")
    assert sorted(hits.items()) == []
    assert seen == set(MARKS.values())


def test_no_letter_says_what_its_reader_must_not_know(app: Flask, world: World) -> None:
    """All letters that the clock writes in the weeks around the meetings."""
    addressees = {f"{who.replace(' ', '.')}@example.org": who for who in FORBIDDEN}
    addressees |= {"integrationsplan@example.org": "office", "anderswo@example.org": "other_office"}
    hits, written = [], set()
    with app.app_context():
        for day in range(60):
            planning.plan_reminders(host="test", now=NOW + dt.timedelta(days=day))
        db.session.commit()
        for letter in db.session.scalars(
            select(OutboxLetter).where(OutboxLetter.state == LetterState.DUE)
        ):
            try:
                made = draft(letter, Setting.of(app.config, letter.due_at))
                said = "\n".join((made.words().subject, made.words().text, made.words().html))
            except NotWanted:
                continue
            who = addressees.get(letter.address)
            if who is None:
                continue
            written.add(letter.kind)
            hits += [
                f"{letter.kind} to {who}: {MARKS[place]}"
                for place in FORBIDDEN[who]
                if MARKS[place] in said
            ]
    assert hits == []
    assert len(written) >= 2


def forbidden_to(call: Call) -> Collection[str]:
    """Whose texts must not come; a secret address is read as the one it was given to."""
    if POLICY[call.endpoint][0] in SECRETS and call.who not in NOBODY_SIGNED_IN:
        return ()  # the frame of the page is the reader's own
    if POLICY[call.endpoint][0] in SECRETS:
        return {"ours", "theirs", "elsewhere"} - {call.place.split()[0]}
    return FORBIDDEN[call.who]


def asked(endpoint: str) -> Iterator[dict[str, str]]:
    """The queries with which a page is asked: none, what it needs, a search, other files."""
    needed = ASKED.get(endpoint, {})
    yield needed
    yield from LISTS.get(endpoint, ())
    if needed:
        yield from ({"datei": kind, "suche": "kanarie"} for kind in KINDS)


def read(answer: TestResponse) -> str:
    """All the words of a page or file."""
    if answer.mimetype == "application/pdf":
        return words(answer.data)
    if answer.data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
            return "\n".join(
                parts.read(name).decode("utf-8", "replace") for name in parts.namelist()
            )
    return answer.data.decode("utf-8", "replace").replace("\r\n ", "")
