//! Parts of dates, times, durations and QNames.

use super::dates::{seconds, zone_duration};
use super::{Fun, arg};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::moment::{Duration, Moment, MomentKind};
use crate::value::{Atom, Value};

const SECOND: i128 = 1_000_000_000;

impl Env<'_> {
    pub(super) fn accessor(&self, fun: Fun, args: &[Value]) -> Result<Option<Value>> {
        use MomentKind::{Date, DateTime, Time};
        let part = |kind: MomentKind, f: &dyn Fn(&Moment) -> i64| -> Result<Option<Value>> {
            let moment = self.moment(arg(args, 0), kind)?;
            Ok(Some(moment.map_or(Value::Empty, |m| Value::int(f(&m)))))
        };
        let of_duration = |f: &dyn Fn(&Duration) -> Atom| -> Result<Option<Value>> {
            let Some(atom) = self.single_atom(arg(args, 0))? else { return Ok(Some(Value::Empty)) };
            let atom = match atom {
                Atom::Untyped(_) => crate::cast::cast(&atom, crate::types::AtomicType::Duration)?,
                other => other,
            };
            match atom.as_duration() {
                Some(d) => Ok(Some(Value::atom(f(&d)))),
                None => Err(Error::types("a duration is needed")),
            }
        };
        let second = |kind: MomentKind| -> Result<Option<Value>> {
            let moment = self.moment(arg(args, 0), kind)?;
            let value = |m: Moment| Value::atom(Atom::Dec(seconds(i128::from(m.second), i128::from(m.nano))));
            Ok(Some(moment.map_or(Value::Empty, value)))
        };
        let zone = |kind: MomentKind| -> Result<Option<Value>> {
            let moment = self.moment(arg(args, 0), kind)?;
            Ok(Some(Value::from_opt(moment.and_then(|m| m.zone).map(zone_duration))))
        };
        let qname = |f: &dyn Fn(&crate::value::QName) -> Option<Atom>| -> Result<Option<Value>> {
            match self.single_atom(arg(args, 0))? {
                None => Ok(Some(Value::Empty)),
                Some(Atom::QName(q)) => Ok(Some(Value::from_opt(f(&q)))),
                Some(_) => Err(Error::types("a QName is needed")),
            }
        };
        match fun {
            Fun::YearFromDateTime => part(DateTime, &|m| i64::from(m.year)),
            Fun::YearFromDate => part(Date, &|m| i64::from(m.year)),
            Fun::MonthFromDateTime => part(DateTime, &|m| i64::from(m.month)),
            Fun::MonthFromDate => part(Date, &|m| i64::from(m.month)),
            Fun::DayFromDateTime => part(DateTime, &|m| i64::from(m.day)),
            Fun::DayFromDate => part(Date, &|m| i64::from(m.day)),
            Fun::HoursFromDateTime => part(DateTime, &|m| i64::from(m.hour)),
            Fun::HoursFromTime => part(Time, &|m| i64::from(m.hour)),
            Fun::MinutesFromDateTime => part(DateTime, &|m| i64::from(m.minute)),
            Fun::MinutesFromTime => part(Time, &|m| i64::from(m.minute)),
            Fun::SecondsFromDateTime => second(DateTime),
            Fun::SecondsFromTime => second(Time),
            Fun::TimezoneFromDateTime => zone(DateTime),
            Fun::TimezoneFromDate => zone(Date),
            Fun::TimezoneFromTime => zone(Time),
            Fun::YearsFromDuration => of_duration(&|d| Atom::Int(d.months / 12)),
            Fun::MonthsFromDuration => of_duration(&|d| Atom::Int(d.months % 12)),
            Fun::DaysFromDuration => of_duration(&|d| Atom::Int((d.nanos / SECOND / 86_400) as i64)),
            Fun::HoursFromDuration => of_duration(&|d| Atom::Int((d.nanos / SECOND / 3_600 % 24) as i64)),
            Fun::MinutesFromDuration => of_duration(&|d| Atom::Int((d.nanos / SECOND / 60 % 60) as i64)),
            Fun::SecondsFromDuration => of_duration(&|d| {
                let within = d.nanos.abs() % (60 * SECOND);
                let value = seconds(within / SECOND, within % SECOND);
                Atom::Dec(if d.nanos < 0 { value.neg() } else { value })
            }),
            Fun::PrefixFromQName => qname(&|q| (!q.prefix.is_empty()).then(|| Atom::Str(q.prefix.clone()))),
            Fun::LocalNameFromQName => qname(&|q| Some(Atom::Str(q.local.clone()))),
            Fun::NamespaceUriFromQName => qname(&|q| Some(Atom::Uri(q.ns.clone()))),
            _ => Ok(None),
        }
    }
}
