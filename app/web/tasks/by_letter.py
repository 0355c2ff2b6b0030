"""The page behind the link in a letter about a task: say yes, hand back, or name a person."""

from __future__ import annotations

import datetime as dt

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from app import clock
from app.domain.days import local_day
from app.domain.signed_links import Signed
from app.domain.tasks import CLOSED, due_text
from app.language import german
from app.models.people import Actor
from app.models.tasks import Acceptance, Task
from app.queries import tasks
from app.queries.accounts import account_id_of
from app.queries.people import by_id
from app.queries.speakers import speakers_of
from app.queries.task_links import links_of
from app.services import tasks as verbs
from app.web.deeds import kept
from app.web.forms.tasks import HandBackForm, NameForm
from app.web.signed import answers
from app.web.tasks.answers import By, Question, handing_back, naming, people_for

PURPOSE = "task_answer"


@answers(PURPOSE)
def by_letter(signed: Signed) -> ResponseReturnValue | None:
    """The page from the letter: what is asked stands on it, and only a POST answers."""
    task, actor = tasks.by_id(signed.ids.get("task", 0)), by_id(signed.ids.get("actor", 0))
    if task is None or actor is None or actor.plan_id != task.plan_id or task.state in CLOSED:
        return None
    today = local_day(clock.now(), task.plan)
    if actor.left_on is not None and actor.left_on < today:
        return None
    if task.doer is actor:
        return _by_doer(task, actor)
    speaks = task.accountable is actor or actor in _speakers(task, today)
    return _by_speaker(task, actor) if speaks and not _is_person(task.accountable) else None


def _by_doer(task: Task, person: Actor) -> ResponseReturnValue:
    by = By(account_id=account_id_of(person), signer=person)
    form, wish = HandBackForm(), request.form.get("antwort")
    done = None
    if request.method == "POST" and wish == "ja":
        if kept(form, lambda: _say_yes(task, person, by)):
            done = "accepted"
    elif request.method == "POST" and form.validate() and kept(form, handing_back(task, form, by)):
        done = "handed_back"
    failed = request.method == "POST" and done is None
    if done is None and task.acceptance is Acceptance.ACCEPTED:
        done = None if failed else "accepted"
    return _signed_page(task, person, form=form, done=done, failed=failed, question=Question.ACCEPT)


def _by_speaker(task: Task, speaker: Actor) -> ResponseReturnValue | None:
    if task.acceptance is not Acceptance.NAMING:
        return _signed_page(task, speaker, form=None, done="named", question=Question.NAME)
    by = By(account_id=account_id_of(speaker), signer=speaker, person_id=speaker.id)
    form = NameForm(people_for(task), data={"person": ""})
    done = None
    if request.method == "POST" and form.validate() and kept(form, naming(task, form, by)):
        done = "named"
    failed = request.method == "POST" and done is None
    return _signed_page(task, speaker, form=form, done=done, failed=failed, question=Question.NAME)


def _signed_page(
    task: Task,
    reader: Actor,
    *,
    form: FlaskForm | None,
    done: str | None,
    question: Question,
    failed: bool = False,
) -> ResponseReturnValue:
    page = render_template(
        "tasks/answer_by_letter.html",
        task=task,
        reader=reader,
        form=form,
        done=done,
        question=question.value,
        links=links_of([task.id]).get(task.id, ()),
        due_text=due_text(task, written=german),
    )
    return (page, 422) if failed else page


def _say_yes(task: Task, person: Actor, by: By) -> None:
    verbs.accept(task, person, by=by.account_id, now=clock.now(), signer=by.signer)


def _speakers(task: Task, today: dt.date) -> list[Actor]:
    return speakers_of(task.accountable, today) if task.accountable else []


def _is_person(actor: Actor | None) -> bool:
    return actor is not None and actor.is_person
