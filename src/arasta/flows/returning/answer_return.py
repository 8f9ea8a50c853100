"""Approve or reject what a buyer sends back through a channel.

read the return (no transaction); outside: tell the channel; then remember what it took. Saying it again does no harm, so
a crash in between shows as a return that still waits.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.ports import NotOffered
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.queries import returns as reads
from arasta.contexts.channels.services import returns as book
from arasta.contexts.channels.services import sessions
from arasta.contexts.channels.types.protocol import Capabilities, Outcome, PackageItem
from arasta.contexts.channels.types.returning import Decision, Rejection, ReturnAnswer, ReturnRow
from arasta.contexts.channels.types.sync import Op
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, Invalid, Kind, gettext_noop

LONGEST_NOTE = 500
MOST_FILES = 4
LARGEST_FILE = 5 * 1024 * 1024
FILE_KINDS = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf"})
_OPS = {ReturnAnswer.APPROVED: Op.APPROVE_RETURN, ReturnAnswer.REJECTED: Op.REJECT_RETURN}
_TAKEN = {Outcome.OK, Outcome.SAME}
_REFUSED = {Outcome.INVALID, Outcome.CONFLICT}


class NothingToAnswer(Conflict):
    code = "return_awaits_no_answer"
    template = gettext_noop("This return waits for no answer of ours.")


class ReasonUnknown(Invalid):
    code = "rejection_reason_unknown"
    template = gettext_noop("Choose one of the channel's reasons.")


class NoteWrong(Invalid):
    code = "rejection_note_wrong"
    template = gettext_noop("Say why in 1 to %(most)s characters.")


class FilesWrong(Invalid):
    code = "rejection_files_wrong"
    template = gettext_noop("This reason needs a picture or a PDF: at most %(most)s files of %(megabytes)s MB each.")


class ChannelRefused(Conflict):
    code = "channel_refused_answer"
    template = gettext_noop("The channel did not take it: %(said)s")


class ChannelAway(ChannelRefused):
    """The channel cannot be reached or does not let us in; the answer may be given again."""

    kind = Kind.UNAVAILABLE
    code = "channel_unreachable"
    is_final = False
    template = gettext_noop("The channel does not take it now: %(said)s. Say it again later.")


def answer_return(return_id: UUID, decision: Decision, *, at: datetime, actor: Actor) -> ReturnRow:
    """Tell a return's channel what we say about it.

    Raises UnknownChannelReturn, NothingToAnswer, NotOffered, ReasonUnknown, NoteWrong, FilesWrong, ChannelRefused,
    ChannelAway, and ChannelTrouble when the channel cannot be reached.
    """
    found, op = reads.channel_return(return_id), _OPS[decision.answer]
    if not found.awaits_answer:
        raise NothingToAnswer
    with sessions.open_session(channels.installation(found.channel_id)) as session:
        _check(session.connector.capabilities(), op, decision)
        [result] = session.run(session.connector.tell(op, _item(found, op, decision))).results
    if result.outcome not in _TAKEN:
        refusal = ChannelRefused if result.outcome in _REFUSED else ChannelAway
        raise refusal(said=result.text or result.code or result.outcome.value)
    book.note_answer(return_id, decision, at=at, actor=actor)
    return reads.channel_return(return_id)


def _check(offered: Capabilities, op: Op, decision: Decision) -> None:
    if op not in offered.push:
        raise NotOffered(what=op)
    if op is Op.APPROVE_RETURN:
        return
    reason = next((one for one in offered.rejections if one.code == decision.reason), None)
    if reason is None:
        raise ReasonUnknown
    if not 0 < len(decision.note) <= LONGEST_NOTE:
        raise NoteWrong(most=LONGEST_NOTE)
    if not _are_files_right(reason, decision):
        raise FilesWrong(most=MOST_FILES, megabytes=LARGEST_FILE // 1024 // 1024)


def _are_files_right(reason: Rejection, decision: Decision) -> bool:
    fit = all(one.media_type in FILE_KINDS and 0 < len(one.content) <= LARGEST_FILE for one in decision.files)
    return fit and len(decision.files) <= MOST_FILES and (bool(decision.files) or not reason.needs_file)


def _item(found: ReturnRow, op: Op, decision: Decision) -> PackageItem:
    return PackageItem(
        package_id=found.external_id,
        order_id=found.external_order,
        return_id=found.external_id,
        reason=decision.reason,
        note=decision.note,
        files=decision.files,
        key=f"{op}:{found.id}",
    )
