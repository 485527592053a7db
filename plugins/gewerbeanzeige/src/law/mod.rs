//! GewAnzV § 3: who gets which data of a trade notice, when, and on which legal basis.

mod calendar;
mod field_set;
mod transmission;

pub use calendar::first_working_day_after_month_of;
pub use field_set::FieldSet;
pub use transmission::{Condition, Share, TRANSMISSIONS, Timing, Transmission};

/// The three forms (GewAnzV § 1): the annex whose number they bear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Anlage 1, GewA 1: Gewerbe-Anmeldung, fields 1 to 33.
    Anmeldung,
    /// Anlage 2, GewA 2: Gewerbe-Ummeldung, fields 1 to 30.
    Ummeldung,
    /// Anlage 3, GewA 3: Gewerbe-Abmeldung, fields 1 to 30.
    Abmeldung,
}

impl Form {
    pub const ALL: [Self; 3] = [Self::Anmeldung, Self::Ummeldung, Self::Abmeldung];

    /// As documents name it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Anmeldung => "GewA1",
            Self::Ummeldung => "GewA2",
            Self::Abmeldung => "GewA3",
        }
    }
    /// German, for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Anmeldung => "Gewerbe-Anmeldung",
            Self::Ummeldung => "Gewerbe-Ummeldung",
            Self::Abmeldung => "Gewerbe-Abmeldung",
        }
    }
    /// The highest field number.
    pub fn last_field(self) -> u8 {
        match self {
            Self::Anmeldung => 33,
            Self::Ummeldung | Self::Abmeldung => 30,
        }
    }
    /// All fields of the form.
    pub fn all_fields(self) -> FieldSet {
        FieldSet::EMPTY.with(1, self.last_field())
    }
}

#[cfg(test)]
mod tests;
