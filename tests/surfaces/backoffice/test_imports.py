"""Imports in the back office: a trial, a word, the import, the lines that were not taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from arasta.config import tasks
from arasta.contexts.identity.types import Role
from arasta.contexts.imports import queries
from arasta.contexts.imports.types import RunRow, RunStatus
from arasta.kernel.ids import to_public
from tests import makers
from tests.flows.stocking.importing import goods_there, make_shop
from tests.surfaces.backoffice.making import come_in

pytestmark = pytest.mark.django_db

PAGE = "/office/imports"
GOODS = "sku,title,price,on_hand\nMUG,Mug,199,4\nCUP,,99,1\n=EVIL( ),Cup,1,1\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path
    make_shop()


def upload(client: Client, text: str = GOODS, *, kind: str = "goods", **given: str) -> Any:
    file = SimpleUploadedFile("goods.csv", text.encode())
    choices = {"file": file, "is_trial": "yes", "language": "en", "decimal": "point", "creates_terms": "on", **given}
    return client.post(f"{PAGE}?kind={kind}", {**choices, "price_list": "base", "location": "MAIN"})


def work() -> None:
    """Do what the worker does with the jobs that wait."""
    for job in ProcrastinateJob.objects.filter(task_name="imports.read", status="todo"):
        tasks.read_import(**job.args)
    ProcrastinateJob.objects.filter(task_name="imports.read").delete()


def latest() -> tuple[RunRow, str]:
    run = queries.runs().items[0]
    return run, f"{PAGE}/{to_public('imp', run.id)}"


def test_a_file_is_tried_then_imported(client: Client) -> None:
    come_in(client)

    sent = upload(client)
    page = latest()[1]
    waiting = client.get(page).content.decode()
    work()
    tried, tried_page, there = latest()[0], client.get(page).content.decode(), goods_there()
    approved = client.post(f"{page}/approve")
    work()

    assert (sent.status_code, sent["Location"], approved.status_code) == (302, page, 302)
    assert ("every 1s" in waiting, "every 1s" in tried_page) == (True, False)
    assert (tried.status, tried.new, tried.faulty, there) == (RunStatus.CHECKED, 1, 2, [])
    assert "Import it now" in tried_page
    assert latest()[0].status is RunStatus.DONE
    assert goods_there() == [("MUG", "mug", "", 19900, 4)]
    assert client.post(f"{page}/approve").status_code == 409


def test_lines_that_were_not_taken_are_shown_and_downloaded(client: Client) -> None:
    come_in(client)
    upload(client, is_trial="no")
    work()
    page = latest()[1]

    shown = client.get(page).content.decode()
    file = client.get(f"{page}/faults").getvalue().decode("utf-8-sig").splitlines()

    assert "Write something into “title”: it is needed here." in shown
    assert file[0] == "line,column,value,code,what to do"
    assert [line.split(",")[:4] for line in file[1:]] == [
        ["3", "title", "", "cell_missing"],
        ["4", "sku", "'=EVIL( )", "invalid_sku"],
    ]


def test_the_sample_files_can_be_imported_as_they_are(client: Client) -> None:
    come_in(client)
    makers.make_location("ISTANBUL")
    makers.make_location("ANKARA")

    for kind in ("goods", "stock"):
        sample = client.get(f"{PAGE}/samples/{kind}").getvalue().decode("utf-8-sig")
        upload(client, sample, kind=kind, is_trial="no")
        work()
        run = latest()[0]
        assert (run.status, run.faulty, run.kind.value) == (RunStatus.DONE, 0, kind)


def test_a_file_that_cannot_be_read_says_why(client: Client) -> None:
    come_in(client)
    upload(client, "sku,titel\nA,B\n")
    work()

    page = client.get(latest()[1]).content.decode()

    assert "Do you mean “title”?" in page
    assert "Go on from here" not in page


@pytest.mark.parametrize(
    ("given", "sentence"),
    [({"file": ""}, "This field is required."), ({"is_trial": "perhaps"}, "Select a valid choice")],
)
def test_a_form_that_is_wrong_comes_back(client: Client, given: dict[str, str], sentence: str) -> None:
    come_in(client)

    answer = upload(client, **given)

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert queries.runs().items == []


def test_a_file_beyond_all_measure_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    come_in(client)
    monkeypatch.setattr("arasta.flows.stocking.import_store.MOST_BYTES", 10)

    answer = upload(client)

    assert (answer.status_code, "larger than" in answer.content.decode()) == (413, True)
    assert list((tmp_path / "imports").iterdir()) == []


def test_what_comes_after_htmx_is_only_the_part(client: Client) -> None:
    come_in(client)
    upload(client)

    part = client.get(latest()[1], headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith('<div class="stack" id="state"')


def test_only_who_may_imports(client: Client) -> None:
    come_in(client, Role.MARKETER)

    assert [client.get(PAGE).status_code, upload(client).status_code] == [403, 403]
    assert queries.runs().items == []


def test_nobody_knows_an_import_that_is_not_there(client: Client) -> None:
    come_in(client)

    assert client.get(f"{PAGE}/{to_public('imp', UUID(int=1))}").status_code == 404
