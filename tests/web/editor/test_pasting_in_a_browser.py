"""Several lines pasted at once: rows, rows with their text, or one line; one act, and taken back as one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.factories import a_document
from tests.web.editor.writer import PASTE, press, typed


def test_lines_that_are_pasted_into_a_list_are_rows_and_can_be_undone(writing: Callable[..., Page]) -> None:
    page = writing()
    tasks = page.locator("#roadmap-1-tasks textarea")
    before = [one.input_value() for one in tasks.all()]
    tasks.last.press("Enter")
    page.keyboard.type("And ")
    tasks.last.evaluate(PASTE, "  • read\n\n  • write - a lot\r\n2. count")
    expect(tasks).to_have_count(len(before) + 3)
    assert [one.input_value() for one in tasks.all()] == [*before, "And read", "write - a lot", "count"]
    expect(tasks.last).to_be_focused()
    tasks.first.evaluate(PASTE, "One\nTwo")
    assert [one.input_value() for one in tasks.all()][1] == "Two", "it comes right after"
    title = page.locator("[name=roadmap-1-title]")
    title.press("End")
    title.evaluate(PASTE, "n by a page\nthat broke it")
    expect(title).to_have_value("Drawn by a page that broke it")
    page.keyboard.press("Control+z")
    expect(title).to_have_value("Draw")
    title.evaluate(PASTE, "n\nup")
    expect(title).to_have_value("Drawn up")
    expect(page.locator(".field", has=title).locator(".filled")).to_contain_text("Pasted as one line.")
    page.keyboard.type("!")
    expect(page.locator(".filled")).to_have_count(0)


def test_lines_pasted_where_a_blank_row_begins_are_rows_and_one_act(writing: Callable[..., Page]) -> None:
    page = writing()
    form, sources = page.locator("#guide-form"), page.locator("#sources > [data-row]")
    first = page.locator("[name=sources-0-title]")
    for control in page.locator("#sources-0 :is(input, textarea):not([type=hidden]):visible").all():
        control.fill("")  # a row that was cleared is blank, too
    count, before = sources.count(), typed(form)
    first.evaluate(PASTE, "1. A census\n\n2. A survey")
    expect(sources).to_have_count(count + 1)
    expect(page.locator("[name=sources-1-title]")).to_have_value("A survey")
    expect(first).to_be_focused()
    expect(page.locator(".filled")).to_have_text("2 lines pasted, each a source of its own. Undo")
    page.keyboard.press("Control+z")
    assert typed(form) == before
    expect(first).to_be_focused()
    first.evaluate(PASTE, "One\nTwo\nThree")
    page.locator("[name=sources-2-title]").fill("Three, and more")
    page.get_by_role("button", name="Undo: what was pasted").click()
    expect(page.locator("[name=sources-1-title]")).to_have_value("Three, and more")  # nothing typed since is lost
    expect(sources).to_have_count(count + 1)


SKILLS = ("Careful listening", "You hear what is meant.", "Writing", "Notes and reports,\neach for its reader.")
QUESTIONS = ("Does it pay?", "It does.", "And is it hard?", "Not very.\nIt is long.")
LONG = "What was done before is of use here, every day, and by whoever has done it for some years, too."


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("transferable_skills", f"{SKILLS[0]}\t{SKILLS[1]}\r\n{SKILLS[2]}\t" + SKILLS[3].replace("\n", "\t") + "\r\n"),
        ("transferable_skills", "\n".join((SKILLS[0], SKILLS[1], "", SKILLS[2], SKILLS[3]))),
        ("faq", "\r\n\r\n".join(("1. Does it pay?", "It does.", "2. And is it hard?", "Not very.\nIt is long."))),
        ("transferable_skills", f"Careful listening\n\n{LONG}\n\nWriting\n\n{LONG}"),
        ("transferable_skills", f"• Careful listening: {LONG}\n• Writing – {LONG}"),
    ],
    ids=["from a spreadsheet", "in groups", "questions", "long and short", "with a colon"],
)
def test_names_with_their_text_are_rows_of_both(writing: Callable[..., Page], section: str, text: str) -> None:
    document = a_document()
    document.pop(section)
    page = writing(document)
    first, second = ("question", "answer") if section == "faq" else ("skill-label", "text")
    if section == "faq":
        press(page, "add:faq")
    before = typed(page.locator("#guide-form"))
    name = page.locator(f"[name={section}-0-{first}]")
    name.evaluate(PASTE, text)
    told = f"2 pasted, each a {'question' if section == 'faq' else 'skill'} with its text."
    expect(page.locator(".filled")).to_contain_text(told)
    wanted = QUESTIONS if section == "faq" else SKILLS if LONG not in text else (SKILLS[0], LONG, SKILLS[2], LONG)
    fields = [f"{section}-{row}-{one}" for row in (0, 1) for one in (first, second)]
    assert [page.locator(f"[name={one}]").input_value() for one in fields] == list(wanted)
    page.keyboard.press("Control+z")
    expect(name).to_be_focused()
    assert typed(page.locator("#guide-form")) == before


def test_short_lines_alone_are_names(writing: Callable[..., Page]) -> None:
    document = a_document()
    document.pop("transferable_skills")
    page = writing(document)
    page.locator("[name=transferable_skills-0-skill-label]").evaluate(PASTE, "Listening\n\nWriting: in short\n\nMaps")
    labels = page.locator('#transferable_skills [name$="-skill-label"]')
    expect(labels.nth(2)).to_have_value("Maps")
    assert labels.nth(1).input_value() == "Writing: in short"
    assert page.locator("[name=transferable_skills-0-text]").input_value() == ""


def test_what_a_full_list_has_no_room_for_stays_in_the_last_name(writing: Callable[..., Page]) -> None:
    page = writing(a_document(tags=[f"Tag {index}" for index in range(8)]))
    press(page, "add:tags")
    page.locator("[name=tags-8]").evaluate(PASTE, "One\nTwo\nThree\nFour")
    assert page.locator("[name=tags-9]").input_value() == "Two Three Four"


_ENTRIES = """async (text) => {
  const { entriesIn, textOf } = await import("/static/editor/records.js");
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  return entriesIn(textOf({ clipboardData }), 80).map(({ name, text }) => (text ? [name, text] : [name]));
}"""


@pytest.fixture
def sheet(writing: Callable[..., Page]) -> Page:
    return writing()


_COLUMNS = ("A\tYes, it is\r\nB\t\r\nC\tNo", [["A", "Yes, it is"], ["B"], ["C", "No"]])
_WRAPPED = "We listen to what is said and\nwrite it down.\n\nWe walk to the\nstop and look."


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        _COLUMNS,
        ('A\t"one\ntwo ""x"""\nB\tb', [["A", 'one\ntwo "x"'], ["B", "b"]]),
        ("1\tA\tfoo\n2\tB\tbar", [["A", "foo"], ["B", "bar"]]),
        ("Skills\nA\tfoo\nB\tbar", [["Skills"], ["A foo"], ["B bar"]]),
        ("\tA\n\tB", [["A"], ["B"]]),
        ("1.\tA\n2.\tB", [["A"], ["B"]]),
        ("o\tA\no\u00a0 B\n\uf0b7\tC\n● D", [["A"], ["B"], ["C"], ["D"]]),
        ("or not\no mar", [["or not"], ["o mar"]]),
        ("A\x0bB\n\u200b\n\u00a0\nsoft\u00adly", [["A"], ["B"], ["softly"]]),
        ("Technical\nPython\nSQL\n\nSoft\nListening", [["Technical"], ["Python"], ["SQL"], ["Soft"], ["Listening"]]),
        (_WRAPPED, [[one] for one in _WRAPPED.split("\n") if one]),
        ("Listening\nYou hear what is meant.", [["Listening"], ["You hear what is meant."]]),
        (f"{LONG}\n{LONG}", [[LONG], [LONG]]),
        (f"Maps\n{LONG}\nWriting", [["Maps"], [LONG], ["Writing"]]),
        (f"Skills\nMaps\n{LONG}\nWriting\n{LONG}", [["Skills"], ["Maps", LONG], ["Writing", LONG]]),
        (f"12:30 – 14:00 {LONG}\n14:00 – 15:00 {LONG}", [[f"12:30 – 14:00 {LONG}"], [f"14:00 – 15:00 {LONG}"]]),
        (f"See https://x.example: {LONG}\nhttps://y.example/a: {LONG}", None),
        (f"Well, as they say: {LONG}\nIt is so. That is: {LONG}", None),
        (f"聆听：{LONG}\n写作： {LONG}", [["聆听", LONG], ["写作", LONG]]),
        (f"Écoute\u00a0: {LONG}\nNotes\u202f: {LONG}", [["Écoute", LONG], ["Notes", LONG]]),
    ],
)  # fmt: skip
def test_a_guess_that_is_not_sure_is_a_row_a_line(sheet: Page, text: str, wanted: list[list[str]] | None) -> None:
    assert sheet.evaluate(_ENTRIES, text) == (wanted or [[line] for line in text.split("\n")])
