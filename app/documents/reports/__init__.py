"""Reports as files: a report's edition becomes a document, a spreadsheet or a page of its own."""

from app.documents.reports.files import FORMATS, TEXT_FORMATS, file_name, file_of

__all__ = ["FORMATS", "TEXT_FORMATS", "file_name", "file_of"]
