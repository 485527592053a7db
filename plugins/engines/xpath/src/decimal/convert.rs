//! Decimal numbers from and to text, doubles and whole numbers.

use std::fmt;

use num_bigint::{BigInt, Sign};

use super::{Dec, Repr};

impl Dec {
    /// The nearest double.
    pub fn to_f64(&self) -> f64 {
        if let Repr::Small(m, s) = &self.0
            && m.unsigned_abs() < 1 << 53
        {
            return *m as f64 / 10f64.powi(i32::from(*s));
        }
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The whole part, if it fits.
    pub fn to_i64(&self) -> Option<i64> {
        match &self.truncate().0 {
            Repr::Small(m, 0) => Some(*m),
            _ => None,
        }
    }

    /// The value of a double, **exactly**: every finite double is a decimal number. `None` for
    /// infinities and NaN.
    pub fn from_f64(value: f64) -> Option<Dec> {
        if !value.is_finite() {
            return None;
        }
        let bits = value.to_bits();
        let exponent = (bits >> 52 & 0x7FF) as i32;
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) =
            if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
        let mut m = BigInt::from(mantissa);
        if value < 0.0 {
            m = -m;
        }
        Some(if exponent >= 0 {
            Dec::from_big(m << exponent as u32, 0)
        } else {
            let n = exponent.unsigned_abs();
            Dec::from_big(m * BigInt::from(5u8).pow(n), n)
        })
    }

    /// Reads `[+-]?(digits(.digits)?|.digits)`.
    pub fn parse(text: &str) -> Option<Dec> {
        let (negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, text.get(1..)?),
            b'+' => (false, text.get(1..)?),
            _ => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit())
        {
            return None;
        }
        let scale = fraction.len() as u32;
        if whole.len() + fraction.len() <= 18 {
            let m = whole.bytes().chain(fraction.bytes()).fold(0i128, |m, b| m * 10 + i128::from(b - b'0'));
            return Some(Dec::from_i128(if negative { -m } else { m }, scale));
        }
        let m: BigInt = format!("{whole}{fraction}").parse().ok()?;
        Some(Dec::from_big(if negative { -m } else { m }, scale))
    }
}

impl fmt::Display for Dec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digits, s, negative) = match &self.0 {
            Repr::Small(m, s) => (m.unsigned_abs().to_string(), usize::from(*s), *m < 0),
            Repr::Big(big) => (big.0.magnitude().to_string(), big.1 as usize, big.0.sign() == Sign::Minus),
        };
        if negative {
            f.write_str("-")?;
        }
        if s == 0 {
            return f.write_str(&digits);
        }
        let padded = format!("{digits:0>width$}", width = s + 1);
        let (whole, fraction) = padded.split_at(padded.len() - s);
        write!(f, "{whole}.{fraction}")
    }
}
