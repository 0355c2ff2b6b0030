"""Forms for actors: everything that is said of a person, organisation or function."""

from __future__ import annotations

from typing import Any

from wtforms import EmailField, StringField, TelField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from app.domain.people import LONGEST_NAME, ActorDraft
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.people import Actor, ActorKind
from app.models.plans import Plan
from app.queries import people as queries
from app.web.editing import EditForm
from app.web.forms.choices import RowField, WordField, key_of, with_present
from app.web.forms.fields import DayField

KIND_WORDS = {
    ActorKind.PERSON: _l("Person"),
    ActorKind.OFFICE: _l("Amt"),
    ActorKind.FUNCTION: _l("Funktion"),
    ActorKind.MUNICIPALITY: _l("Kommune"),
    ActorKind.PROVIDER: _l("Träger"),
    ActorKind.ASSOCIATION: _l("Verein"),
    ActorKind.MIGRANT_ORGANISATION: _l("Migrantenorganisation"),
    ActorKind.RELIGIOUS_COMMUNITY: _l("Religionsgemeinschaft"),
    ActorKind.FOUNDATION: _l("Stiftung"),
    ActorKind.PUBLIC_AUTHORITY: _l("Bundes- oder Landesbehörde"),
    ActorKind.GROUP: _l("Gruppe von Organisationen"),
    ActorKind.COUNTY_BODY: _l("Kreisgremium"),
    ActorKind.INSTITUTION: _l("Einrichtung"),
    ActorKind.OTHER: _l("Sonstige"),
}
SHORT_TEXT = Length(max=4000, message=_l("Bitte kürzen Sie den Text auf 4000 Zeichen."))


class ActorForm(EditForm):
    """Makes or edits an actor."""

    kind = WordField(_l("Art"), KIND_WORDS)
    name = StringField(
        _l("Name"),
        [
            DataRequired(_l("Bitte geben Sie einen Namen ein.")),
            Length(max=LONGEST_NAME, message=_l("Bitte kürzen Sie den Namen auf 200 Zeichen.")),
        ],
    )
    aliases = TextAreaField(
        _l("Weitere Schreibweisen"),
        [SHORT_TEXT],
        description=_l("Eine je Zeile. So finden Berichte und die Suche denselben Eintrag."),
    )
    email = EmailField(
        _l("E-Mail-Adresse"), [Length(max=254, message=_l("Diese Adresse ist zu lang."))]
    )
    phone = TelField(
        _l("Telefon"), [Length(max=50, message=_l("Bitte kürzen Sie auf 50 Zeichen."))]
    )
    organisation = RowField(
        _l("Gehört zu"), description=_l("Die Organisation, für die jemand spricht.")
    )
    contact = RowField(
        _l("Ansprechperson"),
        description=_l("Sie spricht für die Organisation und meldet den Stand ihrer Aufgaben."),
    )
    left_on = DayField(
        _l("Ausgeschieden am"),
        [Optional()],
        description=_l("Laufende Mitgliedschaften enden mit diesem Tag. Zum Beispiel 30.06.2017."),
    )
    note = TextAreaField(
        _l("Notiz"), [SHORT_TEXT], description=_l("Nur für die Geschäftsstelle sichtbar.")
    )

    def __init__(self, plan: Plan, actor: Actor | None = None, **more: Any) -> None:
        super().__init__(**more)
        others = [one for one in queries.all_of(plan.id) if one is not actor]
        present = (actor.organisation, actor.contact) if actor else (None, None)
        organisations = [a for a in others if not a.is_person and a.left_on is None]
        persons = [a for a in others if a.is_person and a.left_on is None]
        self["organisation"].offer(with_present(organisations, present[0]), empty=_("Niemand"))
        self["contact"].offer(with_present(persons, present[1]), empty=_("Niemand"))

    @property
    def draft(self) -> ActorDraft:
        """What was entered, as the service wants it."""
        return ActorDraft(
            kind=self["kind"].word,
            name=self["name"].data or "",
            aliases=(self["aliases"].data or "").splitlines(),
            email=(self["email"].data or "").strip() or None,
            phone=self["phone"].data,
            organisation=self["organisation"].row,
            contact=self["contact"].row,
            left_on=self["left_on"].data,
            note=self["note"].data,
        )


def present_actor(actor: Actor) -> dict[str, Any]:
    """What the form shows of an actor that exists."""
    return {
        "kind": actor.kind.value,
        "name": actor.name,
        "aliases": "\n".join(sorted(alias.name for alias in actor.aliases)),
        "email": actor.email,
        "phone": actor.phone,
        "organisation": key_of(actor.organisation),
        "contact": key_of(actor.contact),
        "left_on": actor.left_on,
        "note": actor.note,
        "version": actor.version,
    }
