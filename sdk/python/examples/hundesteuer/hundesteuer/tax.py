"""When the duty begins, and what a year costs."""

from datetime import date

from drehscheibe_sdk import dates

from .document import Registration
from .settings import Settings


def came_on(registration: Registration) -> date | None:
    """The day on which the dog came into the municipality's household: acquired, or moved in with it."""
    return registration.zuzug.datum if registration.zuzug else registration.hund.anschaffungsdatum


def duty_begins(registration: Registration, settings: Settings) -> date | None:
    """The day on which the duty to register begins: the dog is there and old enough."""
    came, born = came_on(registration), registration.hund.geburtsdatum
    if came is None or born is None:
        return None
    old_enough = dates.add_months(born, settings.mindestalter_monate)
    return None if old_enough is None else max(came, old_enough)


def tax_begins(registration: Registration, settings: Settings) -> date | None:
    """The first day for which tax is due."""
    begins = duty_begins(registration, settings)
    if begins is None:
        return None
    month = begins.replace(day=1)
    return month if settings.steuerbeginn == "monat" else dates.add_months(month, 1)


def is_exempt(registration: Registration, settings: Settings) -> bool:
    """Whether the municipality frees the dog from tax."""
    return registration.hund.assistenzhund and settings.assistenzhund_befreit


def yearly_cents(registration: Registration, settings: Settings) -> int | None:
    """Cents a year for this dog; none if the settings have no rate for it."""
    if is_exempt(registration, settings):
        return 0
    rates = settings.saetze_cent
    if rates is None:
        return None
    first = registration.weitere_hunde == 0
    if registration.hund.gefaehrlich:
        further = rates.weiterer_gefaehrlicher_hund
        return rates.gefaehrlicher_hund if first or further is None else further
    if first:
        return rates.erster_hund
    third = registration.weitere_hunde > 1 and rates.weiterer_hund is not None
    return rates.weiterer_hund if third else rates.zweiter_hund
