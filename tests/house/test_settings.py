"""Settings: the table of the README, what cannot be read, and what production refuses to be run with."""

import re
import stat
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from cms.app import create_app
from cms.settings import PREFIX, Settings, SettingsError

README = Path(__file__).resolve().parents[2] / "README.md"
ROW = re.compile(r"^\| `(CMS_[A-Z_]+)` \| (.+?) \| (.+) \|$", re.MULTILINE)
SECRET = "thirty-two characters or more of it"
SOUND = {"CMS_ENV": "production", "CMS_BASE_URL": "https://guides.example.org", "CMS_SECRET_KEY": SECRET}


def written(default: Any) -> str:
    """A default as the table writes it."""
    if default in ("", ()):
        return "empty"
    if isinstance(default, tuple):
        return f"`{' '.join(map(str, default))}`"
    return f"`{int(default) if isinstance(default, bool) else default}`"


def test_stands_in_the_readme_with_its_default_and_its_meaning() -> None:
    table = [match.groups() for match in ROW.finditer(README.read_text("utf-8"))]
    declared = [(PREFIX + one.name.upper(), written(one.default), one.metadata["about"]) for one in fields(Settings)]
    assert table == declared


def test_reads_each_from_its_variable() -> None:
    given = {
        "CMS_ENV": "production", "CMS_DATA_DIR": "/data", "CMS_DATABASE_URL": "postgresql+psycopg://db/crossway",
        "CMS_BASE_URL": "https://guides.example.org/", "CMS_SITE_NAME": "Ways", "CMS_DEFAULT_LANGUAGE": "de",
        "CMS_SECRET_KEY": SECRET, "CMS_SECRET_KEY_FALLBACKS": " older  oldest ", "CMS_TRUSTED_PROXIES": "2",
        "CMS_REVIEWERS_REQUIRED": "0", "CMS_SECOND_LOOK_DAYS": "14", "CMS_WORKERS": "4", "CMS_SEED": "0",
        "CMS_WORKER": "0", "CMS_DESK": "0", "CMS_CACHE_BYTES": "1000", "CMS_WEBHOOK_RETRY_SECONDS": " 1 20,300 ",
        "CMS_ALLOW_PRIVATE_ADDRESSES": "1", "CMS_THREADS": "3", "CMS_RATE_LIMITS": "off",
        "CMS_SMTP_URL": "smtps://desk:p%40ss@mail.example.org", "CMS_MAIL_FROM": "Ways <desk@example.org>",
        "CMS_UNDO_SECONDS": "5", "CMS_CHECK_LINKS": "0", "CMS_SECOND_FACTOR": "publisher  admin",
        "CMS_SEARCHES_A_MINUTE": "6", "CMS_IMPORTS_A_MINUTE": "7", "CMS_EXPORTS_A_MINUTE": "8",
        "CMS_WEBHOOK_TESTS_A_MINUTE": "0", "CMS_REDIS_URL": "redis://127.0.0.1:6379/0",
    }  # fmt: skip
    assert set(given) == {PREFIX + one.name.upper() for one in fields(Settings)}
    assert Settings.from_environment({**given, "CMS_UNHEARD_OF": "1", "PATH": "/bin"}) == Settings(
        env="production", data_dir="/data", database_url="postgresql+psycopg://db/crossway",
        base_url="https://guides.example.org", site_name="Ways", default_language="de", secret_key=SECRET,
        secret_key_fallbacks=("older", "oldest"), trusted_proxies=2, reviewers_required=0, second_look_days=14,
        workers=4, seed=False, worker=False, desk=False, cache_bytes=1000, webhook_retry_seconds=(1, 20, 300),
        allow_private_addresses=True, threads=3, rate_limits=False,
        smtp_url="smtps://desk:p%40ss@mail.example.org", mail_from="Ways <desk@example.org>", undo_seconds=5,
        check_links=False, second_factor=("publisher", "admin"),
        searches_a_minute=6, imports_a_minute=7, exports_a_minute=8, webhook_tests_a_minute=0,
        redis_url="redis://127.0.0.1:6379/0",
    )  # fmt: skip


def test_has_a_default_for_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # `make run` on another port leaves its address in the folder it was run in
    assert Settings.from_environment({}) == Settings()


@pytest.mark.parametrize("yes", ["1", "true", "TRUE", "on"])
@pytest.mark.parametrize("no", ["0", "false", "Off"])
def test_reads_a_switch_in_its_few_spellings(yes: str, no: str) -> None:
    assert Settings.from_environment({"CMS_SEED": yes}).seed
    assert not Settings.from_environment({"CMS_SEED": no}).seed


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("CMS_SEED", "maybe", "must be 1 or 0, not “maybe”"),
        ("CMS_SEED", "", "must be 1 or 0, not “”"),
        ("CMS_WORKERS", "two", "must be a whole number, not “two”"),
        ("CMS_WORKERS", "-1", "must be a whole number"),
        ("CMS_WORKERS", "1.5", "must be a whole number"),
        ("CMS_WEBHOOK_RETRY_SECONDS", "5 soon", "must be a whole number, not “soon”"),
        ("CMS_REVIEWERS_REQUIRED", "", "must be a whole number"),
        ("CMS_TRUSTED_PROXIES", "١", "must be a whole number"),
        ("CMS_ENV", "staging", "must be development or production"),
        ("CMS_ENV", "", "must be development or production"),
        ("CMS_BASE_URL", "guides.example.org", "must be an origin"),
        ("CMS_BASE_URL", "", "must be an origin"),
        ("CMS_BASE_URL", "ftp://guides.example.org", "must be an origin"),
        ("CMS_BASE_URL", "https://guides.example.org/guides", "must be an origin"),
        ("CMS_BASE_URL", "https://guides.example.org?x=1", "must be an origin"),
    ],
)
def test_says_what_is_wrong_and_with_which_variable(name: str, text: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(sentence)) as refused:
        Settings.from_environment({name: text})
    assert name in str(refused.value)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"CMS_SECRET_KEY": ""}, "CMS_SECRET_KEY is missing or shorter than 32 characters."),
        ({"CMS_SECRET_KEY": "x" * 31}, "CMS_SECRET_KEY is missing or shorter than 32 characters."),
        ({"CMS_BASE_URL": "http://guides.example.org"}, "CMS_BASE_URL must begin with https:// in production."),
    ],
)
def test_refuses_production_with_an_open_door(changed: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(sentence)):
        Settings.from_environment({**SOUND, **changed})
    development = {**SOUND, **changed, "CMS_ENV": "development"}
    assert not Settings.from_environment(development).production


def test_lets_a_sound_production_through() -> None:
    settings = Settings.from_environment(SOUND)
    assert settings.production
    assert settings.host == "guides.example.org"
    assert settings.signing_key() == SECRET


@pytest.mark.parametrize(
    ("given", "demanded"),
    [
        ({}, set()),
        (SOUND, {"publisher", "managing_editor", "admin"}),
        ({**SOUND, "CMS_SECOND_FACTOR": "none"}, set()),
        ({**SOUND, "CMS_SECOND_FACTOR": "author"}, {"author"}),
    ],
)
def test_says_who_must_have_a_second_factor(given: dict[str, str], demanded: set[str]) -> None:
    assert Settings.from_environment(given).second_factor_roles == demanded


def test_knows_every_role_that_must_have_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="“editor” is no role"):
        create_app(Settings(data_dir=str(tmp_path), second_factor=("admin", "editor")))


# The secret of a development copy


def test_makes_a_development_secret_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there" / "yet"
    first = Settings(data_dir=str(folder)).signing_key()
    [kept] = folder.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.read_text() == first
    assert len(first) >= 32
    assert Settings(data_dir=str(folder)).signing_key() == first
    assert Settings(data_dir=str(tmp_path / "other")).signing_key() != first


def test_makes_no_secret_where_one_is_given(tmp_path: Path) -> None:
    assert Settings(data_dir=str(tmp_path), secret_key=SECRET).signing_key() == SECRET
    assert list(tmp_path.iterdir()) == []


def test_keeps_sqlite_in_the_data_folder_unless_told_otherwise(tmp_path: Path) -> None:
    assert Settings(data_dir=str(tmp_path)).database == f"sqlite:///{tmp_path / 'crossway.sqlite3'}"
    assert Settings(database_url="postgresql+psycopg://db/x").database == "postgresql+psycopg://db/x"
