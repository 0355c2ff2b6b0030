"""Every route says here who may use it; a route that does not fails the suite."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.access import Viewer, anybody, may_use_plan
from app.models.plans import Plan

T = TypeVar("T")
View = Callable[..., Any]
Policy = Callable[[Any, Any], bool]


def current_viewer() -> Viewer | None:
    """Who is signed in on this request, with the rights of this moment."""
    viewer: Viewer | None = g.get("viewer")
    return viewer


def signed_in_viewer() -> Viewer:
    """The same behind a guard, where somebody is certainly signed in."""
    viewer = current_viewer()
    if viewer is None:
        raise RuntimeError("this view needs a guard")
    return viewer


def looked_at_plan() -> Plan:
    """The plan that lists show, behind a guard that asked whether there is one."""
    plan = signed_in_viewer().plan
    if plan is None:
        raise RuntimeError("this view needs a guard that asks for a plan")
    return plan


def allowed(
    policy: Policy, load: Callable[..., object | None] | None = None
) -> Callable[[View], View]:
    """Guard a view with `policy(viewer, target)`.

    `load` gets the address's values and returns the target or None; the view then receives the
    target as its only argument. Not signed in: redirect to sign-in, the same for existing and
    missing things. Not entitled: 404, as for a missing thing;
    only who has no plan at all is told so.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> Any:
            viewer = current_viewer()
            if viewer is None:
                return to_sign_in()
            if policy is may_use_plan and viewer.plan is None:
                return render_template("errors/no_plan.html"), 403
            if load is None:
                return view(**values) if policy(viewer, None) else abort(404)
            target = load(**values)
            if target is None or not policy(viewer, target):
                abort(404)
            return view(target)

        guarded.policy = policy  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: View) -> View:
    """Open to everyone; said as loudly as any other policy."""
    view.policy = anybody  # type: ignore[attr-defined]
    return view


def to_sign_in() -> Response:
    """To the sign-in page, and back to a page (never to a form's target) afterwards."""
    back = request.full_path.rstrip("?") if request.method != "POST" else None
    return redirect(url_for("accounts.sign_in", next=back))
