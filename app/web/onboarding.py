"""The first steps: what a new installation still needs, and what the words here mean."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain.days import local_day
from app.extensions import transaction
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.language import ngettext
from app.models.outbox import LetterState
from app.models.plans import Plan
from app.queries import onboarding as queries
from app.queries.onboarding import Standing
from app.services import accounts, throttle
from app.services.outbox import queue_mail_test
from app.web.guards import allowed, looked_at_plan, public, signed_in_viewer
from app.web.letters.words import STATE_WORDS
from app.web.limits import limited

bp = Blueprint("onboarding", __name__)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step: what it is for, how it stands, and where it is done."""

    title: str
    text: str
    state: str
    done: bool
    url: str = ""
    label: str = ""


@bp.get("/einrichtung")
@allowed(access.may_coordinate)
def setup() -> str:
    """The steps of a new installation, each as it stands now."""
    plan = looked_at_plan()
    steps = steps_of(plan)
    return render_template(
        "onboarding/setup.html",
        plan=plan,
        steps=steps,
        done=sum(step.done for step in steps),
        address=current_user.account.email,
    )


@bp.post("/einrichtung/testbrief")
@allowed(access.may_coordinate)
@limited(throttle.LETTERS_BY_ACCOUNT)
def send_test() -> Response:
    """Send a letter to oneself, by the road that every letter takes."""
    plan = looked_at_plan()
    with transaction():
        queue_mail_test(current_user.account, plan, now=clock.now())
    flash(
        _("Der Testbrief ist auf dem Weg. Sein Stand steht hier, sobald Sie die Seite neu laden.")
    )
    return redirect(url_for("onboarding.setup", _anchor="testbrief"))


@bp.post("/willkommen")
@allowed(access.may_use_plan)
def put_away() -> Response:
    """The welcome has been read."""
    with transaction():
        accounts.put_away_welcome(current_user.account, now=clock.now())
    return redirect(url_for("tasks.mine"))


@bp.get("/begriffe")
@public
def terms() -> str:
    """What the words of this office mean, in plain language."""
    return render_template("onboarding/terms.html", terms=TERMS)


def steps_of(plan: Plan) -> list[Step]:
    """The steps of the plan's installation in their order."""
    today = local_day(clock.now(), plan)
    found = queries.standing(plan, signed_in_viewer().account_id, today)
    return [
        Step(
            title=_("Landkreis und Geschäftsstelle"),
            text=_("Name, E-Mail-Adresse und Telefon stehen unter jedem Brief."),
            state=plan.office_email or _("Die E-Mail-Adresse fehlt noch."),
            done=found.has_office,
            url=url_for("plans.edit", slug=plan.slug),
            label=_("Angaben bearbeiten"),
        ),
        Step(
            title=_("Plan einlesen"),
            text=_("Aus Word, Excel oder einer Liste; vorher sehen Sie, was sich ändert."),
            state=ngettext("%(num)s Ziel", "%(num)s Ziele", found.goals)
            if found.goals
            else _("Es ist noch kein Ziel erfasst."),
            done=found.goals > 0,
            url=url_for("plans.read_in", slug=plan.slug),
            label=_("Datei einlesen"),
        ),
        Step(
            title=_("Gruppen und ihre Mitglieder"),
            text=_("Wer mitarbeitet, bekommt Einladungen und sieht seine Aufgaben."),
            state=ngettext("%(num)s Mitglied", "%(num)s Mitglieder", found.members)
            if found.members
            else _("Es gibt noch kein Mitglied."),
            done=found.members > 0,
            url=url_for("groups.index"),
            label=_("Gruppen anlegen"),
        ),
        Step(
            title=_("Das Sitzungsjahr"),
            text=_("Auftakt, Arbeitstreffen und Ausschuss; ein Monat genügt, wo der Tag fehlt."),
            state=ngettext("%(num)s Sitzung", "%(num)s Sitzungen", found.meetings)
            if found.meetings
            else _("Für dieses Jahr ist noch nichts geplant."),
            done=found.meetings > 0,
            url=url_for("meetings.plan_year"),
            label=_("Jahr planen"),
        ),
        _test_of(found),
    ]


def _test_of(found: Standing) -> Step:
    return Step(
        title=_("E-Mail ausprobieren"),
        text=_("Ein Brief an Sie selbst, auf dem Weg, den jeder Brief nimmt."),
        state=_fate(found),
        done=found.has_sent,
    )


def _fate(found: Standing) -> str:
    """What became of the last one; of none, whether any letter has ever left."""
    if not current_app.config["SMTP_URL"]:
        return _("Es ist noch kein E-Mail-Server eingestellt (SMTP_URL). Bis dahin warten Briefe.")
    if found.tried is None:
        return _("Briefe gehen hinaus.") if found.has_sent else _("Noch nicht ausprobiert.")
    if found.tried.state is LetterState.SENT:
        return _("Der E-Mail-Server hat ihn angenommen. Sehen Sie bitte in Ihr Postfach.")
    return str(STATE_WORDS[found.tried.state][0])


TERMS = (
    (
        _l("Bilanz"),
        _l("Eine Übersicht, die zu einem Stichtag sagt, was zu jedem Ziel getan wurde."),
    ),
    (_l("Handlungsfeld"), _l("Ein Bereich des Plans, zum Beispiel Sprache oder Wohnen.")),
    (_l("Ziel"), _l("Was der Plan erreichen will. Der Wortlaut des Plans bleibt erhalten.")),
    (
        _l("Zielsetzung"),
        _l("Woran sich zeigt, ob ein Ziel erreicht ist: eine Zahl, ein Tag, eine Quelle."),
    ),
    (_l("Aufgabe"), _l("Was jemand bis zu einem Tag tut, damit ein Ziel näher rückt.")),
    (_l("Vereinbarung"), _l("Was eine Sitzung beschlossen hat, mit einer Nummer wie V 2017-03.")),
    (_l("Wiedervorlage"), _l("Der Tag, an dem etwas wieder auf den Tisch kommt.")),
    (_l("Stichtag"), _l("Der Tag, für den ein Stand gilt.")),
    (_l("Abfrage"), _l("Die Bitte an alle Verantwortlichen, den Stand zum Stichtag zu melden.")),
    (_l("Peergroup"), _l("Die Gruppe, die am Plan mitgearbeitet hat und ihn weiter begleitet.")),
    (
        _l("Gremium"),
        _l("Eine Gruppe mit festem Auftrag, etwa ein Runder Tisch oder ein Ausschuss."),
    ),
    (
        _l("Ausschuss"),
        _l("Der Sozial- und Gesundheitsausschuss des Kreistags. Er bekommt den Bericht."),
    ),
    (
        _l("Vorlage"),
        _l("Ein Papier, über das der Ausschuss berät; es hat eine Nummer wie 84/2017."),
    ),
    (_l("Tagesordnungspunkt (TOP)"), _l("Ein Thema auf der Tagesordnung einer Sitzung.")),
    (_l("Themenspeicher"), _l("Themen, die auf eine spätere Sitzung warten.")),
    (_l("Geschäftsstelle"), _l("Sie hält alles zusammen, lädt ein und hilft bei Fragen.")),
)
