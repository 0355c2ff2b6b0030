"""German words as such documents have them: months, numbers, units and statuses."""

from __future__ import annotations

MONTHS = {
    "januar": 1,
    "februar": 2,
    "märz": 3,
    "april": 4,
    "mai": 5,
    "juni": 6,
    "juli": 7,
    "august": 8,
    "september": 9,
    "oktober": 10,
    "november": 11,
    "dezember": 12,
}
NUMBER_WORDS = {
    "ein": 1,
    "eine": 1,
    "einem": 1,
    "zwei": 2,
    "drei": 3,
    "vier": 4,
    "fünf": 5,
    "sechs": 6,
    "sieben": 7,
    "acht": 8,
    "neun": 9,
    "zehn": 10,
    "elf": 11,
    "zwölf": 12,
    "dreizehn": 13,
    "vierzehn": 14,
    "fünfzehn": 15,
    "sechzehn": 16,
    "siebzehn": 17,
    "achtzehn": 18,
    "neunzehn": 19,
    "zwanzig": 20,
}
UNITS = {
    "recommendations": r"(?:Handlungse|E)mpfehlungen",
    "goals": r"Zielen?",
    "measures": r"Maßnahmen",
}
STATUSES = (
    "„100% umgesetzt“, „Umsetzung 50%“, „Maßnahme in Arbeit“, „Die Umsetzung der Maßnahme hat"
    " begonnen“, „im Abstimmungsprozess“, „nicht umgesetzt“, „wird nicht umgesetzt“"
)
NUMBER_PATTERN = r"\d{1,4}|" + "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))


def number_of(word: str) -> int:
    """The number a digit string or a German number word stands for."""
    return int(word) if word.isdigit() else NUMBER_WORDS[word.lower()]
