"""Who may see and do what: one function a right, each asked for the object itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.models.accounts import PlanRole
from app.models.groups import Body, MembershipRole
from app.models.meetings import AgendaFile, Meeting
from app.models.outbox import OutboxLetter
from app.models.plan_files import PlanUpload
from app.models.plans import Example, FieldOfAction, Goal, Plan
from app.models.targets import Target, TargetValue
from app.models.tasks import Attachment, Task

LEADING = frozenset(
    {MembershipRole.CHAIR, MembershipRole.DEPUTY_CHAIR, MembershipRole.MINUTE_TAKER}
)


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Somebody signed in, with all that decides over rights, as of one moment.

    `plan` is the plan that lists show, `plans` are all there are to choose from, by title;
    rights on an object come from the object's own plan.
    `body_roles` holds the active memberships only, `actor_ids` the person in each plan,
    `spoken_for` the organisations, functions and groups that person acts for there.
    """

    account_id: int
    name: str
    plan: Plan | None
    roles: Mapping[int, PlanRole] = field(default_factory=dict)
    actor_ids: Mapping[int, int] = field(default_factory=dict)
    body_roles: Mapping[int, frozenset[MembershipRole]] = field(default_factory=dict)
    spoken_for: Mapping[int, frozenset[int]] = field(default_factory=dict)
    plans: tuple[Plan, ...] = ()

    @property
    def is_office(self) -> bool:
        """Whether the viewer belongs to the coordination office of the current plan."""
        return self.plan is not None and self.roles.get(self.plan.id) is PlanRole.COORDINATOR

    @property
    def actor_id(self) -> int | None:
        """The viewer's person in the current plan."""
        return self.actor_ids.get(self.plan.id) if self.plan else None

    def coordinates(self, plan_id: int) -> bool:
        return self.roles.get(plan_id) is PlanRole.COORDINATOR

    def sees_whole(self, plan_id: int) -> bool:
        """Whether the viewer reads everything of the plan: office and readers."""
        return self.roles.get(plan_id) in (PlanRole.COORDINATOR, PlanRole.READER)

    def acts_as(self, plan_id: int) -> frozenset[int]:
        """Ids of the actors of the plan in whose name the viewer may act."""
        own = self.actor_ids.get(plan_id)
        spoken_for = self.spoken_for.get(plan_id, frozenset())
        return spoken_for | ({own} if own is not None else frozenset())


def anybody(_viewer: Viewer | None, _target: object = None) -> bool:
    """Open to everyone, signed in or not."""
    return True


def signed_in(_viewer: Viewer, _target: object = None) -> bool:
    return True


def may_use_plan(viewer: Viewer, _target: object = None) -> bool:
    """Lists of the current plan; what they contain is filtered for the viewer."""
    return viewer.plan is not None


def may_decide_letter(viewer: Viewer, letter: OutboxLetter) -> bool:
    """What becomes of a letter that may not have arrived is for the office of its plan."""
    return letter.plan_id is not None and viewer.coordinates(letter.plan_id)


def may_coordinate(viewer: Viewer, _target: object = None) -> bool:
    """The pages of the coordination office, for the current plan."""
    return viewer.is_office


def may_see_plan(viewer: Viewer, plan: Plan) -> bool:
    return plan.id in viewer.roles


def may_edit_plan(viewer: Viewer, plan: Plan) -> bool:
    return viewer.coordinates(plan.id)


def may_use_upload(viewer: Viewer, upload: PlanUpload) -> bool:
    """A file on its way into a plan is its uploader's alone."""
    return viewer.coordinates(upload.plan_id) and upload.account_id == viewer.account_id


def may_see_gaps(viewer: Viewer, plan: Plan) -> bool:
    """What is missing concerns whoever looks after the whole: office and readers."""
    return viewer.sees_whole(plan.id)


def may_see_clarifications(viewer: Viewer, meeting: Meeting) -> bool:
    """What a kickoff has to clear up: whoever leads it, and readers."""
    return may_lead_meeting(viewer, meeting) or viewer.sees_whole(meeting.body.plan_id)


def may_see_goal(viewer: Viewer, goal: Goal) -> bool:
    return goal.field.plan_id in viewer.roles


def may_edit_goal(viewer: Viewer, goal: Goal) -> bool:
    return viewer.coordinates(goal.field.plan_id)


def may_edit_field(viewer: Viewer, field: FieldOfAction) -> bool:
    return viewer.coordinates(field.plan_id)


def may_edit_example(viewer: Viewer, example: Example) -> bool:
    return may_edit_field(viewer, example.field)


def may_see_target(viewer: Viewer, target: Target) -> bool:
    return may_see_goal(viewer, target.goal)


def may_edit_target(viewer: Viewer, target: Target) -> bool:
    return may_edit_goal(viewer, target.goal)


def may_edit_value(viewer: Viewer, value: TargetValue) -> bool:
    return may_edit_target(viewer, value.target)


def may_see_body(viewer: Viewer, body: Body) -> bool:
    """External bodies are known to everybody in the plan, our own groups to their members."""
    if body.plan_id not in viewer.roles:
        return False
    return body.external or viewer.sees_whole(body.plan_id) or body.id in viewer.body_roles


def may_edit_body(viewer: Viewer, body: Body) -> bool:
    return viewer.coordinates(body.plan_id)


def may_see_meeting(viewer: Viewer, meeting: Meeting) -> bool:
    return may_see_body(viewer, meeting.body)


def may_schedule(viewer: Viewer, meeting: Meeting) -> bool:
    """Create, date, move or cancel a meeting."""
    return viewer.coordinates(meeting.body.plan_id)


def may_lead_meeting(viewer: Viewer, meeting: Meeting) -> bool:
    """Agenda and results: the office, and chair or minute-taker of this very group."""
    return may_lead_body(viewer, meeting.body)


def may_lead_body(viewer: Viewer, body: Body) -> bool:
    roles = viewer.body_roles.get(body.id, frozenset())
    return viewer.coordinates(body.plan_id) or bool(roles & LEADING)


def may_see_task(viewer: Viewer, task: Task) -> bool:
    """Office and readers; whoever is concerned; members of the group whose meeting agreed it."""
    if task.plan_id not in viewer.roles:
        return False
    return (
        viewer.sees_whole(task.plan_id)
        or _is_concerned(viewer, task)
        or (task.meeting is not None and task.meeting.body_id in viewer.body_roles)
    )


def may_report(viewer: Viewer, task: Task) -> bool:
    """Report progress: whoever is concerned, and the office on somebody's behalf (R53)."""
    if task.plan_id not in viewer.roles:
        return False
    return viewer.coordinates(task.plan_id) or _is_concerned(viewer, task)


def may_edit_task(viewer: Viewer, task: Task) -> bool:
    return viewer.coordinates(task.plan_id)


def may_answer_for(viewer: Viewer, task: Task) -> bool:
    """Take on, hand back or name a person: who does it, who speaks for it, and the office."""
    if task.plan_id not in viewer.roles:
        return False
    actors = viewer.acts_as(task.plan_id)
    return viewer.coordinates(task.plan_id) or bool({task.accountable_id, task.person_id} & actors)


def may_see_agenda_file(viewer: Viewer, file: AgendaFile) -> bool:
    return may_see_meeting(viewer, file.item.meeting)


def may_change_agenda_file(viewer: Viewer, file: AgendaFile) -> bool:
    return may_lead_meeting(viewer, file.item.meeting)


def may_see_attachment(viewer: Viewer, attachment: Attachment) -> bool:
    return may_see_task(viewer, attachment.report.task)


def _is_concerned(viewer: Viewer, task: Task) -> bool:
    actors = viewer.acts_as(task.plan_id)
    return (
        task.accountable_id in actors
        or (task.person_id is not None and task.person_id in actors)
        or any(actor.id in actors for actor in task.further_actors)
    )
