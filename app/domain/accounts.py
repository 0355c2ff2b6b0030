"""Laws of accounts: the office never locks itself out, nor reaches into other plans."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.access import Viewer
from app.domain.errors import RuleBroken
from app.language import gettext as _
from app.models.accounts import Account, PlanAccess, PlanRole
from app.models.plans import Plan


def may_manage(viewer: Viewer, access: PlanAccess) -> bool:
    """The office of the access's own plan."""
    return viewer.coordinates(access.plan_id)


def check_office_remains(leaving: PlanAccess, coordinators: Iterable[Account]) -> None:
    """Raises RuleBroken when nobody would be left to administer the plan."""
    if leaving.role is not PlanRole.COORDINATOR:
        return
    if all(account.id == leaving.account_id for account in coordinators):
        raise RuleBroken(
            _(
                "Das ist das letzte Konto der Geschäftsstelle in diesem Plan. Geben Sie die Rolle "
                "zuerst einem anderen Konto."
            ),
            field="role",
        )


def check_belongs_to(account: Account, plan: Plan) -> None:
    """Raises RuleBroken for an account of other plans too: one office must not decide alone."""
    if any(access.plan_id != plan.id for access in account.accesses):
        raise RuleBroken(
            _(
                "Dieses Konto gehört auch zu einem anderen Plan. Name und Adresse ändert die "
                "Person selbst oder die Betriebsstelle; hier können Sie den Zugang zu diesem "
                "Plan entziehen."
            )
        )
