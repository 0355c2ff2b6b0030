"""The migration these models belong to; a test holds it against the folder of migrations."""

REVISION = "0033"
