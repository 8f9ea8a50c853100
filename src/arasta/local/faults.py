"""What this room says when it cannot go on."""


class Fault(Exception):
    """Say what is wrong on this machine and what its owner can do about it."""

    def __init__(self, detail: str, fix: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.fix = fix
