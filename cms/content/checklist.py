"""What no machine can decide: shown to whoever approves, who ticks what they have checked."""

CHECKLIST = {
    "promises": "The overview’s promises appear in the skills.",
    "answers": "The questions and answers agree with the facts.",
    "specific": "Benefits and challenges are specific to this pair of roles.",
    "courses": "Each named course exists at that provider.",
    "requirements": "The requirements of the region are complete.",
    "applying": "Some step contains applying for jobs.",
    "numbers": "I have seen every number in its source.",
    "pay": "It is stated what the pay is based on.",
    "assumptions": "No sentence assumes age, gender, family or visa status.",
}
