//! Functions on numbers, and those that count together.

use std::cmp::Ordering;

use super::{Fun, arg};
use crate::cast::cast;
use crate::collation::Collation;
use crate::decimal::Dec;
use crate::env::{Env, Focus};
use crate::error::{Error, Result};
use crate::eval::{arithmetic, compare_atoms};
use crate::expr::Arith;
use crate::types::AtomicType;
use crate::value::{Atom, Value};

impl Env<'_> {
    pub(super) fn number_function(&self, fun: Fun, args: &[Value], focus: &Focus) -> Result<Option<Value>> {
        Ok(Some(match fun {
            Fun::Number => {
                let value = self.or_context(args, focus)?;
                let number = match self.single_atom(&value)? {
                    None => f64::NAN,
                    Some(atom) => crate::eval_number(&atom),
                };
                Value::atom(Atom::Double(number))
            }
            Fun::Abs | Fun::Ceiling | Fun::Floor | Fun::Round | Fun::RoundHalfToEven => {
                let Some(atom) = self.single_atom(arg(args, 0))? else { return Ok(Some(Value::Empty)) };
                let digits = match self.single_atom(arg(args, 1))? {
                    Some(Atom::Int(i)) => i,
                    Some(Atom::Double(d)) => d as i64,
                    Some(_) => return Err(Error::types("the number of digits is an integer")),
                    None => 0,
                };
                Value::atom(rounded(fun, &numeric(atom)?, digits)?)
            }
            Fun::Sum => {
                let atoms = self.atomize(arg(args, 0))?;
                match total(&atoms, self.zone)? {
                    Some(sum) => Value::atom(sum),
                    None if args.len() > 1 => arg(args, 1).clone(),
                    None => Value::int(0),
                }
            }
            Fun::Avg => {
                let atoms = self.atomize(arg(args, 0))?;
                match total(&atoms, self.zone)? {
                    Some(sum) => Value::atom(arithmetic(Arith::Div, &sum, &Atom::Int(atoms.len() as i64), self.zone)?),
                    None => Value::Empty,
                }
            }
            Fun::Max | Fun::Min => {
                let collation = self.collation(args, 1, None)?;
                let atoms = self.atomize(arg(args, 0))?;
                Value::from_opt(extreme(&atoms, fun == Fun::Max, collation, self.zone)?)
            }
            _ => return Ok(None),
        }))
    }
}

fn numeric(atom: Atom) -> Result<Atom> {
    match atom {
        Atom::Untyped(_) => cast(&atom, AtomicType::Double),
        a if a.is_numeric() => Ok(a),
        a => Err(Error::types(format!("a number is needed, not {}", a.type_of().name()))),
    }
}

fn rounded(fun: Fun, atom: &Atom, digits: i64) -> Result<Atom> {
    Ok(match atom {
        Atom::Int(i) => match fun {
            Fun::Abs => Atom::Int(i.checked_abs().ok_or_else(|| Error::dynamic("FOAR0002", "too large"))?),
            Fun::RoundHalfToEven if digits < 0 => {
                Atom::Int(Dec::from(*i).round_half_to_even(digits).to_i64().unwrap_or(0))
            }
            _ => Atom::Int(*i),
        },
        Atom::Dec(d) => Atom::Dec(match fun {
            Fun::Abs if d.is_negative() => d.neg(),
            Fun::Abs => d.clone(),
            Fun::Ceiling => d.ceiling(),
            Fun::Floor => d.floor(),
            Fun::Round => d.round(0),
            _ => d.round_half_to_even(digits),
        }),
        Atom::Float(f) => match rounded(fun, &Atom::Double(f64::from(*f)), digits)? {
            Atom::Double(d) => Atom::Float(d as f32),
            other => other,
        },
        Atom::Double(d) => Atom::Double(match fun {
            Fun::Abs => d.abs(),
            Fun::Ceiling => d.ceil(),
            Fun::Floor => d.floor(),
            Fun::Round if d.fract() == 0.0 || !d.is_finite() => *d,
            Fun::Round => {
                // Halves go up; -0.5 becomes negative zero.
                let down = d.floor();
                let up = if d - down >= 0.5 { down + 1.0 } else { down };
                if up == 0.0 && d.is_sign_negative() { -0.0 } else { up }
            }
            _ => match Dec::from_f64(*d) {
                Some(exact) if *d != 0.0 => {
                    let even = exact.round_half_to_even(digits).to_f64();
                    if even == 0.0 && *d < 0.0 { -0.0 } else { even }
                }
                _ => *d,
            },
        }),
        other => return Err(Error::types(format!("a number is needed, not {}", other.type_of().name()))),
    })
}

/// The sum; `None` of nothing.
fn total(atoms: &[Atom], zone: i16) -> Result<Option<Atom>> {
    let mut sum: Option<Atom> = None;
    for atom in atoms {
        let atom = match atom {
            Atom::Untyped(_) => cast(atom, AtomicType::Double)?,
            a if a.is_numeric() || matches!(a, Atom::YearMonth(_) | Atom::DayTime(_)) => a.clone(),
            a => {
                let name = a.type_of().name();
                return Err(Error::dynamic("FORG0006", format!("values of {name} cannot be added up")));
            }
        };
        sum = Some(match sum {
            None => atom,
            Some(sum) => arithmetic(Arith::Add, &sum, &atom, zone)
                .map_err(|e| if e.code() == "XPTY0004" { Error::dynamic("FORG0006", e.message()) } else { e })?,
        });
    }
    Ok(sum)
}

fn extreme(atoms: &[Atom], max: bool, collation: Collation, zone: i16) -> Result<Option<Atom>> {
    let mut values = Vec::with_capacity(atoms.len());
    for atom in atoms {
        values.push(match atom {
            Atom::Untyped(_) => cast(atom, AtomicType::Double)?,
            Atom::Uri(u) => Atom::Str(u.clone()),
            other => other.clone(),
        });
    }
    // The result has the widest type among the values.
    let widest = if values.iter().any(|v| matches!(v, Atom::Double(_))) {
        Some(AtomicType::Double)
    } else if values.iter().any(|v| matches!(v, Atom::Float(_))) {
        Some(AtomicType::Float)
    } else {
        None
    };
    let mut best: Option<Atom> = None;
    for value in values {
        let value = match widest {
            Some(target) if value.is_numeric() => cast(&value, target)?,
            _ => value,
        };
        if value.as_f64().is_some_and(f64::is_nan) {
            return Ok(Some(value));
        }
        best = Some(match best {
            None => {
                // A single value must have an order, too.
                compare_atoms(&value, &value, false, zone).map_err(|e| Error::dynamic("FORG0006", e.message()))?;
                value
            }
            Some(best) => {
                let order = match (&value, &best) {
                    (Atom::Str(a), Atom::Str(b)) => Some(collation.compare(a, b)),
                    _ => compare_atoms(&value, &best, false, zone)
                        .map_err(|e| Error::dynamic("FORG0006", e.message()))?,
                };
                let better = order == Some(if max { Ordering::Greater } else { Ordering::Less });
                if better { value } else { best }
            }
        });
    }
    Ok(best)
}
