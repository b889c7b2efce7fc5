"""What stays out of the store, and why: targets, judgements by others, and whatever tells who somebody is."""

import re
from collections.abc import Sequence

from sensemaking.exchange.cell_words import NO, YES, folded

CONTROL = "it is a target, or counts against one"
JUDGEMENT = "it is a judgement made by someone other than the teller"
IDENTIFIES = "it could tell who somebody is"
DESCRIBES = "it describes a person, and nobody chose it"
EMPTY = "it is empty throughout"
ROW_NUMBER = "it numbers the rows"
CODE = "it holds code, not words"
OTHER_DAY = "another column says the day"
OLD_RECEIPT = "it was written beside the row when it was refused before"
NOT_A_THEME = "it says that no theme could be given"

ROW_IN_THE_FILE, WHY_REFUSED = "row in the file", "why it was refused"
"""The headings that a file of refused rows has before its own: mended, it may come in again."""

# What control is made of stays out, of whatever it is said to be.
_ALWAYS_CONTROL = re.compile(
    r" (targets?|kpis?|okrs?|b?rag|breach(es|ed)?|thresholds?|league|benchmarks?|trajectory|slas?|quartile|decile"
    r"|percentile|cquin|traffic ?lights?|(on|off) track"
    r"|(vs|versus|against|variance (to|from)|above|below|behind|ahead of) plan|(%|per ?cent(age)?) (of|to) plan"
    r"|(hours?|hrs?|days?|weeks?|wks?|minutes?|mins?|national|access) (wait(ing)? )?standards?) |^ planned $|^ plan $"
)
# A person's own scale of their own life is theirs to give, whatever it is called.
_OWN = re.compile(
    r" (fft|friends and family|recommend|my|me|i|own|your|you|yourself|pain|wellbeing|well being|mood|feel|feels"
    r"|feeling|feelings|felt|worry|worried|anxiety|anxious|stress|stressed|happy|happiness|sad|anger|fear|life"
    r"|sadness|disgust|desire|joy|emotions?|self|lonely|loneliness|sleep|energy|confident|confidence|hope|hopeful"
    r"|fatigue|relaxation|relaxed) "
)
# So are times that something may take at most: 4hr waits, % within 18 weeks.
_LONG = r"(\d+|two|four|six|eight|twelve|eighteen) ?(h|hrs?|hours?|mins?|minutes?|days?|wks?|weeks?)"
_CONTROL = re.compile(
    r" (scores?|performance|rank(ed|ing|s)?|complian(ce|t)"
    rf"|(within|under|over|in|less than|more than|longer than|exceeding|beyond) {_LONG}|{_LONG} waits?) "
)
# Somebody else's judgement stays out, even where it is about the teller's own life.
_JUDGED_BY = re.compile(
    r" (staff|clinicians?|nurse|doctor|assessor|inspector|manager|supervisor|practitioner|observer|(key ?)?worker)"
    r"( s)? (rated|ratings?|scored?|scores|judge?ments?|judged|assessed|assessments?|appraisal) "
)
_JUDGEMENT = re.compile(
    r" (sentiments?|stance|crit|criticality|severity|polarity|ratings?|rated|appraisal|assessor|inspect(or|ion)"
    r"|cqc|ofsted|grade[ds]?|judge?ments?|evaluat(ion|or)|risk|stars?) "
)
_IDENTIFIES = re.compile(
    r" ((first|last|full|middle|given|family|patient|staff|respondent|participant|contact|your|carer|user|manager"
    r"|nurse|doctor) ?name|^ ?name ?$|surname|forename|e ?mail|phone|telephone|mobile|nhs (number|no)|dob"
    r"|date of birth|birth ?(date|day)|address|post ?code|zip ?code|ip|national insurance|ni number|passport"
    r"|username|login|latitude|longitude|key ?worker|staff member|nick ?name|initials|name of [a-z]+|worker name"
    r"|(twitter|social media) ?(handle|name)?|signature) "
)
_DESCRIBES = re.compile(
    r" (gender|sex|age|ages|ethnicity|ethnic|race|sexuality|orientation|disability|disabled|faith|religion|marital"
    r"|nationality|education|occupation|income|band|household|pregnant) "
)
_NOT_A_THEME = re.compile(
    r" (not assigned|unassigned|label+ing not possible|not possible|no (theme|code|label)s?|unclassified|uncoded"
    r"|uncategori[sz]ed|not (coded|codable|applicable)|no comment) "
)
_E_MAIL = re.compile(r"\S+@\S+\.\w+")
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE | re.ASCII)
_PHONE = re.compile(r"(\+44|0)[\d ()-]{9,13}", re.ASCII)
_RAG = {"red", "amber", "green", "r", "a", "g"}
_MORE_LIGHTS = {"blue", "grey", "gray", "black", "white", "yellow", "b"}


def tokens(heading: str) -> str:
    """A heading as plain lower-case words with a space around each, to look words up in."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    return " " + " ".join(re.findall(r"[^\W_]+|%", parted.casefold())) + " "


def is_own(heading: str) -> bool:
    """Whether a heading speaks of the teller's own life or experience."""
    return _OWN.search(tokens(heading)) is not None


def is_control(heading: str) -> bool:
    """Whether a heading names a target or a place in an order, which stays out whoever wrote it."""
    return _ALWAYS_CONTROL.search(tokens(heading)) is not None


def counts_against(name: str) -> bool:
    """Whether a measure of this name is a target, or counts against one."""
    return is_control(name) or (_CONTROL.search(tokens(name)) is not None and not is_own(name))


def is_no_theme(heading: str) -> bool:
    """Whether a one-hot column only says that nobody gave a theme."""
    return _NOT_A_THEME.search(tokens(heading)) is not None


def why_set_aside(heading: str, values: Sequence[str]) -> str:
    """Why a column with this heading and these filled cells stays out, or "" where nothing speaks against it."""
    if heading in (ROW_IN_THE_FILE, WHY_REFUSED):
        return OLD_RECEIPT
    words = tokens(heading)
    only_yes_or_no = bool(values) and {folded(value) for value in values} <= YES | NO
    identifies = not only_yes_or_no and _IDENTIFIES.search(words)
    if identifies or words == " name " or _mostly(values, _E_MAIL, _POSTCODE, _PHONE):
        return IDENTIFIES
    if _nhs_numbers(values):
        return IDENTIFIES
    colours = {value.strip().casefold() for value in values}
    lights = _RAG | (_MORE_LIGHTS if "amber" in colours else set())  # amber is no other colour's word
    if colours <= lights and {"red", "green"} & colours:
        return CONTROL
    if is_control(heading):
        return CONTROL
    if _JUDGED_BY.search(words):
        return JUDGEMENT
    if not _OWN.search(words):
        if _CONTROL.search(words):
            return CONTROL
        if _JUDGEMENT.search(words):
            return JUDGEMENT
    if _DESCRIBES.search(words):
        return DESCRIBES
    return ""


def _mostly(values: Sequence[str], *patterns: re.Pattern[str]) -> bool:
    return any(
        sum(bool(pattern.fullmatch(value.strip())) for value in values) * 2 > len(values)
        for pattern in patterns
    )


def _nhs_numbers(values: Sequence[str]) -> bool:
    """Ten digits whose last checks the others, in most cells."""
    sound = 0
    for value in values:
        digits = re.sub(r"[ -]", "", value.strip())
        if re.fullmatch(r"\d{10}", digits, re.ASCII):
            check = -sum(int(d) * weight for d, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
            sound += check == int(digits[9])
    return sound * 2 > len(values)
