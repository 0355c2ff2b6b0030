"""Files through the people's door: what came with a form, and handing a stored one out."""

from __future__ import annotations

from babel.numbers import format_decimal
from flask import send_file
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app import language
from app.domain.errors import RuleBroken
from app.domain.files import MOST_AT_ONCE
from app.language import gettext as _
from app.models.files import StoredColumns
from app.services import files
from app.services.files import Upload

SANDBOX = "default-src 'none'; sandbox"


def uploads(given: list[FileStorage] | None) -> list[Upload]:
    """The files chosen in a form's field "files". Raises RuleBroken for too many."""
    chosen = [file for file in given or () if isinstance(file, FileStorage) and file.filename]
    if len(chosen) > MOST_AT_ONCE:
        raise RuleBroken(_("Bitte wählen Sie höchstens fünf Dateien."), field="files")
    return [Upload(name=file.filename or "", content=file.read()) for file in chosen]


def size_words(octets: int) -> str:
    """ "12 kB", "3,4 MB": as file managers write it, in the language spoken now."""
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))} kB"
    return f"{format_decimal(octets / 1_000_000, '0.0', locale=language.spoken())} MB"


def hand_out(stored: StoredColumns) -> Response:
    """The bytes of a stored file, to be kept and never to be shown in this house's name."""
    response = send_file(
        files.path_of(stored.sha256),
        mimetype=stored.media_type,
        as_attachment=True,
        download_name=stored.file_name,
        etag=stored.sha256,
        max_age=0,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
