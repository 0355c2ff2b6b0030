"""Which plan a file belongs to: named, known by its title, or new."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from app.domain.errors import RuleBroken
from app.imports.draft import PlanDraft
from app.imports.json_shape import SLUG
from app.language import gettext as _
from app.models.plans import Plan
from app.queries.plan_export import all_plans
from app.services import plans

SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
COUNTY = re.compile(r"\b(?P<kind>Landkreis|Kreis)(?:es|s)?\s+(?P<name>\w[^,;()]{0,80})$")


def plan_for(
    draft: PlanDraft, slug: str | None, *, by: int | None, now: dt.datetime
) -> tuple[Plan, bool]:
    """The plan to compare with, and whether it was made just now.

    `slug` or the file's own slug names it; without any, the plan of the same title is meant.
    Raises RuleBroken for a bad slug, and where the title would meet another plan.
    """
    known = all_plans()
    wanted = slug or draft.slug
    if wanted:
        _check_slug(wanted)
        found = [plan for plan in known if plan.slug == wanted]
    else:
        found = [plan for plan in known if draft.title in _titles(plan)]
        if not found and (draft.is_partial or not draft.title):
            raise RuleBroken(
                _(
                    "Die Datei sagt nicht, zu welchem Plan sie gehört. Bitte nennen Sie ihn mit"
                    " --plan."
                )
                + _slugs(known)
            )
        wanted = _slug_of(draft.title)
        if len(found) > 1 or (not found and any(plan.slug == wanted for plan in known)):
            raise RuleBroken(
                _(
                    "Es ist nicht klar, zu welchem Plan „%(title)s“ gehört. Bitte nennen Sie ihn"
                    " mit --plan, auch wenn er neu ist.",
                    title=draft.title,
                )
                + _slugs(known)
            )
    if found:
        return found[0], False
    if not draft.title:
        raise RuleBroken(_("Die Datei nennt keinen Titel, und den Plan gibt es noch nicht."))
    return _new_plan(wanted, draft, by=by, now=now), True


def _slugs(known: Sequence[Plan]) -> str:
    """The plans that can be named, as the end of a sentence."""
    named = ", ".join(plan.slug for plan in known)
    return _(" Vorhanden: %(slugs)s.", slugs=named) if known else ""


def _titles(plan: Plan) -> set[str]:
    """The title that stands here, and the one that was imported."""
    return {plan.title, (plan.import_snapshot or {}).get("title", plan.title)}


def _check_slug(slug: str) -> None:
    if len(slug) > 60 or not SLUG.fullmatch(slug):
        raise RuleBroken(
            _(
                "„%(value)s“ ist kein Kurzname: erwartet werden höchstens 60 Zeichen aus a-z, 0-9"
                " und Bindestrichen.",
                value=slug[:60],
            )
        )


def _slug_of(title: str) -> str:
    """The title's first word in address letters: "Integrationsplan des …" → integrationsplan."""
    words = re.findall(r"[a-z0-9]+", title.lower().translate(SPELLED_OUT))
    return words[0][:60] if words else "plan"


def _new_plan(slug: str, draft: PlanDraft, *, by: int | None, now: dt.datetime) -> Plan:
    county = COUNTY.search(draft.title)
    return plans.create_plan(
        slug=slug,
        title=draft.title,
        county=f"{county['kind']} {county['name']}" if county else draft.place,
        now=now,
        by=by,
    )
