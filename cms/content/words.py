"""The enumerations of a guide: each value with its English word. Public pages translate the words."""

DIFFICULTY = {
    "easy": "Easy",
    "moderate": "Moderate",
    "challenging": "Challenging",
    "very_challenging": "Very challenging",
}
DIFFICULTY_RUBRIC = (
    "Easy: up to 4 months, nothing mandatory. Moderate: up to 9 months. Challenging: longer, or a portfolio- or "
    "degree-sized gap. Very challenging: a licence or degree is required, or a full-time training year."
)
TIMELINE_UNIT = {"week": "Weeks", "month": "Months"}
DURATION_UNIT = {"hour": "Hours", "day": "Days", "week": "Weeks", "month": "Months"}
PERIOD = {"hour": "per hour", "day": "per day", "month": "per month", "year": "per year"}
LEVEL = {"low": "Low", "moderate": "Moderate", "high": "High", "very_high": "Very high"}
TREND = {"shrinking": "Shrinking", "stable": "Stable", "growing": "Growing", "unknown": "Unknown"}
REQUIREMENT = {
    "degree": "Degree",
    "licence": "Licence",
    "check": "Background check",
    "physical": "Physical requirement",
    "visa": "Visa",
    "other": "Other",
}
PRIORITY = {"critical": "Critical", "important": "Important", "nice_to_have": "Nice to have"}
SCHEME = {
    "onet-soc-2019": "O*NET-SOC 2019",
    "isco-08": "ISCO-08",
    "esco": "ESCO",
    "anzsco": "ANZSCO",
    "kldb-2010": "KldB 2010",
    "soc-2020-uk": "SOC 2020 (UK)",
    "noc-2021": "NOC 2021",
    "other": "Other",
}
RESOURCE = {
    "course": "Course",
    "programme": "Programme",
    "book": "Book",
    "video_series": "Video series",
    "tutorial": "Tutorial",
    "workshop": "Workshop",
    "reference": "Reference",
    "dataset": "Dataset",
    "template": "Template",
    "examples": "Examples",
    "community": "Community",
    "job_board": "Job board",
    "placement": "Placement",
    "other": "Other",
}
BASIS = {"total": "in total", "month": "per month", "year": "per year"}
FORMAT = {
    "online": "Online",
    "online_self_paced": "Online, self-paced",
    "in_person": "In person",
    "print": "Print",
    "ebook": "E-book",
    "print_or_ebook": "Print or e-book",
    "video": "Video",
    "web_page": "Web page",
    "download": "Download",
}
