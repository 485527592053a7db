//! `xs:decimal`: exact, of any length.

mod convert;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::sync::Arc;

use num_bigint::{BigInt, Sign};

/// A decimal number `m / 10^s`, without trailing zeros. Numbers of up to 18 digits need no memory
/// of their own.
#[derive(Clone, Debug)]
pub struct Dec(Repr);

#[derive(Clone, Debug)]
enum Repr {
    Small(i64, u8),
    Big(Arc<(BigInt, u32)>),
}

/// Digits after the point that a division gives at least.
const DIVISION: u32 = 18;
const MAX_SMALL_SCALE: u32 = 18;

fn pow10(n: u32) -> BigInt {
    BigInt::from(10u8).pow(n)
}

fn pow10_i128(n: u32) -> i128 {
    10i128.pow(n.min(38))
}

impl Dec {
    pub const ZERO: Dec = Dec(Repr::Small(0, 0));

    fn from_i128(mut m: i128, mut s: u32) -> Dec {
        while s > 0 && m % 10 == 0 {
            m /= 10;
            s -= 1;
        }
        match i64::try_from(m) {
            Ok(small) if s <= MAX_SMALL_SCALE => Dec(Repr::Small(small, s as u8)),
            _ => Dec(Repr::Big(Arc::new((BigInt::from(m), s)))),
        }
    }

    fn from_big(mut m: BigInt, mut s: u32) -> Dec {
        let ten = BigInt::from(10u8);
        while s > 0 {
            let quotient = &m / &ten;
            if &quotient * &ten != m {
                break;
            }
            m = quotient;
            s -= 1;
        }
        match i64::try_from(&m) {
            Ok(small) if s <= MAX_SMALL_SCALE => Dec(Repr::Small(small, s as u8)),
            _ => Dec(Repr::Big(Arc::new((m, s)))),
        }
    }

    fn big(&self) -> (BigInt, u32) {
        match &self.0 {
            Repr::Small(m, s) => (BigInt::from(*m), u32::from(*s)),
            Repr::Big(big) => (**big).clone(),
        }
    }

    /// Both mantissas at the larger of the two scales.
    fn aligned(&self, other: &Dec) -> (BigInt, BigInt, u32) {
        let ((a, sa), (b, sb)) = (self.big(), other.big());
        match sa.cmp(&sb) {
            Ordering::Equal => (a, b, sa),
            Ordering::Less => (a * pow10(sb - sa), b, sb),
            Ordering::Greater => (a, b * pow10(sa - sb), sa),
        }
    }

    fn aligned_small(&self, other: &Dec) -> Option<(i128, i128, u32)> {
        let (Repr::Small(a, sa), Repr::Small(b, sb)) = (&self.0, &other.0) else { return None };
        let s = u32::from(*sa.max(sb));
        Some((i128::from(*a) * pow10_i128(s - u32::from(*sa)), i128::from(*b) * pow10_i128(s - u32::from(*sb)), s))
    }

    pub fn add(&self, other: &Dec) -> Dec {
        if let Some((a, b, s)) = self.aligned_small(other) {
            return Dec::from_i128(a + b, s);
        }
        let (a, b, s) = self.aligned(other);
        Dec::from_big(a + b, s)
    }

    pub fn neg(&self) -> Dec {
        match &self.0 {
            Repr::Small(m, s) => Dec::from_i128(-i128::from(*m), u32::from(*s)),
            Repr::Big(big) => Dec::from_big(-big.0.clone(), big.1),
        }
    }

    pub fn sub(&self, other: &Dec) -> Dec {
        self.add(&other.neg())
    }

    pub fn mul(&self, other: &Dec) -> Dec {
        if let (Repr::Small(a, sa), Repr::Small(b, sb)) = (&self.0, &other.0) {
            return Dec::from_i128(i128::from(*a) * i128::from(*b), u32::from(*sa) + u32::from(*sb));
        }
        let ((a, sa), (b, sb)) = (self.big(), other.big());
        Dec::from_big(a * b, sa + sb)
    }

    /// The quotient to at least 18 digits after the point; `None` for a division by zero.
    pub fn div(&self, other: &Dec) -> Option<Dec> {
        if other.is_zero() {
            return None;
        }
        let ((a, sa), (b, sb)) = (self.big(), other.big());
        let scale = DIVISION.max((sa + DIVISION).saturating_sub(sb));
        // a / 10^sa / (b / 10^sb) = a * 10^(scale + sb - sa) / b / 10^scale
        let up = (scale + sb).saturating_sub(sa);
        let numerator = a * pow10(up);
        let quotient = &numerator / &b;
        let rest = numerator - &quotient * &b;
        // Half down: the last digit grows only if the rest is more than half.
        let twice = BigInt::from(2u8) * magnitude(&rest);
        let quotient = if twice > magnitude(&b) {
            let negative = (rest.sign() == Sign::Minus) != (b.sign() == Sign::Minus);
            if negative { quotient - 1 } else { quotient + 1 }
        } else {
            quotient
        };
        Some(Dec::from_big(quotient, scale))
    }

    /// The whole number of times `other` goes into `self`; `None` for a division by zero.
    pub fn idiv(&self, other: &Dec) -> Option<Dec> {
        if other.is_zero() {
            return None;
        }
        let (a, b, _) = self.aligned(other);
        Some(Dec::from_big(a / b, 0))
    }

    /// The rest of a division, with the sign of `self`; `None` for a division by zero.
    pub fn rem(&self, other: &Dec) -> Option<Dec> {
        if other.is_zero() {
            return None;
        }
        let (a, b, s) = self.aligned(other);
        Some(Dec::from_big(a % b, s))
    }

    pub fn is_zero(&self) -> bool {
        matches!(self.0, Repr::Small(0, _))
    }

    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small(m, _) => *m < 0,
            Repr::Big(big) => big.0.sign() == Sign::Minus,
        }
    }

    fn scale(&self) -> u32 {
        match &self.0 {
            Repr::Small(_, s) => u32::from(*s),
            Repr::Big(big) => big.1,
        }
    }

    /// Whether there is nothing after the point.
    pub fn is_whole(&self) -> bool {
        self.scale() == 0
    }

    /// The whole number not above.
    pub fn floor(&self) -> Dec {
        self.whole(|negative, exact, _| negative && !exact)
    }

    /// The whole number not below.
    pub fn ceiling(&self) -> Dec {
        self.whole(|negative, exact, _| !negative && !exact)
    }

    pub fn truncate(&self) -> Dec {
        self.whole(|_, _, _| false)
    }

    fn whole(&self, away: impl Fn(bool, bool, Ordering) -> bool) -> Dec {
        self.at_scale(0, away)
    }

    /// Cuts to `scale` digits after the point; `away(negative, exact, rest against half)` says
    /// whether the last digit moves away from zero. A negative scale counts before the point.
    fn at_scale(&self, scale: i64, away: impl Fn(bool, bool, Ordering) -> bool) -> Dec {
        let drop = i64::from(self.scale()) - scale;
        if drop <= 0 {
            return self.clone();
        }
        if drop > 400 {
            return Dec::ZERO;
        }
        let (m, s) = self.big();
        let unit = pow10(drop as u32);
        let quotient = &m / &unit;
        let rest = magnitude(&(&m - &quotient * &unit));
        let exact = rest.sign() == Sign::NoSign;
        let negative = m.sign() == Sign::Minus;
        let half = (BigInt::from(2u8) * rest).cmp(&unit);
        let quotient = match away(negative, exact, half) {
            true if negative => quotient - 1,
            true => quotient + 1,
            false => quotient,
        };
        if scale >= 0 {
            Dec::from_big(quotient, s - drop as u32)
        } else {
            Dec::from_big(quotient * pow10(scale.unsigned_abs() as u32), 0)
        }
    }

    /// `fn:round`: halves go up.
    pub fn round(&self, digits: i64) -> Dec {
        self.at_scale(digits, |negative, _, half| half == Ordering::Greater || half == Ordering::Equal && !negative)
    }

    /// `fn:round-half-to-even`.
    pub fn round_half_to_even(&self, digits: i64) -> Dec {
        let up = self.at_scale(digits, |_, _, half| half != Ordering::Less);
        let down = self.at_scale(digits, |_, _, half| half == Ordering::Greater);
        if up.compare(&down) == Ordering::Equal {
            return up;
        }
        // A tie: exactly one of the two has an even last digit.
        let unit = if digits >= 0 { Dec::from_big(BigInt::from(1u8), digits as u32) } else { Dec::pow(digits) };
        let even = |d: &Dec| d.div(&unit).and_then(|q| q.rem(&Dec::from(2))).is_some_and(|r| r.is_zero());
        if even(&down) { down } else { up }
    }

    fn pow(digits: i64) -> Dec {
        Dec::from_big(pow10(digits.unsigned_abs().min(400) as u32), 0)
    }

    pub fn compare(&self, other: &Dec) -> Ordering {
        if let Some((a, b, _)) = self.aligned_small(other) {
            return a.cmp(&b);
        }
        let (a, b, _) = self.aligned(other);
        a.cmp(&b)
    }
}

fn magnitude(m: &BigInt) -> BigInt {
    BigInt::from(m.magnitude().clone())
}

impl From<i64> for Dec {
    fn from(value: i64) -> Dec {
        Dec(Repr::Small(value, 0))
    }
}
