//! Functions on dates, times and durations.

use std::sync::Arc;

use super::{Fun, arg};
use crate::decimal::Dec;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::moment::{Duration, Moment, MomentKind};
use crate::types::AtomicType;
use crate::value::{Atom, Value};

/// Minutes of a zone as a duration.
pub(super) fn zone_duration(zone: i16) -> Atom {
    Atom::DayTime(Arc::new(Duration::from_seconds(i64::from(zone) * 60)))
}

pub(super) fn seconds(whole: i128, nanos: i128) -> Dec {
    let text = format!("{whole}.{:09}", nanos.abs());
    Dec::parse(&text).unwrap_or(Dec::ZERO)
}

impl Env<'_> {
    pub(super) fn moment(&self, value: &Value, kind: MomentKind) -> Result<Option<Moment>> {
        let target = AtomicType::Moment(kind);
        match self.single_atom(value)? {
            None => Ok(None),
            Some(Atom::Moment(m)) if m.kind == kind => Ok(Some(*m)),
            Some(atom @ Atom::Untyped(_)) => match crate::cast::cast(&atom, target)? {
                Atom::Moment(m) => Ok(Some(*m)),
                _ => Ok(None),
            },
            Some(other) => Err(Error::types(format!("{} is needed, not {}", target.name(), other.type_of().name()))),
        }
    }

    pub(super) fn date_function(&self, fun: Fun, args: &[Value]) -> Result<Option<Value>> {
        let made = |m: Moment| Value::atom(Atom::Moment(Arc::new(m)));
        let now = |kind: MomentKind| self.now.to_kind(kind).map_or(Value::Empty, made);
        Ok(Some(match fun {
            Fun::CurrentDateTime => now(MomentKind::DateTime),
            Fun::CurrentDate => now(MomentKind::Date),
            Fun::CurrentTime => now(MomentKind::Time),
            Fun::ImplicitTimezone => Value::atom(zone_duration(self.zone)),
            Fun::DateTime => {
                let date = self.moment(arg(args, 0), MomentKind::Date)?;
                let time = self.moment(arg(args, 1), MomentKind::Time)?;
                let (Some(date), Some(time)) = (date, time) else { return Ok(Some(Value::Empty)) };
                let zone = match (date.zone, time.zone) {
                    (Some(a), Some(b)) if a != b => {
                        return Err(Error::dynamic("FORG0008", "date and time have different zones"));
                    }
                    (a, b) => a.or(b),
                };
                made(Moment {
                    kind: MomentKind::DateTime,
                    year: date.year,
                    month: date.month,
                    day: date.day,
                    zone,
                    ..time
                })
            }
            Fun::AdjustDateTime | Fun::AdjustDate | Fun::AdjustTime => {
                let kind = match fun {
                    Fun::AdjustDateTime => MomentKind::DateTime,
                    Fun::AdjustDate => MomentKind::Date,
                    _ => MomentKind::Time,
                };
                let Some(moment) = self.moment(arg(args, 0), kind)? else { return Ok(Some(Value::Empty)) };
                let zone = if args.len() < 2 {
                    Some(self.zone)
                } else {
                    match self.single_atom(arg(args, 1))? {
                        None => None,
                        Some(Atom::DayTime(d)) => {
                            let minutes = d.nanos / 60_000_000_000;
                            if d.nanos % 60_000_000_000 != 0 || minutes.abs() > 840 {
                                return Err(Error::dynamic("FODT0003", "not a time zone"));
                            }
                            Some(minutes as i16)
                        }
                        Some(_) => return Err(Error::types("a time zone is an xs:dayTimeDuration")),
                    }
                };
                made(moment.adjust(zone))
            }
            _ => return Ok(None),
        }))
    }
}
