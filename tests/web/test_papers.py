"""Papers of an item: handed in, read by the group alone, marked, removed, never too large."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.models.meetings import AgendaFile, AgendaItem
from app.services import meetings
from app.services.files import Upload
from tests.makers import save, sign_in
from tests.web.cost import queries_of
from tests.web.test_agendas import NOW, World, text_of

PDF = b"%PDF-1.7\nEin Kanarienvogel\n%%EOF"


@pytest.fixture
def world(app: Flask) -> World:
    return World()


@pytest.fixture
def item(world: World) -> AgendaItem:
    return world.add("Stand der Bilanz")


def hand_in(client: FlaskClient, world: World, name: str, content: bytes, **more: str) -> int:
    answer = client.post(
        f"{world.url}/tagesordnung/1/unterlagen",
        data={"unterlage-files": [(io.BytesIO(content), name)]} | more,
        content_type="multipart/form-data",
    )
    hand_in.text = answer.text  # type: ignore[attr-defined]
    return answer.status_code


def kept(item: AgendaItem) -> AgendaFile:
    upload = Upload(name="bilanz.pdf", content=PDF)
    (file,) = meetings.add_papers(item, [upload], public=False, by=None, now=NOW)
    save()
    return file


def test_a_paper_is_handed_in_and_read_by_the_group(
    client: FlaskClient, world: World, item: AgendaItem
) -> None:
    sign_in(client, world.chair)

    status = hand_in(client, world, "Bilanz 2017.pdf", PDF)
    page = text_of(client, f"{world.url}/tagesordnung/1")
    file = db.session.scalars(select(AgendaFile)).one()
    sign_in(client, world.member)
    meeting = text_of(client, world.url)
    answer = client.get(f"/unterlagen/{file.uid}")

    assert status == 302
    assert "Bilanz 2017.pdf" in page
    assert "intern" in page
    assert f'href="/unterlagen/{file.uid}"' in meeting
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_foreign_group_gets_none_of_it(
    client: FlaskClient, world: World, item: AgendaItem
) -> None:
    file = kept(item)
    sign_in(client, world.stranger)

    answers = [client.get(f"/unterlagen/{file.uid}")]
    answers += [
        client.post(f"/unterlagen/{file.uid}/{deed}")
        for deed in ("entfernen", "oeffentlich", "intern")
    ]
    sign_in(client, world.member)

    assert [answer.status_code for answer in answers] == [404] * 4
    assert all(b"Kanarienvogel" not in answer.data for answer in answers)
    assert b"Kanarienvogel" in client.get(f"/unterlagen/{file.uid}").data


def test_members_read_papers_and_change_none(
    client: FlaskClient, world: World, item: AgendaItem
) -> None:
    file = kept(item)
    sign_in(client, world.member)

    assert client.post(f"/unterlagen/{file.uid}/entfernen").status_code == 404
    assert hand_in(client, world, "x.pdf", PDF) == 404
    assert len(db.session.scalars(select(AgendaFile)).all()) == 1


def test_a_paper_is_marked_and_removed(client: FlaskClient, world: World, item: AgendaItem) -> None:
    file = kept(item)
    sign_in(client, world.chair)

    client.post(f"/unterlagen/{file.uid}/oeffentlich")
    public = text_of(client, f"{world.url}/tagesordnung/1")
    client.post(f"/unterlagen/{file.uid}/intern")
    internal = text_of(client, f"{world.url}/tagesordnung/1")
    client.post(f"/unterlagen/{file.uid}/entfernen")

    assert "Als intern kennzeichnen" in public
    assert "Als öffentlich kennzeichnen" in internal
    assert db.session.scalars(select(AgendaFile)).all() == []
    assert client.get(f"/unterlagen/{file.uid}").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("programm.exe", b"MZ\x00\x01", "keine Datei, die hier angenommen wird"),
        ("falsch.pdf", b"kein PDF", "keine Datei, die hier angenommen wird"),
        ("leer.pdf", b"", "ist leer"),
    ],
)
def test_other_kinds_of_files_are_refused_at_the_field(
    client: FlaskClient, world: World, item: AgendaItem, name: str, content: bytes, said: str
) -> None:
    sign_in(client, world.chair)

    status = hand_in(client, world, name, content)

    assert status == 422
    assert said in hand_in.text  # type: ignore[attr-defined]
    assert db.session.scalars(select(AgendaFile)).all() == []


def test_no_file_at_all_is_asked_for(client: FlaskClient, world: World, item: AgendaItem) -> None:
    sign_in(client, world.chair)

    answer = client.post(f"{world.url}/tagesordnung/1/unterlagen", data={})

    assert answer.status_code == 422
    assert "Bitte wählen Sie eine Datei." in answer.text


def test_a_file_beyond_the_limit_gets_one_sentence_and_nothing_is_kept(
    client: FlaskClient, world: World, item: AgendaItem, app: Flask
) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 10_000
    sign_in(client, world.chair)

    status = hand_in(client, world, "gross.pdf", PDF + b"x" * 20_000)

    assert status == 413
    assert "höchstens 20 MB" in hand_in.text  # type: ignore[attr-defined]
    assert db.session.scalars(select(AgendaFile)).all() == []
    assert not (Path(app.config["INSTANCE_DIR"]) / "files").exists()


def test_an_item_with_papers_is_withdrawn_and_not_removed(
    client: FlaskClient, world: World, item: AgendaItem
) -> None:
    kept(item)
    sign_in(client, world.chair)

    answer = client.post(f"{world.url}/tagesordnung/1/entfernen")

    assert answer.status_code == 422
    assert "Unterlagen" in answer.text


def test_papers_cost_one_query_however_many(
    client: FlaskClient, world: World, item: AgendaItem
) -> None:
    kept(item)
    sign_in(client, world.chair)
    few = queries_of(lambda: text_of(client, world.url))
    for number in range(6):
        kept(world.add(f"Thema {number}"))

    assert queries_of(lambda: text_of(client, world.url)) == few <= 25
