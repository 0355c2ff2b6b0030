"""Papers of an item: handed in, read by the group alone, marked, removed, never too large."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.files import MOST_AT_AN_ITEM
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.meetings import AgendaFile, AgendaItem, Minutes, MinutesState
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
        for deed in ("entfernen", "wiederherstellen", "oeffentlich", "intern")
    ]
    sign_in(client, world.member)

    assert [answer.status_code for answer in answers] == [404] * 5
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
    assert living() == []
    assert client.get(f"/unterlagen/{file.uid}").status_code == 404


def test_a_removed_paper_is_nowhere_until_it_is_brought_back(
    client: FlaskClient, world: World, item: AgendaItem
) -> None:
    file = kept(item)
    address = f"/unterlagen/{file.uid}"
    sign_in(client, world.chair)
    client.post(f"{address}/oeffentlich")
    before = row_of(file), text_of(client, world.url)

    client.post(f"{address}/entfernen")
    page, meeting = text_of(client, f"{world.url}/tagesordnung/1"), text_of(client, world.url)
    gone = [client.get(address), client.post(f"{address}/intern")]
    client.post(f"{address}/wiederherstellen")
    again = client.post(f"{address}/wiederherstellen")

    assert "Entfernt: bilanz.pdf" in page
    assert f'action="{address}/wiederherstellen"' in page
    assert "bilanz.pdf" not in meeting
    assert [answer.status_code for answer in gone] == [404, 404]
    assert again.status_code == 302
    assert "„bilanz.pdf“ ist wieder da." in text_of(client, world.url)
    assert (row_of(file), text_of(client, world.url)) == before
    assert client.get(address).data == PDF
    assert actions(world) == ["agenda.mark_paper", "agenda.remove_paper", "agenda.restore_paper"]


def test_members_bring_nothing_back(client: FlaskClient, world: World, item: AgendaItem) -> None:
    file = kept(item)
    meetings.remove_paper(file, by=None, now=NOW)
    save()
    sign_in(client, world.member)

    assert client.post(f"/unterlagen/{file.uid}/wiederherstellen").status_code == 404
    assert living() == []


def test_nothing_comes_back_once_the_minutes_are_approved_or_no_room_is_left(
    client: FlaskClient, world: World, item: AgendaItem
) -> None:
    file = kept(item)
    meetings.remove_paper(file, by=None, now=NOW)
    some = [Upload(name=f"{number}.pdf", content=PDF) for number in range(MOST_AT_AN_ITEM)]
    meetings.add_papers(item, some, public=False, by=None, now=NOW)
    save()
    sign_in(client, world.chair)

    full = client.post(f"/unterlagen/{file.uid}/wiederherstellen")
    approved = {"state": MinutesState.APPROVED, "approved_at": NOW}
    save(Minutes(meeting=world.meeting, created_at=NOW, **approved))
    closed = client.post(f"/unterlagen/{file.uid}/wiederherstellen")

    assert (full.status_code, closed.status_code) == (422, 422)
    assert "höchstens" in full.text
    assert "freigegeben" in closed.text
    assert len(living()) == MOST_AT_AN_ITEM


def test_an_item_whose_papers_are_removed_can_be_removed_with_them(
    client: FlaskClient, world: World, item: AgendaItem
) -> None:
    meetings.remove_paper(kept(item), by=None, now=NOW)
    save()
    sign_in(client, world.chair)

    answer = client.post(f"{world.url}/tagesordnung/1/entfernen")

    assert answer.status_code == 302
    assert meetings.forget_items() == 1
    assert db.session.scalars(select(AgendaFile)).all() == []


def living() -> list[AgendaFile]:
    return list(db.session.scalars(select(AgendaFile).where(AgendaFile.removed_at.is_(None))))


def row_of(file: AgendaFile) -> tuple[object, ...]:
    db.session.expire_all()
    return tuple(
        db.session.execute(select(AgendaFile.__table__).where(AgendaFile.id == file.id)).one()
    )


def actions(world: World) -> list[str]:
    found = select(AuditEntry.action).where(
        AuditEntry.object_uid == world.meeting.uid,
        AuditEntry.action.endswith("_paper", autoescape=True),
    )
    return list(db.session.scalars(found.order_by(AuditEntry.id)))


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
