"""Money as whole minor units of one currency; floats never touch it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum

_EXPONENTS = {
    "BHD": 3, "CLP": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3,
    "LYD": 3, "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met in one operation."""


class Rounding(StrEnum):
    """How a fraction of a minor unit becomes whole."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


_MODES = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.HALF_EVEN: ROUND_HALF_EVEN}


def exponent(currency: str) -> int:
    """Return how many decimal digits the currency has (ISO 4217; two unless listed)."""
    return _EXPONENTS.get(currency, 2)


def round_minor(value: Decimal, *, policy: Rounding = Rounding.HALF_UP) -> int:
    """Round a decimal count of minor units to a whole one: the only rounding of money there is."""
    return int(value.quantize(Decimal(1), rounding=_MODES[policy]))


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (kuruş, cent) of one ISO 4217 currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"Money takes whole minor units, not {self.minor!r}")

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, count: int) -> Money:
        return Money(self.minor * count, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} is not {other.currency}")
        return other.minor

    @property
    def amount(self) -> Decimal:
        """The amount in major units, for people and for other systems."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    @classmethod
    def of(cls, amount: Decimal | str | int, currency: str) -> Money:
        """Read an amount in major units; digits beyond the currency's exponent are an error."""
        scaled = Decimal(amount).scaleb(exponent(currency))
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{amount} has more digits than {currency} allows")
        return cls(int(scaled), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    def split(self, weights: Sequence[int]) -> list[Money]:
        """Split by weights with the largest remainder, so that the parts sum to the whole; no weight: all equal."""
        total = sum(weights)
        if any(weight < 0 for weight in weights) or not weights:
            raise ValueError("split needs weights that are not negative")
        shares = list(weights) if total else [1] * len(weights)
        return [Money(part, self.currency) for part in _largest_remainder(self.minor, shares)]

    def portion(self, rate: Decimal, *, policy: Rounding = Rounding.HALF_UP) -> Money:
        """Take a rate of the amount (0.20 is a fifth), rounded by policy."""
        return Money(round_minor(Decimal(self.minor) * rate, policy=policy), self.currency)

    def included(self, rate: Decimal, *, policy: Rounding = Rounding.HALF_UP) -> Money:
        """Return the tax contained in a gross amount at a rate."""
        net = round_minor(Decimal(self.minor) / (1 + rate), policy=policy)
        return Money(self.minor - net, self.currency)


def total(amounts: Sequence[Money], currency: str) -> Money:
    """Sum amounts of one currency; the empty sum is zero of that currency."""
    result = Money.zero(currency)
    for amount in amounts:
        result = result + amount
    return result


def _largest_remainder(whole: int, weights: Sequence[int]) -> list[int]:
    sign, size, base = (-1 if whole < 0 else 1), abs(whole), sum(weights)
    parts = [size * weight // base for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(size * weights[i] % base), i))
    for index in order[: size - sum(parts)]:
        parts[index] += 1
    return [sign * part for part in parts]
