"""Goods from files: what lands, what is told to be wrong, and that a second time changes nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.contexts.catalog.queries import products, variants
from arasta.contexts.imports import queries, services
from arasta.contexts.imports.types import ImportKind, Reading, RunInput, RunRow, RunStatus
from arasta.contexts.inventory.queries import audit
from arasta.flows.stocking import import_run
from arasta.flows.stocking.import_files import Line
from arasta.flows.stocking.import_plans import Plan
from arasta.flows.stocking.import_writers import WriterLost
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor, ActorKind
from tests import makers
from tests.flows.stocking.importing import bring_in, counts_of, faults_of, goods_there, make_shop
from tests.statements import counted

pytestmark = pytest.mark.django_db

SHIRTS = """sku,product,title,title:tr,category,brand,option:Color,option:Size,weight_grams,price,old_price,on_hand
S-RED-S,shirt,Linen shirt,Keten gömlek,Clothing > Shirts,Kervan,Red,S,180,1249.90,1499.90,25
S-RED-M,shirt,,,,,Red,M,190,1249.90,,12
MUG,,White mug,Beyaz kupa,Kitchen,,,,350,199,,0
"""


@pytest.fixture(autouse=True)
def shop() -> None:
    make_shop()


def events() -> int:
    return int(db.rows("SELECT count(*) FROM outbox_event")[0][0])


def test_goods_land_with_all_that_belongs_to_them(tmp_path: Path) -> None:
    run = bring_in(tmp_path, SHIRTS)

    assert (run.status, counts_of(run), faults_of(run)) == (RunStatus.DONE, (3, 0, 0, 0), [])
    assert goods_there() == [
        ("MUG", "mug", "", 19900, 0),
        ("S-RED-M", "shirt", "color=red;size=m", 124990, 12),
        ("S-RED-S", "shirt", "color=red;size=s", 124990, 25),
    ]
    shirt = variants.variants_by_sku(["S-RED-M"], language="tr")["S-RED-M"]
    assert (shirt.title, shirt.brand, shirt.weight_grams) == ("Keten gömlek", "Kervan", 190)
    assert shirt.options == (("Color", "Red"), ("Size", "M"))
    assert [step.name for step in products.product("shirt", language="en").path] == ["Clothing", "Shirts"]
    assert audit.find_lies() == []


def test_the_same_file_again_changes_nothing_and_tells_nothing(tmp_path: Path) -> None:
    bring_in(tmp_path, SHIRTS)
    told = events()

    again = bring_in(tmp_path, SHIRTS)

    assert counts_of(again) == (0, 0, 3, 0)
    assert events() == told


def test_only_what_is_different_changes(tmp_path: Path) -> None:
    bring_in(tmp_path, SHIRTS)

    run = bring_in(tmp_path, SHIRTS.replace("1249.90,,12", "1149.90,,13").replace("White mug", "Whiter mug"))

    assert counts_of(run) == (0, 2, 1, 0)
    assert ("S-RED-M", "shirt", "color=red;size=m", 114990, 13) in goods_there()


def test_a_price_of_nothing_is_a_price(tmp_path: Path) -> None:
    bring_in(tmp_path, SHIRTS)

    run = bring_in(tmp_path, "sku,price\nMUG,0\n")

    assert (counts_of(run), faults_of(run)) == ((0, 1, 0, 0), [])
    assert goods_there()[0] == ("MUG", "mug", "", 0, 0)


def test_columns_that_are_missing_leave_things_alone(tmp_path: Path) -> None:
    bring_in(tmp_path, SHIRTS)

    run = bring_in(tmp_path, "sku,product,title\nS-RED-S,shirt,Linen shirt\nS-RED-M,shirt,\n")
    prices = bring_in(tmp_path, "sku;price\nMUG;189\nS-RED-S;1249.90\n")

    assert counts_of(run) == (0, 0, 2, 0)
    assert counts_of(prices) == (0, 1, 1, 0)
    assert goods_there()[0] == ("MUG", "mug", "", 18900, 0)
    assert db.rows("SELECT compare_at_minor FROM pricing_price WHERE compare_at_minor IS NOT NULL") == [(149990,)]
    assert [step.name for step in products.product("shirt", language="en").path] == ["Clothing", "Shirts"]


def test_bad_lines_are_told_and_the_good_ones_land(tmp_path: Path) -> None:
    run = bring_in(
        tmp_path,
        "sku,product,title,gtin,price,old_price,on_hand,option:size\n"
        "A,a,Thing,,10,,1,s\n"
        ",b,Thing,,10,,1,\n"
        "C,c,,,10,,1,\n"
        "D,d,Thing,123,10,,1,\n"
        'E,e,Thing,,"10,5",,1,\n'
        "F,f,Thing,,10,9,1,\n"
        "G,g,Thing,,10,,many,\n"
        "H,a,Other,,10,,1,m\n"
        "A,i,Thing,,10,,1,\n"
        "J,a,,,10,,1,s\n"
        "K,k,Thing,,10,,-4,\n"
        "L,l,Thing,,10,,1,,too,many\n"
        "\n"
        "M M,m,Thing,,10,,1,\n"
        "N,n,Thing,,10.999,,1,\n"
        "O,o,Thing,,10,,1,\n",
    )

    assert faults_of(run) == [
        (3, "sku", "cell_missing"),
        (4, "title", "cell_missing"),
        (5, "gtin", "invalid_gtin"),
        (6, "price", "no_amount"),
        (7, "price", "old_price_not_above"),
        (8, "on_hand", "no_count"),
        (9, "title", "facts_differ"),
        (10, "sku", "given_twice"),
        (11, "option", "variants_alike"),
        (12, "on_hand", "invalid_quantity"),
        (13, "", "too_many_cells"),
        (15, "sku", "invalid_sku"),
        (16, "price", "amount_too_fine"),
    ]
    assert (counts_of(run), run.lines_read) == ((2, 0, 0, 13), 16)
    assert {row[0] for row in goods_there()} == {"A", "F", "K", "O"}


def test_a_sku_of_another_product_and_promised_stock_are_refused(tmp_path: Path) -> None:
    bring_in(tmp_path, SHIRTS)
    db.execute("UPDATE inventory_level SET committed = 5 WHERE on_hand = 25")

    run = bring_in(tmp_path, "sku,product,title,on_hand\nMUG,cup,Cup,1\nS-RED-S,shirt,Linen shirt,4\n")

    assert faults_of(run) == [(2, "sku", "sku_taken"), (3, "on_hand", "stock_promised")]


def test_unknown_words_are_refused_if_nothing_shall_be_made(tmp_path: Path) -> None:
    run = bring_in(
        tmp_path, "sku,title,brand,category\nA,Thing,Nobody,\nB,Thing,,Nowhere\nC,Thing,,\n", creates_terms=False
    )

    assert faults_of(run) == [(2, "brand", "unknown_brand"), (3, "category", "unknown_category")]
    assert db.rows("SELECT count(*) FROM catalog_brand") == [(0,)]


def test_words_of_the_language_find_what_stands(tmp_path: Path) -> None:
    bring_in(tmp_path, "sku,title,category,option:renk\nA,Kupa,Aydınlatma,Kırmızı\n", language="tr")
    run = bring_in(tmp_path, "sku,title,category,option:Renk\nB,Kupa,AYDINLATMA,kırmızı\n", language="tr")

    assert counts_of(run) == (1, 0, 0, 0)
    assert db.rows("SELECT code FROM catalog_category") == [("aydinlatma",)]
    assert db.rows("SELECT code FROM catalog_option_value") == [("kirmizi",)]


def test_a_trial_tells_the_same_and_keeps_nothing(tmp_path: Path) -> None:
    run = bring_in(tmp_path, SHIRTS + "X,x,,,,,,,,,,\n", is_trial=True)

    assert (run.status, counts_of(run), faults_of(run)) == (
        RunStatus.CHECKED,
        (3, 0, 0, 1),
        [(5, "title", "cell_missing")],
    )
    assert (goods_there(), events()) == ([], 0)
    assert db.rows("SELECT count(*) FROM catalog_brand") == [(0,)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty_file"),
        ("\n\n", "empty_file"),
        ("sku,titel\nA,B\n", "unknown_column"),
        ("name,price\nA,1\n", "column_missing"),
        ("sku,SKU,title\nA,A,B\n", "column_twice"),
        ("sku,title,price,price_list\nA,B,1,base\n", ""),
        (b"sku,title\nA,\xcc\xf3\xe7\xfb\xea\xe0\xed\xf2\n", "unreadable_text"),
        (b"sku,title\nA,\x00\xff\n", "unreadable_text"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, text: str | bytes, code: str) -> None:
    run = bring_in(tmp_path, text)

    refused = queries.run(run.id)
    assert (refused.status is RunStatus.FAILED) is bool(code)
    assert bool(refused.failure) is bool(code)


def test_a_quote_that_never_ends_stops_the_file_where_it_begins(tmp_path: Path) -> None:
    run = bring_in(tmp_path, 'sku,title\nA,Thing\nB,Thing\nC,"Thing\n' + "D,Thing\n" * 20_000)

    assert (run.status, run.details) == (RunStatus.FAILED, {"line": 4})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1254", "utf-16"])
def test_encodings_and_delimiters_are_found_out(tmp_path: Path, encoding: str) -> None:
    text = "sku;title;price\nA;Işıklı çaydanlık;1.249,90\n"

    run = bring_in(tmp_path, text.encode(encoding), has_decimal_comma=True, language="tr")

    assert counts_of(run) == (1, 0, 0, 0)
    assert variants.variants_by_sku(["A"], language="tr")["A"].title == "Işıklı çaydanlık"
    assert goods_there()[0][3] == 124990


def test_a_named_encoding_is_believed(tmp_path: Path) -> None:
    run = bring_in(tmp_path, "sku,title\nA,Мойщик\n".encode("windows-1251"), encoding="windows-1251")
    wrong = bring_in(tmp_path, b"sku,title\nB,\xff\n", encoding="utf-8")

    assert variants.variants_by_sku(["A"], language="en")["A"].title == "Мойщик"
    assert (counts_of(run), wrong.status) == ((1, 0, 0, 0), RunStatus.FAILED)


def test_where_there_are_many_the_file_or_the_choice_says_which(tmp_path: Path) -> None:
    makers.make_location("SECOND")

    open_question = bring_in(tmp_path, "sku,title,on_hand\nA,Thing,4\n")
    chosen = bring_in(tmp_path, "sku,title,on_hand\nA,Thing,4\n", location="second")
    by_line = bring_in(tmp_path, "sku,title,location,on_hand\nA,Thing,main,3\nA,,SECOND,4\nB,Thing,NOWHERE,1\n")

    assert (open_question.status, open_question.details["column"]) == (RunStatus.FAILED, "location")
    assert (counts_of(chosen), counts_of(by_line)) == ((1, 0, 0, 0), (0, 1, 1, 1))
    assert faults_of(by_line) == [(4, "location", "unknown_location")]


def test_who_may_not_set_prices_imports_none(tmp_path: Path) -> None:
    actor = Actor(ActorKind.STAFF, id="x", permissions=frozenset({"catalog.write", "stock.write"}))

    assert bring_in(tmp_path, "sku,title,price\nA,Thing,4\n", actor=actor).status is RunStatus.FAILED
    assert bring_in(tmp_path, "sku,title\nA,Thing\n", actor=actor).status is RunStatus.DONE


def test_a_run_that_was_cut_off_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_run, "CHUNK", 2)
    path = tmp_path / "long.csv"
    path.write_text("sku,title\n" + "".join(f"SKU-{n},Thing {n}\n" for n in range(7)))
    run = services.open_run(
        RunInput(kind=ImportKind.GOODS, file_name="x", path=str(path), size=1, is_trial=False, reading=Reading()),
        actor=SYSTEM,
    )

    class Killed(BaseException):
        pass

    def die(done: int, lines: int) -> None:
        if done == 4:
            raise Killed

    with pytest.raises(Killed):
        import_run.read(run, at=makers.DAY, watch=die)
    cut_off = queries.run(run)
    done = import_run.read(run, at=makers.DAY)

    assert (cut_off.status, cut_off.lines_read, cut_off.new) == (RunStatus.RUNNING, 4, 4)
    assert (done.status, done.lines_read, done.new, len(goods_there())) == (RunStatus.DONE, 7, 7, 7)


def test_lines_of_one_product_land_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_run, "CHUNK", 2)
    lines = [f"S-{n},shirt,{'Shirt' if not n else ''},{n}" for n in range(5)] + ["MUG,mug,Mug,"]

    run = bring_in(tmp_path, "sku,product,title,option:size\n" + "\n".join(lines))

    assert (counts_of(run), run.lines_read) == ((6, 0, 0, 0), 6)


def test_a_chunk_costs_the_same_statements_however_long(tmp_path: Path) -> None:
    def cost(count: int, tag: str) -> int:
        text = "sku,title,price,on_hand\n" + "".join(f"{tag}-{n},Thing {n},10,3\n" for n in range(count))
        with CaptureQueriesContext(connection) as caught:
            bring_in(tmp_path, text)
        return counted(caught)

    assert cost(100, "B") == cost(1, "A")


@pytest.mark.django_db(transaction=True)
def test_two_writers_land_what_one_lands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_run, "CHUNK", 20)
    path = tmp_path / "long.csv"
    path.write_text(
        "sku,title,price,on_hand,brand,category,option:color\n"
        + "".join(f"SKU-{n},Thing,{n + 1},3,B{n % 7},Home > Room {n // 30},Hue {n // 50}\n" for n in range(200))
    )
    given = RunInput(kind=ImportKind.GOODS, file_name="x", path=str(path), size=1, is_trial=False, reading=Reading())

    first = import_run.read(services.open_run(given, actor=SYSTEM), at=makers.DAY, writers=2)
    again = import_run.read(services.open_run(given, actor=SYSTEM), at=makers.DAY, writers=2)

    assert (counts_of(first), counts_of(again), first.lines_read) == ((200, 0, 0, 0), (0, 0, 200, 0), 200)
    assert (len(goods_there()), audit.find_lies()) == (200, [])


@pytest.mark.django_db(transaction=True)
def test_a_writer_that_is_killed_ends_the_run_with_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_run, "_land", lambda run, plan, chunk: os._exit(9))
    path = tmp_path / "goods.csv"
    path.write_text("sku,title\nMUG,Mug\n")
    given = RunInput(kind=ImportKind.GOODS, file_name="x", path=str(path), size=1, is_trial=False, reading=Reading())

    run = import_run.read(services.open_run(given, actor=SYSTEM), at=makers.DAY, writers=2)

    assert (run.status, run.failure) == (RunStatus.FAILED, WriterLost.template)


@pytest.mark.django_db(transaction=True)
def test_what_a_writer_is_refused_is_told_as_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def land(run: object, plan: object, chunk: object) -> int:
        raise import_run.ImportInterrupted(line=2)

    monkeypatch.setattr(import_run, "_land", land)
    path = tmp_path / "goods.csv"
    path.write_text("sku,title\nMUG,Mug\n")
    given = RunInput(kind=ImportKind.GOODS, file_name="x", path=str(path), size=1, is_trial=False, reading=Reading())

    run = import_run.read(services.open_run(given, actor=SYSTEM), at=makers.DAY, writers=2)

    assert (run.failure, run.details) == (import_run.ImportInterrupted.template, {"line": 2})


@pytest.mark.django_db(transaction=True)
def test_what_writers_left_in_the_middle_is_read_from_the_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_run, "CHUNK", 2)
    land = import_run._land

    def refuse_the_first(run: RunRow, plan: Plan, chunk: list[Line]) -> int:
        if chunk[0][0] == 2:
            raise import_run.ImportInterrupted(line=2)
        return land(run, plan, chunk)

    path = tmp_path / "goods.csv"
    path.write_text("sku,title\n" + "".join(f"SKU-{n},Thing {n}\n" for n in range(6)))
    given = RunInput(kind=ImportKind.GOODS, file_name="x", path=str(path), size=1, is_trial=False, reading=Reading())
    key = services.open_run(given, actor=SYSTEM)
    monkeypatch.setattr(import_run, "_land", refuse_the_first)
    cut_off = import_run.read(key, at=makers.DAY, writers=2)
    monkeypatch.setattr(import_run, "_land", land)
    services.approve(key)
    done = import_run.read(key, at=makers.DAY)

    assert (cut_off.status, done.status) == (RunStatus.FAILED, RunStatus.DONE)
    assert (done.lines_read, len(goods_there())) == (6, 6)
