"""Bare Flask over the same database: what the least possible answer to a calendar's poll costs."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, request
from icalendar import Calendar, Event, vCalAddress
from sqlalchemy import Engine, bindparam, create_engine, select, text
from waitress import serve

from app.ical.timezone import timezone
from app.models.groups import Body
from app.models.meetings import Meeting

BERLIN = ZoneInfo("Europe/Berlin")
LOOK_UP = text(
    "SELECT feed.id, plan.calendar_mark FROM feed JOIN plan ON plan.id = feed.plan_id"
    " WHERE feed.token_hash = :hash"
)
ROWS = (
    select(
        Meeting.uid,
        Meeting.title,
        Meeting.held_on,
        Meeting.begins,
        Meeting.ends,
        Meeting.place,
        Meeting.purpose,
        Meeting.sequence,
        Meeting.created_at,
        Meeting.changed_at,
        Body.name,
    )
    .join(Body, Body.id == Meeting.body_id)
    .where(Body.plan_id == bindparam("plan"))
    .order_by(Meeting.id)
)


def main(database: str, port: int) -> None:
    engine = create_engine(database)
    app = Flask(__name__)
    stored: dict[int, bytes] = {}

    @app.get("/healthz")
    @app.get("/anmelden")
    def alive() -> str:
        return "ok"

    @app.get("/poll/<token>")
    def poll(token: str) -> Response:
        with engine.connect() as connection:
            row = connection.execute(LOOK_UP, {"hash": token}).one()
        tag = f"{row.id}-{row.calendar_mark}"
        assert not request.if_none_match.contains(tag)
        return Response(status=304)

    @app.get("/stored/<int:plan>/<token>")
    def store(plan: int, token: str) -> Response:
        with engine.connect() as connection:
            connection.execute(LOOK_UP, {"hash": token}).one()
        if plan not in stored:
            stored[plan] = by_hand(rows_of(engine, plan))
        return Response(stored[plan], mimetype="text/calendar")

    @app.get("/hand/<int:plan>")
    def hand(plan: int) -> Response:
        return Response(by_hand(rows_of(engine, plan)), mimetype="text/calendar")

    @app.get("/library/<int:plan>")
    def library(plan: int) -> Response:
        calendar = by_library(rows_of(engine, plan))
        calendar.add_missing_timezones()  # anew each time, as without our block of one zone
        return Response(calendar.to_ical(), mimetype="text/calendar")

    @app.get("/library-with-our-zone/<int:plan>")
    def library_with_our_zone(plan: int) -> Response:
        calendar = by_library(rows_of(engine, plan))
        calendar.add_component(timezone())
        return Response(calendar.to_ical(), mimetype="text/calendar")

    serve(app, host="127.0.0.1", port=port, _quiet=True)


def rows_of(engine: Engine, plan: int) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(ROWS, {"plan": plan}))


def by_hand(rows: list[Any]) -> bytes:
    """Put together without any library; no reader would like it in all cases."""
    parts = ["BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//floor//\r\n"]
    for row in rows:
        day, begins, ends = f"{row.held_on:%Y%m%d}", f"{row.begins:%H%M%S}", f"{row.ends:%H%M%S}"
        parts.append(
            f"BEGIN:VEVENT\r\nUID:{row.uid}\r\n"
            f"SUMMARY:{escaped(row.name)}: {escaped(row.title)}\r\n"
            f"DTSTAMP:{row.changed_at:%Y%m%dT%H%M%SZ}\r\nSEQUENCE:{row.sequence}\r\n"
            f"DTSTART;TZID=Europe/Berlin:{day}T{begins}\r\n"
            f"DTEND;TZID=Europe/Berlin:{day}T{ends}\r\nLOCATION:{escaped(row.place)}\r\n"
            f"DESCRIPTION:{escaped(row.purpose)}\r\nSTATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\n"
            f"CATEGORIES:{escaped(row.name)}\r\nURL:http://127.0.0.1/sitzungen/{row.uid}\r\n"
            "END:VEVENT\r\n"
        )
    parts.append("END:VCALENDAR\r\n")
    return "".join(parts).encode()


def escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def by_library(rows: list[Any]) -> Calendar:
    """The properties that our entries have, set by the library alone; their zone is missing yet."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//floor//")
    office = vCalAddress("mailto:office@example.org", params={"CN": "Geschäftsstelle"})
    for row in rows:
        day, begins, ends = row.held_on, row.begins, row.ends
        event = Event()
        event.add("uid", f"sitzung-{row.uid}@wiedervorlage")
        event.add("sequence", row.sequence)
        event.add("created", row.created_at)
        event.add("dtstamp", row.changed_at)
        event.add("last-modified", row.changed_at)
        event.add("organizer", office)
        event.add("class", "PUBLIC")
        event.add("url", f"http://127.0.0.1/sitzungen/{row.uid}")
        event.add("summary", f"{row.name}: {row.title}")
        event.add("status", "CONFIRMED")
        event.add("dtstart", dt.datetime.combine(day, begins, BERLIN))
        event.add("dtend", dt.datetime.combine(day, ends, BERLIN))
        event.add("transp", "OPAQUE")
        event.add("categories", [row.name])
        event.add("color", "teal")
        event.add("location", row.place)
        event.add("description", f"{row.purpose}\n\nVerbindlich ist die Einladung per E-Mail.")
        calendar.add_component(event)
    return calendar


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
