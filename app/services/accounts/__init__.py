"""Accounts: making and locking them, signing in and out."""

from app.services.accounts.links import (
    LINK_LIFE,
    create_sign_in_link,
    request_sign_in,
    use_sign_in_link,
)
from app.services.accounts.passwords import change_password, check_password, set_password
from app.services.accounts.people import (
    close_for_good,
    create_account,
    disable,
    edit,
    enable,
    grant,
    normal_email,
    revoke,
)
from app.services.accounts.sessions import (
    SESSION_LIFE,
    begin_session,
    choose_language,
    choose_plan,
    end_all_sessions,
    end_other_sessions,
    end_session,
    note_seen,
    put_away_welcome,
)

__all__ = [
    "LINK_LIFE",
    "SESSION_LIFE",
    "begin_session",
    "change_password",
    "check_password",
    "choose_language",
    "choose_plan",
    "close_for_good",
    "create_account",
    "create_sign_in_link",
    "disable",
    "edit",
    "enable",
    "end_all_sessions",
    "end_other_sessions",
    "end_session",
    "grant",
    "normal_email",
    "note_seen",
    "put_away_welcome",
    "request_sign_in",
    "revoke",
    "set_password",
    "use_sign_in_link",
]
