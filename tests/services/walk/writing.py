"""People write: they start guides, save them by hand or let the page do it, and bring old texts back."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from cms import clock
from cms.content import Document
from cms.errors import CrosswayError, NotFound, PageEnded
from cms.services import autosaving, drafting
from cms.services.autosaving import Autosaved
from cms.services.revising import Kept
from cms.workflow import Actor
from tests.factories import a_short_document
from tests.services.walk.ground import GUIDES, KEY, SLUGS, Ground
from tests.services.walk.model import Page, Written
from tests.services.walk.moment import WORDS

LANGUAGES = ("en", "de", "en")  # the first two guides are translations of one another
CHANGES = st.sampled_from([*SLUGS, *WORDS, *WORDS, "alone", "together", "empty", "same"])
WRITERS = st.sampled_from([0, 0, 1, 1, 7, 2, 5])


class Writing(Ground):
    @precondition(lambda self: len(self.guides) < GUIDES)
    @rule(who=st.integers(0, 7), slug=st.sampled_from([*SLUGS, ""]), cause=st.sampled_from(["edit", "import"]))
    def start(self, who: int, slug: str, cause: str) -> None:
        self.begin(who, slug, cause)

    def begin(self, who: int, slug: str, cause: str) -> None:
        """A guide about a route of its own."""
        index = self.begun
        document = a_short_document(
            language=LANGUAGES[index % len(LANGUAGES)],
            translation_key=KEY,
            to_role={"slug": f"planner-{index}", "label": f"Planner {index}"},
            summary=f"Of {WORDS[0]}{index % 10}.",
        )
        if slug:
            document["slug"] = slug
        else:
            del document["slug"]
        actor = self.people[who]
        came_of = self.attempt(lambda: drafting.create_guide(document, actor=actor, cause=cause))
        if isinstance(came_of, Kept):
            self.guides.append(Written(came_of.guide.id, index))
            self.begun += 1
            self.note_revision(self.guides[-1], came_of, actor)
        self.check("create", came_of, actor)

    @rule(
        who=WRITERS,
        which=st.integers(0, GUIDES - 1),
        change=CHANGES,
        behind=st.sampled_from([0, 0, 0, 0, 1, 2, -1]),
        cause=st.sampled_from(["edit", "import"]),
    )
    def save(self, who: int, which: int, change: str, behind: int, cause: str) -> None:
        guide = self.guide(which)
        self.write(guide, self.people[who], change, behind=behind, cause=cause)

    def write(self, guide: Written, actor: Actor, change: str, *, behind: int = 0, cause: str = "edit") -> None:
        """behind: how many revisions have passed since the writer began; -1 for one that does not exist."""
        base = self.behind(guide, behind) if behind >= 0 else guide.newest - behind
        begun = self.text(guide, min(base, guide.newest))
        mine = self.changed(guide, begun, change)
        came_of = self.attempt(lambda: drafting.save_draft(guide.id, mine, base=base, actor=actor, cause=cause))
        if isinstance(came_of, Kept) and came_of.changed:
            assert base <= guide.newest, "12: a save on nothing won"
            self.expect_both(guide, begun, mine, came_of)
            self.note_revision(guide, came_of, actor)
        self.check("edit", came_of, actor)

    @rule(
        who=WRITERS,
        which=st.integers(0, GUIDES - 1),
        tab=st.integers(0, 1),
        changes=st.lists(CHANGES, min_size=1, max_size=3),
        behind=st.sampled_from([0, 0, 0, 1]),
        last=st.sampled_from(["by itself", "by itself", "late", "by hand", "in place"]),
    )
    def sit_and_write(self, who: int, which: int, tab: int, changes: list[str], behind: int, last: str) -> None:
        """A page saves by itself a few times; then its last message comes twice, or it is saved by hand: as a
        form, or in place, where it says just what it said by itself.
        """
        guide, actor = self.guide(which), self.people[who]
        for change in changes:
            self.autosave(guide, actor, tab, change, behind=behind)
        page = guide.pages.get((actor.id, tab))
        if page and last == "late":
            came_of = self.attempt(lambda: self.sent(guide, actor, page, page.sequence, page.said))
            assert isinstance(came_of, CrosswayError) or not (came_of.applied or came_of.kept.changed)  # type: ignore[attr-defined]
            self.check("late", came_of, actor)
        elif page and last == "by hand":
            self.leave_page(guide, actor, page, changes[0])
        elif page and last == "in place":
            self.autosave(guide, actor, tab, changes[-1], by_hand=True)

    def autosave(
        self, guide: Written, actor: Actor, tab: int, change: str, *, behind: int = 0, by_hand: bool = False
    ) -> None:
        base = self.behind(guide, behind)
        name = f"{actor.id}-{tab}-{guide.newest}-{len(guide.pages)}"
        page = guide.pages.get((actor.id, tab)) or Page(name, base, self.text(guide, base))
        mine = self.changed(guide, page.said, change)
        came_of = self.attempt(lambda: self.sent(guide, actor, page, page.sequence + 1, mine, by_hand))
        silent = None
        if isinstance(came_of, Autosaved):
            assert came_of.applied
            assert not page.ended
            begun, page.said, page.sequence, page.at = page.said, mine, page.sequence + 1, clock.now()
            guide.pages[actor.id, tab] = page
            if came_of.kept.changed:
                self.expect_both(guide, begun, mine, came_of.kept)
                silent = guide.id if self.note_revision(guide, came_of.kept, actor) else None
            page.revision = guide.newest
        elif isinstance(came_of, PageEnded):
            assert page.ended, "a page was taken for one that was left"
            del guide.pages[actor.id, tab]
        self.check("coalesced" if silent else "edit" if by_hand else "autosave", came_of, actor, silent=silent)

    def leave_page(self, guide: Written, actor: Actor, page: Page, change: str) -> None:
        mine = self.changed(guide, page.said, change)
        came_of = self.attempt(
            lambda: drafting.save_draft(guide.id, mine, base=page.revision, actor=actor, tab=page.tab)
        )
        if isinstance(came_of, Kept):
            page.ended, page.at = True, clock.now()
            if came_of.changed:
                self.expect_both(guide, page.said, mine, came_of)
                self.note_revision(guide, came_of, actor)
        self.check("edit", came_of, actor)

    def sent(
        self, guide: Written, actor: Actor, page: Page, sequence: int, document: Document, by_hand: bool = False
    ) -> Autosaved:
        message = autosaving.Page(page.tab, sequence, by_hand)
        return autosaving.autosave(guide.id, document, base=page.revision, page=message, actor=actor)

    @rule(
        who=st.integers(0, 7),
        which=st.integers(0, GUIDES - 1),
        back=st.integers(-1, 3),
        behind=st.sampled_from([0, 0, 0, 1]),
    )
    def restore(self, who: int, which: int, back: int, behind: int) -> None:
        guide, actor = self.guide(which), self.people[who]
        number, base = guide.newest - back, guide.newest - behind
        came_of = self.attempt(lambda: drafting.restore_revision(guide.id, number, base=base, actor=actor))
        if isinstance(came_of, Kept) and came_of.changed:
            assert behind == 0, "12: a stale restore won"
            assert came_of.revision.digest == guide.digest(number)
            guide.named.add(number)
            self.note_revision(guide, came_of, actor)
        if isinstance(came_of, NotFound):
            assert number not in guide.kept
        else:
            self.check("restore", came_of, actor)

    # What they had before them

    def behind(self, guide: Written, revisions: int) -> int:
        """The number of a revision that is still there, about so many before the newest."""
        return max((number for number in guide.kept if number <= guide.newest - revisions), default=1)

    def text(self, guide: Written, number: int) -> Document:
        document: Document = self.now.row("revision", (guide.id, number)).document
        return document

    def expect_both(self, guide: Written, begun: Document, mine: Document, kept: Kept) -> None:
        """12. What was saved says what each side changed, section by section; and it was not frozen."""
        assert self.now.row("guide", guide.id).state not in ("in_review", "approved"), "the text was frozen"
        theirs, saved = self.text(guide, guide.newest), kept.revision.document
        for name in {*begun, *theirs, *mine}:
            before, became, wanted = begun.get(name), theirs.get(name), mine.get(name)
            assert before in (became, wanted) or became == wanted, f"12: one of two won silently at {name}"
            assert saved.get(name) == (wanted if became == before else became), f"12: {name} was lost"
        assert saved == mine or kept.revision.cause == "merge", "12: a merge that does not say so"
