"""The site's own sentences: what stands above a section whose author wrote no lead-in, and what a difficulty means."""

LEAD_INS = {
    "entry_requirements": "What you need to hold, pass or prove before someone can hire you.",
    "transferable_skills": "You do not start from nothing. These strengths come with you.",
    "skills_to_learn": "What is still missing, the most pressing first, with the time each part takes.",
    "roadmap": "One step after the other, with what to do in each and what to do it with.",
    "reality_check": "An honest look at what changes, before you decide.",
    "action_plan": "Small things first. Each list has a day by which it can be done.",
    "faq": "What people ask before they make this move.",
    "resources": "Everything this guide recommends, in one place.",
    "sources": "Where the figures and claims in this guide come from.",
}

DIFFICULTY_MEANING = {
    "easy": "A short way, with nothing mandatory in between.",
    "moderate": "Several months of steady work.",
    "challenging": "A longer way, or a portfolio or degree to build first.",
    "very_challenging": "A licence, a degree or a full year of training comes first.",
}
