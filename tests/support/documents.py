"""The text behind the factories: a small guide that uses every section. Our own words."""

from cms.content import Document

SMALL: Document = {
    "schema_version": "1.0",
    "slug": "bus-driver-to-transport-planner",
    "language": "en",
    "region": "GB",
    "translation_key": "bus-driver-to-transport-planner",
    "title": "From Bus Driver to Transport Planner: A 6–9-Month Plan",
    "summary": "From the driver’s seat to the planning desk in 6 to 9 months of evenings.",
    "from_role": {
        "slug": "bus-driver",
        "label": "Bus Driver",
        "codes": [{"scheme": "isco-08", "code": "8331"}, {"scheme": "soc-2020-uk", "code": "8212"}],
    },
    "to_role": {
        "slug": "transport-planner",
        "label": "Transport Planner",
        "codes": [{"scheme": "isco-08", "code": "2164"}],
    },
    "difficulty": "challenging",
    "timeline": {"min": 6, "max": 9, "unit": "month"},
    "weekly_hours": {"min": 8, "max": 12},
    "salary_change": {
        "min_percent": 5,
        "max_percent": 20,
        "horizon_months": 24,
        "note": "Gross pay of an assistant planner against a driver with five years of service.",
        "source_ids": ["pay-survey"],
    },
    "salary_from": {
        "min": 28000,
        "max": 32000,
        "currency": "GBP",
        "period": "year",
        "as_of": "2026-04-01",
        "source_ids": ["pay-survey"],
    },
    "salary_to": {
        "min": 30500,
        "max": 37000,
        "currency": "GBP",
        "period": "year",
        "as_of": "2026-04-01",
        "source_ids": ["pay-survey"],
    },
    "demand": {
        "level": "moderate",
        "trend": "growing",
        "text": "Councils rebuild their bus networks and look for people who know a depot from the inside.",
        "source_ids": ["network-review"],
    },
    "overview": (
        "You know which stop floods, which turn a long bus cannot take and why the 7.40 is *always* late. A planner "
        "works with the same town on paper: counts, timetables, maps.\n\nWhat is missing is the language of data and "
        "of public consultation. Both can be learned beside a shift plan, and your own route is the first material."
    ),
    "entry_requirements": [
        {
            "id": "driving",
            "kind": "licence",
            "text": "No licence is asked for at the desk; yours is welcome.",
            "mandatory": False,
        },
        {
            "id": "requirement-1",
            "kind": "check",
            "text": "A basic background check for work in a council.",
            "mandatory": True,
            "source_ids": ["network-review"],
        },
    ],
    "transferable_skills": [
        {"skill": {"slug": "route-knowledge", "label": "Route knowledge"}, "text": "You can tell a map from a street."},
        {
            "skill": {"slug": "calm-under-pressure", "label": "Calm under pressure"},
            "text": "A full hall of residents is a full bus.",
        },
    ],
    "skills_to_learn": [
        {
            "skill": {"slug": "timetable-data", "label": "Timetable data"},
            "priority": "critical",
            "duration": {"value": 8, "unit": "week"},
            "tools": ["Spreadsheet", "GTFS viewer"],
            "how_to_learn": "Load the open timetable of your own depot and explain *one* delay with it.",
            "resource_ids": ["open-timetables"],
        },
        {
            "skill": {"slug": "map-making", "label": "Map making"},
            "priority": "important",
            "duration": {"value": 60, "unit": "hour"},
            "tools": ["QGIS"],
            "how_to_learn": "Draw every stop within ten minutes’ walk of your home.",
            "resource_ids": ["first-maps"],
        },
        {
            "skill": {"slug": "public-speaking", "label": "Public speaking"},
            "priority": "nice_to_have",
            "duration": {"value": 1, "unit": "month"},
            "how_to_learn": "Present your map to the drivers’ meeting.",
        },
    ],
    "roadmap": [
        {
            "id": "count",
            "title": "Count and read",
            "duration": {"value": 12, "unit": "week"},
            "skill_slugs": ["timetable-data"],
            "tasks": [
                "Open the file of Open timetables in the Spreadsheet.",
                "Find three late trips with the GTFS viewer.",
            ],
            "resource_ids": ["open-timetables"],
        },
        {
            "id": "step-1",
            "title": "Draw",
            "duration": {"value": 10, "unit": "week"},
            "skill_slugs": ["map-making"],
            "depends_on": [],
            "tasks": ["Work through First maps with QGIS.", "Draw the stops around your home."],
            "resource_ids": ["first-maps"],
        },
        {
            "id": "step-2",
            "title": "Present and apply",
            "duration": {"value": 2, "unit": "month"},
            "skill_slugs": ["public-speaking"],
            "depends_on": ["count", "step-1"],
            "tasks": ["Show the map at the drivers’ meeting.", "Apply for three posts of assistant planner."],
        },
    ],
    "reality_check": {
        "love": ["Your proposal becomes a stop sign.", "Evenings at home."],
        "miss": ["Passengers who say thank you.", "Being done when the shift is done."],
        "challenges": ["The first months are slow reading.", "Residents who disagree with each other."],
    },
    "action_plan": {
        "this_week": ["Ask the depot for last month’s delays."],
        "this_month": ["Finish the first chapter on maps."],
        "next_90_days": ["Explain one late trip from its data."],
    },
    "faq": [
        {
            "id": "faq-1",
            "question": "Do I need a degree?",
            "answer": "Not for an assistant’s post.\n\nLater a part-time course helps; see [the review](https://transport.example.org/review).",
            "source_ids": ["network-review"],
        },
        {
            "id": "faq-2",
            "question": "Can I keep driving meanwhile?",
            "answer": "Yes: the plan counts on ten hours a week.",
        },
    ],
    "resources": [
        {
            "id": "open-timetables",
            "title": "Open timetables",
            "label": "Open timetables (national file)",
            "kind": "dataset",
            "provider": "Transport Data Office",
            "url": "https://data.example.org/timetables",
            "cost": {"amount": 0, "currency": "GBP", "basis": "total"},
            "format": "download",
            "language": "en",
            "effort": {"value": 6, "unit": "hour"},
        },
        {
            "id": "first-maps",
            "title": "First maps",
            "kind": "book",
            "provider": "Kerbside Press",
            "author": "Ines Valdez",
            "url": "https://books.example.org/first-maps?edition=2",
            "cost": {"amount": 19.5, "currency": "GBP", "basis": "total"},
            "format": "print_or_ebook",
            "language": "en",
            "effort": {"value": 4, "unit": "week"},
        },
    ],
    "sources": [
        {
            "id": "pay-survey",
            "title": "Pay in public transport 2026",
            "publisher": "Kerbside Institute",
            "url": "https://pay.example.org/2026",
            "published_on": "2026-04-01",
            "accessed_on": "2026-10-02",
        },
        {
            "id": "network-review",
            "title": "Review of bus networks",
            "url": "https://transport.example.org/review",
            "published_on": "2026-03-15",
        },
    ],
    "tags": ["transport", "public sector"],
    "authors": [{"name": "Amira Haddad", "url": "https://people.example.org/amira"}],
    "related_slugs": ["train-driver-to-transport-planner"],
    "intros": {"roadmap": "Three steps; the first two can run side by side."},
    "cta": {
        "heading": "Talk to a planner",
        "text": "Thirty minutes, no strings.",
        "label": "Book a talk",
        "url": "https://talk.example.org/planners",
    },
}
