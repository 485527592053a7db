//! Arithmetic.

use std::sync::Arc;

use super::compare::number;
use crate::cast::cast;
use crate::decimal::Dec;
use crate::env::{Env, Focus};
use crate::error::{Error, Result};
use crate::expr::{Arith, Expr};
use crate::moment::{Duration, MomentKind};
use crate::types::AtomicType;
use crate::value::{Atom, Item, Value};

fn overflow() -> Error {
    Error::dynamic("FOAR0002", "the result is too large")
}

fn by_zero() -> Error {
    Error::dynamic("FOAR0001", "division by zero")
}

fn decimal(atom: &Atom) -> Dec {
    match atom {
        Atom::Int(i) => Dec::from(*i),
        Atom::Dec(d) => d.clone(),
        _ => Dec::ZERO,
    }
}

fn integers(op: Arith, a: i64, b: i64) -> Result<Atom> {
    Ok(match op {
        Arith::Add => Atom::Int(a.checked_add(b).ok_or_else(overflow)?),
        Arith::Sub => Atom::Int(a.checked_sub(b).ok_or_else(overflow)?),
        Arith::Mul => Atom::Int(a.checked_mul(b).ok_or_else(overflow)?),
        Arith::Div => Atom::Dec(Dec::from(a).div(&Dec::from(b)).ok_or_else(by_zero)?),
        Arith::IDiv if b == 0 => return Err(by_zero()),
        Arith::IDiv => Atom::Int(a.checked_div(b).ok_or_else(overflow)?),
        Arith::Mod if b == 0 => return Err(by_zero()),
        Arith::Mod => Atom::Int(a.checked_rem(b).unwrap_or(0)),
    })
}

fn decimals(op: Arith, a: &Dec, b: &Dec) -> Result<Atom> {
    Ok(match op {
        Arith::Add => Atom::Dec(a.add(b)),
        Arith::Sub => Atom::Dec(a.sub(b)),
        Arith::Mul => Atom::Dec(a.mul(b)),
        Arith::Div => Atom::Dec(a.div(b).ok_or_else(by_zero)?),
        Arith::IDiv => Atom::Int(a.idiv(b).ok_or_else(by_zero)?.to_i64().ok_or_else(overflow)?),
        Arith::Mod => Atom::Dec(a.rem(b).ok_or_else(by_zero)?),
    })
}

fn doubles(op: Arith, a: f64, b: f64) -> Result<f64> {
    Ok(match op {
        Arith::Add => a + b,
        Arith::Sub => a - b,
        Arith::Mul => a * b,
        Arith::Div => a / b,
        Arith::IDiv => {
            if b == 0.0 {
                return Err(by_zero());
            }
            if a.is_nan() || b.is_nan() || a.is_infinite() {
                return Err(overflow());
            }
            (a / b).trunc()
        }
        Arith::Mod => a % b,
    })
}

/// One operation on two atomic values; untyped values count as doubles.
pub fn arithmetic(op: Arith, a: &Atom, b: &Atom, zone: i16) -> Result<Atom> {
    let widen = |x: &Atom| match x {
        Atom::Untyped(_) => cast(x, AtomicType::Double),
        _ => Ok(x.clone()),
    };
    let (a, b) = (widen(a)?, widen(b)?);
    match (&a, &b) {
        (Atom::Int(x), Atom::Int(y)) => integers(op, *x, *y),
        (Atom::Int(_) | Atom::Dec(_), Atom::Int(_) | Atom::Dec(_)) => decimals(op, &decimal(&a), &decimal(&b)),
        _ => match (a.as_f64(), b.as_f64()) {
            (Some(x), Some(y)) => {
                let float = !matches!(a, Atom::Double(_)) && !matches!(b, Atom::Double(_));
                let result = if float {
                    f64::from(doubles(op, f64::from(x as f32), f64::from(y as f32))? as f32)
                } else {
                    doubles(op, x, y)?
                };
                Ok(match op {
                    Arith::IDiv => Atom::Int(Dec::from_f64(result).and_then(|d| d.to_i64()).ok_or_else(overflow)?),
                    _ if float => Atom::Float(result as f32),
                    _ => Atom::Double(result),
                })
            }
            _ => temporal(op, &a, &b, zone),
        },
    }
}

fn temporal(op: Arith, a: &Atom, b: &Atom, zone: i16) -> Result<Atom> {
    let wrong = || {
        let (a, b) = (a.type_of().name(), b.type_of().name());
        Error::types(format!("this operation is not possible on {a} and {b}"))
    };
    let day_time = |nanos: i128| Atom::DayTime(Arc::new(Duration { months: 0, nanos }));
    let out_of_range = || Error::dynamic("FODT0001", "the date is out of range");
    match (op, a, b) {
        (Arith::Sub, Atom::Moment(x), Atom::Moment(y))
            if x.kind == y.kind && matches!(x.kind, MomentKind::DateTime | MomentKind::Date | MomentKind::Time) =>
        {
            Ok(Atom::DayTime(Arc::new(Duration::between(x, y, zone))))
        }
        (Arith::Add | Arith::Sub, Atom::Moment(m), Atom::YearMonth(_) | Atom::DayTime(_))
        | (Arith::Add, Atom::YearMonth(_) | Atom::DayTime(_), Atom::Moment(m)) => {
            let duration = b.as_duration().or_else(|| a.as_duration()).unwrap_or_default();
            let fits = match m.kind {
                MomentKind::DateTime | MomentKind::Date => true,
                MomentKind::Time => duration.months == 0,
                _ => false,
            };
            if !fits {
                return Err(wrong());
            }
            let sign = if op == Arith::Sub { -1 } else { 1 };
            Ok(Atom::Moment(Arc::new(m.add(&duration, sign).ok_or_else(out_of_range)?)))
        }
        (_, Atom::YearMonth(x), Atom::YearMonth(y)) => match op {
            Arith::Add => Ok(Atom::YearMonth(x.checked_add(*y).ok_or_else(overflow)?)),
            Arith::Sub => Ok(Atom::YearMonth(x.checked_sub(*y).ok_or_else(overflow)?)),
            Arith::Div => Ok(Atom::Dec(Dec::from(*x).div(&Dec::from(*y)).ok_or_else(by_zero)?)),
            _ => Err(wrong()),
        },
        (_, Atom::DayTime(x), Atom::DayTime(y)) => match op {
            Arith::Add => Ok(day_time(x.nanos + y.nanos)),
            Arith::Sub => Ok(day_time(x.nanos - y.nanos)),
            Arith::Div => {
                let number = |n: i128| Dec::parse(&n.to_string()).unwrap_or(Dec::ZERO);
                Ok(Atom::Dec(number(x.nanos).div(&number(y.nanos)).ok_or_else(by_zero)?))
            }
            _ => Err(wrong()),
        },
        (Arith::Mul | Arith::Div, _, _) => {
            let (duration, factor) = match (a.as_f64(), b.as_f64()) {
                (None, Some(n)) => (a, n),
                (Some(n), None) if op == Arith::Mul => (b, n),
                _ => return Err(wrong()),
            };
            if factor.is_nan() {
                return Err(Error::dynamic("FOCA0005", "NaN times a duration"));
            }
            let factor = if op == Arith::Div { 1.0 / factor } else { factor };
            if !factor.is_finite() {
                return Err(Error::dynamic("FODT0002", "the duration is too large"));
            }
            match duration {
                Atom::YearMonth(months) => {
                    let product = (*months as f64 * factor + 0.5).floor();
                    if product.abs() > 1e12 {
                        return Err(Error::dynamic("FODT0002", "the duration is too large"));
                    }
                    Ok(Atom::YearMonth(product as i64))
                }
                Atom::DayTime(d) => {
                    let product = d.nanos as f64 * factor;
                    if product.abs() > 1e27 {
                        return Err(Error::dynamic("FODT0002", "the duration is too large"));
                    }
                    Ok(day_time(product.round() as i128))
                }
                _ => Err(wrong()),
            }
        }
        _ => Err(wrong()),
    }
}

/// The unary minus.
pub fn negate(atom: &Atom) -> Result<Atom> {
    Ok(match atom {
        Atom::Int(i) => Atom::Int(i.checked_neg().ok_or_else(overflow)?),
        Atom::Dec(d) => Atom::Dec(d.neg()),
        Atom::Double(d) => Atom::Double(-d),
        Atom::Float(f) => Atom::Float(-f),
        Atom::Untyped(_) => negate(&cast(atom, AtomicType::Double)?)?,
        _ => return Err(Error::types("- needs a number")),
    })
}

impl Env<'_> {
    pub(crate) fn arith(&self, op: Arith, left: &Expr, right: &Expr, compat: bool, focus: &Focus) -> Result<Value> {
        if compat {
            let (a, b) = (self.compat_operand(left, focus)?, self.compat_operand(right, focus)?);
            return match (a, b) {
                (Some(a), Some(b)) => Ok(Value::atom(arithmetic(op, &a, &b, self.zone)?)),
                _ => Ok(Value::atom(Atom::Double(f64::NAN))),
            };
        }
        let Some(a) = self.eval_atom(left, focus)? else { return Ok(Value::Empty) };
        let Some(b) = self.eval_atom(right, focus)? else { return Ok(Value::Empty) };
        Ok(Value::atom(arithmetic(op, &a, &b, self.zone)?))
    }

    pub(crate) fn negation(&self, operand: &Expr, compat: bool, focus: &Focus) -> Result<Value> {
        let operand = if compat {
            Some(self.compat_operand(operand, focus)?.unwrap_or(Atom::Double(f64::NAN)))
        } else {
            self.eval_atom(operand, focus)?
        };
        match operand {
            Some(atom) => Ok(Value::atom(negate(&atom)?)),
            None => Ok(Value::Empty),
        }
    }

    /// XPath 1.0 mode: the first item, as a double unless it is a date or a duration.
    fn compat_operand(&self, expr: &Expr, focus: &Focus) -> Result<Option<Atom>> {
        let value = self.eval(expr, focus)?;
        let Some(item) = value.first() else { return Ok(None) };
        let atom = match item {
            Item::Atom(atom) => atom.clone(),
            Item::Node(_) => self.atomize_item(item),
        };
        Ok(Some(match atom {
            Atom::Moment(_) | Atom::YearMonth(_) | Atom::DayTime(_) => atom,
            other => Atom::Double(number(&other)),
        }))
    }
}
