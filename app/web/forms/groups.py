"""Forms for groups and memberships."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, EmailField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.domain.groups import LONGEST_NAME, BodyDraft, MembershipDraft
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.groups import Body, Membership, MembershipRole, Reinvitation
from app.models.people import Actor
from app.models.plans import Plan
from app.queries import choices, people
from app.queries import groups as queries
from app.web.editing import EditForm
from app.web.forms.choices import (
    RowField,
    RowsField,
    WordField,
    field_label,
    goal_label,
    key_of,
    with_present,
)
from app.web.forms.fields import DayField
from app.web.forms.people import SHORT_TEXT
from app.web.words import BODY_FORM_WORDS

ROLE_WORDS = {
    MembershipRole.MEMBER: _l("Mitglied"),
    MembershipRole.CHAIR: _l("Vorsitz"),
    MembershipRole.DEPUTY_CHAIR: _l("Stellvertretender Vorsitz"),
    MembershipRole.MINUTE_TAKER: _l("Schriftführung"),
    MembershipRole.GUEST: _l("Gast"),
}
REINVITATION_WORDS = {
    Reinvitation.NOT_NEEDED: _l("Nicht nötig"),
    Reinvitation.TO_INVITE: _l("Noch einzuladen"),
    Reinvitation.INVITED: _l("Eingeladen"),
    Reinvitation.CONFIRMED: _l("Zugesagt"),
    Reinvitation.DECLINED: _l("Abgesagt"),
    Reinvitation.UNREACHABLE: _l("Nicht erreichbar"),
}


class BodyEditForm(EditForm):
    """Makes or edits a group or body."""

    name = StringField(
        _l("Name"),
        [
            DataRequired(_l("Bitte geben Sie der Gruppe einen Namen.")),
            Length(max=LONGEST_NAME, message=_l("Bitte kürzen Sie den Namen auf 200 Zeichen.")),
        ],
    )
    form = WordField(_l("Arbeitsform"), BODY_FORM_WORDS)
    form_note = StringField(
        _l("Welche andere Form"),
        [Length(max=60, message=_l("Bitte kürzen Sie auf 60 Zeichen."))],
        description=_l("Nur bei „Andere Form“, zum Beispiel „Runder Tisch“."),
    )
    external = BooleanField(
        _l("Eigenständiges Gremium"),
        description=_l("Es hat einen eigenen Vorsitz und lädt selbst ein. Alle im Plan sehen es."),
    )
    in_portfolio_since = DayField(
        _l("Im Portfolio seit"), [Optional()], description=_l("Zum Beispiel 29.03.2017.")
    )
    parent = RowField(_l("Gehört zu"))
    purpose = TextAreaField(_l("Worum es geht"), [SHORT_TEXT])
    rhythm = StringField(
        _l("Wie oft sie sich trifft"),
        [Length(max=120, message=_l("Bitte kürzen Sie auf 120 Zeichen."))],
        description=_l("Zum Beispiel „viermal im Jahr“."),
    )
    goals = RowsField(_l("Ziele"))
    fields = RowsField(_l("Handlungsfelder"))
    dissolved_on = DayField(
        _l("Aufgelöst am"), [Optional()], description=_l("Zum Beispiel 31.12.2017.")
    )

    def __init__(self, plan: Plan, body: Body | None = None, **more: Any) -> None:
        super().__init__(**more)
        present = body.parent if body else None
        others = [
            one for one in queries.all_of(plan.id) if one is not body and not one.dissolved_on
        ]
        self["parent"].offer(with_present(others, present), empty=_("Keine"))
        self["goals"].offer(choices.goals_of(plan), label=goal_label)
        self["fields"].offer(choices.fields_of(plan), label=field_label)

    @property
    def draft(self) -> BodyDraft:
        """What was entered, as the service wants it."""
        return BodyDraft(
            name=self["name"].data or "",
            form=self["form"].word,
            form_note=self["form_note"].data,
            external=bool(self["external"].data),
            in_portfolio_since=self["in_portfolio_since"].data,
            parent=self["parent"].row,
            purpose=self["purpose"].data,
            rhythm=self["rhythm"].data,
            dissolved_on=self["dissolved_on"].data,
            goals=self["goals"].chosen,
            fields=self["fields"].chosen,
        )


def present_body(body: Body) -> dict[str, Any]:
    """What the form shows of a group that exists."""
    return {
        "name": body.name,
        "form": body.form.value,
        "form_note": body.form_note,
        "external": body.external,
        "in_portfolio_since": body.in_portfolio_since,
        "parent": key_of(body.parent),
        "purpose": body.purpose,
        "rhythm": body.rhythm,
        "dissolved_on": body.dissolved_on,
        "goals": [str(goal.id) for goal in body.goals],
        "fields": [str(field.id) for field in body.fields],
        "version": body.version,
    }


class MembershipForm(EditForm):
    """Role, organisation, deputy and times of a membership."""

    role = WordField(_l("Rolle"), ROLE_WORDS)
    on_behalf_of = RowField(
        _l("Für welche Organisation"), description=_l("Für sie spricht das Mitglied.")
    )
    deputy = RowField(_l("Stellvertretung"))
    from_on = DayField(
        _l("Mitglied ab"),
        [InputRequired(_l("Bitte geben Sie ein Datum ein, zum Beispiel 19.07.2017."))],
        description=_l("Zum Beispiel 29.03.2017."),
    )
    until_on = DayField(
        _l("Mitglied bis"), [Optional()], description=_l("Leer, solange die Mitgliedschaft läuft.")
    )
    reinvitation = WordField(
        _l("Erneute Einladung"),
        REINVITATION_WORDS,
        description=_l("Für frühere Mitglieder: wie weit die erneute Einladung ist."),
    )
    note = TextAreaField(
        _l("Notiz"), [SHORT_TEXT], description=_l("Nur für die Geschäftsstelle sichtbar.")
    )

    def __init__(self, body: Body, membership: Membership | None = None, **more: Any) -> None:
        super().__init__(**more)
        held = membership
        everybody = [one for one in people.all_of(body.plan_id) if one.left_on is None]
        self.persons = [one for one in everybody if one.is_person]
        organisations = [one for one in everybody if not one.is_person]
        self["on_behalf_of"].offer(
            with_present(organisations, held.on_behalf_of if held else None), empty=_("Keine")
        )
        self["deputy"].offer(
            with_present(self.persons, held.deputy if held else None), empty=_("Niemand")
        )

    def draft_for(self, person: Actor) -> MembershipDraft:
        """What was entered, as the service wants it."""
        return MembershipDraft(
            person=person,
            role=self["role"].word,
            on_behalf_of=self["on_behalf_of"].row,
            deputy=self["deputy"].row,
            from_on=self["from_on"].data,
            until_on=self["until_on"].data,
            reinvitation=self["reinvitation"].word,
            note=self["note"].data,
        )


class MemberForm(MembershipForm):
    """A new membership of a person who is known already, or who is made in the same step."""

    person = RowField(_l("Person"))
    new_name = StringField(
        _l("Oder neue Person: Name"),
        [Length(max=200, message=_l("Bitte kürzen Sie den Namen auf 200 Zeichen."))],
    )
    new_email = EmailField(
        _l("Neue Person: E-Mail-Adresse"),
        [Length(max=254, message=_l("Diese Adresse ist zu lang."))],
    )
    invite = BooleanField(
        _l("Zugang einrichten und Einladung per E-Mail senden"),
        description=_l("Braucht eine E-Mail-Adresse."),
    )

    def __init__(self, body: Body, **more: Any) -> None:
        super().__init__(body, **more)
        self["person"].offer(self.persons, empty=_("Neue Person"), label=_person_label)


def _person_label(person: Actor) -> str:
    """Persons may share a name; their organisation tells them apart."""
    return f"{person.name} ({person.organisation.name})" if person.organisation else person.name


def present_membership(membership: Membership) -> dict[str, Any]:
    """What the form shows of a membership that exists."""
    return {
        "role": membership.role.value,
        "on_behalf_of": key_of(membership.on_behalf_of),
        "deputy": key_of(membership.deputy),
        "from_on": membership.from_on,
        "until_on": membership.until_on,
        "reinvitation": membership.reinvitation.value,
        "note": membership.note,
        "version": membership.version,
    }


class EndForm(EditForm):
    """The last day of a membership."""

    until_on = DayField(
        _l("Letzter Tag"),
        [InputRequired(_l("Bitte geben Sie ein Datum ein, zum Beispiel 19.07.2017."))],
        description=_l("Zum Beispiel 30.06.2017."),
    )
