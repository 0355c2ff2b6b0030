"""Asking three times, with GET and with HEAD, with every token there is, changes nothing (S-06)."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from flask import Flask

from app.extensions import db
from app.models.accounts import Throttle
from config import Settings
from tests.noting import Note
from tests.web.rights.calling import Visitors, calls, refusal
from tests.web.rights.policy import POLICY
from tests.web.rights.test_matrix import SENT_ON, rows
from tests.web.rights.world import World

TIMES = 3


def test_no_question_changes_what_is_asked_about(
    app: Flask, world: World, visitors: Visitors, settings: Settings, record_property: Note
) -> None:
    """Each route on each thing, by the first whom the table lets in."""
    allowed = [one for one in calls(app, world) if one.method == "GET" and refusal(one) is None]
    questions = {(one.endpoint, one.place): one for one in reversed(allowed)}.values()
    stand, on_disk = rows(settings), sorted(settings.instance_dir.rglob("*"))
    wrong = []

    for question in questions:
        with app.app_context():  # what is counted here is another test's matter
            db.session.execute(sa.delete(Throttle))
            db.session.commit()
        for method in ("GET", "HEAD") * TIMES:
            answer = visitors.call(replace(question, method=method))
            good = answer.status_code < (400 if question.endpoint in SENT_ON else 304)
            if not good and question.endpoint != "health.ready":  # nothing was migrated here
                wrong.append(f"{method} {question}: {answer.status_code}")

    assert {"signed", "stop", "secret", "calendar"} <= {
        POLICY[one.endpoint][0] for one in questions
    }
    assert len(questions) > 150
    assert not wrong, "\n".join(wrong)
    changed = int(rows(settings) != stand)
    record_property(f"S-06: changed by {len(questions)} questions", f"{changed} of 0 databases")
    assert rows(settings) == stand
    assert sorted(settings.instance_dir.rglob("*")) == on_disk
