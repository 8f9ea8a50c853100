"""What a marketplace's buyer sends back is approved or rejected by us, told there and remembered here."""

from __future__ import annotations

from base64 import b64encode
from uuid import UUID

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from arasta.contexts.channels.queries import money
from arasta.contexts.channels.queries import returns as reads
from arasta.contexts.channels.services import sessions
from arasta.contexts.channels.types import Stream
from arasta.contexts.channels.types.returning import (
    RETURN_PREFIX,
    Attachment,
    Decision,
    EntryKind,
    ReturnAnswer,
    ReturnRow,
    ReturnState,
)
from arasta.contexts.identity.types import PERMISSIONS
from arasta.flows.ordering.pull_stream import pull_stream
from arasta.flows.returning import answer_return as flow
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.errors import DomainError
from arasta.kernel.ids import to_public
from arasta.kernel.outbox.delivery import deliver_pending
from tests.api.integrator import Integrator
from tests.contexts.identity.making import make_staff, signed_in
from tests.flows.stall import Stall
from tests.twins.makers import BARCODE

pytestmark = pytest.mark.django_db(transaction=True)

APPROVED = Decision(answer=ReturnAnswer.APPROVED)
PICTURE = Attachment("scratch.jpg", "image/jpeg", b"picture")


@pytest.fixture
def claim(stall: Stall) -> ReturnRow:
    """Two units that came back to us and wait for our word."""
    stall.offer(BARCODE)
    placed = stall.buy(2)
    stall.pull()
    for status in ("Picking", "Shipped", "Delivered"):
        stall.world.control("POST", f"/packages/{placed['packageId']}/status", json={"status": status, "force": True})
    stall.world.control("POST", f"/packages/{placed['packageId']}/status", json={"status": "Returned"})
    pull(stall, Stream.RETURNS)
    [found] = reads.waiting_page().items
    return found


def pull(stall: Stall, stream: Stream) -> None:
    stall.world.wait(minutes=1)
    pull_stream(stall.installation, stream, at=stall.world.time)
    deliver_pending()


def answer(claim: ReturnRow, decision: Decision) -> ReturnRow:
    return flow.answer_return(claim.id, decision, at=claim.asked_at, actor=SYSTEM)


def told(stall: Stall) -> list[str]:
    """Return the answers that the marketplace heard."""
    paths = [request.url.path for request in stall.wire.requests]
    return [path.rsplit("/", 1)[-1] for path in paths if path.endswith(("/approve", "/issue"))]


def test_what_is_approved_is_paid_back_there_and_noted_here(stall: Stall, claim: ReturnRow) -> None:
    said = answer(claim, APPROVED)
    pull(stall, Stream.RETURNS)

    after = reads.channel_return(claim.id)
    assert (said.answer, said.awaits_answer) == (ReturnAnswer.APPROVED, True)
    assert (after.state, after.awaits_answer, after.answer) == (ReturnState.REFUNDED, False, ReturnAnswer.APPROVED)
    assert (after.refunded is not None, told(stall)) == (True, ["approve"])
    assert reads.waiting_page().items == []


def test_what_is_rejected_says_why_with_a_picture(stall: Stall, claim: ReturnRow) -> None:
    why = Decision(answer=ReturnAnswer.REJECTED, reason="51", note="Worn for a week", files=[PICTURE])

    answer(claim, why)
    pull(stall, Stream.RETURNS)

    after = reads.channel_return(claim.id)
    assert (after.state, after.refunded) == (ReturnState.REJECTED, None)
    assert (after.answer, after.reason, after.note) == (ReturnAnswer.REJECTED, "51", "Worn for a week")
    assert told(stall) == ["issue"]


def test_answering_twice_says_it_once(stall: Stall, claim: ReturnRow) -> None:
    answer(claim, APPROVED)
    answer(claim, APPROVED)

    assert told(stall) == ["approve"]


@pytest.mark.parametrize(
    ("decision", "refusal"),
    [
        pytest.param(Decision(answer=ReturnAnswer.REJECTED, note="x"), flow.ReasonUnknown, id="no reason"),
        pytest.param(Decision(answer=ReturnAnswer.REJECTED, reason="251", note="x"), flow.ReasonUnknown, id="old"),
        pytest.param(Decision(answer=ReturnAnswer.REJECTED, reason="451"), flow.NoteWrong, id="no words"),
        pytest.param(
            Decision(answer=ReturnAnswer.REJECTED, reason="451", note="x" * 501), flow.NoteWrong, id="too many words"
        ),
        pytest.param(Decision(answer=ReturnAnswer.REJECTED, reason="51", note="x"), flow.FilesWrong, id="no picture"),
        pytest.param(
            Decision(answer=ReturnAnswer.REJECTED, reason="51", note="x", files=[Attachment("a", "text/html", b"<")]),
            flow.FilesWrong,
            id="a page",
        ),
        pytest.param(
            Decision(
                answer=ReturnAnswer.REJECTED,
                reason="51",
                note="x",
                files=[Attachment("a", "image/png", b"x" * (flow.LARGEST_FILE + 1))],
            ),
            flow.FilesWrong,
            id="too large",
        ),
    ],
)
def test_a_wrong_rejection_reaches_nobody(
    stall: Stall, claim: ReturnRow, decision: Decision, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        answer(claim, decision)

    assert (told(stall), reads.channel_return(claim.id).answer) == ([], ReturnAnswer.NONE)


def test_what_the_marketplace_settled_cannot_be_answered(stall: Stall, claim: ReturnRow) -> None:
    answer(claim, APPROVED)
    pull(stall, Stream.RETURNS)

    with pytest.raises(flow.NothingToAnswer):
        answer(claim, APPROVED)


def test_a_marketplace_that_does_not_take_it_leaves_it_open(stall: Stall, claim: ReturnRow) -> None:
    stall.world.fault("token_revoked", times=1)

    with pytest.raises(flow.ChannelRefused):
        answer(claim, APPROVED)

    assert reads.channel_return(claim.id).answer is ReturnAnswer.NONE


def test_an_answer_that_was_lost_on_the_way_is_found_there(stall: Stall, claim: ReturnRow) -> None:
    stall.world.fault("error_after_write", times=1)

    with pytest.raises(flow.ChannelRefused):
        answer(claim, APPROVED)
    answer(claim, APPROVED)

    assert (reads.channel_return(claim.id).answer, told(stall)) == (ReturnAnswer.APPROVED, ["approve"])


def test_what_an_order_brought_cost_and_when_it_was_paid_is_known(stall: Stall, claim: ReturnRow) -> None:
    stall.world.control("POST", "/payouts")

    pull(stall, Stream.SETTLEMENTS)

    assert claim.order_id is not None
    [brought] = money.money_of_order(claim.order_id)
    [paid] = money.payouts_of_order(claim.order_id)
    assert (brought.sale.minor, brought.commission.minor, brought.shipping.minor) == (89800, -11674, -3424)
    assert paid.at is not None
    [payout] = money.payouts_page(stall.channel).items
    assert payout.paid_out == payout.money.net
    assert db.rows("SELECT count(*) FROM channels_money_entry WHERE kind = %s", [EntryKind.PAYOUT.value]) == [(1,)]


@pytest.fixture
def owner(client: Client) -> Client:
    make_staff("owner@example.com")
    return signed_in(client, "owner@example.com")


def address(claim_id: UUID, act: str = "") -> str:
    return f"/office/returns-on-channels/{to_public(RETURN_PREFIX, claim_id)}{act}"


def test_it_is_answered_from_the_list(stall: Stall, claim: ReturnRow, owner: Client) -> None:
    listed = owner.get("/office/returns-on-channels").content.decode()
    shown = owner.get(address(claim.id)).content.decode()
    answered = owner.post(address(claim.id, "/approve"), follow=True).content.decode()

    assert claim.external_id in listed
    assert ("The buyer used it beyond trying on" in shown, "Approve the return" in shown) == (True, True)
    assert "Approved: the channel gives the money back." in answered
    assert told(stall) == ["approve"]


def test_a_rejection_is_filled_in_with_reason_words_and_file(stall: Stall, claim: ReturnRow, owner: Client) -> None:
    empty = owner.post(address(claim.id, "/reject"), {"reason": "51", "note": ""})
    bare = owner.post(address(claim.id, "/reject"), {"reason": "51", "note": "Worn"})
    file = SimpleUploadedFile("worn.jpg", b"picture", content_type="image/jpeg")
    whole = owner.post(address(claim.id, "/reject"), {"reason": "51", "note": "Worn", "file": file})

    assert (empty.status_code, bare.status_code, whole.status_code) == (422, 422, 302)
    assert "This reason needs a picture or a PDF" in bare.content.decode()
    assert told(stall) == ["issue"]


def test_an_outage_is_said_in_plain_words(stall: Stall, claim: ReturnRow, owner: Client) -> None:
    stall.world.fault("rate_limited", percent=100)

    refused = owner.post(address(claim.id, "/approve"))

    assert refused.status_code == 503
    assert "The channel does not take it now" in refused.content.decode()


def test_an_integrator_finds_it_and_rejects_it_once(stall: Stall, claim: ReturnRow) -> None:
    integrator, key = Integrator(tuple(PERMISSIONS)), to_public(RETURN_PREFIX, claim.id)
    files = [{"name": "scratch.jpg", "media_type": "image/jpeg", "content": b64encode(b"picture").decode()}]
    why = {"answer": "rejected", "reason": "51", "note": "Worn for a week", "files": files}

    [listed] = integrator.get("channel-returns").body["items"]
    one = integrator.get(f"channel-returns/{key}").body
    bare = integrator.post(f"channel-returns/{key}/answer", {**why, "files": []})
    said = [integrator.post(f"channel-returns/{key}/answer", why, once="one-word") for _ in range(2)]
    pull(stall, Stream.RETURNS)
    late = integrator.post(f"channel-returns/{key}/answer", {"answer": "approved"})

    assert (listed["id"], listed["awaits_answer"], listed["lines"][0]["quantity"]) == (key, True, 2)
    assert {"code": "451", "text": "We send it to be examined", "needs_file": False} in one["rejections"]
    assert one["channel_return"] == listed
    assert bare.refusal == (422, "rejection_files_wrong")
    assert [(answer.status, answer.body["answer"], answer.body["reason"]) for answer in said] == [
        (200, "rejected", "51")
    ] * 2
    assert (told(stall), late.refusal) == (["issue"], (409, "return_awaits_no_answer"))
    code = listed["channel"]
    assert [row["state"] for row in integrator.get("channel-returns", channel=code).body["items"]] == ["rejected"]
    assert integrator.get("channel-returns").body["items"] == []


def test_a_channel_that_is_silent_leaves_it_to_be_said_again(stall: Stall, claim: ReturnRow) -> None:
    integrator, key = Integrator(tuple(PERMISSIONS)), to_public(RETURN_PREFIX, claim.id)
    approved = {"answer": "approved"}
    sessions.reach_by(lambda: httpx.Client(transport=httpx.MockTransport(_silent)))
    silent = integrator.post(f"channel-returns/{key}/answer", approved)
    sessions.reach_by(lambda: httpx.Client(transport=stall.wire))
    again = integrator.post(f"channel-returns/{key}/answer", approved)

    assert (silent.refusal, again.status) == ((503, "channel_unreachable"), 200)
    assert told(stall) == ["approve"]


def _silent(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody there", request=request)
