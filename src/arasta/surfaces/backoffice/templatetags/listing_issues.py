"""What a channel would say against a listing, in the reader's language."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from arasta.contexts.channels.types import issues
from arasta.contexts.channels.types.protocol import Issue
from arasta.surfaces.backoffice import listing_words

register = template.Library()


@register.filter
def said(issue: Issue) -> str:
    """Return the sentence of an issue; what the channel itself said is quoted."""
    if issue.given is None:
        return gettext("“%(said)s”") % {"said": issue.text}
    return issues.said(issue, gettext)


@register.filter
def about(issue: Issue) -> str:
    """Return what the field of an issue is called."""
    return listing_words.field_of_issue(issue.field)
