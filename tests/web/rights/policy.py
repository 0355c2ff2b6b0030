"""The one table that says of every route who may use it, on whose things.

It is written by hand and knows nothing of the guards: where the two differ, one of them is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

NOBODY_SIGNED_IN = ("anonymous", "disabled", "expired")
IN_OUR_PLAN = ("office", "reader", "chair", "minute_taker", "member", "other_member", "concerned")
SIGNED_IN = (*IN_OUR_PLAN, "other_office", "planless")
EVERYBODY = (*NOBODY_SIGNED_IN, *SIGNED_IN)


@dataclass(frozen=True)
class Right:
    """Who may, on things of our group, of another group of our plan, and of another plan."""

    ours: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()

    def __or__(self, other: Right) -> Right:
        return Right(
            self.ours | other.ours, self.theirs | other.theirs, self.elsewhere | other.elsewhere
        )

    def of(self, place: str) -> frozenset[str]:
        """Whoever may, on a thing of `place`; a thing that is not there is nobody's."""
        return getattr(self, place, frozenset())


def _right(ours: str = "", theirs: str = "", elsewhere: str = "") -> Right:
    return Right(*(frozenset(names.split()) for names in (ours, theirs, elsewhere)))


def _everywhere(*names: str) -> Right:
    return Right(*(frozenset(names),) * 3)


# Pages that name no thing: everything they show is the viewer's own plan.
PUBLIC = _everywhere(*EVERYBODY)
ACCOUNT = _everywhere(*SIGNED_IN)
IN_A_PLAN = _everywhere(*IN_OUR_PLAN, "other_office")
OFFICES = _everywhere("office", "other_office")
OVERSEERS = _everywhere("office", "other_office", "reader")

# Things.
OFFICE = _right("office", "office", "other_office")
READERS = OFFICE | _right("reader", "reader")
PLAN = _right(" ".join(IN_OUR_PLAN), " ".join(IN_OUR_PLAN), "other_office")
LEADERS = OFFICE | _right("chair minute_taker")
MEMBERS = _right("chair minute_taker member", "other_member")
GROUP = READERS | MEMBERS
DOERS = OFFICE | _right("concerned", "other_member")
AUTHOR = _right("member", "other_member")
MAKER = _right("office", "", "other_office")

# What answers as if it were not there to whoever is not let in, signed in or not: pages of the
# demo and of this house itself, and addresses that are secrets.
HIDDEN = frozenset({"letters.demo", "letters.preview", "letters.preview_html", "patterns.show"})
SECRETS = frozenset({"secret", "calendar", "public_calendar", "stop", "signed"})

# Endpoint: the kind of thing its address names (None: none), and who may.
POLICY: dict[str, tuple[str | None, Right]] = {
    "accounts.ask_to_sign_out": (None, ACCOUNT),
    "accounts.change_password": (None, ACCOUNT),
    "accounts.create": (None, OFFICES),
    "accounts.disable": ("account", OFFICE),
    "accounts.edit": ("account", OFFICE),
    "accounts.enable": ("account", OFFICE),
    "accounts.index": (None, OFFICES),
    "accounts.link_sent": (None, PUBLIC),
    "accounts.revoke": ("account", OFFICE),
    "accounts.save": ("account", OFFICE),
    "accounts.save_new": (None, OFFICES),
    "accounts.show": (None, ACCOUNT),
    "accounts.show_link": ("secret", PUBLIC),
    "accounts.sign_in": (None, PUBLIC),
    "accounts.sign_out": (None, ACCOUNT),
    "accounts.sign_out_elsewhere": (None, ACCOUNT),
    "accounts.switch_plan": (None, ACCOUNT),
    "accounts.take_sign_in": (None, PUBLIC),
    "accounts.use_link": ("secret", PUBLIC),
    "audit.export": (None, OFFICES),
    "audit.index": (None, OFFICES),
    "body_results.create": ("body", LEADERS),
    "body_results.edit": ("body_result", LEADERS),
    "crawlers.icon": (None, PUBLIC),
    "crawlers.robots": (None, PUBLIC),
    "deadlines.add": (None, OFFICES),
    "deadlines.edit": ("deadline_rule", OFFICE),
    "deadlines.index": (None, OFFICES),
    "feeds.calendar": ("calendar", PUBLIC),
    "feeds.create": (None, IN_A_PLAN),
    "feeds.index": (None, IN_A_PLAN),
    "feeds.meeting_file": ("ahead", GROUP),
    "feeds.public_calendar": ("public_calendar", PUBLIC),
    "feeds.publish": (None, OFFICES),
    "feeds.renew": ("feed", AUTHOR),
    "feeds.revoke": ("feed", AUTHOR),
    "feeds.year_file": ("year", IN_A_PLAN),
    "feeds.year_page": ("year", IN_A_PLAN),
    "feeds.year_paper": ("year", IN_A_PLAN),
    "gaps.clarify": ("meeting", LEADERS | READERS),
    "gaps.show": ("plan", READERS),
    "groups.add_member": ("body", OFFICE),
    "groups.create": (None, OFFICES),
    "groups.edit": ("body", OFFICE),
    "groups.edit_member": ("membership", OFFICE),
    "groups.end_member": ("membership", OFFICE),
    "groups.index": (None, IN_A_PLAN),
    "groups.invite_member": ("membership", OFFICE),
    "groups.show": ("body", GROUP),
    "health.alive": (None, PUBLIC),
    "health.metrics": (None, PUBLIC),
    "health.ready": (None, PUBLIC),
    "invitations.letter": ("ahead", GROUP),
    "invitations.send": ("ahead", LEADERS),
    "languages.choose": (None, PUBLIC),
    "languages.take": (None, PUBLIC),
    "legal.accessibility": (None, PUBLIC),
    "legal.easy_language": (None, PUBLIC),
    "legal.imprint": (None, PUBLIC),
    "legal.privacy": (None, PUBLIC),
    "legal.report_barrier": (None, PUBLIC),
    "legal.take_barrier": (None, PUBLIC),
    "letters.demo": (None, Right()),  # in a demo only
    "letters.export": (None, OFFICES),
    "letters.index": (None, OFFICES),
    "letters.show": ("letter", OFFICE),
    "letters.text": ("letter_text", OFFICES),
    "letters.texts": (None, OFFICES),
    "letters.preview": ("letter", Right()),
    "letters.preview_html": ("letter", Right()),
    "meetings.add_item": ("meeting", LEADERS),
    "meetings.add_papers": ("item", LEADERS),
    "meetings.answer": ("ahead", OFFICE | MEMBERS),
    "meetings.cancel": ("ahead", OFFICE),
    "meetings.change_date": ("ahead", OFFICE),
    "meetings.count_anew": ("meeting", LEADERS),
    "meetings.create": (None, OFFICES),
    "meetings.edit": ("ahead", OFFICE),
    "meetings.edit_item": ("item", LEADERS),
    "meetings.hold": ("meeting", LEADERS),
    "meetings.index": (None, IN_A_PLAN),
    "meetings.invite_members": ("ahead", OFFICE),
    "meetings.item_down": ("item", LEADERS),
    "meetings.item_up": ("item", LEADERS),
    "meetings.paper": ("paper", GROUP),
    "meetings.plan_year": (None, OFFICES),
    "meetings.publish_paper": ("paper", LEADERS),
    "meetings.put_back": ("ahead", OFFICE),
    "meetings.record_agreement": ("meeting", LEADERS),
    "meetings.reinstate_item": ("item", LEADERS),
    "meetings.remove_item": ("item", LEADERS),
    "meetings.remove_paper": ("paper", LEADERS),
    "meetings.reorder_items": ("meeting", LEADERS),
    "meetings.restore": ("ahead", OFFICE),
    "meetings.restore_item": ("removed_item", LEADERS),
    "meetings.restore_paper": ("removed_paper", LEADERS),
    "meetings.show": ("meeting", GROUP),
    "meetings.take_off": ("ahead", OFFICE),
    "meetings.take_template": ("ahead", LEADERS),
    "meetings.withdraw_item": ("item", LEADERS),
    "meetings.withhold_paper": ("paper", LEADERS),
    "minutes.add_guest": ("meeting", LEADERS),
    "minutes.add_note": ("meeting", LEADERS),
    "minutes.approve": ("meeting", OFFICE | _right("chair")),
    "minutes.archive_index": (None, OFFICES),
    "minutes.delete": ("meeting", OFFICE),
    "minutes.docx": ("meeting", GROUP),
    "minutes.enter_result": ("committee_meeting", OFFICE),
    "minutes.file_objection": ("meeting", OFFICE | MEMBERS),
    "minutes.hand_out": ("item", LEADERS),
    "minutes.history": ("item", LEADERS),
    "minutes.note_answer": ("meeting", OFFICE),
    "minutes.offer": ("meeting", OFFICE),
    "minutes.pdf": ("meeting", GROUP),
    "minutes.publish": ("meeting", LEADERS),
    "minutes.read": ("meeting", GROUP),
    "minutes.record_agreement": ("item", LEADERS),
    "minutes.save_text": ("item", LEADERS),
    "minutes.take": ("meeting", LEADERS),
    "minutes.take_attendance": ("meeting", LEADERS),
    "minutes.take_back": ("meeting", OFFICE),
    "onboarding.put_away": (None, IN_A_PLAN),
    "onboarding.send_test": (None, OFFICES),
    "onboarding.setup": (None, OFFICES),
    "onboarding.terms": (None, PUBLIC),
    "overview.administration": (None, OFFICES),
    "overview.show": (None, IN_A_PLAN),
    "patterns.show": (None, OFFICES),
    "people.create": (None, OFFICES),
    "people.edit": ("actor", OFFICE),
    "people.export": (None, OVERSEERS),
    "people.index": (None, OVERSEERS),
    "people.show": ("actor", READERS),
    "plans.as_file": ("plan", OFFICE),
    "plans.columns": ("upload", MAKER),
    "plans.comparison": ("upload", MAKER),
    "plans.create_example": ("field", OFFICE),
    "plans.create_field": ("plan", OFFICE),
    "plans.create_goal": ("field", OFFICE),
    "plans.create_topic": ("field", OFFICE),
    "plans.discard_file": ("upload", MAKER),
    "plans.edit": ("plan", OFFICE),
    "plans.edit_example": ("example", OFFICE),
    "plans.edit_field": ("field", OFFICE),
    "plans.edit_goal": ("goal", OFFICE),
    "plans.export": ("plan", PLAN),
    "plans.goal": ("goal", PLAN),
    "plans.index": ("plan", PLAN),
    "plans.read_in": ("plan", OFFICE),
    "plans.say_meanings": ("upload", MAKER),
    "plans.set_day_of_file": ("upload", MAKER),
    "plans.set_status": ("goal", OFFICE),
    "plans.show": ("plan", PLAN),
    "plans.take_over": ("upload", MAKER),
    "plans.template": ("plan", OFFICE),
    "plans.undo_reading_in": ("plan", OFFICE),
    "polls.answer": ("poll", MEMBERS),
    "polls.answer_for": ("asked_in_poll", OFFICE),
    "polls.close": ("poll", OFFICE),
    "polls.create": ("undated", OFFICE),
    "polls.show": ("poll", GROUP),
    "polls.withdraw": ("poll", OFFICE),
    "preferences.own": (None, ACCOUNT),
    "preferences.stop": ("stop", PUBLIC),
    "privacy.contact": (None, ACCOUNT),
    "privacy.data": ("actor", OFFICE),
    "privacy.erase": ("actor", OFFICE),
    "privacy.file": ("actor", OFFICE),
    "privacy.own_data": (None, ACCOUNT),
    "privacy.own_file": (None, ACCOUNT),
    "proposals.backlog": ("body", GROUP),
    "proposals.decide": ("topic", LEADERS),
    "proposals.outcome": ("item", LEADERS),
    "proposals.propose": ("ahead", GROUP),
    "proposals.show": ("topic", GROUP),
    "proposals.withdraw": ("topic", AUTHOR),
    "register.export": (None, IN_A_PLAN),
    "register.index": (None, IN_A_PLAN),
    "register.show": ("agreement", GROUP),
    "reminders.add": (None, OFFICES),
    "reminders.edit": ("reminder_rule", OFFICE),
    "reminders.habits": (None, OFFICES),
    "reminders.index": (None, OFFICES),
    "reminders.of_meeting": ("meeting", LEADERS),
    "reminders.of_task": ("task", OFFICE),
    "reports.add_annex": ("report", OFFICE),
    "reports.annex": ("annex_file", READERS),
    "reports.begin_bilanz": (None, OFFICES),
    "reports.begin_committee": (None, OFFICES),
    "reports.bring_back": ("discarded_report", OFFICE),
    "reports.cancel": ("report_file", MAKER),
    "reports.co_sign": ("report", _right("reader")),
    "reports.collect": ("report_file", MAKER),
    "reports.discard": ("report", OFFICE),
    "reports.edit": ("report", OFFICE),
    "reports.enter_number": ("report", OFFICE),
    "reports.fetch": ("report_format", READERS),
    "reports.file": ("report_file", MAKER),
    "reports.index": (None, IN_A_PLAN),
    "reports.order": ("report_format", READERS),
    "reports.remove_annex": ("report", OFFICE),
    "reports.restore_annex": ("removed_annex", OFFICE),
    "reports.show": ("report", READERS),
    "reports.supplement": ("report", OFFICE),
    "reports.take_step": ("report", OFFICE),
    "reports.text": ("report_text", OFFICE),
    "reports.texts": ("report", OFFICE),
    "reports.to_meeting": ("committee_meeting", OFFICE),
    "reports.use_proposal": ("report_text", OFFICE),
    "rounds.accept_words": ("round", OFFICE),
    "rounds.check": ("round", OFFICE),
    "rounds.close": ("round", OFFICE),
    "rounds.create": (None, OFFICES),
    "rounds.decide": ("round_answer", OFFICE),
    "rounds.export": ("round", OFFICE),
    "rounds.extend": ("round", OFFICE),
    "rounds.index": (None, OFFICES),
    "rounds.mine": ("round", _right("concerned")),
    "rounds.remind": ("round", OFFICE),
    "rounds.show": ("round", OFFICE),
    "rounds.telephone": ("request", OFFICE),
    "rounds.withdraw": ("round", OFFICE),
    "signed.page": ("signed", PUBLIC),
    "targets.correct": ("value", OFFICE),
    "targets.create": ("goal", OFFICE),
    "targets.edit": ("target", OFFICE),
    "targets.record": ("target", OFFICE),
    "targets.show": ("target", PLAN),
    "tasks.accept": ("task", DOERS),
    "tasks.attachment": ("attachment", GROUP | DOERS),
    "tasks.change_state": ("task", OFFICE),
    "tasks.create": (None, OFFICES),
    "tasks.edit": ("task", OFFICE),
    "tasks.export": (None, IN_A_PLAN),
    "tasks.hand_back": ("task", DOERS),
    "tasks.hand_over": ("actor", OFFICE),
    "tasks.index": (None, IN_A_PLAN),
    "tasks.mine": (None, IN_A_PLAN),
    "tasks.name_person": ("task", DOERS),
    "tasks.report": ("task", DOERS),
    "tasks.show": ("task", GROUP | DOERS),
    "tasks.undo": ("task", DOERS),
    "tasks.without_person": (None, OFFICES),
    "undelivered.call_sent": ("letter", OFFICE),
    "undelivered.index": (None, OFFICES),
    "undelivered.phone_list": ("ahead", OFFICE),
    "undelivered.send_again": ("letter", OFFICE),
    "undelivered.try_again": ("actor", OFFICE),
}
