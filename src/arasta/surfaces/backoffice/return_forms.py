"""The form that rejects a return: why, in the channel's reasons and in words, with pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from arasta.contexts.channels.types.returning import Attachment, Decision, ReturnAnswer
from arasta.flows.returning.answer_return import FILE_KINDS, LARGEST_FILE, LONGEST_NOTE


class RejectForm(forms.Form):
    """Why a return is rejected."""

    reason = forms.ChoiceField(label=_("Reason"))
    note = forms.CharField(
        label=_("In words"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The channel and the buyer read this."),
    )
    file = forms.FileField(
        label=_("Picture or PDF"),
        required=False,
        max_length=100,
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(FILE_KINDS))}),
        help_text=_("Most reasons need one, up to 5 MB."),
    )

    def __init__(self, *args: Any, reasons: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", "—"), *reasons.items()]  # type: ignore[attr-defined]

    def decision(self) -> Decision:
        """Return what was filled in."""
        return Decision(
            answer=ReturnAnswer.REJECTED,
            reason=self.cleaned_data["reason"],
            note=self.cleaned_data["note"].strip(),
            files=[_attachment(one) for one in self.files.getlist("file")],
        )


def _attachment(file: UploadedFile[bytes]) -> Attachment:
    """Read a file, at most a byte more than is allowed: one that is too large shows as such."""
    return Attachment(str(file.name or "file"), file.content_type or "", file.read(LARGEST_FILE + 1))
