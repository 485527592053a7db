//! Sets of field numbers, written as the ordinance writes them.

/// Numbers from 1 to 63.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSet(u64);

impl FieldSet {
    pub const EMPTY: Self = Self(0);

    /// With the fields `first` to `last`.
    pub const fn with(self, first: u8, last: u8) -> Self {
        let mut bits = self.0;
        let mut number = first;
        while number <= last {
            bits |= 1 << number;
            number += 1;
        }
        Self(bits)
    }
    pub const fn contains(self, number: u8) -> bool {
        number < 64 && self.0 & (1 << number) != 0
    }
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
    /// In ascending order.
    pub fn numbers(self) -> impl Iterator<Item = u8> {
        (0..64).filter(move |number| self.contains(*number))
    }
}

/// `fields!(13, 27, 29 to 31, 33)`: "Felder 13, 27, 29 bis 31 und 33".
macro_rules! fields {
    (@last $first:literal) => { $first };
    (@last $first:literal $last:literal) => { $last };
    ($($first:literal $(to $last:literal)?),* $(,)?) => {
        $crate::law::FieldSet::EMPTY$(.with($first, $crate::law::field_set::fields!(@last $first $($last)?)))*
    };
}
pub(crate) use fields;

#[cfg(test)]
mod tests {
    #[test]
    fn a_set_holds_what_is_named_and_nothing_else() {
        let set = fields!(13, 27, 29 to 31, 33);
        assert_eq!(set.numbers().collect::<Vec<_>>(), [13, 27, 29, 30, 31, 33]);
        assert_eq!(set.without(fields!(30 to 40)).numbers().collect::<Vec<_>>(), [13, 27, 29]);
    }
}
