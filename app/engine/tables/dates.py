"""Dates and times as people write them: they are told from numbers and words, and are no inputs."""

import re

TIME = r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[-+]\d{2}:?\d{2})?)?"
DATE = re.compile(
    rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}{TIME}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}{TIME}"
    r"|\d{1,2}:\d{2}(?::\d{2})?|\d{1,2}[ .-]*[A-Za-z]{3,9}\.?[ ,-]*\d{4}|[A-Za-z]{3,9}\.? \d{1,2},? \d{4}"
)
