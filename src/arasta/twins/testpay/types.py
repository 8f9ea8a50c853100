"""Words of the payment provider."""

from collections.abc import Mapping
from enum import StrEnum


class Status(StrEnum):
    """Where a payment is."""

    REQUIRES_ACTION = "requires_action"
    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    VOIDED = "voided"
    DECLINED = "declined"
    REFUNDED = "refunded"


class Token(StrEnum):
    """Test cards; what each does is in its name."""

    APPROVE = "tok_approve"
    DECLINE = "tok_decline"
    SECURE = "tok_3ds"
    SLOW = "tok_slow"
    ERROR = "tok_error"


LAST4: Mapping[Token, str] = {
    Token.APPROVE: "0001",
    Token.DECLINE: "0002",
    Token.SECURE: "0003",
    Token.SLOW: "0004",
    Token.ERROR: "0005",
}
TERMINAL_TOKENS = (Token.APPROVE, Token.DECLINE, Token.SLOW, Token.ERROR)
DECLINED = "insufficient_funds"
NOT_CONFIRMED = "authentication_failed"
